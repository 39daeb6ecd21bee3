"""Health in the browser, for a monitor and for Prometheus."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from pipeline.errors import StoreBusy
from pipeline.lock import publisher_lock
from pipeline.settings_watch import METRICS_TOKEN, MetricsSettings
from pipeline.store.incidents import Incident
from tests.review_ui.conftest import BASE, Filled, Visitor
from tests.review_ui.seed import Seeded

LOCAL = ("127.0.0.1", 40_000)


def test_the_probe_needs_no_login_and_says_only_codes(seeded: Seeded, visitor: Visitor) -> None:
    response = visitor.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "warning", "codes": ["publisher-absent"]})


def test_the_probe_is_well_while_a_publisher_works(seeded: Seeded, visitor: Visitor) -> None:
    with publisher_lock(seeded.settings.data_dir / "publisher.lock", "may:1:ab", seeded.clock):
        assert visitor.get("/healthz").json() == {"status": "ok", "codes": []}


def test_the_probe_fails_on_what_has_failed(filled: Filled, monkeypatch: Any) -> None:
    filled.seeded.store.pages.pause("trang-1", "interrupted", filled.seeded.clock())
    response = Visitor(filled.seeded).get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "codes": ["page-paused", "publisher-absent"]}
    assert "trang-1" not in response.text


def test_the_probe_fails_when_the_store_does_not_answer(seeded: Seeded, visitor: Visitor, monkeypatch: Any) -> None:
    def busy(*_args: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(seeded.store.health, "schema", busy)
    response = visitor.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "codes": ["store-unusable"]}


def test_a_hundred_probes_are_one_look(seeded: Seeded, visitor: Visitor, monkeypatch: Any) -> None:
    asked: list[object] = []
    original = seeded.store.health.figures

    def counted(*args: Any) -> Any:
        asked.append(args)
        return original(*args)

    monkeypatch.setattr(seeded.store.health, "figures", counted)
    for _ in range(100):
        visitor.get("/healthz")
    assert len(asked) < 20, "five seconds are kept; a slow machine may need a few looks"


# --- the page, and the front page


def test_everybody_sees_what_doctor_lists(filled: Filled) -> None:
    seeded = filled.seeded
    seeded.store.pages.pause("trang-1", "interrupted", seeded.clock())
    seeded.store.incidents.open([("page-paused", "trang-1")], seeded.clock())
    page = Visitor(seeded).enter(seeded.collaborator).get("/suc-khoe").text
    assert "Trang trang-1 tạm dừng" in page
    assert "Việc cần làm: Hãy chạy `anhduong run`" in page
    assert "Một trang bị tạm dừng (trang-1)" in page
    assert page.count("HỎNG") == 3


def test_editors_are_told_on_the_front_page(filled: Filled) -> None:
    seeded = filled.seeded
    page = Visitor(seeded).enter(seeded.editor).get("/").text
    assert "1 phần bị hỏng" in page
    assert 'href="/suc-khoe"' in page
    assert "phần bị hỏng" not in Visitor(seeded).enter(seeded.collaborator).get("/").text
    with publisher_lock(seeded.settings.data_dir / "publisher.lock", "may:1:ab", seeded.clock):
        assert "phần bị hỏng" not in Visitor(seeded).enter(seeded.editor).get("/").text


def test_an_incident_that_is_over_says_from_when_until_when(seeded: Seeded) -> None:
    store, now = seeded.store.incidents, seeded.clock()
    store.open([("disk-full", "")], now)
    (one,) = store.open_ones()
    assert isinstance(one, Incident)
    store.mark_clear(one.id, now)
    store.recover(one.id, now)
    page = Visitor(seeded).enter(seeded.collaborator).get("/suc-khoe").text
    assert "Ổ đĩa sắp đầy" in page
    assert "đã hết" in page


# --- figures


def scrape(visitor: Visitor, client: tuple[str, int] = LOCAL, base: str = BASE, **headers: str) -> Any:
    return TestClient(visitor.app, base_url=base, client=client).get("/metrics", headers=headers)


def figures(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_figures_of_a_desk(filled: Filled) -> None:
    seeded = filled.seeded
    seeded.store.pages.pause("trang-1", "interrupted", seeded.clock())
    visitor = Visitor(seeded).enter(seeded.editor)
    visitor.get("/")
    visitor.get(f"/tin/{filled.ids['flagged']}")
    visitor.get("/tin/999999")
    visitor.get("/khong-co-trang-nay")
    visitor.get("/static/desk.css")
    visitor.client.request("BREW", "/duyet")
    response = scrape(visitor)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    found = figures(response.text)

    def value(name: str, **labels: str) -> float:
        return found[(f"anhduong_{name}", tuple(sorted(labels.items())))]

    assert value("posts", state="scheduled") == 3
    assert value("posts", state="unknown") == 0
    assert value("articles", state="rejected") == 3
    assert value("post_outcomes_total", outcome="published") == 1
    assert value("post_outcomes_total", outcome="missed") == 1
    assert value("sources_in_trouble") == 1
    assert value("collect_age_seconds") == 0
    assert value("overdue_seconds") == 0
    assert value("publisher_up") == 0
    assert value("pages_paused") == 1
    assert value("health") == 2
    assert value("problem", code="page-paused") == 2
    assert value("alerts_total", result="sent") == 0
    assert value("http_requests_total", method="GET", route="/", status="200") == 1
    assert value("http_requests_total", method="GET", route="/tin/{article_id:int}", status="200") == 1
    assert value("http_requests_total", method="GET", route="/tin/{article_id:int}", status="404") == 1
    assert value("http_requests_total", method="GET", route="other", status="404") == 1
    assert value("http_requests_total", method="GET", route="/static", status="200") == 1
    assert value("http_requests_total", method="other", route="other", status="405") == 1
    assert value("http_request_seconds_count", route="/tin/{article_id:int}") == 2
    # No figure of the process, no name of a person, no word of an article.
    assert all(name.startswith("anhduong_") for name, _ in found)
    for secret in ("Nam", "nam", "lan", "Lào Cai", "python"):
        assert secret not in response.text


def test_the_age_of_the_publishers_heartbeat(seeded: Seeded, visitor: Visitor) -> None:
    with publisher_lock(seeded.settings.data_dir / "publisher.lock", "may:1:ab", seeded.clock):
        seeded.clock.forward(seconds=12)
        found = figures(scrape(visitor).text)
    assert found[("anhduong_publisher_heartbeat_age_seconds", ())] == 12


@pytest.mark.parametrize(
    ("client", "base", "headers"),
    [
        (("203.0.113.9", 1), BASE, {}),
        (("127.0.0.1", 1), "http://192.0.2.7:8020", {}),
        (("127.0.0.1", 1), BASE, {"x-forwarded-for": "203.0.113.9"}),
        (("127.0.0.1", 1), BASE, {"forwarded": "for=203.0.113.9"}),
        (("127.0.0.1", 1), BASE, {"via": "1.1 proxy"}),
        (("203.0.113.9", 1), BASE, {"authorization": "Bearer wrong"}),
        (("203.0.113.9", 1), BASE, {"authorization": "Bearer "}),
        (("203.0.113.9", 1), BASE, {"authorization": "Basic mat-ma-dai"}),
        (("203.0.113.9", 1), BASE, {"x-forwarded-for": "127.0.0.1"}),
    ],
)
def test_to_others_there_are_no_figures(
    visitor: Visitor, monkeypatch: Any, client: tuple[str, int], base: str, headers: dict[str, str]
) -> None:
    monkeypatch.setenv(METRICS_TOKEN, "mat-ma-dai")
    response = scrape(visitor, client, base, **headers)
    assert response.status_code == 404
    assert "anhduong_" not in response.text
    assert response.text == visitor.client.get("/khong-co-trang-nay").text, (
        "it looks like any address that is not there"
    )


def test_a_token_opens_them_from_anywhere(visitor: Visitor, monkeypatch: Any, tmp_path: Path) -> None:
    far = ("203.0.113.9", 1)
    assert scrape(visitor, far, authorization="Bearer None").status_code == 404
    monkeypatch.setenv(METRICS_TOKEN, "mật-mã-dài")
    given = "Bearer mật-mã-dài".encode()
    app = TestClient(visitor.app, base_url=BASE, client=far)
    assert app.get("/metrics", headers={b"authorization": given}).status_code == 200  # type: ignore[dict-item]
    monkeypatch.delenv(METRICS_TOKEN)
    (tmp_path / "token").touch(0o600)
    (tmp_path / "token").write_text("mat-ma-dai\n")
    monkeypatch.setenv(f"{METRICS_TOKEN}_FILE", str(tmp_path / "token"))
    assert scrape(visitor, far, authorization="bearer mat-ma-dai").status_code == 200


def test_a_token_file_that_cannot_be_read_opens_nothing_and_shows_no_path(
    visitor: Visitor, monkeypatch: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(f"{METRICS_TOKEN}_FILE", str(tmp_path / "khong-co"))
    with caplog.at_level(logging.WARNING):
        response = scrape(visitor, ("203.0.113.9", 1), authorization="Bearer x")
    assert response.status_code == 404
    assert str(tmp_path) not in response.text
    assert "khong-co" in caplog.text


def test_the_setting_closes_them_to_the_machine_itself(seeded: Seeded) -> None:
    settings = replace(seeded.settings, metrics=MetricsSettings(loopback=False))
    assert scrape(Visitor(replace(seeded, settings=settings))).status_code == 404


def test_a_fault_of_our_own_is_counted(seeded: Seeded, collaborator: Visitor, monkeypatch: Any) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(seeded.store.sources, "statuses", broken)
    collaborator.get("/nguon")
    found = figures(scrape(collaborator).text)
    assert found[("anhduong_http_requests_total", (("method", "GET"), ("route", "/nguon"), ("status", "500")))] == 1
