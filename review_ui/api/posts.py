"""Posts for scripts: the list, one, composing, approval, schedule, and what comes after a post has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline import amend, compose, copying, hashtags, missed, planning, revisit, schedule, settle, takeback
from pipeline.compose import Content
from pipeline.errors import Conflict
from pipeline.i18n import describe
from pipeline.model import Article, Crop, Extras, Page, Post, PostState
from pipeline.photo_store import photos_of
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
    """A draft from an approved article, with pictures of the article itself; the page's template and hashtags stand
    in for what is not sent.
    """
    page = call.settings.page(call.body["page_id"])
    article = call.store.articles.get(call.body["article_id"])
    caption = call.body.get("caption") or compose.begin(call.store, call.settings.templates, article).caption
    content = _content(call, page, article, caption, Extras(page.hashtags))
    post_id = compose.create(
        call.store, call.user, page, article.id, content.caption, content.image_url, content.image_alt, call.now,
        content.more, content.extras,
    )  # fmt: skip
    return _made(call, call.store.posts.get(post_id))


def edit(call: Call) -> Given:
    """New content: the post is a draft again. Hashtags, cuttings and the time stay where none are sent."""
    post_id, version = call.number("post_id"), call.version
    post = call.store.posts.get(post_id)
    page = call.page_of(post)
    article = call.store.articles.get(post.article_id)
    known = [one.url for one in post.pictures]
    content = _content(call, page, article, call.body["caption"], post.extras, known)
    compose.edit(
        call.store, call.user, page, post_id, version, content.caption, content.image_url, content.image_alt, call.now,
        content.more, content.extras,
    )  # fmt: skip
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


def versions(call: Call) -> Given:
    """Each content that the post had, the latest first."""
    post = call.store.posts.get(call.number("post_id"))
    return Given({"items": [showing.version(one) for one in call.store.versions.of_post(post.id)]})


def restore(call: Call) -> Given:
    """The content of an earlier version, as one more change; its pictures are looked at again."""
    post = call.store.posts.get(call.number("post_id"))
    page, number = call.page_of(post), call.number("version_id")
    old = call.store.versions.get(post.id, number)
    photos_of(call.settings).require(picture.url for picture in old.pictures)
    compose.restore(call.store, call.user, page, post.id, call.version, number, call.now)
    return _post(call, post.id)


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


def _content(
    call: Call, page: Page, article: Article, caption: str, before: Extras, known: Sequence[str] = ()
) -> Content:
    """What was sent, checked and looked at as in the composer. `known` are pictures that the post has.

    Raises `PictureNotOffered`, `PictureRefused`, and what `compose.check`, `hashtags.parse` and `schedule.choose` do.
    """
    body = call.body
    given = body.get("pictures", ())
    offered = {*compose.offered_pictures(article), *known}
    for number, one in enumerate(given, start=1):
        if one["url"] not in offered:
            raise PictureNotOffered(n=number)
    crops = {url: crop for url, crop in before.crops.items() if url in known}
    for one in given:
        if one.get("crop") is not None:
            crops[one["url"]] = Crop(**one["crop"])
        elif "crop" in one:
            crops.pop(one["url"], None)
    extras = Extras(
        hashtags.parse(" ".join(body["hashtags"])) if "hashtags" in body else before.hashtags, crops, before.wish
    )
    if "wall_time" in body:
        wall = body["wall_time"]
        extras = replace(extras, wish=None if wall is None else schedule.choose(wall, page.zone, call.now))
    pictures = [(one["url"], one["alt"]) for one in given]
    url, alt = pictures[0] if pictures else (None, None)
    content = compose.check(page, article, caption, url, alt, pictures[1:], extras)
    photos_of(call.settings).require(url for url, _alt in pictures)
    return content
