"""A page's posts as an Atom feed (RFC 4287). Text in, bytes out; no effects."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from pipeline.i18n import _
from pipeline.model import Page
from pipeline.publishers.items import pictures_of

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_XML = "http://www.w3.org/XML/1998/namespace"
# XML 1.0 (fifth edition), section 2.2: what is no Char stands in no document, escaped or not.
_NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def entry_id(host: str, post_key: str, day: str) -> str:
    """The entry's identity for good: a tag URI (RFC 4151) of the host that served it on `day` (`YYYY-MM-DD`)."""
    return f"tag:{host},{day}:post:{post_key}"


def build(page: Page, url: str, records: Iterable[Mapping[str, Any]], changed_at: str, language: str = "vi") -> bytes:
    """The feed at `url` of records as `pipeline.publishers.items.shown` makes them, each with its `id`.

    `changed_at` is when the set of entries changed last, as RFC 3339 text. Text that XML cannot hold is left out.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set(f"{{{_XML}}}lang", language)
    _child(feed, "id", url)
    _child(feed, "title", page.name)
    _child(feed, "updated", changed_at)
    _child(feed, "link", rel="self", type=MEDIA_TYPE, href=url)
    if page.url is not None:
        _child(feed, "link", rel="alternate", href=page.url)
    author = _child(feed, "author")
    _child(author, "name", page.operator)
    if page.url is not None:
        _child(author, "uri", page.url)
    for record in records:
        _entry(feed, record)
    done: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return done


def _entry(feed: etree._Element, record: Mapping[str, Any]) -> None:
    entry = _child(feed, "entry")
    _child(entry, "id", record["id"])
    _child(entry, "title", record["article"])
    _child(entry, "published", record["published_at"])
    _child(entry, "updated", record.get("updated_at") or record["published_at"])
    _child(entry, "link", rel="alternate", href=record["link"], title=record["source"])
    _child(entry, "link", rel="via", href=record["link"], title=record["source"])
    pictures = pictures_of(record)
    for one in pictures:
        kind = mimetypes.guess_type(urlsplit(one["image"]).path)[0] or ""
        kind = kind if kind.startswith("image/") else "image/*"
        _child(entry, "link", rel="enclosure", type=kind, href=one["image"], title=one["image_alt"])
    _child(entry, "summary", record["caption"], type="text")
    _child(entry, "content", _content(record), type="html")
    named = dict.fromkeys(one["image_credit"] for one in pictures if one["image_credit"])
    _child(entry, "rights", "\n".join((record["source_line"], *named)), type="text")
    source = _child(entry, "source")
    parts = urlsplit(record["link"])
    home = f"{parts.scheme}://{parts.netloc}/"
    _child(source, "id", home)
    _child(source, "title", record["source"])
    _child(source, "updated", record["published_at"])
    _child(source, "link", rel="alternate", href=home)


def _content(record: Mapping[str, Any]) -> str:
    """The post as simple HTML, for a portal that shows it as it is."""
    lines = [f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>" for paragraph in record["caption"].split("\n\n")]
    if record["demo"]:
        lines.insert(0, f"<p><strong>{escape(_('Made by the demo by itself'))}</strong></p>")
    if record.get("hashtags"):
        lines.append(f"<p>{escape(record['hashtags'])}</p>")
    for one in pictures_of(record):
        credit = f"<figcaption>{escape(one['image_credit'])}</figcaption>" if one["image_credit"] else ""
        picture = f'<img src="{escape(one["image"])}" alt="{escape(one["image_alt"] or "")}">'
        lines.append(f"<figure>{picture}{credit}</figure>")
    link = f'<a href="{escape(record["link"])}">{escape(record["link"])}</a>'
    lines.append(f"<p>{escape(_('Source'))}: {escape(record['source'])} – {link}</p>")
    return "\n".join(lines)


def _child(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    for key, value in attributes.items():
        if value:
            child.set(key, _legal(value))
    if text is not None:
        child.text = _legal(text)
    return child


def _legal(text: str) -> str:
    return _NO_CHAR.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
