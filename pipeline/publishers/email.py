"""A ready post, sent to the page's editors, who put it on the page by hand.

Published means: the mail server took the mail for at least one of them. Whether a person then put the post on the page,
the desk does not see. Mail cannot be read back, so a lost answer is a person's to settle.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pipeline import mail_errors as errors
from pipeline.i18n import _, format_datetime, language
from pipeline.mail import Accepted, Attached, Mailer, Message
from pipeline.model import Page, Post
from pipeline.publishers import NotNow, PageStopped, Receipt, Refused, Uncertain
from pipeline.publishers.cuttings import Fetch, cutting
from pipeline.publishers.items import Record, pictures_of, shown
from pipeline.settings_ways import EmailWay

if TYPE_CHECKING:
    from pipeline.photos import Photo

AGAIN_SECONDS = 300.0
_log = logging.getLogger(__name__)
Attach = Callable[[str], Attached | None]
"""The picture at an address, ready to go with a mail; None where the desk does not have it."""


@dataclass(frozen=True, slots=True)
class Email:
    """Sends to `ways` by page id. Not repeatable: a second mail is a second post in somebody's mailbox."""

    mailer: Mailer
    ways: Mapping[str, EmailWay]
    attach: Attach
    photo: Fetch | None = None
    """Gives a picture of which a part was chosen."""
    repeatable: ClassVar[bool] = False

    def deliver(self, post: Post, page: Page, now: datetime) -> Receipt:
        """Raises `PageStopped`, `NotNow`, `Refused` or `Uncertain`."""
        way = self._way(page)
        attached = self._attached(post) if way.attach_picture else {}
        sent = self._send(ready(post, page, way.to, now, attached, domain=self._domain))
        for address, reply in sent.refused:
            _log.warning("post %d was not taken for %s: %s", post.id, address, reply)
        return Receipt(sent.message_id, "")

    def find(self, post: Post, page: Page) -> Receipt | None:
        """Never: what went into a mailbox cannot be read back."""
        return None

    def try_out(self, page: Page, now: datetime) -> Accepted:
        """Send a mail that is marked as a test. Raises as `deliver` does."""
        record = {
            "page": page.name, "operator": page.operator, "article": _("Test"), "text": _("Test"),
            "link": page.url or "–", "image": None,
        }  # fmt: skip
        subject = _("[{page}] Test of the way to this mailbox").format(page=page.name)
        text, html = _bodies(record, page, None, {}, test=True)
        return self._send(Message(self._way(page).to, subject, text, now, html))

    def _attached(self, post: Post) -> dict[str, Attached]:
        """By address; the pictures are numbered, so that their descriptions can be told apart."""
        found: dict[str, Attached] = {}
        for number, picture in enumerate(post.pictures, start=1):
            part = cutting(picture, self.photo)
            file = self.attach(picture.url) if part is None else _file(part)
            if file is not None:
                stem, dot, suffix = file.name.partition(".")
                found[picture.url] = replace(file, name=f"{stem}-{number}{dot}{suffix}") if number > 1 else file
        return found

    @property
    def _domain(self) -> str:
        return self.mailer.settings.sender.rpartition("@")[2]

    def _way(self, page: Page) -> EmailWay:
        way = self.ways.get(page.id)
        if way is None:
            raise PageStopped("email-not-set")
        return way

    def _send(self, message: Message) -> Accepted:
        try:
            return self.mailer.send(message)
        except errors.MailUncertain as error:
            raise Uncertain(problem(error)) from error
        except errors.MailRejected as error:
            raise Refused(problem(error)) from error
        except errors.NotAccepted as error:
            if error.temporary:
                raise NotNow(problem(error), AGAIN_SECONDS) from error
            raise PageStopped(problem(error)) from error


def _file(part: Photo) -> Attached:
    return Attached("anh.png" if part.media_type == "image/png" else "anh.jpg", part.media_type, part.data)


def problem(error: errors.MailError) -> str:
    """The code of a post's `problem`, with what the server said."""
    said = error.fields.get("reply") or error.fields.get("cause")
    return f"{error.code}: {said}" if said else error.code


def ready(
    post: Post, page: Page, to: tuple[str, ...], now: datetime, attached: Mapping[str, Attached], *, domain: str
) -> Message:
    """The mail of a post. Its id comes from the post's key: mail programs show one that came twice only once."""
    due = None if post.due_at is None else format_datetime(post.due_at, page.zone)
    text, html = _bodies(shown(post, page, now), page, due, attached)
    return Message(
        to=to,
        subject=_("[{page}] Ready to publish: {title}").format(page=page.name, title=post.article_title),
        text=text,
        html=html,
        at=now,
        message_id=f"post-{post.key}@{domain}",
        attached=tuple(attached.values()),
    )


def _bodies(
    record: Record, page: Page, due: str | None, attached: Mapping[str, Attached], *, test: bool = False
) -> tuple[str, str]:
    values = {
        "post": record,
        "page_url": page.url,
        "due": due,
        "pictures": pictures_of(record),
        "attached": {url: file.name for url, file in attached.items()},
        "test": test,
    }
    return tuple(_environment().get_template(f"ready.{kind}").render(values) for kind in ("txt", "html"))  # type: ignore[return-value]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.publishers"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, language=language)
    return environment
