"""What stands beside the composer and follows the typing: lengths, warnings, what is checked, previews."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline import foresee, lengths, links, planning
from pipeline.errors import DeskError
from pipeline.foresee import Related
from pipeline.i18n import describe
from pipeline.lengths import Length
from pipeline.levels import Seen
from pipeline.model import Post, PostState
from pipeline.publishers.items import shown
from pipeline.store.clearance import Need
from review_ui.site import Visit
from review_ui.typed import Typed
from review_ui.views.scheduling import Offer, Told, offer, told

WAYS = ("facebook", "outbox", "email", "rss")
SCREENS = ("may-tinh", "dien-thoai")
_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Aside:
    """Everything that is told of what is typed. `length` is of the whole text on its page's way out."""

    length: Length
    related: tuple[Related, ...]
    time: Told | None
    time_problem: str
    slots: tuple[Offer, ...]
    needs: tuple[Need, ...]
    way: str
    screen: str
    preview: dict[str, object]


def aside(visit: Visit, typed: Typed, seen: tuple[Seen, ...], post: Post | None) -> Aside:
    """Computed anew for each look; stores nothing, and asks nobody outside."""
    own = None if post is None else post.id
    length = lengths.measure(typed.page, typed.whole)
    time, problem = _time(visit, typed, own)
    wanted_way, wanted_screen = visit.form.text("xem"), visit.form.text("man-hinh")
    way = typed.page.publisher if typed.page.publisher in WAYS else "outbox"
    return Aside(
        length,
        foresee.related(visit.store, typed.article.id, typed.caption, own),
        time,
        problem,
        tuple(
            offer(slot.choice, typed.page.zone)
            for slot in planning.next_slots(visit.store, typed.page, visit.now, _OFFERED)
        ),
        foresee.needs(typed.article, typed.page, seen, typed.pictures, fits=length.fits),
        wanted_way if wanted_way in WAYS else way,
        wanted_screen if wanted_screen in SCREENS else SCREENS[0],
        previews(visit, typed),
    )


def previews(visit: Visit, typed: Typed) -> dict[str, object]:
    """The post as each way would make it, by the ways' own code: the record that they share, and the mail."""
    # Here, because it brings the mail package, and most pages show no preview.
    from pipeline.publishers.email import ready

    post = as_post(visit, typed)
    record = shown(post, typed.page, visit.now)
    way = visit.settings.ways.get(typed.page.id)
    to = way.email.to if way is not None and way.email is not None else ()
    mail = ready(post, typed.page, to, visit.now, {}, domain="example.invalid")
    return {"record": record, "mail": mail}


def as_post(visit: Visit, typed: Typed) -> Post:
    """The post that saving would make."""
    first = next(iter(typed.pictures), None)
    return Post(
        id=0,
        version=1,
        state=PostState.DRAFT,
        page_id=typed.page.id,
        key="0" * 32,
        article_id=typed.article.id,
        article_title=typed.article.title,
        source_name=typed.article.source_name,
        link=typed.article.url,
        caption=typed.caption.strip(),
        image_url=None if first is None else first.url,
        image_alt=None if first is None else first.alt,
        image_credit=None if first is None else first.credit,
        composed_by=visit.user.id,
        composed_by_name=visit.user.name,
        created_at=visit.now,
        wall_time=None,
        zone=None,
        due_at=None,
        claimed_by=None,
        lease_until=None,
        intent_at=None,
        published_at=None,
        remote_id=None,
        remote_url=None,
        problem=None,
        demo=visit.user.demo,
        more_pictures=typed.pictures[1:],
        hashtags=typed.tags,
        campaign=links.campaign(typed.page.utm),
        image_crop=None if first is None else first.crop,
    )


def _time(visit: Visit, typed: Typed, but: int | None) -> tuple[Told | None, str]:
    """What the wished time means, or why it is none."""
    try:
        moment = typed.wish(visit.now)
    except DeskError as error:
        return None, describe(error)
    if moment is None:
        return None, ""
    proposal = planning.weigh_article(visit.store, typed.page, typed.article.id, moment, but)
    # The same news is told of above, whatever its time.
    cautions = tuple(one for one in proposal.cautions if one.code not in ("same-article", "near-copy"))
    return told(visit, typed.page, replace(proposal, cautions=cautions)), ""
