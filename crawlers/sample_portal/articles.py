"""The portal's articles: what a file in `articles/` may say, read and checked before anything is served."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Literal, TypeVar

from crawlers.errors import CrawlError
from crawlers.sample_portal import pictures
from crawlers.sample_portal.dates import parse_age, unknown_token

SECTIONS: dict[str, str] = {"tin-tuc": "Tin tức", "doi-song": "Đời sống"}

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ATTACHMENT = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\.(?:pdf|docx|xlsx)")
_TOPIC = re.compile(r"medtop:\d{8}")
_KEYS = frozenset(
    "slug id section title topics age byline picture credit caption attachment checks syndicated_from "
    "second_visit".split()
)
_VISIT_KEYS = frozenset("kind note replace".split())
_FENCE = "+++"
_T = TypeVar("_T")


class SampleArticleError(CrawlError):
    """The sample portal's article {file} is not right at "{key}": {problem}. Correct the file and start again."""

    code = "sample-article"


@dataclass(frozen=True, slots=True)
class SecondVisit:
    """What a later visit finds: a corrected text, or an article that was withdrawn."""

    kind: Literal["corrected", "withdrawn"]
    note: str | None = None
    replace: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PortalArticle:
    """One article as written; `title`, `body` and `caption` may hold date tokens (`dates.expand`).

    `age` is how long before the portal's clock it was published. `topics` and `checks` never reach a page:
    they say what the article was written for.
    """

    slug: str
    id: int
    section: str
    title: str
    body: str
    age: timedelta
    byline: str
    topics: tuple[str, ...] = ()
    picture: str | None = None
    credit: str | None = None
    caption: str | None = None
    attachment: str | None = None
    checks: tuple[str, ...] = ()
    syndicated_from: int | None = None
    second_visit: SecondVisit | None = None


def load_articles() -> tuple[PortalArticle, ...]:
    """The articles that come with the portal, in the order of their files.

    Raises `SampleArticleError`, which names file and key.
    """
    folder = files("crawlers.sample_portal") / "articles"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".md")), key=lambda e: e.name)
    return parse_articles((entry.name, entry.read_bytes()) for entry in entries)


def parse_articles(sources: Iterable[tuple[str, bytes]]) -> tuple[PortalArticle, ...]:
    """Articles from (file name, content) pairs, with ids, slugs and cross-references checked together."""
    named = [(name, parse_article(name, content)) for name, content in sources]
    ids: dict[int, str] = {}
    slugs: dict[str, str] = {}
    for name, article in named:
        if article.id in ids:
            raise SampleArticleError(file=name, key="id", problem=f"{article.id} is taken by {ids[article.id]}")
        if article.slug in slugs:
            raise SampleArticleError(file=name, key="slug", problem=f"{article.slug} is taken by {slugs[article.slug]}")
        ids[article.id], slugs[article.slug] = name, name
    for name, article in named:
        if article.syndicated_from is not None and (
            article.syndicated_from not in ids or article.syndicated_from == article.id
        ):
            raise SampleArticleError(
                file=name, key="syndicated_from", problem=f"no other article has the id {article.syndicated_from}"
            )
    return tuple(article for _, article in named)


def parse_article(name: str, content: bytes) -> PortalArticle:
    """One file: TOML front matter between two lines `+++`, then the body."""
    reader = _Reader(name)
    front, body = reader.split(content)
    try:
        table = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise reader.error(_FENCE, f"the front matter is not TOML ({error})") from error
    reader.known(table, _KEYS)
    article = PortalArticle(
        slug=reader.matching(table, "slug", _SLUG, "small letters, digits and hyphens"),
        id=reader.number(table, "id"),
        section=reader.one_of(table, "section", SECTIONS),
        title=reader.text(table, "title"),
        body=reader.clean("body", body.strip()),
        age=reader.age(table),
        byline=reader.text(table, "byline"),
        topics=reader.list_of(table, "topics", _TOPIC),
        picture=reader.one_of(table, "picture", pictures.NAMES) if "picture" in table else None,
        credit=reader.text(table, "credit") if "credit" in table else None,
        caption=reader.text(table, "caption") if "caption" in table else None,
        attachment=(
            reader.matching(table, "attachment", _ATTACHMENT, 'a file name such as "cong-van-12.pdf"')
            if "attachment" in table
            else None
        ),
        checks=reader.list_of(table, "checks", _SLUG),
        syndicated_from=reader.number(table, "syndicated_from") if "syndicated_from" in table else None,
        second_visit=_second_visit(reader, table, body),
    )
    if not article.body:
        raise reader.error("body", "there is no text below the front matter")
    return article


def _second_visit(reader: _Reader, table: Mapping[str, object], body: str) -> SecondVisit | None:
    if "second_visit" not in table:
        return None
    visit = reader.value(table, "second_visit", dict)
    reader = _Reader(reader.name, "second_visit.")
    reader.known(visit, _VISIT_KEYS)
    kind = reader.one_of(visit, "kind", ("corrected", "withdrawn"))
    note = reader.text(visit, "note") if "note" in visit else None
    if kind == "withdrawn":
        return SecondVisit("withdrawn", note)
    pairs: list[tuple[str, str]] = []
    for pair in reader.value(visit, "replace", list):
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
            raise reader.error("replace", "expected pairs [old sentence, new sentence]")
        old, new = (reader.clean("replace", part) for part in pair)
        if not old or not (old in body or old in str(table.get("title"))):
            raise reader.error("replace", f"{old!r} stands neither in the body nor in the title")
        pairs.append((old, new))
    if not pairs:
        raise reader.error("replace", "a corrected article needs at least one pair [old sentence, new sentence]")
    if note is None:
        raise reader.error("note", "a corrected article needs the correction line that readers see")
    return SecondVisit("corrected", note, tuple(pairs))


class _Reader:
    """Typed access to the front matter of one file, with errors that name the file and the key."""

    def __init__(self, name: str, prefix: str = "") -> None:
        self.name = name
        self._prefix = prefix

    def error(self, key: str, problem: str) -> SampleArticleError:
        return SampleArticleError(file=self.name, key=self._prefix + key, problem=problem)

    def split(self, content: bytes) -> tuple[str, str]:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error("file", f"not UTF-8 at byte {error.start}") from error
        lines = text.replace("\r\n", "\n").split("\n")
        if lines[0] != _FENCE or _FENCE not in lines[1:]:
            raise self.error(_FENCE, "expected front matter between two lines +++")
        end = lines.index(_FENCE, 1)
        return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])

    def known(self, table: Mapping[str, object], keys: frozenset[str]) -> None:
        for key in table:
            if key not in keys:
                raise self.error(key, f"no such key; known are {', '.join(sorted(keys))}")

    def value(self, table: Mapping[str, object], key: str, kind: type[_T]) -> _T:
        value = table.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            found = "nothing" if value is None else repr(value)
            raise self.error(key, f"expected {kind.__name__}, found {found}")
        return value

    def text(self, table: Mapping[str, object], key: str) -> str:
        value = self.clean(key, self.value(table, key, str).strip())
        if not value:
            raise self.error(key, "is empty")
        return value

    def clean(self, key: str, value: str) -> str:
        if not unicodedata.is_normalized("NFC", value):
            raise self.error(key, "is not NFC")
        bad = next((char for char in value if (char < " " and char not in "\n\t") or char == "\x7f"), None)
        if bad is not None:
            raise self.error(key, f"holds the control character U+{ord(bad):04X}")
        token = unknown_token(value)
        if token is not None:
            raise self.error(key, f"{token} is no date token; write {{d-2}}, {{D-2}} or {{w+3}}")
        return value

    def number(self, table: Mapping[str, object], key: str) -> int:
        value = self.value(table, key, int)
        if value < 1:
            raise self.error(key, f"expected a positive number, found {value}")
        return value

    def age(self, table: Mapping[str, object]) -> timedelta:
        try:
            return parse_age(self.value(table, "age", str))
        except ValueError as error:
            raise self.error("age", str(error)) from error

    def matching(self, table: Mapping[str, object], key: str, pattern: re.Pattern[str], form: str) -> str:
        value = self.value(table, key, str)
        if not pattern.fullmatch(value):
            raise self.error(key, f"expected {form}, found {value!r}")
        return value

    def one_of(self, table: Mapping[str, object], key: str, known: Iterable[str]) -> str:
        value = self.value(table, key, str)
        if value not in known:
            raise self.error(key, f"expected one of {', '.join(known)}, found {value!r}")
        return value

    def list_of(self, table: Mapping[str, object], key: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        values = self.value(table, key, list) if key in table else []
        for value in values:
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise self.error(key, f"{value!r} is not of the form {pattern.pattern}")
        return tuple(values)
