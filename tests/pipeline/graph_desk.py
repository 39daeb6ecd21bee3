"""A desk with one page on Facebook, the fake Graph behind it, and the secrets of both in the environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.secrets import Secret, load_keyring, new_key
from pipeline.settings import Settings, load_settings
from pipeline.store import Store
from tests.fakes.graph import FakeGraph, graph

PAGE, NAME = "anh-duong", "Ánh Dương"
FACEBOOK_ID, OTHER_ID = "100000000000001", "100000000000002"
TOKEN = "EAAtrangAnhDuong0123456789abcdefXYZ"
OTHER = "EAAtrangKhac0123456789abcdefXYZ"
USERS = "EAAnguoiQuanLy0123456789abcdefXYZ"


def config(fake: FakeGraph, *, pages: Sequence[tuple[str, str]] = ((PAGE, FACEBOOK_ID),)) -> str:
    """`desk.toml` of a demo whose pages go to the fake."""
    tables = [
        f'[[page]]\nid = "{page}"\nname = "{NAME if page == PAGE else page}"\noperator = "Văn phòng A"\n'
        f'publisher = "facebook"\n[page.facebook]\nfacebook_id = "{number}"\napp_id = "{fake.world.app_id}"\n'
        f'graph_url = "{fake.base}"\n'
        for page, number in pages
    ]
    return 'operator = "Văn phòng A"\ncontact = "a@example.vn"\ndemo = true\n' + "".join(tables)


@dataclass
class GraphDesk:
    """`run` calls the command line; `seen` is all that it ever printed."""

    fake: FakeGraph
    folder: Path
    key_file: Path
    seen: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return load_settings(self.folder)

    @contextmanager
    def store(self) -> Iterator[Store]:
        with Store.open(self.folder / "desk.db") as store:
            store.posts.sync_pages(self.settings.pages)
            yield store

    def run(self, *arguments: str, stdin: str | None = None, code: int = 0) -> str:
        """What it printed; its exit code must be this one."""
        done: Result = CliRunner().invoke(
            main, [*arguments, "--dir", str(self.folder)], input=stdin, catch_exceptions=False
        )
        self.seen.append(done.output)
        assert done.exit_code == code, done.output
        return done.output

    def connect(self, token: str = TOKEN, page: str = PAGE, *flags: str, code: int = 0) -> str:
        return self.run("page", "connect", page, "--token-file", "-", *flags, stdin=f"{token}\n", code=code)

    def token(self, page: str = PAGE) -> Secret:
        with self.store() as store:
            return store.tokens.token(page, page, load_keyring())

    def kept(self) -> bytes:
        """Every byte below the desk's folder."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphDesk]:
    with graph() as fake:
        fake.world.add_page(FACEBOOK_ID, NAME, TOKEN)
        fake.world.add_page(OTHER_ID, "Trang khác", OTHER)
        fake.world.add_user(pages=(FACEBOOK_ID,), token=USERS)
        folder = tmp_path / "desk"
        folder.mkdir()
        (folder / "desk.toml").write_text(config(fake))
        (folder / "sources.toml").write_text("")
        key_file, app_secret = tmp_path / "khoa", tmp_path / "bi-mat"
        for path, text in ((key_file, new_key().reveal()), (app_secret, fake.world.app_secret)):
            path.touch(0o600)
            path.write_text(f"{text}\n")
        monkeypatch.setenv("ANHDUONG_KEY_FILE", str(key_file))
        monkeypatch.setenv("ANHDUONG_APP_SECRET_FILE", str(app_secret))
        monkeypatch.delenv("ANHDUONG_KEY", raising=False)
        monkeypatch.delenv("ANHDUONG_APP_SECRET", raising=False)
        yield GraphDesk(fake, folder, key_file)
