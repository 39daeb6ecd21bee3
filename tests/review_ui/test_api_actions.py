"""What scripts do beyond deciding and scheduling one by one: corrections, many at once, copies, days, plans, upkeep."""

from __future__ import annotations

import pytest

from pipeline.model import ArticleState
from tests.review_ui.conftest import Filled
from tests.review_ui.scripts import SCHEMAS, Script, faults, ref
from tests.review_ui.seed import Seeded


@pytest.fixture
def script(seeded: Seeded) -> Script:
    return Script(seeded, seeded.editor)


def test_topics_are_corrected_and_a_flag_is_answered_and_opened_again(seeded: Seeded, script: Script) -> None:
    article_id = seeded.article(flags=[("personal-data", "high", "40 người", "Số người")])
    before = script.get(f"/articles/{article_id}").json()
    given = {"version": before["version"], "main": "medtop:04000000", "also": ["medtop:05000000"]}
    after = script.post(f"/articles/{article_id}/topics", given).json()
    assert [one["code"] for one in after["topics"]] == ["medtop:04000000", "medtop:05000000"]
    told = script.post(f"/articles/{article_id}/topics", given | {"main": "medtop:1"})
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "#/main")
    (flag,) = before["flags"]
    path = f"/articles/{article_id}/flags/{flag['mark']}"
    answered = script.post(path, {"version": after["version"], "answer": "official"}).json()
    assert answered["flags"][0]["answer"] == "official"
    assert script.post(path, {"version": 1, "answer": "other"}).json()["errors"][0]["pointer"] == "#/answer"
    opened = script.post(path, {"version": answered["version"], "answer": None}).json()
    assert opened["flags"][0]["answer"] is None
    assert script.post(f"/articles/{article_id}/flags/nhan", {"version": 1, "answer": "judged"}).status_code == 409


def test_many_articles_are_looked_at_decided_and_taken_back(seeded: Seeded, script: Script) -> None:
    ids = [seeded.article(f"Tin số {n} về lớp học") for n in range(3)]
    script.post(f"/articles/{ids[2]}/approve", {"version": 1})
    asked = {"action": "reject", "reason": "advertising", "items": [{"article_id": n, "version": 1} for n in ids]}
    seen = script.post("/articles/many/preview", asked).json()
    assert [one["id"] for one in seen["fits"]] == ids[:2]
    assert [(one["article"]["id"], one["why"]) for one in seen["left"]] == [(ids[2], "decided")]
    assert seeded.get(ids[0]).state is ArticleState.CLEAN
    done = script.post("/articles/many", asked).json()
    assert list(faults(ref("ManyDone"), done, SCHEMAS)) == []
    assert [seeded.get(n).state.value for n in ids] == ["rejected", "rejected", "approved"]
    assert script.post("/articles/many", asked).json()["id"] is None
    script.post("/articles/undo")
    back = script.post(f"/articles/many/{done['id']}/undo").json()
    assert back["back"] + back["stay"] == 2
    assert script.post("/articles/many", {"action": "reject", "items": asked["items"]}).status_code == 422
    assert script.post("/articles/many/99/undo").status_code == 404


def test_a_step_in_the_calendar_is_taken_back(seeded: Seeded, script: Script) -> None:
    post_id = seeded.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    version = seeded.version(post_id)
    out = script.post(f"/posts/{post_id}/unschedule", {"version": version}).json()
    assert (out["state"], out["due_at"]) == ("approved", None)
    back = script.post(f"/posts/{post_id}/undo", {"version": out["version"]}).json()
    assert (back["state"], back["wall_time"]) == ("scheduled", "2026-11-24T09:00")
    assert script.post(f"/posts/{post_id}/undo", {"version": version}).json()["current"]["state"] == "scheduled"


def test_a_post_is_copied_to_another_page_once_its_cautions_are_accepted(desk: Seeded) -> None:
    script = Script(desk, desk.editor)
    post_id = desk.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    given = {"page_id": "trang-2", "wall_time": "2026-11-24T09:00"}
    asked = script.post(f"/posts/{post_id}/copy", given)
    assert (asked.status_code, asked.json()["code"]) == (409, "cautions-open")
    keys = [one["key"] for one in asked.json()["cautions"] if one["asks"]]
    made = script.post(f"/posts/{post_id}/copy", given | {"accept": keys})
    assert made.status_code == 201
    copy = made.json()
    assert (copy["state"], copy["page_id"]) == ("draft", "trang-2")
    assert copy["caption"] == script.get(f"/posts/{post_id}").json()["caption"]
    assert script.post(f"/posts/{post_id}/copy", given | {"accept": keys}).json()["code"] == "duplicate-post"


def test_a_day_is_moved_as_it_was_looked_at(seeded: Seeded, script: Script) -> None:
    post_id = seeded.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    day = "/pages/trang-1/days/2026-11-24"
    seen = script.post(f"{day}/preview", {"by": "2h"}).json()
    assert [(one["post_id"], one["wall_time"]) for one in seen["items"]] == [(post_id, "2026-11-24T11:00")]
    assert script.get(f"/posts/{post_id}").json()["wall_time"] == "2026-11-24T09:00"
    assert script.post(f"{day}/move", {"by": "2h", "stamp": f"{post_id}.99"}).status_code == 409
    moved = script.post(f"{day}/move", {"by": "2h", "stamp": seen["stamp"]}).json()
    assert list(faults(ref("DayMoved"), moved, SCHEMAS)) == []
    assert script.get(f"/posts/{post_id}").json()["wall_time"] == "2026-11-24T11:00"
    other = script.post(f"{day}/preview", {"to": "2026-11-26"}).json()
    assert other["items"][0]["wall_time"] == "2026-11-26T11:00"
    told = script.post(f"{day}/preview", {"by": "mai"})
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "#/by")
    assert script.post("/pages/trang-1/days/hom-nay/preview", {"by": "2h"}).status_code == 422


def test_a_plan_is_looked_at_and_then_carried_out(seeded: Seeded, script: Script) -> None:
    taken = seeded.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    post_id = seeded.approved_post("Bài thứ hai")
    csv = f"post,wall_time\n{post_id},2026-11-24 09:00\n{taken},2026-11-25 15:00\n99,2026-11-24 10:00\n"
    seen = script.post("/plan/preview", {"csv": csv}).json()
    assert list(faults(ref("Plan"), seen, SCHEMAS)) == []
    assert [(one["post_id"], one["action"], one["done"]) for one in seen["items"]] == [
        (post_id, "schedule", False),
        (taken, "move", False),
        (None, "none", False),
    ]
    assert seen["items"][2]["problem"]
    done = script.post("/plan", {"csv": csv}).json()["items"]
    keys = [one["key"] for one in done[0]["cautions"] if one["asks"]]
    assert [(one["done"], one["asks"]) for one in done] == [(False, True), (True, False), (False, False)]
    assert keys == ["holiday"], "24 November is a day off"
    again = script.post("/plan", {"csv": csv, "accept": [{"line": done[0]["line"], "keys": keys}]}).json()["items"]
    assert script.get(f"/posts/{post_id}").json()["wall_time"] == "2026-11-24T09:00"
    assert again[1]["action"] == "same"
    told = script.post("/plan/preview", {"csv": "cột,khác\n1,2\n"})
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "#/csv")


def test_a_page_is_paused_with_a_reason_and_goes_on(seeded: Seeded, script: Script) -> None:
    (page,) = script.post("/pages/trang-1/pause", {"reason": "Chờ ý kiến lãnh đạo"}).json()["items"]
    assert (page["pause"]["reason"], page["pause"]["by"]) == ("Chờ ý kiến lãnh đạo", seeded.editor.name)
    assert script.post("/pages/trang-1/pause", {"reason": " "}).json()["errors"][0]["pointer"] == "#/reason"
    (page,) = script.post("/pages/trang-1/resume").json()["items"]
    assert page["pause"] is None


def test_a_check_is_switched_and_the_articles_follow(seeded: Seeded, script: Script) -> None:
    article_id = seeded.article(flags=[("health-claim", "low", "40 người", "Lời hứa")])
    assert seeded.get(article_id).state is ArticleState.FLAGGED
    given = {"level": "off", "reason": "Trang chỉ đăng tin lễ hội", "before": "normal"}
    after = script.post("/pages/trang-1/checks/health-claim", given).json()
    assert next(one for one in after["items"] if one["check"] == "health-claim")["set_by"] == seeded.editor.name
    assert seeded.get(article_id).state is ArticleState.CLEAN
    assert script.post("/pages/trang-1/checks/health-claim", given | {"level": "low"}).status_code == 409
    assert script.post("/pages/trang-1/checks/khong-co", given).status_code == 404


def test_a_source_is_visited_again(filled: Filled) -> None:
    seeded = filled.seeded
    script = Script(seeded, seeded.editor)
    items = script.post("/sources/bao-mau/visit").json()["items"]
    assert next(one for one in items if one["id"] == "bao-mau")["next_visit_at"] is None
    assert seeded.store.audit.latest(1)[0].kind == "source.resumed"
    assert script.post("/sources/khong-co/visit").status_code == 404
