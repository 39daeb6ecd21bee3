"""The application as a server starts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from starlette.testclient import TestClient

from pipeline.errors import NotInitialised
from pipeline.templates import write_new_desk
from review_ui import asgi, memory


def test_it_opens_the_desk_that_the_environment_names(tmp_path: Path, monkeypatch: Any) -> None:
    write_new_desk(tmp_path, operator="Văn phòng", contact="a@example.vn", page_name="Ánh Dương")
    monkeypatch.setenv("ANHDUONG_DIR", str(tmp_path))
    monkeypatch.setenv("ANHDUONG_LANG", "vi")
    monkeypatch.setenv("ANHDUONG_HOSTS", "ban-tin.example.vn, khac.example.vn")
    monkeypatch.setenv("ANHDUONG_SECURE_COOKIES", "1")
    with TestClient(asgi.build(), base_url="https://ban-tin.example.vn") as client:
        assert client.get("/healthz").status_code == 200
        page = client.get("/dang-nhap")
        assert "Văn phòng" in page.text
        assert page.headers["strict-transport-security"]
        assert client.get("/dang-nhap", headers={"host": "evil.example"}).status_code == 400


def test_a_folder_without_a_desk_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("ANHDUONG_DIR", str(tmp_path))
    with pytest.raises(NotInitialised):
        asgi.build()


def test_pages_share_few_threads(tmp_path: Path, monkeypatch: Any) -> None:
    """Each thread has a connection and memory of its own."""
    write_new_desk(tmp_path, operator="Văn phòng", contact="a@example.vn", page_name="Ánh Dương")
    monkeypatch.setenv("ANHDUONG_DIR", str(tmp_path))
    with TestClient(asgi.build()) as client:
        assert client.portal is not None
        assert client.portal.call(current_default_thread_limiter).total_tokens == memory.THREADS
