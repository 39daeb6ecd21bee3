"""Secrets: sealed for one place, opened with the right key only, and never shown by accident."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import quiet_logs
from pipeline.i18n import describe
from pipeline.secret_errors import (
    KeyInvalid,
    KeyMissing,
    KeyWrong,
    SealBroken,
    SecretEmpty,
    SecretFileBroken,
    SecretFileOpen,
)
from pipeline.secrets import HIDDEN, Keyring, Secret, load_keyring, new_key, parse_keys, read_secret, scrub

WORDS = "EAAGm0PX4ZCpsBAKZCq8vT1mM3nL7xyzQWERTY"
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
places = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ring = Keyring((new_key(),))


@given(texts, places)
def test_what_is_sealed_opens_again(text: str, place: str) -> None:
    sealed = ring.seal(Secret(text), place)
    assert ring.open(sealed, place, "x").reveal() == text
    assert ring.seal(Secret(text), place) != sealed, "a nonce of its own each time"
    if len(text.encode()) > 3:
        assert text.encode() not in sealed


@given(texts, places, places)
def test_what_is_sealed_for_one_place_opens_for_no_other(text: str, here: str, there: str) -> None:
    sealed = ring.seal(Secret(text), here)
    if here != there:
        with pytest.raises(SealBroken):
            ring.open(sealed, there, "x")


@given(texts, st.data())
def test_a_changed_byte_is_found(text: str, data: st.DataObject) -> None:
    sealed = bytearray(ring.seal(Secret(text), "trang"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((SealBroken, KeyWrong)):
        ring.open(bytes(sealed), "trang", "x")


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises((SealBroken, KeyWrong)):
        ring.open(raw, "trang", "x")


@given(texts, st.integers(0, 200))
def test_a_torn_end_is_found(text: str, kept: int) -> None:
    sealed = ring.seal(Secret(text), "trang")
    with pytest.raises((SealBroken, KeyWrong)):
        ring.open(sealed[: min(kept, len(sealed) - 1)], "trang", "x")


def test_keys_take_turns() -> None:
    old, new = new_key(), new_key()
    sealed = Keyring((old,)).seal(Secret(WORDS), "trang")
    both = Keyring((new, old))
    assert both.open(sealed, "trang", "x").reveal() == WORDS
    assert not both.is_newest(sealed)
    again = both.seal(both.open(sealed, "trang", "x"), "trang")
    assert both.is_newest(again)
    assert Keyring((new,)).open(again, "trang", "x").reveal() == WORDS
    with pytest.raises(KeyWrong) as caught:
        Keyring((new,)).open(sealed, "trang", "Mã truy cập của trang “Ánh Dương”")
    said = describe(caught.value)
    assert "Ánh Dương" in said
    assert "anhduong page connect" in said


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(WORDS)

    @dataclasses.dataclass
    class Holder:
        token: Secret

    shown = [
        repr(secret), str(secret), f"{secret}", f"{secret:>50}", f"{secret!r}", str([secret]),
        repr(Holder(secret)), str(dataclasses.asdict(Holder(secret))),
        json.dumps({"a": secret}, default=str, ensure_ascii=False),
    ]  # fmt: skip
    assert all(HIDDEN in one and WORDS not in one for one in shown)
    with pytest.raises(TypeError):
        json.dumps({"a": secret})
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)
    assert copy.deepcopy(secret) == secret == copy.copy(secret)
    assert secret != Secret(WORDS + "x")
    assert (secret == WORDS) is False, "a secret is compared with secrets only"
    assert not hasattr(secret, "__dict__")
    with pytest.raises(ValueError):
        Secret("")


# --- where secrets come from ---------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "khoa"
    path.touch(0o600)
    path.write_text(f"{new_key().reveal()}\n")
    return path


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mat-khau"
    path.touch(0o400)
    path.chmod(0o600)
    path.write_text("trong tệp \n")
    assert read_secret("X", {}) is None
    assert read_secret("X", {"X": "", "X_FILE": ""}) is None
    assert read_secret("X", {"X": "ở đây"}) == Secret("ở đây")
    assert read_secret("X", {"X_FILE": str(path)}) == Secret("trong tệp ")
    assert read_secret("X", {"X": "ở đây", "X_FILE": str(path)}) == Secret("ở đây")


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o620, 0o660, 0o777])
def test_a_file_that_others_may_read_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(SecretFileOpen) as caught:
        load_keyring({"ANHDUONG_KEY_FILE": str(key_file)})
    assert f"chmod 600 {key_file}" in describe(caught.value)
    assert f"{mode:04o}" in describe(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, key_file: Path) -> None:
    bad = {
        tmp_path / "khong-co": SecretFileBroken,
        tmp_path: SecretFileBroken,
    }
    (tmp_path / "nhi-phan").write_bytes(b"\xff\xfe" + WORDS.encode())
    (tmp_path / "rong").write_text("\n\n")
    (tmp_path / "dai").write_text("a" * 9000)
    for name, kind in (("nhi-phan", SecretFileBroken), ("rong", SecretEmpty), ("dai", SecretFileBroken)):
        (tmp_path / name).chmod(0o600)
        bad[tmp_path / name] = kind
    for path, kind in bad.items():
        with pytest.raises(kind) as caught:
            read_secret("X", {"X_FILE": str(path)})
        assert "X_FILE" in describe(caught.value)
        assert WORDS not in describe(caught.value)


def test_no_key_and_a_wrong_one_are_told(key_file: Path) -> None:
    with pytest.raises(KeyMissing) as caught:
        load_keyring({})
    assert "anhduong key new" in describe(caught.value)
    good = key_file.read_text().strip()
    for text, number in ((good[:-2], 1), (f"{good}\n{good}A", 2), (f"{good},khoá", 2), ("A" * 20, 1)):
        key_file.write_text(text)
        with pytest.raises(KeyInvalid) as invalid:
            load_keyring({"ANHDUONG_KEY_FILE": str(key_file)})
        assert invalid.value.fields == {"number": number, "name": "ANHDUONG_KEY_FILE"}
        assert good not in describe(invalid.value)


def test_several_keys_stand_in_one_file_with_notes(key_file: Path) -> None:
    one, two = new_key(), new_key()
    key_file.write_text(f"# khoá từ 11/2026\n{one.reveal()}\n\n{two.reveal()} # khoá cũ\n")
    assert load_keyring({"ANHDUONG_KEY_FILE": str(key_file)}).keys == (one, two)
    assert load_keyring({"ANHDUONG_KEY": f"{one.reveal()} {two.reveal()}"}).keys == (one, two)
    with pytest.raises(KeyMissing):
        parse_keys(Secret("# không có gì"), "X")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_keys_are_read_or_refused(text: str) -> None:
    with pytest.raises((KeyInvalid, KeyMissing)):
        parse_keys(Secret(text), "X")


# --- logs ----------------------------------------------------------------------------------------


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger as a library has one, made before the guard stood."""
    factory, hooks = logging.getLogRecordFactory(), (sys.excepthook, threading.excepthook)
    logger, out = logging.getLogger("thu.nghiem"), io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    quiet_logs.guard()
    quiet_logs.guard()
    yield logger, out
    logger.removeHandler(handler)
    logging.setLogRecordFactory(factory)
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.parametrize(
    ("message", "args"),
    [
        (WORDS, ()),
        ("sent %s", (WORDS,)),
        ("sent %r", ({"q": [WORDS]},)),
        ("sent %(token)s", ({"token": WORDS},)),
        ("failed: %s", (ValueError(f"GET /me?q={WORDS}"),)),
        ("%d", (WORDS,)),
        (WORDS + " %d", ("so",)),
        ("url %s", ("https://graph.facebook.com/me?access_token=khong-quen-biet&fields=id",)),
        ('{"access_token": "khong-quen-biet"}', ()),
        ("Authorization: Bearer khong-quen-biet", ()),
        ("app 1234567890|khong-quen-biet-abcdef", ()),
        ("lone EAAkhongquenbiet0123456789abcdef", ()),
    ],
)
def test_a_log_shows_no_secret(
    log: tuple[logging.Logger, io.StringIO], message: str, args: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Secret(WORDS)
    logger, out = log
    logger.warning(message, *args)
    shown = out.getvalue() + capsys.readouterr().err
    assert HIDDEN in shown
    assert kept.reveal() not in shown
    assert "khong-quen-biet" not in shown
    assert "khongquenbiet" not in shown


def test_a_traceback_in_a_log_shows_no_secret(log: tuple[logging.Logger, io.StringIO]) -> None:
    kept = Secret("mật khẩu có dấu/=&")
    logger, out = log

    def fail() -> None:
        raise RuntimeError(f"{kept.reveal()} m%E1%BA%ADt%20kh%E1%BA%A9u%20c%C3%B3%20d%E1%BA%A5u%2F%3D%26")

    try:
        fail()
    except RuntimeError:
        logger.exception("lỗi", stack_info=True)
    assert "RuntimeError: ••• •••" in out.getvalue()


def test_what_holds_no_secret_is_logged_as_it_is(log: tuple[logging.Logger, io.StringIO]) -> None:
    kept = Secret("ngan")
    logger, out = log
    logger.warning("tin %s có %d bài, %r", "ngan", 3, {"a": 1})
    assert out.getvalue() == "WARNING tin ngan có 3 bài, {'a': 1}\n", "too short a secret would blot out common words"
    assert kept.reveal() == "ngan"


def test_a_bug_that_ends_the_process_shows_no_secret() -> None:
    program = (
        "from pipeline import quiet_logs, secrets\n"
        "import threading\n"
        "quiet_logs.guard()\n"
        f"kept = secrets.Secret({WORDS!r}[:-3] + {WORDS!r}[-3:])\n"
        "def fail(): raise ValueError('from ' + 'a thread ' + kept.reveal())\n"
        "t = threading.Thread(target=fail); t.start(); t.join()\n"
        "fail()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    assert done.returncode == 1
    assert done.stderr.count("ValueError: from a thread •••") == 2
    assert f"thread {WORDS}" not in done.stderr


@given(texts)
def test_scrubbing_leaves_other_text_alone(text: str) -> None:
    kept = Secret("một-bí-mật-dài-0123456789")
    assert kept.reveal() not in scrub(f"{text}{kept.reveal()}{text}")
