"""The desk's figures for Prometheus. A registry of our own: no figures of the process, no label of a person.

Names follow https://prometheus.io/docs/practices/naming/. Ages are in seconds at the time of the scrape.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from pipeline.checkup import Checkup, Report
from pipeline.health import Level, Token
from pipeline.model import ArticleState, PostState
from pipeline.store.health import Figures

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
OUTCOMES = (PostState.PUBLISHED, PostState.FAILED, PostState.UNKNOWN, PostState.MISSED)
_METHODS = frozenset({"GET", "HEAD", "POST"})
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LEVELS = {Level.OK: 0, Level.WARNING: 1, Level.FAILED: 2}


class Metrics:
    """What one web process tells: the desk as `Checkup` sees it, and the requests of this process."""

    def __init__(self, checkup: Checkup) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._registry.register(_Desk(checkup))
        self._requests = Counter(
            "anhduong_http_requests", "Requests by route.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "anhduong_http_request_seconds",
            "Seconds until the response was sent.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. `route` is the template of the route table, never an address: those have no end."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything, in the text format."""
        return generate_latest(self._registry)


class _Desk(Collector):
    def __init__(self, checkup: Checkup) -> None:
        self._checkup = checkup

    def describe(self) -> list[Metric]:
        """Nothing: the registry would else look at the desk once just to learn the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        report = self._checkup.recent()
        yield from _health(report)
        if report.snapshot.figures is not None:
            yield from _counts(report.snapshot.figures)
            yield from _ages(report, report.snapshot.figures)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"anhduong_{name}", text, value=value)


def _by(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"anhduong_{name}", text, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def _count_by(name: str, text: str, label: str, values: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"anhduong_{name}", text, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def _health(report: Report) -> Iterator[Metric]:
    shot = report.snapshot
    yield _gauge("health", "0 well, 1 warnings, 2 failed.", _LEVELS[report.level])
    wrong: dict[str, float] = {}
    for item in report.items:
        if item.level is not Level.OK:
            wrong[item.code] = max(_LEVELS[item.level], wrong.get(item.code, 0))
    yield _by("problem", "What is wrong now: 1 warning, 2 failed.", "code", wrong)
    yield _gauge("store_up", "Whether the data file answers.", shot.figures is not None)
    yield _gauge("disk_free_bytes", "Bytes free on the disk of the desk's folder.", shot.disk.free)
    yield _gauge("publisher_up", "Whether a publisher holds the lock.", shot.holder is not None)
    if shot.holder is not None:
        age = (shot.now - shot.holder.heartbeat).total_seconds()
        yield _gauge("publisher_heartbeat_age_seconds", "Since the publisher's last sign of life.", age)
    yield _gauge("pages_paused", "Pages from which nothing leaves now.", len(shot.paused))
    days = {token.page_id: _days_left(token, shot.now) for token in shot.tokens}
    yield _by("token_days_left", "Days until the token of a page ends; 0 for a dead one.", "page", days)


def _days_left(token: Token, now: datetime) -> float:
    """Infinite for a token without an end (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    if token.problem is not None:
        return 0.0
    return math.inf if token.expires_at is None else (token.expires_at - now).total_seconds() / 86_400


def _counts(figures: Figures) -> Iterator[Metric]:
    posts = {state.value: figures.posts.get(state, 0) for state in PostState}
    articles = {state.value: figures.articles.get(state, 0) for state in ArticleState}
    outcomes = {state.value: figures.outcomes.get(state, 0) for state in OUTCOMES}
    alerts = {result: figures.alerts.get(result, 0) for result in ("sent", "failed")}
    yield _by("posts", "Posts by state.", "state", posts)
    yield _by("articles", "Articles by state.", "state", articles)
    yield _count_by("post_outcomes", "How often posts came to an end, by state.", "outcome", outcomes)
    yield _count_by("alerts", "Alert mails, by what became of them.", "result", alerts)
    yield _gauge("posts_overdue", "Posts that should have left 5 minutes ago (at most 1000 counted).", figures.overdue)
    yield _gauge("sources_in_trouble", "Sources that could not be read.", len(figures.sources_in_trouble))


def _ages(report: Report, figures: Figures) -> Iterator[Metric]:
    now = report.snapshot.now
    yield _gauge("amendments_late", "Withdrawals and corrections not made 5 minutes later.", figures.amendments_late)
    late = 0.0 if figures.overdue_since is None else (now - figures.overdue_since).total_seconds()
    yield _gauge("overdue_seconds", "How late the most overdue post is; 0 when none is.", late)
    if figures.last_collect is not None:
        age = (now - figures.last_collect).total_seconds()
        yield _gauge("collect_age_seconds", "Since the last visit to a source.", age)
