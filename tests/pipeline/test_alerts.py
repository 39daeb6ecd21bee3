"""What goes wrong is told by mail, once, and so is its end: against a real mail server on loopback."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pipeline import mail_errors
from pipeline.alerts import CLAIM, Alerts, Send, watching
from pipeline.checkup import Checkup
from pipeline.clock import system_clock
from pipeline.errors import SettingsInvalid
from pipeline.incidents import retry_at
from pipeline.mail import Mailer, Message
from pipeline.settings import Settings, load_settings
from pipeline.settings_mail import MailSettings
from pipeline.settings_watch import AlertSettings
from pipeline.store import Store
from pipeline.templates import write_new_desk
from tests.fakes.mail import FakeMail, serving
from tests.pipeline.support import NOON, FakeClock, Room, make_room

HOLD = 60
TO = ("bientap@example.vn", "quantri@example.vn")


@pytest.fixture
def fake() -> Iterator[FakeMail]:
    with serving(FakeMail()) as made:
        yield made


@pytest.fixture
def told(room: Room, fake: FakeMail) -> Room:
    """A desk that tells; nothing is scheduled, so that no publisher is missed."""
    mail = MailSettings("127.0.0.1", fake.port, "none", "ban-tin@example.vn", "Văn phòng A")
    room.settings = replace(room.settings, mail=mail, alerts=AlertSettings(TO, HOLD))
    return room


def watcher(room: Room, send: Send | None = None) -> Alerts:
    """What one process does."""
    checkup = Checkup(room.store, room.settings, room.clock)
    return Alerts(
        room.store,
        room.settings,
        checkup,
        room.clock,
        send
        or Mailer.of(
            room.settings.mail,
        ).send,
    )


def pass_time(room: Room, watch: Alerts, seconds: int, step: int = 10) -> None:
    for _ in range(0, seconds, step):
        room.clock.advance(seconds=step)
        watch.watch()


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def pause(room: Room) -> None:
    room.store.pages.pause(room.page.id, "interrupted", room.clock())


def resume(room: Room) -> None:
    room.store.pages.resume(room.page.id, room.clock())


def subjects(fake: FakeMail) -> list[str]:
    return [str(message["subject"]) for message in fake.messages]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


DOWN = "[Bàn tin Ánh Dương] HỎNG: Một trang bị tạm dừng (anh-duong)"
UP = "[Bàn tin Ánh Dương] Đã ổn: Một trang bị tạm dừng (anh-duong)"


def test_an_incident_is_told_once_and_its_end_once(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    pause(told)
    watch.watch()
    pass_time(told, watch, 50)
    assert fake.messages == []
    pass_time(told, watch, 600)
    assert subjects(fake) == [DOWN]
    resume(told)
    pass_time(told, watch, 50)
    assert len(fake.messages) == 1
    pass_time(told, watch, 600)
    assert subjects(fake) == [DOWN, UP]
    (envelope, opened), (_, ended) = fake.ledger
    assert tuple(envelope.rcpt_tos) == TO
    assert "Trang anh-duong tạm dừng" in text_of(opened)
    assert "Việc cần làm: " in text_of(opened)
    assert "Thứ Hai, 23/11/2026 12:00" in text_of(opened)
    assert "Từ Thứ Hai, 23/11/2026 12:00 đến Thứ Hai, 23/11/2026 12:11" in text_of(ended)
    assert opened["message-id"] != ended["message-id"]
    assert told.store.health.figures(NOON).alerts == {"sent": 2}


def test_a_flicker_tells_nobody(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    for _ in range(5):
        pause(told)
        pass_time(told, watch, 50)
        resume(told)
        pass_time(told, watch, 10)
    assert fake.messages == []
    assert told.store.incidents.latest() == ()


def test_what_is_away_for_a_moment_has_not_recovered(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    pause(told)
    pass_time(told, watch, 80)
    for _ in range(5):
        resume(told)
        pass_time(told, watch, 50)
        pause(told)
        pass_time(told, watch, 80)
    assert subjects(fake) == [DOWN]


def test_a_second_incident_is_told_anew(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    for _ in range(2):
        pause(told)
        pass_time(told, watch, 80)
        resume(told)
        pass_time(told, watch, 80)
    assert subjects(fake) == [DOWN, UP, DOWN, UP]
    assert len({message["message-id"] for message in fake.messages}) == 4


def test_two_processes_watch_and_one_tells(told: Room, fake: FakeMail) -> None:
    with Store.open(told.settings.database) as store:
        first, second = watcher(told), watcher(replace(told, store=store))
        pause(told)
        for _ in range(12):
            told.clock.advance(seconds=10)
            first.watch()
            second.watch()
        resume(told)
        for _ in range(12):
            told.clock.advance(seconds=10)
            second.watch()
            first.watch()
    assert subjects(fake) == [DOWN, UP]


def test_two_processes_at_the_same_moment_tell_once(told: Room, fake: FakeMail) -> None:
    fake.after_text = 0.2
    watch = watcher(told)
    pause(told)
    watch.watch()
    told.clock.advance(seconds=HOLD)
    together = Barrier(4)

    def look() -> None:
        with Store.open(told.settings.database) as store:
            other = watcher(replace(told, store=store))
            together.wait()
            other.watch()

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert subjects(fake) == [DOWN]


class Killed(BaseException):
    """What a kill leaves: nothing after it is done."""


def test_killed_between_the_mail_and_its_record_it_comes_twice_under_one_id(told: Room, fake: FakeMail) -> None:
    mailer = Mailer.of(told.settings.mail)

    def dying(message: Message) -> None:
        mailer.send(message)
        raise Killed

    watch, dies = watcher(told), watcher(told, dying)
    pause(told)
    watch.watch()
    told.clock.advance(seconds=HOLD)
    with pytest.raises(Killed):
        dies.watch()
    pass_time(told, watch, int(CLAIM.total_seconds()))
    assert len(fake.messages) == 1, "the claim of the dead one holds until a mail cannot be under way any more"
    pass_time(told, watch, 600)
    assert subjects(fake) == [DOWN, DOWN]
    first, second = fake.messages
    assert first["message-id"] == second["message-id"]


@pytest.mark.parametrize("fault", ["451 later", "554 no", "drop-before"])
def test_a_mail_that_fails_is_tried_again_less_and_less_often(told: Room, fake: FakeMail, fault: str) -> None:
    tried: list[float] = []
    mailer = Mailer.of(told.settings.mail)

    def send(message: Message) -> None:
        tried.append((told.clock() - NOON).total_seconds())
        mailer.send(message)

    watch = watcher(told, send)
    fake.after_text = fault
    pause(told)
    watch.watch()
    pass_time(told, watch, 1000)
    assert tried == [60, 120, 240, 480, 960]
    fake.after_text = None
    pass_time(told, watch, 2000)
    assert subjects(fake) == [DOWN]
    assert told.store.health.figures(NOON).alerts == {"failed": 5, "sent": 1}


def test_what_ended_before_it_could_be_told_is_told_once(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    fake.replies = {"MAIL": "451 busy"}
    pause(told)
    pass_time(told, watch, 300)
    resume(told)
    pass_time(told, watch, 300)
    fake.replies = {}
    pass_time(told, watch, 4000, step=60)
    assert subjects(fake) == [UP]


def test_an_end_that_could_not_be_told_for_a_day_is_let_be(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    pause(told)
    pass_time(told, watch, 80)
    fake.replies = {"MAIL": "451 busy"}
    resume(told)
    pass_time(told, watch, 90_000, step=600)
    fake.replies = {}
    pass_time(told, watch, 90_000, step=600)
    assert subjects(fake) == [DOWN]


def test_without_recipients_incidents_are_kept_and_nobody_is_told(told: Room, fake: FakeMail) -> None:
    told.settings = replace(told.settings, alerts=AlertSettings((), HOLD))
    watch = watcher(told)
    pause(told)
    pass_time(told, watch, 300)
    resume(told)
    pass_time(told, watch, 300)
    (kept,) = told.store.incidents.latest()
    assert kept.recovered_at is not None
    assert kept.told_at is None
    assert fake.messages == []


@pytest.mark.parametrize("tries", [1, 2, 7, 8, 5000])
def test_waiting_ends_at_an_hour(tries: int) -> None:
    assert retry_at(tries, NOON) - NOON == min(timedelta(seconds=60 * 2 ** min(tries - 1, 20)), timedelta(hours=1))


# --- the store itself


def test_a_store_that_cannot_be_used_is_told_from_memory(told: Room, fake: FakeMail) -> None:
    watch = watcher(told)
    told.store.close()
    path = told.settings.database
    aside = path.with_suffix(".aside")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.mkdir()
    watch.watch()
    pass_time(told, watch, 300)
    assert subjects(fake) == ["[Bàn tin Ánh Dương] HỎNG: Không dùng được tệp dữ liệu"]
    path.rmdir()
    aside.rename(path)
    pass_time(told, watch, 300)
    assert subjects(fake)[1:] == ["[Bàn tin Ánh Dương] Đã ổn: Không dùng được tệp dữ liệu"]


# --- whatever happens


class Watches(RuleBasedStateMachine):
    """Two processes, two pages, a mail server that comes and goes, kills. Mails about a page alternate."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        number = len(list(self.folder.iterdir()))
        self.room = make_room(self.folder / str(number))
        mail = MailSettings("127.0.0.1", 9, "none", "ban-tin@example.vn", "A")
        other = replace(self.room.page, id="khac")
        self.room.settings = replace(
            self.room.settings, mail=mail, alerts=AlertSettings(TO, HOLD), pages=(self.room.page, other)
        )
        self.room.store.posts.sync_pages(self.room.settings.pages)
        self.up = True
        self.dies = False
        self.sent: list[str] = []
        self.twice = 0
        self.watchers = [watcher(self.room, self.send) for _ in range(2)]

    def send(self, message: Message) -> None:
        if not self.up:
            raise mail_errors.MailUnreachable(server="x", cause="x")
        assert message.message_id is not None
        self.sent.append(message.message_id)
        if self.dies:
            self.dies = False
            self.twice += 1
            raise Killed

    @rule(page=st.sampled_from(["anh-duong", "khac"]))
    def pause(self, page: str) -> None:
        self.room.store.pages.pause(page, "x", self.room.clock())

    @rule(page=st.sampled_from(["anh-duong", "khac"]))
    def resume(self, page: str) -> None:
        self.room.store.pages.resume(page, self.room.clock())

    @rule(up=st.booleans(), dies=st.booleans())
    def server(self, up: bool, dies: bool) -> None:
        self.up, self.dies = up, dies

    @rule(who=st.sampled_from([0, 1]), seconds=st.sampled_from([0, 10, 59, 61, 130, 4000]))
    def watch(self, who: int, seconds: int) -> None:
        self.room.clock.advance(seconds=seconds)
        try:
            self.watchers[who].watch()
        except Killed:
            self.watchers[who] = watcher(self.room, self.send)

    @invariant()
    def each_mail_once_but_for_kills(self) -> None:
        if hasattr(self, "sent"):
            assert len(self.sent) - len(set(self.sent)) <= self.twice

    def teardown(self) -> None:
        if not hasattr(self, "room"):
            return
        self.up, self.dies = True, False
        for page in ("anh-duong", "khac"):
            self.resume(page)
        for _ in range(4):
            self.watch(0, 4000)
        for one in self.room.store.incidents.latest(1000):
            assert one.recovered_at is not None
            stale = one.recovery_told_at is None
            ids = [f"{one.key}.{kind}@example.vn" for kind in ("open", "over")]
            assert (ids[0] in self.sent) or one.told_at is None
            assert (ids[1] in self.sent) is not stale
            assert stale is False, "every incident's end is told where there is a server"
        self.room.store.close()


@pytest.mark.slow
def test_whatever_happens_each_incident_is_told_once_and_its_end_once(tmp_path: Path) -> None:
    kind = type("Here", (Watches,), {"folder": tmp_path})
    run_state_machine_as_test(
        kind,
        settings=hypothesis_settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# --- as it runs


def test_the_watch_runs_beside_what_it_watches(told: Room, fake: FakeMail) -> None:
    """In its own thread; a mistake of it ends neither it nor the block."""
    quick = replace(told.settings, alerts=AlertSettings(TO, 0))
    calls: list[str] = []
    clock = FakeClock()

    def send(message: Message) -> None:
        calls.append(message.subject)
        if len(calls) == 1:
            clock.advance(minutes=3)
            raise RuntimeError("a mistake")
        Mailer.of(told.settings.mail).send(message)

    pause(told)
    with watching(quick, clock, seconds=0.05, send=send):
        wait_for(lambda: len(fake.messages) == 1)
    assert subjects(fake) == [DOWN]
    assert calls == [DOWN, DOWN]


def test_a_dead_publisher_is_told_by_the_web_process(tmp_path: Path, fake: FakeMail) -> None:
    """`anhduong run` is killed with posts scheduled; `serve`, which watches too, tells it."""
    folder = tmp_path / "desk"
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="Ánh Dương", page_id="anh-duong")
    with (folder / "desk.toml").open("a") as file:
        file.write(
            f'\n[mail]\nhost = "127.0.0.1"\nport = {fake.port}\nsecurity = "none"\nsender = "ban-tin@example.vn"\n'
            '[alerts]\nto = ["bientap@example.vn"]\nhold_seconds = 0\n'
        )
    settings = load_settings(folder)
    room = make_room(folder)
    room.clock.now = system_clock()
    room.scheduled_post(due_in=timedelta(days=1))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--no-collect", "--dir", str(folder)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    later = FakeClock(room.clock() + timedelta(minutes=2))
    with watching(settings, later, seconds=0.05):
        wait_for(lambda: bool(fake.messages))
    room.store.close()
    assert subjects(fake)[0] == "[Bàn tin Ánh Dương] HỎNG: Bộ phận đăng bài đã ngừng hoạt động"


# --- settings


def settings_with(tmp_path: Path, tail: str) -> Settings:
    folder = tmp_path / "desk"
    write_new_desk(folder, operator="A", contact="a@example.vn", page_name="Ánh Dương")
    with (folder / "desk.toml").open("a") as file:
        file.write(tail)
    return load_settings(folder)


MAIL = '\n[mail]\nhost = "mail.example.vn"\nsender = "a@example.vn"\n'


def test_the_settings_of_alerts(tmp_path: Path) -> None:
    read = settings_with(
        tmp_path, MAIL + '[alerts]\nto = ["B@Vi-Du.vn"]\nhold_seconds = 30\n[metrics]\nloopback = false\n'
    )
    assert read.alerts == AlertSettings(("B@vi-du.vn",), 30)
    assert read.metrics.loopback is False


@pytest.mark.parametrize(
    ("tail", "key"),
    [
        ('\n[alerts]\nto = ["a@example.vn"]\n', "alerts.to"),
        (MAIL + '[alerts]\nto = "a@example.vn"\n', "alerts.to"),
        (MAIL + '[alerts]\nto = ["a@example.vn", "khong"]\n', "alerts.to[2]"),
        (MAIL + "[alerts]\nhold_seconds = -1\n", "alerts.hold_seconds"),
        (MAIL + '[alerts]\nan = "x"\n', "alerts.an"),
        ("\n[metrics]\nloopback = 1\n", "metrics.loopback"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, tail: str, key: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        settings_with(tmp_path, tail)
    assert caught.value.fields["key"] == key
