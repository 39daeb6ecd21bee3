"""The whole sample portal, as `make demo` reads it: three sources, two editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawlers import sample_portal
from crawlers.sources import load_sources
from tests.crawlers.harness import crawl

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_visits_to_the_sample_portal(tmp_path: Path) -> None:
    stories = sample_portal.load_articles()
    changing = [story for story in stories if story.second_visit is not None]
    # All of it would wait for the portal's own Crawl-delay too long.
    some = [*changing, *(story for story in stories if story.second_visit is None)][:18]
    with sample_portal.serve(now0=NOW, articles=some) as portal:
        path = tmp_path / "sources.toml"
        path.write_text(sample_portal.sources_toml(portal.url, delay_seconds=0), encoding="utf-8")
        sources = load_sources(path, allow_loopback=True)

        first = crawl(*sources)
        assert first.troubles == []
        assert len(first.found) >= 15
        assert len({found.canonical_url for found in first.found}) == len(first.found)
        assert all(found.published_at is not None and found.image is not None for found in first.found)
        asked = [request.path for request in portal.requests]
        assert len(asked) == len(set(asked))

        before = len(portal.requests)
        second = crawl(*sources, memory=first.memory)
        assert second.found == []
        assert second.troubles == []
        articles = {found.url.removeprefix(portal.url) for found in first.found}
        assert not articles & {request.path for request in portal.requests[before:]}

        portal.edition = "second"
        first.memory.due = tuple(found.canonical_url for found in first.found)
        third = crawl(sources[0], memory=first.memory)
        assert [gone.kind for gone in third.gone] == ["removed"]
        changed = {found.canonical_url for found in third.found} & {found.canonical_url for found in first.found}
        assert changed
        assert third.troubles == []


def test_the_full_sitemap_gives_every_article_and_nothing_else(tmp_path: Path) -> None:
    with sample_portal.serve(now0=NOW) as portal:
        path = tmp_path / "sources.toml"
        path.write_text(sample_portal.sources_toml(portal.url, delay_seconds=0), encoding="utf-8")
        (source,) = [each for each in load_sources(path, allow_loopback=True) if each.kind == "sitemap"]
        assert source.url == f"{portal.url}/sitemap.xml"
        report = crawl(source)
        stories = sample_portal.load_articles()
        paths = {found.canonical_url.removeprefix(portal.url) for found in report.found}
        assert report.troubles == []
        assert paths == {f"/{story.section}/{story.slug}-{story.id}.html" for story in stories}
        assert len(report.found) == len(stories) == 61
        # The byline is a field of its own, not the last line of the text.
        signed = {f"/{story.section}/{story.slug}-{story.id}.html": story.byline for story in stories}
        for found in report.found:
            name = signed[found.canonical_url.removeprefix(portal.url)]
            assert found.byline == name.removeprefix("Theo ")
            assert not found.text.endswith(name)

        asked = [request.path for request in portal.requests]
        assert "/" not in asked
        before = len(portal.requests)
        # As if every sitemap had changed: only lists are asked for.
        fresh = replace(
            report.memory, stored={url: v for url, v in report.memory.stored.items() if "sitemap" not in url}
        )
        again = crawl(source, memory=fresh)
        assert (again.found, again.troubles) == ([], [])
        assert all("sitemap" in request.path or "robots" in request.path for request in portal.requests[before:])
