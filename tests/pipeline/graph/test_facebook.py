"""The Facebook publisher against the fake Graph API: one feed call, read back, no secret in sight."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crawlers.reading_errors import PictureUnknown, PictureUnreachable
from pipeline.compose import full_text
from pipeline.errors import DeskError
from pipeline.graph import GraphPage
from pipeline.graph.client import Client, appsecret_proof
from pipeline.graph.page_api import PageNumbers, PostNumbers
from pipeline.model import Crop, Page, Post, PostPicture, PostState
from pipeline.photos import Photo, prepare
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Uncertain
from pipeline.publishers.facebook import Facebook
from tests.fakes.graph import FakeGraph, Fault, graph
from tests.pipeline.support import PAGE, make_room

NUMBER = "100000000000001"
TOKEN = "EAAtokenOfThePage0123456789"
LINK = "https://bao.example.vn/tin/1.html"
FACEBOOK = replace(PAGE, publisher="facebook")
AFTER = [Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.SILENT_AFTER, Fault.CUT_AFTER, Fault.GARBAGE_AFTER]
BEFORE = [Fault.ERROR_BEFORE, Fault.RESET_BEFORE, Fault.SILENT_BEFORE, Fault.REDIRECT]


class Clock:
    """The fake's time and the client's, moved by tests; Unix seconds."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 5, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[FakeGraph]:
    with graph(clock=clock) as server:
        server.world.add_page(NUMBER, token=TOKEN)
        server.silent_seconds = 3
        yield server


@pytest.fixture
def facebook(fake: FakeGraph, clock: Clock) -> Iterator[Facebook]:
    with Client(lambda: fake.world.app_secret, timeout=0.5, monotonic=clock) as client:
        pages = {PAGE.id: GraphPage(PAGE.id, NUMBER, base=fake.base)}
        yield Facebook(pages, client, {PAGE.id: TOKEN}.__getitem__, lambda _url: picture(), lambda _seconds: None)


@pytest.fixture
def post(tmp_path: Path, clock: Clock) -> Post:
    """A post as the publisher is given it: claimed, its intent committed now."""
    room = make_room(tmp_path / "desk")
    made = room.store.posts.get(room.scheduled_post())
    room.store.close()
    return replace(
        made, state=PostState.PUBLISHING, link=LINK, intent_at=datetime.fromtimestamp(clock(), UTC), caption="Chú thích"
    )


def picture() -> Photo:
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return prepare(out.getvalue())


def with_picture(post: Post) -> Post:
    return replace(post, image_url="https://bao.example.vn/a.jpg", image_alt="Cây cầu mới", image_credit="Ảnh: Báo")


def deliver(facebook: Facebook, post: Post, page: Page = FACEBOOK) -> Receipt:
    return facebook.deliver(post, page, datetime(2026, 11, 23, 5, tzinfo=UTC))


def test_a_link_post_shows_caption_source_and_link(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    receipt = deliver(facebook, post)
    [shown] = fake.world.shown(NUMBER)
    assert (shown.message, shown.link, shown.photos) == (full_text(post), LINK, ())
    assert shown.message.endswith(LINK)
    assert receipt == Receipt(shown.id, f"https://www.facebook.com/{shown.id}")
    found = facebook.find(post, FACEBOOK)
    assert found is not None
    assert found.remote_id == receipt.remote_id


def test_a_picture_goes_with_its_description_and_the_source(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    receipt = deliver(facebook, with_picture(post))
    [shown] = fake.world.shown(NUMBER)
    assert (shown.message, shown.link, shown.alts) == (full_text(with_picture(post)), None, ("Cây cầu mới",))
    assert LINK in shown.message
    assert fake.world.photos[shown.photos[0]].data == picture().data
    assert len(fake.calls("POST", "/photos")) == len(fake.calls("POST", "/feed")) == 1
    found = facebook.find(with_picture(post), FACEBOOK)
    assert found is not None
    assert found.remote_id == receipt.remote_id


def test_several_pictures_become_one_post(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    alts = ("Một", "Hai", "Ba")
    first, *others = (PostPicture(f"https://bao.example.vn/{alt}.jpg", alt) for alt in alts)
    post = replace(post, image_url=first.url, image_alt=first.alt, more_pictures=tuple(others))
    fake.faults.next("photos", "", Fault.ERROR_AFTER, Fault.RESET_BEFORE)
    deliver(facebook, post)
    [shown] = fake.world.shown(NUMBER)
    assert shown.alts == alts
    assert len(fake.calls("POST", "/photos")) == 5


@pytest.mark.parametrize("fault", AFTER)
def test_accepted_without_a_word_is_uncertain_and_found(
    fake: FakeGraph, facebook: Facebook, post: Post, fault: Fault
) -> None:
    fake.faults.next("feed", fault)
    with pytest.raises(Uncertain):
        deliver(facebook, post)
    found = facebook.find(post, FACEBOOK)
    assert found is not None
    assert [shown.id for shown in fake.world.shown()] == [found.remote_id]
    assert len(fake.calls("POST", "/feed")) == 1


@pytest.mark.parametrize("fault", BEFORE)
def test_an_answer_that_says_nothing_is_uncertain_and_absent(
    fake: FakeGraph, facebook: Facebook, post: Post, fault: Fault
) -> None:
    fake.faults.next("feed", fault)
    with pytest.raises(Uncertain):
        deliver(facebook, post)
    assert facebook.find(post, FACEBOOK) is None
    assert fake.world.shown() == []
    assert len(fake.calls("POST", "/feed")) == 1


def test_a_post_that_is_listed_late_is_found_by_a_later_read(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    fake.faults.next("feed", Fault.LATE_ERROR_AFTER)
    with pytest.raises(Uncertain):
        deliver(facebook, post)
    assert [facebook.find(post, FACEBOOK) is not None for _ in range(3)] == [False, False, True]


def test_a_page_that_cannot_be_reached_was_certainly_not_sent_to(facebook: Facebook, post: Post) -> None:
    nobody = replace(facebook, pages={PAGE.id: GraphPage(PAGE.id, NUMBER, base="http://127.0.0.1:9")})
    with pytest.raises(NotNow, match="graph-unreachable"):
        deliver(nobody, post)


@pytest.mark.parametrize(
    ("plan", "kind", "code"),
    [
        ("code-190", PageStopped, "graph-token"),
        ("code-200", PageStopped, "graph-permission"),
        ("code-32", NotNow, "graph-limit"),
        ("code-368", Refused, "graph-blocked"),
        ("code-100", Refused, "graph-content"),
        ("code-1609005", Refused, "graph-link"),
        ("code-506", Uncertain, "graph-duplicate"),
        ("code-2", Uncertain, "graph-server-error"),
    ],
)
def test_a_refusal_is_told_by_its_code(
    fake: FakeGraph, facebook: Facebook, post: Post, plan: str, kind: type[Exception], code: str
) -> None:
    fake.faults.next("feed", plan)
    with pytest.raises(kind) as caught:
        deliver(facebook, post)
    assert (type(caught.value), str(caught.value)) == (kind, code)
    assert len(fake.calls("POST", "/feed")) == 1
    assert fake.world.shown() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda fake: fake.world.change_token(TOKEN, valid=False), "graph-token"),
        (lambda fake: fake.world.change_token(TOKEN, scopes=()), "graph-permission"),
        (lambda fake: fake.world.change_token(TOKEN, kind="USER"), "graph-permission"),
        (lambda fake: setattr(fake.world, "app_secret", "another"), "graph-proof"),
        (lambda fake: fake.world.pages.clear(), "graph-no-page"),
    ],
)
def test_what_only_an_administrator_can_mend_stops_the_page(
    fake: FakeGraph, facebook: Facebook, post: Post, change: Callable[[FakeGraph], None], code: str
) -> None:
    secret = fake.world.app_secret
    change(fake)
    with Client(lambda: secret, timeout=5) as client:
        stopped = replace(facebook, client=client)
        with pytest.raises(PageStopped, match=code):
            deliver(stopped, post)
        with pytest.raises(PageStopped, match=code):
            stopped.find(post, FACEBOOK)
    assert fake.world.shown() == []


def test_a_page_without_a_token_or_settings_is_stopped_before_any_call(
    fake: FakeGraph, facebook: Facebook, post: Post
) -> None:
    def no_token(page_id: str) -> str:
        raise DeskError

    for broken in (replace(facebook, token=no_token), replace(facebook, pages={})):
        with pytest.raises(PageStopped):
            deliver(broken, post)
    assert fake.seen == []


def test_a_caption_too_long_for_facebook_is_not_sent(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    with pytest.raises(Refused, match="caption-too-long"):
        deliver(facebook, replace(post, caption="🎉" * 31_600))
    assert fake.seen == []
    deliver(facebook, replace(post, caption="x" * 63_000))
    assert len(fake.world.shown()) == 1


@pytest.mark.parametrize(("error", "tries"), [(PictureUnknown(found="HTML"), 1), (PictureUnreachable(url="x"), 3)])
def test_a_bad_picture_is_refused_before_anything_is_sent(
    fake: FakeGraph, facebook: Facebook, post: Post, error: Exception, tries: int
) -> None:
    asked: list[str] = []

    def photo(url: str) -> Photo:
        asked.append(url)
        raise error

    with pytest.raises(Refused, match="picture-un"):
        deliver(replace(facebook, photo=photo), with_picture(post))
    assert len(asked) == tries
    assert fake.seen == []


@pytest.mark.parametrize(
    ("plans", "kind"),
    [
        ([Fault.ERROR_AFTER, Fault.SILENT_AFTER, Fault.RESET_BEFORE], NotNow),
        (["code-190"], PageStopped),
        (["code-1366046"], Refused),
    ],
)
def test_an_upload_that_fails_publishes_nothing(
    fake: FakeGraph, facebook: Facebook, post: Post, plans: list[str], kind: type[Exception]
) -> None:
    fake.faults.next("photos", *plans)
    with pytest.raises(kind) as caught:
        deliver(facebook, with_picture(post))
    assert type(caught.value) is kind
    assert fake.calls("POST", "/feed") == []
    assert len(fake.calls("POST", "/photos")) == len(plans)


# --- reading back


def test_the_post_is_found_among_hundreds(fake: FakeGraph, facebook: Facebook, post: Post, clock: Clock) -> None:
    deliver(facebook, post)
    for number in range(250):
        clock.now += 1
        fake.world.add_post(NUMBER, f"Tin khác {number}", LINK)
    found = facebook.find(post, FACEBOOK)
    assert found is not None
    assert found.remote_id == fake.world.shown()[0].id
    assert found.remote_url.startswith(f"https://www.facebook.com/{NUMBER}/posts/")
    assert len(fake.calls("GET", "/published_posts")) == 3
    assert all("access_token" not in seen.path for seen in fake.seen)


def test_what_facebook_does_to_text_and_link_does_not_hide_a_post(
    fake: FakeGraph, facebook: Facebook, post: Post
) -> None:
    deliver(facebook, post)
    fake.world.mangle_link = lambda link: link + "?fbclid=IwAR0"
    fake.world.mangle_text = lambda text: " ".join(text.split())
    assert facebook.find(post, FACEBOOK) is not None


def test_the_same_words_from_before_are_not_this_post(
    fake: FakeGraph, facebook: Facebook, post: Post, clock: Clock
) -> None:
    fake.world.add_post(NUMBER, full_text(post), LINK)
    clock.now += 3600
    later = replace(post, intent_at=post.intent_at and post.intent_at + timedelta(hours=1))
    assert facebook.find(later, FACEBOOK) is None


@pytest.mark.parametrize("plan", [*BEFORE, Fault.CUT_AFTER, Fault.GARBAGE_AFTER, "code-1", "code-100", "code-32"])
def test_a_page_that_is_not_read_to_the_end_is_never_an_absence(
    fake: FakeGraph, facebook: Facebook, post: Post, plan: str
) -> None:
    for number in range(150):
        fake.world.add_post(NUMBER, f"Tin khác {number}")
    fake.faults.next("list", "", plan)
    with pytest.raises((Uncertain, Refused)):
        facebook.find(post, FACEBOOK)


# --- the page's allowance


def test_a_page_that_has_used_its_calls_rests_and_goes_on(
    fake: FakeGraph, facebook: Facebook, post: Post, clock: Clock
) -> None:
    fake.world.usage["total_time"] = 93
    deliver(facebook, post)
    asked = len(fake.seen)
    with pytest.raises(NotNow) as caught:
        deliver(facebook, post)
    assert 0 < caught.value.seconds <= 300
    with pytest.raises(NotNow):
        facebook.find(post, FACEBOOK)
    assert len(fake.seen) == asked
    fake.world.usage["total_time"] = 10
    clock.now += 301
    assert facebook.find(post, FACEBOOK) is not None


def test_a_limit_holds_for_as_long_as_graph_says_and_for_that_page_only(
    fake: FakeGraph, facebook: Facebook, post: Post
) -> None:
    other = "100000000000002"
    fake.world.add_page(other, token="EAAtokenOfAnotherPage")
    pages = {**facebook.pages, "khac": GraphPage("khac", other, base=fake.base)}
    both = replace(facebook, pages=pages, token={PAGE.id: TOKEN, "khac": "EAAtokenOfAnotherPage"}.__getitem__)
    fake.world.regain_minutes = 12
    fake.faults.next("feed", "code-80001", page=NUMBER)
    with pytest.raises(NotNow) as caught:
        deliver(both, post)
    assert caught.value.seconds == 720
    deliver(both, post, replace(FACEBOOK, id="khac"))
    assert [shown.page for shown in fake.world.shown()] == [other]


@pytest.mark.parametrize("header", ["[" * 9000, "null", '{"call_count": "x"}', '{"a": [{"call_count": 1e308}]}' * 2])
def test_a_strange_usage_header_changes_nothing(fake: FakeGraph, facebook: Facebook, post: Post, header: str) -> None:
    fake.world.raw_headers = {"X-App-Usage": header, "X-Business-Use-Case-Usage": header}
    deliver(facebook, post)
    assert facebook.find(post, FACEBOOK) is not None


# --- after publication


def test_a_post_is_corrected_and_withdrawn(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    post_id = deliver(facebook, post).remote_id
    api = facebook.api(FACEBOOK)
    api.edit(post_id, "Đã sửa")
    assert [shown.message for shown in fake.world.shown()] == ["Đã sửa"]
    fake.faults.next("delete", Fault.RESET_AFTER)
    with pytest.raises(Uncertain):
        api.delete(post_id)
    for gone in (api.delete, api.insights, lambda each: api.edit(each, "x")):
        with pytest.raises(Refused, match="graph-gone") as caught:
            gone(post_id)
        assert type(caught.value) is Refused
    assert fake.world.shown() == []


@pytest.mark.parametrize("post_id", ["", "../me", "1_2/comments", "me", "1_2?fields=comments", "1\n"])
def test_only_a_post_is_asked_for(fake: FakeGraph, facebook: Facebook, post_id: str) -> None:
    with pytest.raises(Refused, match="graph-gone"):
        facebook.api(FACEBOOK).delete(post_id)
    assert fake.seen == []


def test_totals_are_read_and_nothing_else(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    post_id = deliver(facebook, post).remote_id
    api = facebook.api(FACEBOOK)
    assert api.insights(post_id) == PostNumbers(0, 0, ())
    reactions = {"like": 5, "love": 2, "by": ["Nguyen Van An"], "sad": -1, "wow": True, "Tên": 3}
    fake.world.metrics[post_id] = {
        "post_media_view": 40,
        "post_clicks": "7",
        "post_reactions_by_type_total": reactions,
    }
    fake.world.metrics[NUMBER] = {"page_follows": 1200, "page_media_view": 90}
    assert api.insights(post_id) == PostNumbers(40, None, (("like", 5), ("love", 2)))
    assert api.page_insights() == PageNumbers(views=90, viewers=0, follows=1200, engagements=0)
    asked = {seen.path.partition("?")[0].rpartition("/")[2] for seen in fake.seen}
    assert asked == {"feed", "insights"}


def test_a_metric_that_is_gone_takes_no_other_with_it(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    post_id = deliver(facebook, post).remote_id
    fake.world.metrics[post_id] = {"post_media_view": 40, "post_reactions_by_type_total": {"like": 5}}
    fake.faults.next("insights", "code-100", "", "code-100", "")
    assert facebook.api(FACEBOOK).insights(post_id) == PostNumbers(40, None, (("like", 5),))


# --- secrets


def test_the_proof_is_an_hmac_of_the_token() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert appsecret_proof("what do ya want for nothing?", "Jefe") == expected


@pytest.mark.parametrize("plan", ["", "code-190", Fault.RESET_AFTER, Fault.SILENT_AFTER, Fault.GARBAGE_AFTER])
def test_no_secret_is_logged_shown_or_raised(
    fake: FakeGraph, facebook: Facebook, post: Post, caplog: pytest.LogCaptureFixture, plan: str
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = (TOKEN, fake.world.app_secret, fake.world.proof(TOKEN))
    said = [repr(facebook), repr(facebook.client), repr(facebook.api(FACEBOOK)), str(vars(facebook.client))]
    errors: list[Exception] = []
    calls: list[tuple[str, Callable[[], object]]] = [
        ("feed", lambda: deliver(facebook, with_picture(post))),
        ("list", lambda: facebook.find(post, FACEBOOK)),
    ]
    for name, call in calls:
        fake.faults.next(name, plan)
        try:
            call()
        except (Refused, Uncertain) as error:
            errors.append(error)
    assert len(errors) == (2 if plan else 0)
    assert all(error.__cause__ is None and error.__context__ is None for error in errors)
    said += ["".join(traceback.format_exception(error)) for error in errors]
    assert "HTTP Request: POST" in caplog.text
    assert all(secret not in text for secret in secrets for text in (*said, caplog.text))
    assert all(TOKEN not in seen.path for seen in fake.seen)


def test_a_token_goes_to_the_page_and_over_no_redirect(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    fake.faults.always("*", Fault.REDIRECT)
    with pytest.raises(Uncertain):
        deliver(facebook, post)
    [seen] = fake.seen
    assert seen.headers["Authorization"] == f"Bearer {TOKEN}"
    assert seen.path == f"/v26.0/{NUMBER}/feed"
    assert seen.fields["appsecret_proof"] == fake.world.proof(TOKEN)


def test_several_pictures_stand_in_their_order(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    several = replace(with_picture(post), more_pictures=(PostPicture("https://bao.example.vn/b.jpg", "Hoa", None),))
    deliver(facebook, several)
    [shown] = fake.world.shown(NUMBER)
    assert shown.alts == ("Cây cầu mới", "Hoa")


def test_a_post_that_is_out_is_corrected_and_withdrawn(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    out = replace(post, remote_id=deliver(facebook, post).remote_id, state=PostState.PUBLISHED)
    now = datetime(2026, 11, 23, 6, tzinfo=UTC)
    corrected = replace(out, caption="Lời đã đính chính")
    for _ in range(2):
        facebook.correct(corrected, FACEBOOK, now)
    [shown] = fake.world.shown(NUMBER)
    assert shown.message == full_text(corrected)
    assert shown.message.endswith(LINK)
    facebook.withdraw(out, FACEBOOK, now)
    assert fake.world.shown(NUMBER) == []
    with pytest.raises(Refused, match="graph-gone"):
        facebook.withdraw(out, FACEBOOK, now)


def test_an_address_that_a_person_gave_is_no_id(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    """Taking that for a post that is gone would tell the editors that it was withdrawn."""
    out = replace(post, remote_id="https://www.facebook.com/anhduong/posts/pfbid02abc")
    with pytest.raises(Refused, match="way-cannot"):
        facebook.withdraw(out, FACEBOOK, datetime(2026, 11, 23, 6, tzinfo=UTC))
    assert fake.calls("DELETE", "") == []


def test_a_campaign_goes_with_the_link_and_the_post_is_found_by_the_sources_own(
    fake: FakeGraph, facebook: Facebook, post: Post
) -> None:
    tagged = replace(post, campaign="utm_source=facebook&utm_campaign=anh-duong", hashtags="#LàoCai")
    receipt = deliver(facebook, tagged)
    [shown] = fake.world.shown(NUMBER)
    assert shown.link == f"{LINK}?utm_source=facebook&utm_campaign=anh-duong"
    assert shown.message.endswith(f"#LàoCai\n\nNguồn: Báo mẫu – {shown.link}")
    for asked in (tagged, replace(tagged, campaign="")):
        found = facebook.find(asked, FACEBOOK)
        assert found is not None
        assert found.remote_id == receipt.remote_id
    assert facebook.find(replace(tagged, hashtags="#Khác"), FACEBOOK) is None


def test_the_part_of_a_picture_that_was_chosen_is_what_goes_up(fake: FakeGraph, facebook: Facebook, post: Post) -> None:
    deliver(facebook, replace(with_picture(post), image_crop=Crop(250, 0, 500, 1000)))
    [shown] = fake.world.shown(NUMBER)
    with Image.open(BytesIO(fake.world.photos[shown.photos[0]].data)) as image:
        assert image.size == (picture().width // 2, picture().height)
