"""The fake Graph API is what other tests lean on, so it is held to what Graph documents and to its own promises."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.fakes.graph import FakeGraph, Fault, graph, remote_faults, remote_ledger

PAGE = "100000000000001"
ROOT = Path(__file__).resolve().parents[2]
JPEG = b"\xff\xd8\xff\xe0" + b"\r\n\x00--\n" * 50


@pytest.fixture
def fake() -> Iterator[FakeGraph]:
    with graph() as server:
        server.world.add_page(PAGE, token="page-token")
        yield server


def ask(fake: FakeGraph, method: str, path: str, token: str = "page-token", **values: Any) -> httpx2.Response:
    files = values.pop("files", None)
    version = values.pop("version", "v26.0")
    values.setdefault("appsecret_proof", fake.world.proof(token))
    where = {"params": values} if method != "POST" else {"data": values}
    return httpx2.request(
        method,
        f"{fake.base}/{version}{path}",
        headers={"Authorization": f"Bearer {token}"},
        files=files,
        timeout=2,
        trust_env=False,
        **where,
    )


def code(answer: httpx2.Response) -> int:
    return int(answer.json()["error"]["code"])


def test_a_link_post_is_shown_and_read_back(fake: FakeGraph) -> None:
    post = ask(fake, "POST", f"/{PAGE}/feed", message="Tin", link="https://example.vn/a").json()["id"]
    fields = "id,message,created_time,permalink_url,attachments{unshimmed_url,url}"
    listed = ask(fake, "GET", f"/{PAGE}/feed", fields=fields).json()["data"]
    assert [each["id"] for each in listed] == [post]
    assert listed[0]["attachments"]["data"][0]["unshimmed_url"] == "https://example.vn/a"
    assert [(each.message, each.link) for each in fake.world.shown(PAGE)] == [("Tin", "https://example.vn/a")]


def test_what_is_sent_twice_is_published_twice(fake: FakeGraph) -> None:
    for _ in range(2):
        ask(fake, "POST", f"/{PAGE}/feed", message="Tin")
    assert len(fake.world.shown(PAGE)) == 2


def test_staged_photos_become_one_post(fake: FakeGraph) -> None:
    staged = [
        ask(
            fake, "POST", f"/{PAGE}/photos", published="false", alt_text_custom=alt, files={"source": ("a.jpg", JPEG)}
        ).json()["id"]
        for alt in ("Một", "Hai")
    ]  # fmt: skip
    assert fake.world.shown() == []
    assert [fake.world.photos[photo].data for photo in staged] == [JPEG, JPEG]
    media = {f"attached_media[{n}]": json.dumps({"media_fbid": photo}) for n, photo in enumerate(staged)}
    ask(fake, "POST", f"/{PAGE}/feed", message="Ảnh", **media)
    [shown] = fake.world.shown(PAGE)
    assert (shown.photos, shown.alts) == (tuple(staged), ("Một", "Hai"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"appsecret_proof": "0" * 64}, 100),
        ({"token": "user-token"}, 210),
        ({"token": "nobody"}, 190),
        ({"version": "v20.0"}, 2635),
        ({"message": "x" * 63_207}, 100),
        ({"link": "ftp://example.vn"}, 100),
    ],
)
def test_what_graph_refuses_is_refused(fake: FakeGraph, change: dict[str, str], expected: int) -> None:
    fake.world.add_user("9", pages=(PAGE,), token="user-token")
    assert code(ask(fake, "POST", f"/{PAGE}/feed", **{"message": "Tin", **change})) == expected
    assert fake.world.shown() == []


def test_a_token_may_end_and_lack_a_scope(fake: FakeGraph) -> None:
    fake.world.change_token("page-token", scopes=("pages_show_list",))
    assert code(ask(fake, "POST", f"/{PAGE}/feed", message="Tin")) == 200
    fake.world.change_token("page-token", expires_at=1)
    assert code(ask(fake, "POST", f"/{PAGE}/feed", message="Tin")) == 190


def test_tokens_tell_what_they_are(fake: FakeGraph) -> None:
    fake.world.add_user("9", pages=(PAGE,), token="user-token")
    app = f"{fake.world.app_id}|{fake.world.app_secret}"
    about = ask(fake, "GET", "/debug_token", app, input_token="user-token").json()["data"]
    assert (about["type"], about["is_valid"], about["user_id"]) == ("USER", True, "9")
    [account] = ask(fake, "GET", "/me/accounts", "user-token").json()["data"]
    assert (account["id"], account["access_token"]) == (PAGE, "page-token")
    assert ask(fake, "GET", "/me").json() == {"id": PAGE, "name": "Ánh Dương"}


def test_a_listing_pages_through_each_post_once(fake: FakeGraph) -> None:
    sent = [fake.world.add_post(PAGE, f"Tin {n}") for n in range(7)]
    seen, after = [], {}
    while True:
        answer = ask(fake, "GET", f"/{PAGE}/published_posts", limit="3", **after).json()
        seen += [post["id"] for post in answer["data"]]
        if "next" not in answer.get("paging", {}):
            break
        after = {"after": answer["paging"]["cursors"]["after"]}
    assert seen == sent[::-1]


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (Fault.ERROR_BEFORE, 0),
        (Fault.ERROR_AFTER, 1),
        (Fault.RESET_BEFORE, 0),
        (Fault.RESET_AFTER, 1),
        (Fault.CUT_AFTER, 1),
        (Fault.SILENT_BEFORE, 0),
        (Fault.SILENT_AFTER, 1),
    ],
)
def test_faults_before_and_after_accepting(fake: FakeGraph, fault: Fault, shown: int) -> None:
    fake.faults.next("feed", fault)
    try:
        answer = ask(fake, "POST", f"/{PAGE}/feed", message="Tin")
    except httpx2.TransportError:
        assert fault not in (Fault.ERROR_BEFORE, Fault.ERROR_AFTER)
    else:
        assert (answer.status_code, fault in (Fault.ERROR_BEFORE, Fault.ERROR_AFTER)) == (500, True)
    assert len(fake.world.shown(PAGE)) == shown
    assert ask(fake, "POST", f"/{PAGE}/feed", message="Tin khác").status_code == 200


def test_a_late_post_is_listed_after_some_readings(fake: FakeGraph) -> None:
    fake.faults.next("feed", Fault.LATE)
    ask(fake, "POST", f"/{PAGE}/feed", message="Tin")
    counts = [len(ask(fake, "GET", f"/{PAGE}/feed").json()["data"]) for _ in range(4)]
    assert counts == [0, 0, 1, 1]
    assert len(fake.world.shown(PAGE)) == 1


def test_a_code_is_answered_with_its_usage(fake: FakeGraph) -> None:
    fake.faults.next("feed", "code-80001")
    answer = ask(fake, "POST", f"/{PAGE}/feed", message="Tin")
    assert code(answer) == 80001
    [usage] = json.loads(answer.headers["X-Business-Use-Case-Usage"])[PAGE]
    assert (usage["call_count"], usage["estimated_time_to_regain_access"]) == (100, 3)
    assert fake.world.shown() == []


def test_the_same_seed_draws_the_same_faults(fake: FakeGraph) -> None:
    def drawn() -> list[str | None]:
        fake.faults.at_random("feed", 7, {"500-after": 0.3, "code-190": 0.3})
        return [fake.faults.draw("feed", PAGE) for _ in range(50)]

    first = drawn()
    assert set(first) == {None, "500-after", "code-190"}
    assert drawn() == first


def test_posts_are_edited_deleted_and_counted(fake: FakeGraph) -> None:
    post = fake.world.add_post(PAGE, "Tin")
    fake.world.metrics[post] = {"post_media_view": 12, "post_reactions_by_type_total": {"like": 3}}
    metrics = "post_media_view,post_clicks,post_reactions_by_type_total"
    data = ask(fake, "GET", f"/{post}/insights", metric=metrics).json()["data"]
    assert {each["name"]: each["values"][0]["value"] for each in data} == {
        "post_media_view": 12,
        "post_clicks": 0,
        "post_reactions_by_type_total": {"like": 3},
    }
    assert code(ask(fake, "GET", f"/{post}/insights", metric="post_impressions_unique")) == 100
    ask(fake, "POST", f"/{post}", message="Tin đã sửa")
    assert [each.message for each in fake.world.shown(PAGE)] == ["Tin đã sửa"]
    assert ask(fake, "DELETE", f"/{post}").json() == {"success": True}
    assert fake.world.shown(PAGE) == []
    assert code(ask(fake, "GET", f"/{post}")) == 100


def test_it_runs_as_its_own_process() -> None:
    command = [sys.executable, "-m", "tests.fakes.graph", "--page", f"{PAGE}=page-token"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            about = json.loads(process.stdout.readline())
            remote_faults(about["base"], "next", "feed", "500-after", page=PAGE)
            with graph() as local:
                local.world.app_secret = about["app_secret"]
                proof = local.world.proof("page-token")
            values = {"message": "Tin", "access_token": "page-token", "appsecret_proof": proof}
            answer = httpx2.post(f"{about['base']}/v26.0/{PAGE}/feed", data=values, trust_env=False)
            assert answer.status_code == 500
            assert [post["message"] for post in remote_ledger(about["base"])["posts"]] == ["Tin"]
        finally:
            process.kill()
