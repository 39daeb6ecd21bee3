"""A page's token as the desk's health sees it: by command, by probe, by mail to the editors. All servers are real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from pipeline.alerts import Alerts
from pipeline.checkup import Checkup
from pipeline.clock import system_clock
from pipeline.lock import publisher_lock
from pipeline.mail import Mailer
from pipeline.secrets import load_keyring
from pipeline.settings_mail import MailSettings
from pipeline.settings_watch import AlertSettings
from pipeline.store import Store
from pipeline.token_access import asking_graph
from pipeline.token_check import check_due
from review_ui.app import create_app
from tests.fakes.mail import FakeMail, serving
from tests.pipeline.graph_desk import PAGE, TOKEN, GraphDesk, desk
from tests.pipeline.support import FakeClock

__all__ = ["desk"]
HOLD = 60


@pytest.fixture
def connected(desk: GraphDesk) -> Iterator[GraphDesk]:
    """A page with a token that has no end, and a publisher at work."""
    desk.connect()
    with publisher_lock(desk.folder / "publisher.lock", "may:1:ab"):
        yield desk


def expire(desk: GraphDesk, days: float) -> None:
    """The token is found to die so many days from now."""
    desk.fake.world.change_token(TOKEN, expires_at=round((system_clock() + timedelta(days=days)).timestamp()))
    desk.run("page", "check", PAGE, code=0 if days > 7 else 1)


def probe(desk: GraphDesk) -> tuple[int, dict[str, object], str]:
    """What a stranger's monitor is told."""
    with desk.store() as store:
        app = create_app(store, desk.settings)
        answer = TestClient(app, base_url="http://127.0.0.1:8020", client=("203.0.113.9", 1)).get("/healthz")
    return answer.status_code, answer.json(), answer.text


def test_a_token_without_an_end_is_well(connected: GraphDesk) -> None:
    assert "[HỎNG]" not in connected.run("doctor", "--fast")
    assert probe(connected)[:2] == (200, {"status": "ok", "codes": []})


def test_a_token_that_dies_in_eight_days_alarms_nobody_yet(connected: GraphDesk) -> None:
    expire(connected, days=8)
    connected.run("doctor", "--fast")
    assert probe(connected)[0] == 200


@pytest.mark.parametrize(("days", "codes"), [(6.9, ["token-ends"]), (-1, ["page-paused", "token-dead"])])
def test_a_token_that_dies_within_a_week_or_has_died_fails_doctor_and_probe(
    connected: GraphDesk, days: float, codes: list[str]
) -> None:
    expire(connected, days=days)
    said = connected.run("doctor", "--fast", code=2)
    failed = [line for line in said.splitlines() if line.startswith("[HỎNG] ")]
    assert len(failed) == len(codes)
    document = json.loads(connected.run("doctor", "--fast", "--json", code=2))
    assert sorted(item["code"] for item in document["items"] if item["level"] == "failed") == codes
    status, told, text = probe(connected)
    assert (status, told) == (503, {"status": "failed", "codes": codes})
    for private in (PAGE, "Ánh Dương", TOKEN, connected.fake.world.app_id, str(connected.folder)):
        assert private not in text
    assert TOKEN not in said


def test_the_figures_say_until_when_each_token_lives_and_nothing_of_it(connected: GraphDesk) -> None:
    expire(connected, days=6)
    with connected.store() as store:
        app = create_app(store, connected.settings)
        here = TestClient(app, base_url="http://127.0.0.1:8020", client=("127.0.0.1", 1)).get("/metrics")
        elsewhere = TestClient(app, base_url="http://127.0.0.1:8020", client=("203.0.113.9", 1)).get("/metrics")
    assert elsewhere.status_code == 404
    assert here.status_code == 200
    assert 'anhduong_problem{code="token-ends"} 2.0' in here.text
    (left,) = (
        float(line.rpartition(" ")[2]) for line in here.text.splitlines() if line.startswith("anhduong_token_days_left")
    )
    assert 5.9 < left < 6.1
    assert TOKEN not in here.text


# --- told to the editors


@dataclass
class Watched:
    """The desk over days: the daily check asks Graph, the watch looks and tells."""

    desk: GraphDesk
    store: Store
    clock: FakeClock
    alerts: Alerts
    mail: FakeMail

    def pass_time(self, **by: float) -> None:
        """Let so much time pass, then the minutes in which both do their work."""
        self.clock.advance(**by)
        with asking_graph() as graphs:
            check_due(self.store, self.desk.settings, graphs, load_keyring, self.clock())
        for _ in range(3 * HOLD // 10):
            self.clock.advance(seconds=10)
            self.alerts.watch()

    @property
    def subjects(self) -> list[str]:
        return [str(message["subject"]) for message in self.mail.messages]


@pytest.fixture
def watched(desk: GraphDesk) -> Iterator[Watched]:
    desk.connect()
    clock = FakeClock(system_clock())
    with serving(FakeMail()) as mail, desk.store() as store:
        smtp = MailSettings("127.0.0.1", mail.port, "none", "ban-tin@example.vn", "Văn phòng A")
        settings = replace(desk.settings, mail=smtp, alerts=AlertSettings(("bientap@example.vn",), HOLD))
        alerts = Alerts(store, settings, Checkup(store, settings, clock), clock, Mailer.of(smtp).send)
        yield Watched(desk, store, clock, alerts, mail)


def test_a_dead_token_is_told_once_and_its_recovery_once(watched: Watched) -> None:
    watched.pass_time(hours=25)
    assert watched.subjects == []
    watched.desk.fake.world.change_token(TOKEN, valid=False)
    watched.pass_time(hours=25)
    (subject,) = watched.subjects
    assert subject == f"[Bàn tin Ánh Dương] HỎNG: Mã truy cập của một trang không dùng được ({PAGE})"
    assert PAGE in watched.store.pages.paused(watched.clock()), "and the page waits"
    text = watched.mail.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "`anhduong page check`" in text
    assert TOKEN not in watched.mail.messages[0].as_string()
    for _ in range(5):
        watched.pass_time(hours=5)
    assert len(watched.subjects) == 1, "as long as it lasts nobody is told again"
    watched.desk.fake.world.change_token(TOKEN, valid=True)
    watched.pass_time(hours=5)
    assert watched.subjects[1:] == [f"[Bàn tin Ánh Dương] Đã ổn: Mã truy cập của một trang không dùng được ({PAGE})"]
    assert watched.store.pages.paused(watched.clock()) == {}
    watched.pass_time(hours=25)
    assert len(watched.subjects) == 2


def test_a_token_that_nears_its_end_is_told_and_a_new_one_ends_it(watched: Watched) -> None:
    end = watched.clock() + timedelta(days=9)
    watched.desk.fake.world.change_token(TOKEN, expires_at=round(end.timestamp()))
    watched.pass_time(hours=25)
    assert watched.subjects == []
    watched.pass_time(hours=25)
    assert watched.subjects == [f"[Bàn tin Ánh Dương] HỎNG: Mã truy cập của một trang sắp hết hạn ({PAGE})"]
    watched.desk.fake.world.change_token(TOKEN, expires_at=0)
    watched.desk.connect()
    watched.pass_time(hours=1)
    assert watched.subjects[1:] == [f"[Bàn tin Ánh Dương] Đã ổn: Mã truy cập của một trang sắp hết hạn ({PAGE})"]
