"""What a caption begins with: the template of the article's beat, filled with what the article says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.i18n import format_date
from pipeline.model import Article

PLACES = ("title", "lead", "source", "date")
"""What a template may name, each between braces."""
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class CaptionTemplate:
    """`beats` are ids of `beats.toml`; a template without any is for every article."""

    name: str
    text: str
    beats: tuple[str, ...] = ()


PLAIN = CaptionTemplate("", "{title}\n\n{lead}")


def unknown_places(text: str) -> tuple[str, ...]:
    """What stands between braces and is no place; a brace that is alone, too."""
    wrong = [name for name in _PLACE.findall(text) if name not in PLACES]
    return (*wrong, *re.findall(r"[{}]", _PLACE.sub("", text)))


def fitting(templates: Sequence[CaptionTemplate], beats: Sequence[str]) -> CaptionTemplate:
    """The template to begin with: of the article's beats in their order, else one for every article, else the plain."""
    for beat in beats:
        for template in templates:
            if beat in template.beats:
                return template
    return next((template for template in templates if not template.beats), PLAIN)


def fill(template: CaptionTemplate, article: Article) -> str:
    """The template with the article's own words. A paragraph that only held what the article lacks is left out."""
    lead = article.lead or article.text.partition("\n\n")[0]
    values = {
        "title": article.title,
        "lead": "" if lead == article.title else lead,
        "source": article.source_name,
        "date": "" if article.published_at is None else format_date(article.published_at.date()),
    }
    paragraphs = []
    for paragraph in template.text.split("\n\n"):
        named = _PLACE.findall(paragraph)
        if named and not any(values[name] for name in named):
            continue
        paragraphs.append(_PLACE.sub(lambda match: values[match[1]], paragraph).strip())
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
