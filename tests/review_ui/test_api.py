"""The desk as a script meets it: tokens, versions, keys, ETags, cautions, and what is told when something fails."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline import people
from pipeline.access import Scope
from pipeline.errors import StoreBusy
from pipeline.model import Role
from pipeline.settings_people import PeopleSettings
from review_ui.api import gate
from tests.review_ui.conftest import BASE, Filled, Visitor
from tests.review_ui.scripts import API, Script, checked
from tests.review_ui.seed import Seeded

NEW = {"page_id": "trang-1", "caption": "Lời của bài"}


@pytest.fixture
def script(seeded: Seeded) -> Script:
    return Script(seeded, seeded.editor)


# -- tokens -----------------------------------------------------------------------------------------


def test_a_session_opens_nothing_of_the_api_and_a_token_opens_no_page(seeded: Seeded) -> None:
    browser = Visitor(seeded).enter(seeded.editor)
    assert checked(browser.client.get(f"{API}/me")).status_code == 401
    script = Script(seeded, seeded.editor)
    assert script.client.get("/bai-dang", follow_redirects=False).headers["location"].startswith("/dang-nhap")
    script.client.cookies.set("anhduong", script.secret)
    assert script.client.get("/bai-dang", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer  x", "Basic eDp5", "Bearer khong-co", "Bearer " + "x" * 5000])
def test_what_is_no_token_opens_nothing(seeded: Seeded, header: str) -> None:
    script = Script(seeded, None)
    response = script.get("/me", headers={"authorization": header})
    assert response.status_code == 401
    assert response.json()["code"] == "token-invalid"


def test_a_token_in_the_address_is_not_accepted(seeded: Seeded, script: Script) -> None:
    nobody = Script(seeded, None)
    assert nobody.get(f"/me?access_token={script.secret}").status_code == 401
    assert script.get(f"/me?access_token={script.secret}").status_code == 422


def test_a_token_ends_by_time_by_hand_with_the_account_and_with_the_right(seeded: Seeded) -> None:
    admin = seeded.users[Role.ADMINISTRATOR]
    revoked = Script(seeded, seeded.editor, name="một")
    seeded.store.access.revoke(seeded.editor.id, revoked.token_id, seeded.clock(), seeded.editor)
    assert revoked.get("/me").status_code == 401
    reading = Script(seeded, seeded.editor, [Scope.READ], "hai")
    planning = Script(seeded, seeded.editor, [Scope.READ, Scope.SCHEDULE], "ba")
    people.set_role(seeded.store, admin, seeded.editor.id, Role.COLLABORATOR, seeded.clock())
    assert planning.get("/me").status_code == 401
    assert reading.get("/me").json()["role"] == "collaborator"
    people.close(seeded.store, admin, seeded.editor.id, seeded.clock())
    assert reading.get("/me").status_code == 401
    people.reopen(seeded.store, admin, seeded.editor.id, seeded.clock())
    assert reading.get("/me").status_code == 401
    assert [one.ended for one in seeded.store.access.of(seeded.editor.id)] == ["role", "closed", "revoked"]
    short = Script(seeded, seeded.collaborator)
    seeded.clock.forward(days=31)
    assert short.get("/me").status_code == 401


def test_a_role_that_needs_a_second_factor_gets_nowhere_without_one(seeded: Seeded) -> None:
    strict = replace(seeded.settings, people=PeopleSettings(totp_required_for=frozenset({Role.EDITOR})))
    script = Script(replace(seeded, settings=strict), seeded.editor)
    assert script.get("/me").json()["code"] == "second-factor-required"


def test_the_log_names_the_token_and_the_token_its_last_use(seeded: Seeded) -> None:
    script = Script(seeded, seeded.editor, name="Bảng tuần")
    article_id = seeded.article()
    assert script.post(f"/articles/{article_id}/approve", {"version": 1}).status_code == 200
    event = seeded.store.audit.latest(1)[0]
    assert (event.kind, event.actor) == ("article.approved", seeded.editor.name)
    assert json.loads(event.detail or "")["token"] == "Bảng tuần"
    assert seeded.store.audit.verify(seeded.clock()).broken is None
    assert seeded.store.access.of(seeded.editor.id)[0].used_at == seeded.clock()
    shown = Visitor(seeded).enter(seeded.editor).get("/nhat-ky").text
    assert "bằng mã truy cập “Bảng tuần”" in shown


def test_a_token_that_asks_too_often_waits(seeded: Seeded, script: Script) -> None:
    for _n in range(gate.MOST_A_MINUTE):
        assert script.get("/me").status_code == 200
    told = script.get("/me")
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) == 60
    seeded.clock.forward(seconds=61)
    assert script.get("/me").status_code == 200


def test_guesses_are_throttled_and_good_tokens_do_not_wait_for_them(seeded: Seeded) -> None:
    script = Script(seeded, seeded.editor)
    for n in range(gate.WRONG_TOKENS):
        assert script.get("/me", headers={"authorization": f"Bearer x{n}"}).status_code == 401
    told = script.get("/me", headers={"authorization": "Bearer y"})
    assert told.status_code == 429
    assert told.headers["retry-after"] == "900"
    assert script.get("/me").status_code == 200


# -- articles ----------------------------------------------------------------------------------------


def test_lists_go_on_by_key_until_all_was_seen_once(seeded: Seeded, script: Script) -> None:
    made = {seeded.article(f"Tin số {n} về lớp học") for n in range(7)}
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        told = script.get(
            "/articles", params={"limit": 3, "q": "lop hoc"} | ({"cursor": cursor} if cursor else {})
        ).json()
        seen += [one["id"] for one in told["items"]]
        cursor = told["cursor"]
    assert seen == sorted(made, reverse=True)
    posts = [seeded.draft(f"Bài {n}") for n in range(3)]
    first = script.get("/posts?limit=2").json()
    second = script.get("/posts", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert {one["id"] for one in first["items"] + second["items"]} == set(posts)
    assert second["cursor"] is None


def test_an_article_is_decided_once_and_undone(seeded: Seeded, script: Script) -> None:
    article_id = seeded.article()
    assert (
        script.post(f"/articles/{article_id}/reject", {"version": 1, "reason": "advertising"}).json()["reject_reason"]
        == "advertising"
    )
    late = script.post(f"/articles/{article_id}/approve", {"version": 1})
    assert late.status_code == 409
    assert late.json()["current"] == {"version": 1, "state": "rejected"}
    assert script.post("/articles/undo").json() == {"article_id": article_id}
    held = script.post(f"/articles/{article_id}/hold", {"version": 1, "note": "Chờ hỏi"}).json()
    assert (held["held_by"], held["held_note"]) == (seeded.editor.name, "Chờ hỏi")
    assert script.post(f"/articles/{article_id}/unhold").json()["held_by"] is None


def test_the_reason_other_needs_a_note_as_on_the_page(seeded: Seeded, script: Script) -> None:
    told = script.post(f"/articles/{seeded.article()}/reject", {"version": 1, "reason": "other"})
    assert told.status_code == 422
    assert told.json()["errors"][0]["pointer"] == "#/reason"


def test_an_article_that_a_colleague_has_open_is_not_decided(seeded: Seeded, script: Script) -> None:
    article_id = seeded.article()
    seeded.store.reviewing.open(seeded.collaborator, article_id, seeded.clock())
    told = script.post(f"/articles/{article_id}/approve", {"version": 1})
    assert told.status_code == 409
    assert seeded.collaborator.name in told.json()["detail"]
    assert script.post(f"/articles/{article_id}/take").json()["open_by"] == seeded.editor.name
    assert script.post(f"/articles/{article_id}/approve", {"version": 1}).status_code == 200


# -- versions and ETags -------------------------------------------------------------------------------


def test_the_version_comes_by_body_or_by_if_match(seeded: Seeded, script: Script) -> None:
    post_id = seeded.draft()
    path = f"/posts/{post_id}/edit"
    assert script.post(path, {"caption": "A"}).status_code == 428
    tag = script.get(f"/posts/{post_id}").headers["etag"]
    edited = script.post(path, {"caption": "A"}, headers={"if-match": tag})
    assert edited.json()["version"] == 2
    stale = script.post(path, {"caption": "B"}, headers={"if-match": tag})
    assert stale.status_code == 412
    assert stale.json()["current"] == {"version": 2, "state": "draft"}
    assert script.post(path, {"caption": "B", "version": 1}).status_code == 409
    assert script.post(path, {"caption": "B", "version": 1}, headers={"if-match": '"2"'}).status_code == 422
    assert script.post(path, {"caption": "B"}, headers={"if-match": "2"}).status_code == 400
    assert script.post(path, {"caption": "B"}, headers={"if-match": '"2"'}).json()["caption"] == "B"


def test_what_a_script_has_is_not_sent_again(seeded: Seeded, script: Script) -> None:
    post_id = seeded.draft()
    first = script.get(f"/posts/{post_id}")
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"if-none-match": f'"x", W/{first.headers["etag"]}'}
    again = script.get(f"/posts/{post_id}", headers=known)
    assert (again.status_code, again.text) == (304, "")
    script.post(f"/posts/{post_id}/approve", {"version": 1})
    assert script.get(f"/posts/{post_id}", headers=known).status_code == 200


# -- idempotency keys -----------------------------------------------------------------------------------


def test_a_key_makes_a_request_count_once(seeded: Seeded, script: Script) -> None:
    article_id = seeded.approved()
    body = NEW | {"article_id": article_id}
    key = {"idempotency-key": "bai-1"}
    first = script.post("/posts", body, headers=key)
    again = script.post("/posts", body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"] == f"{API}/posts/{first.json()['id']}"
    assert again.headers["idempotency-replayed"] == "true"
    assert len(seeded.store.posts.of_article(article_id)) == 1
    other = script.post("/posts", body | {"caption": "Khác"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert script.post("/posts", body, headers={"idempotency-key": "bai-2"}).json()["code"] == "duplicate-post"
    assert Script(seeded, seeded.collaborator).post("/posts", body, headers=key).json()["code"] == "duplicate-post"
    seeded.clock.forward(hours=25)
    assert script.post("/posts", body, headers=key).json()["code"] == "duplicate-post"


def test_a_refusal_is_kept_under_its_key_and_a_busy_store_is_not(
    seeded: Seeded, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_id = seeded.approved()
    body = NEW | {"article_id": article_id}
    with monkeypatch.context() as patched:
        patched.setattr(seeded.store.posts, "create", _busy)
        told = script.post("/posts", body, headers={"idempotency-key": "k"})
        assert (told.status_code, told.headers["retry-after"]) == (503, "5")
    assert script.post("/posts", body, headers={"idempotency-key": "k"}).status_code == 201
    refused = script.post("/posts", body, headers={"idempotency-key": "m"})
    seeded.store.posts.cancel(seeded.editor, 1, 1, seeded.clock())
    again = script.post("/posts", body, headers={"idempotency-key": "m"})
    assert again.json() == refused.json()
    assert again.status_code == 409


def _busy(*_args: object, **_more: object) -> None:
    raise StoreBusy


def test_the_same_key_at_the_same_time_waits(seeded: Seeded, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    body = NEW | {"article_id": seeded.approved()}
    create, told = seeded.store.posts.create, []

    def slow(*given: object, **more: object) -> int:
        told.append(script.post("/posts", body, headers={"idempotency-key": "k"}))
        return create(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(seeded.store.posts, "create", slow)
    assert script.post("/posts", body, headers={"idempotency-key": "k"}).status_code == 201
    assert [(one.status_code, one.json()["code"]) for one in told] == [(409, "idempotency-key-underway")]


def test_a_key_of_a_process_that_died_can_be_used_again(seeded: Seeded, script: Script) -> None:
    body = NEW | {"article_id": seeded.approved()}

    # What a killed process leaves: the key taken, and no answer.
    sent = json.dumps(["POST", f"{API}/posts", body, None], sort_keys=True)
    fingerprint = gate.hashlib.sha256(sent.encode()).hexdigest()
    seeded.store.access.begin(seeded.editor.id, "k", fingerprint, seeded.clock())
    assert script.post("/posts", body, headers={"idempotency-key": "k"}).status_code == 409
    seeded.clock.forward(minutes=6)
    assert script.post("/posts", body, headers={"idempotency-key": "k"}).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "\x7f"])
def test_a_key_that_is_none_is_told(seeded: Seeded, script: Script, key: str) -> None:
    told = script.post("/articles/undo", headers={"idempotency-key": key})
    assert told.json()["code"] == "idempotency-key-malformed"


# -- posts ------------------------------------------------------------------------------------------


def test_a_post_goes_the_whole_way(seeded: Seeded) -> None:
    writer = Script(seeded, seeded.collaborator)
    editor = Script(seeded, seeded.editor)
    made = writer.post("/posts", NEW | {"article_id": seeded.approved()})
    path = made.headers["location"].removeprefix(API)
    own = writer.post(f"{path}/approve", {"version": 1})
    assert (own.status_code, own.json()["code"]) == (403, "four-eyes")
    assert editor.post(f"{path}/approve", {"version": 1}).json()["state"] == "approved"
    local = seeded.clock() + timedelta(hours=7, minutes=1)
    planned = editor.post(f"{path}/schedule", {"version": 2, "wall_time": f"{local:%Y-%m-%dT%H:%M}"})
    assert planned.json()["state"] == "scheduled"
    seeded.clock.forward(minutes=2)
    seeded.tick()
    assert editor.get(path).json()["state"] == "published"
    asked = editor.post(f"{path}/correct", {"caption": "Lời đúng", "reason": "Sai ngày"}).json()
    amendment = asked["amendments"][0]
    assert amendment["waits_for_approval"]
    where = f"{path}/amendments/{amendment['id']}"
    assert editor.post(f"{where}/approve").json()["code"] == "four-eyes"
    assert writer.post(f"{where}/approve").json()["amendments"][0]["approved_by"] == seeded.collaborator.name
    assert editor.post(f"{where}/drop").json()["amendments"][0]["result"] == "dropped"
    assert editor.post(f"{path}/amendments/999/drop").status_code == 409
    assert editor.post(f"{path}/withdraw", {"reason": "Nguồn gỡ tin"}).status_code == 200


def test_cautions_have_to_be_accepted_by_their_keys(seeded: Seeded, script: Script) -> None:
    seeded.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    post_id = seeded.approved_post("Bài thứ hai")
    asked = script.post(f"/posts/{post_id}/schedule", {"version": 2, "wall_time": "2026-11-24T09:00"})
    assert (asked.status_code, asked.json()["code"]) == (409, "cautions-open")
    keys = [one["key"] for one in asked.json()["cautions"] if one["asks"]]
    assert keys
    wrong = {"version": 2, "wall_time": "2026-11-24T09:00", "accept": ["holiday"]}
    assert script.post(f"/posts/{post_id}/schedule", wrong).status_code == 409
    done = script.post(f"/posts/{post_id}/schedule", wrong | {"accept": keys})
    assert done.json()["state"] == "scheduled"
    assert json.loads(seeded.store.audit.latest(1)[0].detail or "")["warned"]


@pytest.mark.parametrize(("wall", "code"), [("2026-02-30T08:00", "time-invalid"), ("2020-01-01T08:00", "time-past"),
                                            ("2029-01-01T08:00", "time-too-far")])  # fmt: skip
def test_a_time_that_cannot_be_is_told_at_its_field(seeded: Seeded, script: Script, wall: str, code: str) -> None:
    told = script.post(f"/posts/{seeded.approved_post()}/schedule", {"version": 2, "wall_time": wall})
    assert (told.status_code, told.json()["code"]) == (422, code)
    assert told.json()["errors"][0]["pointer"] == "#/wall_time"


def test_only_pictures_of_the_article_are_taken(seeded: Seeded, script: Script) -> None:
    picture = {"url": "https://ai-do.example.com/a.jpg", "alt": "Ảnh"}
    told = script.post("/posts", NEW | {"article_id": seeded.approved(), "pictures": [picture]})
    assert (told.status_code, told.json()["code"]) == (422, "picture-not-offered")
    assert told.json()["errors"][0]["pointer"] == "#/pictures/0/url"


def test_a_picture_of_the_article_is_taken_with_its_credit(filled: Filled) -> None:
    script = Script(filled.seeded, filled.seeded.editor)
    shown = script.get(f"/articles/{filled.ids['approved']}").json()
    picture = {"url": shown["pictures"][0]["url"], "alt": "Đội múa khăn"}
    body = NEW | {"article_id": filled.ids["approved"], "pictures": [picture]}
    assert script.post("/posts", body | {"pictures": [picture | {"alt": " "}]}).json()["code"] == "alt-text-needed"
    made = script.post("/posts", body).json()
    assert made["pictures"] == [picture | {"credit": "Ảnh: Báo Mẫu", "crop": None}]


def test_the_calendar_has_days_with_what_is_due_on_them(seeded: Seeded, script: Script) -> None:
    post_id = seeded.scheduled("Bài thứ nhất", "2026-11-24T09:00")
    days = script.get("/calendar?from=2026-11-23&days=2&page=trang-1").json()["days"]
    assert [(day["date"], [one["id"] for one in day["posts"]]) for day in days] == [
        ("2026-11-23", []),
        ("2026-11-24", [post_id]),
    ]
    (found,) = days[1]["posts"]
    assert (found["wall_time"], found["zone"]) == ("2026-11-24T09:00", "Asia/Ho_Chi_Minh")
    assert {key: script.get(f"/posts/{post_id}").json()[key] for key in found} == found


def test_missed_posts_get_the_times_that_are_proposed(seeded: Seeded, script: Script) -> None:
    post_id = seeded.missed()
    (found,) = script.get("/posts/missed").json()["items"]
    item = {"post_id": post_id, "version": found["post"]["version"], "wall_time": found["wall_time"]}
    told = script.post("/posts/missed", {"items": [item, item]}).json()
    assert told["done"] == 1
    assert [one["code"] for one in told["refused"]] == ["conflict"]


# -- what is told -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/articles/0", "/articles/abc", "/articles/" + "9" * 5000, "/posts/999", "/khong-co",
                                  "/digest/2026-W60", "/pages/khong-co/slots", "/calendar?page=khong-co"])  # fmt: skip
def test_what_is_not_there_is_told(script: Script, path: str) -> None:
    assert script.get(path).status_code == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "limit=-1", "limit=" + "9" * 5000, "state=x", "cursor=a'b",
                                   "since=2026-13-01", "since=x", "la=1", "limit=1&limit=2", "q="])  # fmt: skip
def test_a_parameter_that_does_not_fit_is_told(script: Script, query: str) -> None:
    assert script.get(f"/articles?{query}").status_code == 422


def test_other_methods_and_other_sites_get_nothing(seeded: Seeded, script: Script) -> None:
    wrong = checked(script.client.delete(f"{API}/posts"))
    assert wrong.status_code == 405
    assert {"GET", "POST"} <= set(wrong.headers["allow"].replace(" ", "").split(","))
    asked = script.client.options(
        f"{API}/posts", headers={"origin": "https://x.example", "access-control-request-method": "POST"}
    )
    assert asked.status_code == 405
    other = script.get("/me", headers={"origin": "https://x.example"})
    assert not [name for name in (*asked.headers, *other.headers) if name.startswith("access-control")]
    assert checked(script.client.get(f"{API}/me", headers={"host": "x.example"})).status_code == 400


def test_problems_are_told_in_the_language_of_the_desk(script: Script) -> None:
    told = script.get("/posts/999").json()
    assert told["title"] == "Không tìm thấy"
    assert "999" in told["detail"]


def test_a_fault_of_our_own_is_a_problem_too(seeded: Seeded, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(seeded.store.sources, "statuses", broken)
    response = script.client.get(f"{API}/sources")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "a bug" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_form_of_another_site_does_nothing_even_with_the_cookie(seeded: Seeded) -> None:
    browser = Visitor(seeded).enter(seeded.editor)
    article_id = seeded.article()
    response = checked(
        browser.client.post(
            f"{API}/articles/{article_id}/approve",
            json={"version": 1},
            headers={"origin": "https://x.example", "sec-fetch-site": "cross-site"},
        )
    )
    assert response.status_code == 401
    assert seeded.get(article_id).state == "clean"
    assert BASE.startswith("http://")
