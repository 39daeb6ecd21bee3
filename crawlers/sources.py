"""The list of sources, `sources.toml`: which organisations are read, where, and on what basis.

One `[[source]]` table each. All mistakes of a file are reported together, each naming file, source, key
and what to write instead.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from cssselect import HTMLTranslator as CssTranslator
from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator as ParselTranslator

from crawlers import errors as e
from crawlers import policy, urls
from crawlers.hours import QuietHours, parse_quiet_hours

Kind = Literal["feed", "sitemap", "listing"]

KINDS: tuple[str, ...] = get_args(Kind)

TOPICS = tuple(f"medtop:{n:02}000000" for n in range(1, 18))
"""Top level of IPTC Media Topics (https://cv.iptc.org/newscodes/mediatopic/)."""


_LISTING_KEYS = ("article_link", "next_page")


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of one source: the first two find articles in a listing, the others help to read a page.

    `title`, `text`, `date`, `byline` and `image` say where something stands, `remove` what to cut out first.
    """

    article_link: str | None = None
    next_page: str | None = None
    title: str | None = None
    text: str | None = None
    date: str | None = None
    byline: str | None = None
    image: str | None = None
    remove: str | None = None

    def overrides(self) -> dict[str, str]:
        """What `extract.extract(selectors=…)` takes."""
        return {k: v for k, v in asdict(self).items() if v and k not in _LISTING_KEYS}


@dataclass(frozen=True, slots=True)
class Source:
    """One organisation's way of publishing. `home` and `url` are normalised, `hosts` are A-labels.

    `licence` is the licence or other basis on which its articles may be shared. `poll_minutes` is a fixed interval;
    None lets the desk choose by how often the source publishes. `max_new` bounds the articles of one visit,
    `concurrency` the requests under way at a time; `quiet_hours` are times of day in which the desk does not visit.
    """

    id: str
    publisher: str
    name: str
    home: str
    kind: Kind
    url: str
    licence: str
    topics: tuple[str, ...] = ()
    poll_minutes: int | None = None
    zone: str = "Asia/Ho_Chi_Minh"
    hosts: tuple[str, ...] = ()
    delay_seconds: float = 1.0
    max_pages: int = 5
    max_new: int = 200
    concurrency: int = 1
    quiet_hours: QuietHours | None = None
    selectors: Selectors = field(default_factory=Selectors)

    def policy(self, *, allow_loopback: bool = False) -> policy.HostPolicy:
        """Which addresses a visit may ask for."""
        return policy.host_policy(self.home, self.url, self.hosts, allow_loopback=allow_loopback)


_EXAMPLES: dict[str, str] = {
    "id": 'id = "bao-lao-cai"',
    "publisher": 'publisher = "Tỉnh ủy Lào Cai"',
    "name": 'name = "Báo Lào Cai"',
    "home": 'home = "https://baolaocai.vn/"',
    "kind": 'kind = "feed"',
    "url": 'url = "https://baolaocai.vn/rss/home.rss"',
    "licence": 'licence = "Dẫn lại có ghi nguồn, Luật Báo chí 2016"',
    "topics": 'topics = ["medtop:13000000"]',
    "poll_minutes": "poll_minutes = 60",
    "max_new": "max_new = 200",
    "concurrency": "concurrency = 1",
    "quiet_hours": 'quiet_hours = "23:00-05:00"',
    "zone": 'zone = "Asia/Ho_Chi_Minh"',
    "hosts": 'hosts = ["media.baolaocai.vn"]',
    "delay_seconds": "delay_seconds = 1.0",
    "max_pages": "max_pages = 5",
    "selectors": '[source.selectors] article_link = "h3.title a"',
    "article_link": 'article_link = "h3.title a"',
    "next_page": 'next_page = "a.next"',
    "title": 'title = "h1.title"',
    "text": 'text = "div.article-body"',
    "date": 'date = "span.date"',
    "byline": 'byline = "p.author"',
    "image": 'image = "figure.lead img"',
    "remove": 'remove = "div.related, div.ads"',
}
_KEYS = tuple(Source.__dataclass_fields__)
_SELECTOR_KEYS = tuple(Selectors.__dataclass_fields__)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_T = TypeVar("_T")


def load_sources(path: Path, *, allow_loopback: bool = False) -> tuple[Source, ...]:
    """The sources of a file without any mistake.

    Raises `SourcesMissing`, `SourcesUnreadable`, `SourcesEncoding`, `SourcesSyntax`, or `SourcesInvalid`,
    which carries every mistake in `errors`. `allow_loopback` admits hosts on this machine and a
    `delay_seconds` of 0, for tests and the demo.
    """
    sources, problems = read_sources(path, allow_loopback=allow_loopback)
    if problems:
        raise e.SourcesInvalid(path=path, errors=problems)
    return sources


def read_sources(path: Path, *, allow_loopback: bool = False) -> tuple[tuple[Source, ...], tuple[e.SourcesError, ...]]:
    """The good sources of a file that parses, and the mistakes in the others; raises when it does not parse."""
    document = _document(path)
    problems: list[e.SourcesError] = [e.SourcesKeyUnknown(path=path, key=key) for key in document if key != "source"]
    tables = document.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(e.SourcesKeyUnknown(path=path, key="source"))
        tables = []
    elif not tables:
        problems.append(e.SourcesEmpty(path=path))
    sources: list[Source] = []
    seen: set[str] = set()
    for number, table in enumerate(tables, 1):
        reader = _Table(path, number, table, allow_loopback)
        source = reader.source()
        if isinstance(identity := table.get("id"), str) and identity in seen:
            reader.problem(e.SourceDuplicate, "id")
        elif isinstance(identity, str):
            seen.add(identity)
        problems += reader.problems
        if source is not None and not reader.problems:
            sources.append(source)
    return tuple(sources), tuple(problems)


def _document(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise e.SourcesMissing(path=path) from None
    except OSError as error:
        raise e.SourcesUnreadable(path=path) from error
    except UnicodeDecodeError as error:
        raise e.SourcesEncoding(path=path) from error
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        raise e.SourcesSyntax(path=path, line=line, column=column) from error
    except RecursionError as error:
        raise e.SourcesSyntax(path=path, line=1, column=1) from error


class _Table:
    """Reads one `[[source]]` table, gathering every mistake in `problems`."""

    def __init__(self, path: Path, number: int, table: Mapping[str, Any], allow_loopback: bool) -> None:
        self.path = path
        self.table = table
        self.allow_loopback = allow_loopback
        self.problems: list[e.SourceError] = []
        identity = table.get("id")
        self.label = identity if isinstance(identity, str) and identity else f"#{number}"

    def problem(self, error: type[e.SourceError], key: str, **fields: object) -> None:
        self.problems.append(error(path=self.path, source=self.label, key=key, **fields))

    def source(self) -> Source | None:
        self.unknown_keys(self.table, _KEYS)
        identity = self.text("id")
        if identity is not None and not _ID.fullmatch(identity):
            self.problem(e.SourceIdBad, "id", value=identity, example="bao-lao-cai")
        kind = self.text("kind")
        if kind is not None and kind not in KINDS:
            self.problem(e.SourceKindUnknown, "kind", value=kind)
        hosts = self.hosts()
        home = self.address("home")
        url = self.address("url")
        if home and url:
            self.within(home, url, hosts)
        named = {key: self.text(key) for key in ("publisher", "name", "licence")}
        optional = {
            "topics": self.topics(),
            "poll_minutes": self.number("poll_minutes", int, 5, 10080),
            "zone": self.zone(),
            "hosts": hosts,
            "delay_seconds": self.number("delay_seconds", float, 0 if self.allow_loopback else 0.5, 3600),
            "max_pages": self.number("max_pages", int, 1, 100),
            "max_new": self.number("max_new", int, 1, 100_000),
            "concurrency": self.number("concurrency", int, 1, 8),
            "quiet_hours": self.quiet_hours(),
            "selectors": self.selectors(kind),
        }
        if self.problems or not (home and url):
            return None
        return Source(
            id=cast(str, identity),
            kind=cast(Kind, kind),
            home=str(home),
            url=str(url),
            **cast(dict[str, Any], named | {k: v for k, v in optional.items() if v is not None}),
        )

    def unknown_keys(self, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
            if near:
                self.problem(e.SourceKeyMisspelt, key, suggestion=near[0])
            else:
                self.problem(e.SourceKeyUnknown, key, known=", ".join(known))

    def value(self, key: str, kind: type[_T], *, required: bool = False) -> _T | None:
        if key not in self.table:
            if required:
                self.problem(e.SourceKeyMissing, key, example=_EXAMPLES[key])
            return None
        value = self.table[key]
        # A TOML boolean is a Python int; 60 is as good a number as 60.0.
        accepted: tuple[type, ...] = (float, int) if kind is float else (kind,)
        if not isinstance(value, accepted) or isinstance(value, bool):
            self.problem(e.SourceTypeWrong, key, example=_EXAMPLES[key])
            return None
        return cast(_T, value)

    def text(self, key: str, *, required: bool = True) -> str | None:
        value = self.value(key, str, required=required)
        if value is not None and not value.strip():
            self.problem(e.SourceTextEmpty, key, example=_EXAMPLES[key])
            return None
        return value.strip() if value else None

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.value(key, list)
        if values is None:
            return ()
        if not all(isinstance(value, str) for value in values):
            self.problem(e.SourceTypeWrong, key, example=_EXAMPLES[key])
            return ()
        return tuple(values)

    def number(self, key: str, kind: type[int] | type[float], low: float, high: float) -> float | None:
        value = self.value(key, kind)
        if value is not None and not low <= value <= high:
            self.problem(e.SourceOutOfRange, key, value=value, low=low, high=high)
            return None
        return value

    def zone(self) -> str | None:
        name = self.text("zone", required=False)
        if name is None:
            return None
        try:
            zoneinfo.ZoneInfo(name)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            self.problem(e.SourceZoneUnknown, "zone", value=name, example="Asia/Ho_Chi_Minh")
        return name

    def quiet_hours(self) -> QuietHours | None:
        value = self.text("quiet_hours", required=False)
        if value is None:
            return None
        hours = parse_quiet_hours(value)
        if hours is None:
            self.problem(e.SourceQuietHoursBad, "quiet_hours", value=value, example="23:00-05:00")
        return hours

    def topics(self) -> tuple[str, ...]:
        codes = self.texts("topics")
        for code in codes:
            if code not in TOPICS:
                self.problem(e.SourceTopicUnknown, "topics", value=code, known=", ".join(TOPICS))
        return codes

    def address(self, key: str) -> urls.Address | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            address = urls.parse(value)
        except e.AddressError:
            self.problem(e.SourceUrlBad, key, value=value, example=_EXAMPLES[key].partition(" = ")[2])
            return None
        return address if self.public(key, address.host) else None

    def public(self, key: str, host: str) -> bool:
        if policy.is_social(host):
            self.problem(e.SourceOnSocialNetwork, key, host=host)
        elif policy.is_local_name(host) and not (self.allow_loopback and policy.is_loopback(host)):
            self.problem(e.SourceHostLocal, key, host=host)
        else:
            return True
        return False

    def hosts(self) -> tuple[str, ...]:
        hosts: list[str] = []
        for value in self.texts("hosts"):
            host = urls.normal_host(value)
            if host is None or policy.is_public_suffix(host):
                self.problem(e.SourceHostBad, "hosts", value=value, example="media.baolaocai.vn")
            elif self.public("hosts", host):
                hosts.append(host)
        return tuple(hosts)

    def within(self, home: urls.Address, url: urls.Address, hosts: tuple[str, ...]) -> None:
        site = policy.site_of(home.host)
        if not any(policy.is_under(url.host, allowed) for allowed in (site, *hosts)):
            self.problem(e.SourceUrlOutside, "url", host=url.host, home=site)

    def selectors(self, kind: str | None) -> Selectors | None:
        table = self.value("selectors", dict)
        if table is None:
            if kind == "listing" and "selectors" not in self.table:
                self.problem(e.SourceKeyMissing, "selectors.article_link", example=_EXAMPLES["selectors"])
            return None
        self.unknown_keys(table, _SELECTOR_KEYS)
        for key, value in table.items():
            if key in _SELECTOR_KEYS and not _is_selector(key, value):
                self.problem(e.SourceSelectorBad, f"selectors.{key}", value=value, example=_EXAMPLES[key])
        if kind == "listing" and "article_link" not in table:
            self.problem(e.SourceKeyMissing, "selectors.article_link", example=_EXAMPLES["article_link"])
        return Selectors(**table) if not self.problems else None


def _is_selector(key: str, value: object) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    # Links may be named as `a::attr(href)`, an extension of parsel's that extraction does not know.
    translator = ParselTranslator() if key in _LISTING_KEYS else CssTranslator()
    try:
        etree.XPath(translator.css_to_xpath(value))
    except (SelectorError, etree.XPathError):
        return False
    return True
