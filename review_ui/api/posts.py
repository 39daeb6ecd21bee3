"""Posts for scripts: the list, one, composing, approval, schedule, and what comes after a post has left."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import amend, compose, copying, missed, planning, revisit, schedule, settle, takeback
from pipeline.errors import Conflict, PictureRefused
from pipeline.i18n import describe
from pipeline.model import Article, Post, PostState
from review_ui.addresses import from_cursor, to_cursor
from review_ui.api import showing
from review_ui.api.call import Call, Given
from review_ui.api.errors import CautionsOpen, PictureNotOffered
from review_ui.api.moving import told

_LIMIT = 30


def index(call: Call) -> Given:
    """The latest time first (due, else composed), paged by key."""
    states = [PostState(call.query["state"])] if "state" in call.query else list(PostState)
    limit = call.query.get("limit", _LIMIT)
    page_id = call.settings.page(call.query["page"]).id if "page" in call.query else None
    before = from_cursor(call.query.get("cursor", ""))
    found = call.store.posts.list(states, page_id, before, limit + 1)
    shown = found[:limit]
    cursor = to_cursor(call.store.posts.cursor(shown[-1])) if len(found) > limit else None
    return Given(showing.page_of([showing.post(one) for one in shown], cursor))


def show(call: Call) -> Given:
    return _post(call, call.number("post_id"))


def create(call: Call) -> Given:
    """A draft from an approved article, with pictures of the article itself."""
    page = call.settings.page(call.body["page_id"])
    article = call.store.articles.get(call.body["article_id"])
    first, more = _pictures(call, article, call.body["caption"])
    post_id = compose.create(call.store, call.user, page, article.id, call.body["caption"], *first, call.now, more)
    return _made(call, call.store.posts.get(post_id))


def edit(call: Call) -> Given:
    """New content: the post is a draft again."""
    post_id, version = call.number("post_id"), call.version
    post = call.store.posts.get(post_id)
    call.page_of(post)
    article = call.store.articles.get(post.article_id)
    first, more = _pictures(call, article, call.body["caption"], [one.url for one in post.pictures])
    compose.edit(call.store, call.user, post_id, version, call.body["caption"], *first, call.now, more)
    return _post(call, post_id)


def approve(call: Call) -> Given:
    post = call.store.posts.get(call.number("post_id"))
    compose.approve(call.store, call.user, call.page_of(post), post.id, call.version, call.now)
    return _post(call, post.id)


def put(call: Call) -> Given:
    """Schedule, move or reschedule; what an editor would be asked has to be accepted by its key."""
    post = call.store.posts.get(call.number("post_id"))
    page = call.page_of(post)
    accepted: Sequence[str] = call.body.get("accept", [])
    proposal = planning.take(
        call.store, call.user, page, post, call.version, call.body["wall_time"], accepted, call.now
    )
    if proposal is not None:
        raise CautionsOpen(told(call, page, proposal.cautions))
    return _post(call, post.id)


def cancel(call: Call) -> Given:
    post_id = call.number("post_id")
    schedule.cancel(call.store, call.user, post_id, call.version, call.now)
    return _post(call, post_id)


def unschedule(call: Call) -> Given:
    """Take a post out of the calendar; it stays approved."""
    post_id = call.number("post_id")
    takeback.unschedule(call.store, call.user, post_id, call.version, call.now)
    return _post(call, post_id)


def undo(call: Call) -> Given:
    """Take this person's last step with the post's time back."""
    post = call.store.posts.get(call.number("post_id"))
    takeback.undo(call.store, call.user, post.id, call.version, call.page_of(post).zone, call.now)
    return _post(call, post.id)


def copy(call: Call) -> Given:
    """A draft like the post for another page; what an editor would be asked has to be accepted by its key."""
    post = call.store.posts.get(call.number("post_id"))
    page = call.settings.page(call.body["page_id"])
    target = copying.weigh(call.store, post, page, call.body.get("wall_time", ""), call.now)
    if target.open(call.body.get("accept", [])):
        raise CautionsOpen(told(call, page, target.cautions))
    made = call.store.posts.get(copying.copy(call.store, call.user, post, target, call.now))
    return _made(call, made)


def vouch(call: Call) -> Given:
    """An editor has seen the article at its source."""
    post_id = call.number("post_id")
    revisit.vouch(call.store, call.user, post_id, call.now)
    return _post(call, post_id)


def settled(call: Call) -> Given:
    """A person's word on a post of which nobody knew whether it went out."""
    post_id, version = call.number("post_id"), call.version
    if call.body["published"]:
        settle.found_there(call.store, call.user, post_id, version, call.body.get("address", ""), call.now)
    else:
        settle.not_there(call.store, call.user, post_id, version, call.now)
    return _post(call, post_id)


# -- missed ---------------------------------------------------------------------------------------


def proposed(call: Call) -> Given:
    """Posts that missed their time, each with a new one as proposal."""
    found = missed.propose(call.store, call.settings, call.now, call.query.get("page"))
    return Given({"items": [{"post": showing.post(one.post), "wall_time": one.wall_time} for one in found]})


def reschedule(call: Call) -> Given:
    """Give missed posts the times that are agreed to; those that cannot have theirs are told."""
    choices = [missed.Choice(one["post_id"], one["version"], one["wall_time"]) for one in call.body["items"]]
    done, refused = missed.reschedule(call.store, call.settings, call.user, choices, call.now)
    told = [{"post_id": post_id, "code": error.code, "detail": describe(error)} for post_id, error in refused]
    return Given({"done": done, "refused": told})


# -- what is out ----------------------------------------------------------------------------------


def withdraw(call: Call) -> Given:
    post = call.store.posts.get(call.number("post_id"))
    amend.withdraw(call.store, call.user, call.page_of(post), post.id, call.body["reason"], call.now)
    return _post(call, post.id)


def correct(call: Call) -> Given:
    post = call.store.posts.get(call.number("post_id"))
    body = call.body
    amend.correct(call.store, call.user, call.page_of(post), post.id, body["caption"], body["reason"], call.now)
    return _post(call, post.id)


def approve_amendment(call: Call) -> Given:
    post_id, number = _amendment(call)
    call.store.amendments.approve(call.user, number, call.now)
    return _post(call, post_id)


def drop_amendment(call: Call) -> Given:
    post_id, number = _amendment(call)
    call.store.amendments.drop(call.user, number, call.now)
    return _post(call, post_id)


def _amendment(call: Call) -> tuple[int, int]:
    """Raises `PostNotFound`, or `Conflict` for an amendment of another post."""
    post = call.store.posts.get(call.number("post_id"))
    number = call.number("amendment_id")
    if number not in {one.id for one in call.store.amendments.of_post(post.id)}:
        raise Conflict
    return post.id, number


# -- shared -----------------------------------------------------------------------------------------


def _post(call: Call, post_id: int) -> Given:
    found = call.store.posts.get(post_id)
    return Given(showing.whole_post(call.store, found), version=found.version)


def _made(call: Call, post: Post) -> Given:
    return Given(showing.whole_post(call.store, post), 201, post.version, location=f"/api/v1/posts/{post.id}")


Picture = tuple[str | None, str | None]


def _pictures(
    call: Call, article: Article, caption: str, known: Sequence[str] = ()
) -> tuple[Picture, tuple[tuple[str, str], ...]]:
    """The first picture and those after it; what is new to the post is fetched and looked at, as in the composer.

    Raises `PictureNotOffered`, `PictureRefused`, and what `compose.check_content` and `compose.check_more` do.
    """
    given = [(str(one["url"]), str(one["alt"])) for one in call.body.get("pictures", ())]
    offered = {*showing.offered_pictures(article), *known}
    for number, (url, _alt) in enumerate(given, start=1):
        if url not in offered:
            raise PictureNotOffered(n=number)
    first: Picture = given[0] if given else (None, None)
    more = tuple(given[1:])
    _caption, lead, _said = compose.check_content(caption, *first)
    compose.check_more(more, lead)
    new = [url for url, _alt in given if url not in known]
    if new:
        # Here, because a post without a new picture needs no decoder.
        from pipeline.photos import problems

        wrong = problems(new, contact=call.settings.contact, allow_loopback=call.settings.demo)
        for number, (url, _alt) in enumerate(given, start=1):
            if url in wrong:
                raise PictureRefused(n=number, problem=wrong[url])
    return first, more
