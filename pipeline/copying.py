"""A copy of a post: a draft of the same article for another page, with an approval of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import compose, planning, schedule, slots
from pipeline.model import Page, Post, User
from pipeline.slots import Caution
from pipeline.store import Store
from pipeline.walltime import Moment


@dataclass(frozen=True, slots=True)
class Target:
    """A copy that is asked for: the page, when it should go out if that is known, and what to know of it."""

    page: Page
    moment: Moment | None
    cautions: tuple[Caution, ...]

    def open(self, accepted: list[str]) -> tuple[Caution, ...]:
        """Cautions that ask and were not shown yet; `accepted` are the keys of those that were."""
        return slots.unseen(self.cautions, accepted)


def weigh(store: Store, post: Post, page: Page, choice: str, now: datetime) -> Target:
    """What a copy of the post on `page` means: the same article elsewhere always, the time's cautions where one is
    chosen (`choice` as `walltime.parse_choice` reads it, or empty).

    Raises what `schedule.choose` raises.
    """
    relatives = store.calendar.relatives(post.article_id)
    found = tuple(Caution("same-article" if one["same"] else "near-copy", one["post"]) for one in relatives)
    if not choice:
        return Target(page, None, found)
    proposal = planning.weigh_article(store, page, post.article_id, schedule.choose(choice, page.zone, now))
    told = {caution.key for caution in proposal.cautions}
    return Target(page, proposal.moment, (*proposal.cautions, *(one for one in found if one.key not in told)))


def copy(store: Store, user: User, post: Post, target: Target, now: datetime) -> int:
    """A new draft like the post; its number. Raises `ArticleNotApproved`, `DuplicatePost`, `AltTextNeeded`."""
    return compose.create(
        store, user, target.page, post.article_id, post.caption, post.image_url, post.image_alt, now,
        [(picture.url, picture.alt) for picture in post.more_pictures],
        replace(post.extras, wish=target.moment),
        copied_from=post.id,
    )  # fmt: skip
