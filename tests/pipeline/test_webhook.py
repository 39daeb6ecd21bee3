"""The webhook against a real receiver: what it took, what it certainly did not, and what nobody knows."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Post, PostState
from pipeline.outgoing import BrokenOff, NotConnected, Outgoing
from pipeline.publish import Desk, tick
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Uncertain
from pipeline.publishers.webhook import Target, Webhook
from pipeline.secrets import Secret
from pipeline.settings_ways import WebhookWay
from tests.fakes.certificates import self_signed, server_context
from tests.fakes.receiver import SECRET, Receiver, Reply, drip, receiving, reset, silence
from tests.pipeline.support import NOON, PAGE, Room

HOOK_PAGE = replace(PAGE, publisher="webhook", url="https://anhduong.example.vn/")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def hook(receiver: Receiver, *, status: bool = False, **options: Any) -> Webhook:
    way = WebhookWay(receiver.url, receiver.url.replace("/nhan", "/hoi?a=1") if status else None)
    outgoing = Outgoing(**({"allow_loopback": True, "seconds": 5.0} | options))
    return Webhook({PAGE.id: Target(way, Secret(SECRET))}, outgoing, lambda: NOON, "AnhDuongDesk/test")


def a_post(room: Room, **changes: Any) -> Post:
    return replace(room.store.posts.get(room.scheduled_post(due_in=timedelta(0))), **changes)


def test_a_due_post_arrives_signed_with_its_source_and_without_names_of_the_staff(
    room: Room, receiver: Receiver
) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0), title="“Lễ hội” & chợ")
    receiver.reply = Reply(201, body=json.dumps({"id": 77, "url": "https://cong.example.vn/bai/77"}).encode())
    desk = Desk(room.store, replace(room.settings, pages=(HOOK_PAGE,)), {"webhook": hook(receiver)}, room.clock, "one")
    assert tick(desk).published == [post_id]
    post = room.store.posts.get(post_id)
    assert (post.remote_id, post.remote_url) == ("77", "https://cong.example.vn/bai/77")
    (sent,) = receiver.ledger
    assert (sent["version"], sent["event"], sent["page_id"], sent["key"]) == (1, "post", "anh-duong", post.key)
    assert sent["post"]["article"] == "“Lễ hội” & chợ"
    assert sent["post"]["operator"] == "Văn phòng A"
    assert sent["post"]["source_line"] == f"Nguồn: Báo mẫu – {post.link}"
    assert "Minh" not in json.dumps(sent, ensure_ascii=False)
    ((_, _, headers),) = receiver.seen
    assert headers["idempotency-key"] == post.key
    assert headers["x-anhduong-timestamp"] == str(int(NOON.timestamp()))
    assert receiver.badly_signed == []


def test_a_changed_body_does_not_fit_its_signature(receiver: Receiver, room: Room) -> None:
    hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)
    ((_, _, headers),) = receiver.seen
    body = json.dumps(receiver.ledger[0], ensure_ascii=False).encode()
    assert receiver.is_signed(headers, body)
    assert not receiver.is_signed(headers, body.replace(b"post", b"Post"))
    assert not receiver.is_signed(headers | {"x-anhduong-timestamp": "1"}, body)


@pytest.mark.parametrize("body", [b"", b"taken", b"[1]", b'{"id": {}, "url": "javascript:alert(1)"}', b"[" * 60_000])
def test_a_2xx_is_published_whatever_the_answer_says(room: Room, receiver: Receiver, body: bytes) -> None:
    receiver.reply = Reply(202, body=body)
    post = a_post(room)
    assert hook(receiver).deliver(post, HOOK_PAGE, NOON) == Receipt(post.key, "https://anhduong.example.vn/")


def test_an_answer_of_any_size_is_read_no_further_than_needed(room: Room, receiver: Receiver) -> None:
    receiver.reply = Reply(200, body=b"a" * 5_000_000)
    assert hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (400, {}, Refused),
        (404, {}, Refused),
        (413, {}, Refused),
        (422, {}, Refused),
        (429, {"Retry-After": "90"}, NotNow),
        (301, {"Location": "https://khac.example.vn/"}, PageStopped),
        (307, {"Location": "http://127.0.0.1:1/"}, PageStopped),
        (302, {"Location": "https://khac.example.vn/"}, Uncertain),
        (303, {"Location": "https://khac.example.vn/"}, Uncertain),
        (409, {}, Uncertain),
        (500, {}, Uncertain),
        (502, {}, Uncertain),
        (503, {"Retry-After": "90"}, Uncertain),
    ],
)
def test_what_a_status_says_of_the_post(
    room: Room, receiver: Receiver, status: int, headers: Mapping[str, str], kind: type[Exception]
) -> None:
    receiver.reply = Reply(status, headers)
    with pytest.raises(kind) as caught:
        hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)
    assert type(caught.value) is kind
    assert str(status) in str(caught.value)
    assert len(receiver.seen) == 1, "no redirect is followed, nothing is sent twice"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("Mon, 23 Nov 2026 05:02:00 GMT", 120),
        ("Mon, 23 Nov 2020 05:02:00 GMT", 1),
        ("999999999999", 86_400),
        ("-5", 300),
        ("soon", 300),
        (None, 300),
    ],
)
def test_how_long_to_wait(room: Room, receiver: Receiver, text: str | None, seconds: float) -> None:
    receiver.reply = Reply(429, {} if text is None else {"Retry-After": text})
    with pytest.raises(NotNow) as caught:
        hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)
    assert caught.value.seconds == seconds


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("then", [reset, silence(3), drip], ids=["reset", "silence", "drip"])
def test_no_answer_is_uncertain_whatever_happened(room: Room, receiver: Receiver, takes: bool, then: Any) -> None:
    receiver.reply = Reply(takes=takes, then=then)
    with pytest.raises(Uncertain):
        hook(receiver, seconds=0.7).deliver(a_post(room), HOOK_PAGE, NOON)
    assert len(receiver.ledger) == int(takes)
    assert len(receiver.seen) == 1


def test_a_lost_answer_is_found_by_asking_and_never_sent_again(room: Room, receiver: Receiver) -> None:
    post_id = room.scheduled_post(due_in=timedelta(0))
    post = room.store.posts.get(post_id)
    way = hook(receiver, status=True)
    desk = Desk(room.store, replace(room.settings, pages=(HOOK_PAGE,)), {"webhook": way}, room.clock, "one")
    receiver.reply = Reply(then=reset)
    assert tick(desk).unknown == [post_id]
    receiver.reply = Reply(404)
    room.clock.advance(minutes=2)
    tick(desk)
    assert room.store.posts.get(post_id).state is PostState.UNKNOWN
    receiver.reply = Reply(200, body=json.dumps({"key": post.key, "id": "b-1"}).encode())
    room.clock.advance(minutes=2)
    assert tick(desk).published == [post_id]
    assert room.store.posts.get(post_id).remote_id == "b-1"
    assert [method for method, _, _ in receiver.seen].count("POST") == 1
    assert receiver.seen[-1][1] == f"/hoi?a=1&key={post.key}"
    assert receiver.badly_signed == []


def test_only_an_answer_about_the_key_says_that_it_is_there(room: Room, receiver: Receiver) -> None:
    post = a_post(room)
    way = hook(receiver, status=True)
    for reply in (Reply(200, body=b"<html>"), Reply(200, body=b'{"key": "another"}'), Reply(503), Reply(then=reset)):
        receiver.reply = reply
        with pytest.raises(Uncertain):
            way.find(post, HOOK_PAGE)
    receiver.reply = Reply(410)
    assert way.find(post, HOOK_PAGE) is None
    assert hook(receiver).find(post, HOOK_PAGE) is None, "without a status address nothing is asked"


@pytest.mark.parametrize(
    ("targets", "problem"),
    [({}, "webhook-not-set"), ({PAGE.id: Target(WebhookWay("https://a.example.vn/"), None)}, "webhook-secret")],
)
def test_a_page_without_address_or_secret_waits(room: Room, targets: dict[str, Target], problem: str) -> None:
    way = Webhook(targets, Outgoing(), lambda: NOON, "x")
    with pytest.raises(PageStopped, match=problem):
        way.deliver(a_post(room), HOOK_PAGE, NOON)
    assert SECRET not in repr(Target(WebhookWay("https://a.example.vn/"), Secret(SECRET)))


# --- to the address that was checked, and nowhere else


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["93.184.215.14", "192.168.1.1"],
    ],
)
def test_a_name_inside_a_network_gets_nothing(room: Room, receiver: Receiver, addresses: list[str]) -> None:
    way = hook(receiver, allow_loopback=False, resolve=lambda _host, _port: addresses)
    with pytest.raises(PageStopped, match="webhook-address"):
        way.deliver(a_post(room), HOOK_PAGE, NOON)
    assert receiver.seen == []


def test_the_name_is_resolved_once_and_the_connection_goes_to_that_address(receiver: Receiver) -> None:
    """The second look-up of a rebound name would be another address; there is no second look-up."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    outgoing = Outgoing(allow_loopback=True, seconds=5, resolve=resolve)
    url = receiver.url.replace("localhost", "webhook.example.vn")
    answer = outgoing.ask("POST", url, {"Content-Length": "2"}, b"{}")
    assert answer.status == 200
    assert asked == ["webhook.example.vn"]
    assert receiver.seen[0][2]["host"].startswith("webhook.example.vn:")


def test_no_proxy_of_the_environment_is_asked(room: Room, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)


@pytest.mark.parametrize(
    ("resolve", "code"),
    [(lambda _host, _port: [], "webhook-dns"), (lambda _host, _port: ["127.0.0.2"], "webhook-connect")],
)
def test_nobody_there_is_certain(room: Room, receiver: Receiver, resolve: Any, code: str) -> None:
    with pytest.raises(NotNow, match=code):
        hook(receiver, resolve=resolve).deliver(a_post(room), HOOK_PAGE, NOON)


def test_a_name_that_is_not_found_is_certain(room: Room, receiver: Receiver) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(NotNow, match="webhook-dns"):
        hook(receiver, resolve=resolve).deliver(a_post(room), HOOK_PAGE, NOON)


def test_the_next_address_is_tried_before_anything_is_sent(receiver: Receiver) -> None:
    outgoing = Outgoing(allow_loopback=True, seconds=5, resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
    assert outgoing.ask("POST", receiver.url, {"Content-Length": "2"}, b"{}").status == 200
    assert len(receiver.seen) == 1


def trusting(pem: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=pem)


def test_the_certificate_is_checked_by_name(room: Room, tmp_path: Path) -> None:
    pem = self_signed(tmp_path, "webhook.example.vn")
    with receiving(server_context(pem)) as receiver:
        named = receiver.url.replace("localhost", "webhook.example.vn")
        pinned = {"allow_loopback": True, "seconds": 5.0, "resolve": lambda _host, _port: ["127.0.0.1"]}
        good = Outgoing(**pinned, tls=trusting(pem))  # type: ignore[arg-type]
        assert good.ask("POST", named, {"Content-Length": "2"}, b"{}").status == 200
        for url, tls in ((receiver.url, trusting(pem)), (named, None)):
            with pytest.raises(NotConnected) as caught:
                Outgoing(**pinned, tls=tls).ask("POST", url, {"Content-Length": "2"}, b"{}")  # type: ignore[arg-type]
            assert caught.value.code == "certificate"
        assert len(receiver.seen) == 1
        way = Webhook(
            {PAGE.id: Target(WebhookWay(named), Secret(SECRET))},
            Outgoing(**pinned),
            lambda: NOON,
            "x",  # type: ignore[arg-type]
        )
        with pytest.raises(PageStopped, match="webhook-certificate"):
            way.deliver(a_post(room), HOOK_PAGE, NOON)


def test_an_answer_that_is_no_http_is_uncertain(receiver: Receiver) -> None:
    receiver.reply = Reply(then=lambda connection: connection.sendall(b"220 mail.example.vn\r\n\r\n"))
    with pytest.raises(BrokenOff):
        Outgoing(allow_loopback=True, seconds=5).ask("POST", receiver.url, {"Content-Length": "2"}, b"{}")


def test_the_receivers_example_in_the_decision_page_works(room: Room, receiver: Receiver) -> None:
    page = (Path(__file__).parents[2] / "docs" / "decisions" / "0015-what-published-means.md").read_text()
    example: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], example)
    hook(receiver).deliver(a_post(room), HOOK_PAGE, NOON)
    ((_, _, headers),) = receiver.seen
    stamp, signed = headers["x-anhduong-timestamp"], headers["x-anhduong-signature"]
    body = json.dumps(receiver.ledger[0], ensure_ascii=False).encode()
    now = NOON.timestamp()
    assert example["genuine"](SECRET, stamp, signed, body, now)
    assert not example["genuine"](SECRET, stamp, signed, body, now + 301)
    assert not example["genuine"](SECRET, stamp, signed, body + b" ", now)
    assert not example["genuine"]("another secret", stamp, signed, body, now)
