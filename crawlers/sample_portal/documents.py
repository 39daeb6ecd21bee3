"""The document that hangs below an article: a real small PDF, Word or Excel file about it."""

from __future__ import annotations

import textwrap

from crawlers.sample_portal import office, pdf
from crawlers.sample_portal.dates import long_date
from crawlers.sample_portal.stories import Story

CONTENT_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOTICE = "Cổng thông tin mẫu Ánh Dương – tài liệu mẫu để trình diễn."


def content_type(name: str) -> str:
    """By the ending of the name, which is one of `CONTENT_TYPES`."""
    return CONTENT_TYPES[name.rpartition(".")[2]]


def document(story: Story) -> bytes:
    """The story's attachment in the format that its name says."""
    source = f"Tài liệu kèm theo bài viết, đăng {long_date(story.published)}"
    match (story.attachment or "").rpartition(".")[2]:
        case "docx":
            return office.docx(story.title, (source, story.lead, f"Đơn vị đăng: {story.byline}", _NOTICE))
        case "xlsx":
            table = next((block.rows for block in story.blocks if block.kind == "table"), ((story.lead,),))
            return office.xlsx(((story.title,), (source,), *table, (_NOTICE,)))
        case _:
            title, *rest = textwrap.wrap(story.title, 52)
            lead = textwrap.wrap(story.lead, 56)
            lines = (*rest, source, "", *lead, "", f"Đơn vị đăng: {story.byline}", _NOTICE)
            return pdf.document(title, lines)
