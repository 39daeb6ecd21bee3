"""A version's end is told sixty days ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.graph import GRAPH_VERSION
from pipeline.graph.versions import LAST_DAYS, VersionEnd, version_end


@given(st.sampled_from(sorted(LAST_DAYS)), st.integers(-2000, 2000))
def test_a_version_warns_from_sixty_days_ahead_and_for_ever_after(version: str, days: int) -> None:
    today = LAST_DAYS[version] - timedelta(days=days)
    assert version_end(version, today) == (VersionEnd(version, LAST_DAYS[version], days) if days <= 60 else None)


@pytest.mark.parametrize("version", ["v2.12", "v19.0"])
def test_a_version_from_before_the_table_has_ended(version: str) -> None:
    assert version_end(version, date(2026, 11, 26)) == VersionEnd(version, None, 0)


@pytest.mark.parametrize("version", [GRAPH_VERSION, "v27.0", "v999999999999999999999.0", "", "v", "26", "vx.0", "v²"])
def test_a_newer_or_unreadable_version_is_not_judged(version: str) -> None:
    assert version_end(version, date(2036, 1, 1)) is None
