"""The composer: from an approved article to a draft, and changes to a post that has not left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from starlette.responses import Response

from pipeline import captions, compose, page_checks
from pipeline.captions import CaptionTemplate
from pipeline.errors import (
    AltTextNeeded,
    ArticleNotApproved,
    CaptionInvalid,
    Conflict,
    CropInvalid,
    DeskError,
    DuplicatePost,
    HashtagInvalid,
    NotFound,
    PictureInvalid,
    PictureRefused,
    TextTooLong,
    TooManyHashtags,
    TooManyPictures,
)
from pipeline.i18n import describe
from pipeline.model import Article, ArticleState, Extras, Page, Post
from pipeline.photo_store import photos_of
from pipeline.store.typing import Typing
from review_ui import typed as typing
from review_ui.aside import SCREENS, WAYS, aside
from review_ui.diff import changes
from review_ui.errors import PageGone
from review_ui.rendering import fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.targets import page_of, require_page
from review_ui.typed import Typed
from review_ui.views.posts import EDITABLE
from review_ui.views.scheduling import TIME_ERRORS

_FIELDS: dict[type[DeskError], str] = {
    CaptionInvalid: "caption",
    TextTooLong: "caption",
    HashtagInvalid: "hashtags",
    TooManyHashtags: "hashtags",
    **dict.fromkeys(TIME_ERRORS, "wanted"),
    PictureInvalid: "picture",
    TooManyPictures: "picture",
}
_TYPED_WRONG: tuple[type[DeskError], ...] = (*_FIELDS, AltTextNeeded, CropInvalid, PictureRefused)
_NOT_CREATED: tuple[type[DeskError], ...] = (*_TYPED_WRONG, DuplicatePost, ArticleNotApproved)
_OTHERS_FOR = timedelta(hours=12)
_LOOKS = ("preview", "template", "back")
"""Buttons that save nothing; so does one that chooses a slot."""


def new(visit: Visit) -> Response:
    """The composer with the template of the article's beat as a beginning, or with what this person typed before."""
    article = visit.store.articles.get(visit.number("article_id"))
    _require_approved(article)
    kept = visit.store.typing.of(visit.user, article.id, None)
    if kept is not None and not visit.query("trang"):
        target = _page_kept(visit, kept)
        return _composer(visit, typing.read(_of(kept), article, target), kept=kept)
    target = _chosen_page(visit)
    draft = compose.begin(visit.store, visit.settings.templates, article)
    return _composer(visit, typing.suggested(article, target, draft.caption))


def create(visit: Visit) -> Response:
    """Save a draft, or show what it would be."""
    article = visit.store.articles.get(visit.number("article_id"))
    target = _chosen_page(visit)
    typed = _typed(visit, article, target)
    if _only_looks(visit):
        _keep(visit, article, None)
        return _look(visit, typed)
    try:
        extras = _publishable(visit, typed)
        post_id = compose.create(
            visit.store, visit.user, target, article.id, *typed.content, visit.now, typed.more, extras
        )
    except _NOT_CREATED as error:
        _keep(visit, article, None)
        return _composer(visit, typed, error=error)
    visit.store.typing.drop(visit.user, article.id, None)
    return redirect(f"/bai-dang/{post_id}", "da-luu")


def preview(visit: Visit) -> Response:
    """What stands beside the composer, while it is typed."""
    article = visit.store.articles.get(visit.number("article_id"))
    typed = _typed(visit, article, _chosen_page(visit))
    if not visit.by_htmx:
        return _composer(visit, typed, preview=True)
    post = None
    if visit.form.text("bai"):
        post = visit.store.posts.get(visit.form.number("bai"))
    seen = page_checks.as_seen(visit.store, article, typed.page)
    return fragment(
        visit,
        "parts/aside.html",
        typed=typed,
        target=typed.page,
        article=article,
        aside=aside(visit, typed, seen, post),
        names=visit.settings.page_names,
        live=True,
        retagged=typed.hashtags != visit.form.text("hashtags"),
        problem_field="",
    )


def change(visit: Visit) -> Response:
    """The composer over a post that has not left, with what this person typed before and did not save."""
    post = visit.store.posts.get(visit.number("post_id"))
    kept = visit.store.typing.of(visit.user, post.article_id, post.id)
    # What was typed for a post that has left meanwhile can still be read and copied.
    target = require_page(visit, post) if kept is not None else _editable(visit, post)
    article = visit.store.articles.get(post.article_id)
    if kept is None:
        return _composer(visit, typing.of_post(article, target, post), post=post)
    stale = kept.version != post.version
    typed = typing.read(_of(kept), article, target)
    return _composer(visit, typed, post=post, version=kept.version, kept=kept, stored=post if stale else None)


def save(visit: Visit) -> Response:
    """Save the change: the post is a draft again."""
    post = visit.store.posts.get(visit.number("post_id"))
    version = visit.form.number("version")
    article = visit.store.articles.get(post.article_id)
    shown_page = page_of(visit, post) or visit.settings.pages[0]
    typed = _typed(visit, article, shown_page)
    try:
        target = _editable(visit, post)
        if _only_looks(visit):
            _keep(visit, article, post)
            return _look(visit, typed, post=post, version=version)
        extras = _publishable(visit, typed, post)
        compose.edit(visit.store, visit.user, target, post.id, version, *typed.content, visit.now, typed.more, extras)
    except _TYPED_WRONG as error:
        _keep(visit, article, post)
        return _composer(visit, typed, post=post, version=version, error=error)
    except PageGone:
        _keep(visit, article, post)
        raise
    except Conflict as error:
        fresh = visit.store.posts.get(post.id)
        _keep(visit, article, fresh, fresh.version)
        return _composer(visit, typed, post=fresh, error=error, stored=fresh)
    visit.store.typing.drop(visit.user, article.id, post.id)
    return redirect(f"/bai-dang/{post.id}", "da-luu")


def keep(visit: Visit) -> Response:
    """Keep what is being typed, for a browser that sends it every few seconds and when it is left."""
    if "post_id" in visit.request.path_params:
        post = visit.store.posts.get(visit.number("post_id"))
        article = visit.store.articles.get(post.article_id)
        kept = _keep(visit, article, post)
    else:
        article = visit.store.articles.get(visit.number("article_id"))
        post, kept = None, _keep(visit, article, None)
    version = None if post is None or not kept else visit.form.number("version")
    return fragment(
        visit,
        "parts/kept.html",
        kept_at=visit.now if kept else None,
        others=_others(visit, article),
        overtaken=post is not None and version is not None and version != post.version,
        post=post,
    )


def forget(visit: Visit) -> Response:
    """Drop what was kept: the composer begins anew."""
    if "post_id" in visit.request.path_params:
        post = visit.store.posts.get(visit.number("post_id"))
        visit.store.typing.drop(visit.user, post.article_id, post.id)
        return redirect(f"/bai-dang/{post.id}/sua", "da-bo-go")
    article = visit.store.articles.get(visit.number("article_id"))
    visit.store.typing.drop(visit.user, article.id, None)
    return redirect(f"/soan/{article.id}", "da-bo-go")


def _only_looks(visit: Visit) -> bool:
    return visit.form.text("action") in _LOOKS or bool(visit.form.text("slot"))


def _look(visit: Visit, typed: Typed, *, post: Post | None = None, version: int | None = None) -> Response:
    """A look at what was typed, after one of the buttons that save nothing."""
    action, before = visit.form.text("action"), ""
    if visit.form.text("slot"):
        typed = replace(typed, wanted=visit.form.text("slot").partition("@")[0])
    elif action == "template":
        filled = captions.fill(_template(visit, typed.article, visit.form.text("mau")), typed.article)
        if filled != typed.caption.strip():
            before = typed.caption
        typed = replace(typed, caption=filled[: compose.CAPTION_LIMIT])
    elif action == "back":
        typed = replace(typed, caption=visit.form.text("before"))
    return _composer(visit, typed, post=post, version=version, preview=action == "preview", before=before)


def _composer(
    visit: Visit,
    typed: Typed,
    *,
    post: Post | None = None,
    version: int | None = None,
    error: DeskError | None = None,
    preview: bool = False,
    kept: Typing | None = None,
    stored: Post | None = None,
    before: str = "",
) -> Response:
    """The composer's page. `stored` is what another person saved meanwhile, shown beside what was typed."""
    article, target = typed.article, typed.page
    existing = None
    if post is None:
        existing = visit.store.posts.live(target.id, article.id)
        stored = existing if isinstance(error, DuplicatePost) else None
    seen = page_checks.as_seen(visit.store, article, target)
    status = 200 if error is None else 422 if isinstance(error, TIME_ERRORS) else status_of(error)
    return page(
        visit,
        "compose.html",
        status=status,
        here="approved" if post is None else "posts",
        article=article,
        seen=seen,
        target=target,
        pages=visit.settings.pages,
        names=visit.settings.page_names,
        typed=typed,
        aside=aside(visit, typed, seen, post),
        cuts=compose.cuts(target),
        ways=WAYS,
        screens=SCREENS,
        live=False,
        post=post,
        version=post.version if post is not None and version is None else version,
        stored=stored,
        difference=() if stored is None else changes(stored.caption, typed.caption),
        editable=post is None or post.state in EDITABLE,
        existing=existing,
        kept=kept,
        kept_at=None,
        others=_others(visit, article),
        overtaken=False,
        templates=visit.settings.templates,
        chosen_template=_template(visit, article, visit.form.text("mau")).name,
        before=before,
        limit=compose.CAPTION_LIMIT,
        alt_limit=compose.ALT_LIMIT,
        most_pictures=compose.MOST_PICTURES,
        problem="" if error is None else describe(_as_numbered(typed, error)),
        problem_field=_field(typed, error),
        preview=preview,
    )


def _publishable(visit: Visit, typed: Typed, post: Post | None = None) -> Extras:
    """Raises one of `_TYPED_WRONG`; pictures are fetched last, and only for a form that is right otherwise."""
    extras = typed.checked(visit.now, None if post is None else post.moment)
    photos_of(visit.settings).require(picture.url for picture in typed.pictures)
    return extras


def _keep(visit: Visit, article: Article, post: Post | None, version: int | None = None) -> bool:
    """Keep what the form holds; whether there was anything to keep."""
    if version is None:
        version = 0 if post is None else visit.form.number("version")
    held = typing.fields(visit.form.text)
    return visit.store.typing.keep(visit.user, article.id, None if post is None else post.id, version, held, visit.now)


def _others(visit: Visit, article: Article) -> tuple[Typing, ...]:
    return visit.store.typing.others(visit.user, article.id, visit.now - _OTHERS_FOR)


def _of(kept: Typing) -> typing.Read:
    return lambda name: kept.fields.get(name, "")


def _typed(visit: Visit, article: Article, target: Page) -> Typed:
    proposed = visit.form.text("de-nghi")
    before = next((one for one in visit.settings.pages if one.id == proposed), None)
    return typing.read(visit.form.text, article, target, before)


def _template(visit: Visit, article: Article, name: str = "") -> CaptionTemplate:
    """The template of that name, else the one that fits the article."""
    chosen = next((one for one in visit.settings.templates if name and one.name == name), None)
    if chosen is not None:
        return chosen
    return compose.fitting(visit.store, visit.settings.templates, article)


def _as_numbered(typed: Typed, error: DeskError) -> DeskError:
    """The error with the picture's number in the form; elsewhere pictures are counted by their places in the post."""
    name = "n" if isinstance(error, PictureRefused) else "number" if isinstance(error, CropInvalid) else ""
    if not name:
        return error
    in_form = {place: typed.choices.index(choice) + 1 for place, choice in enumerate(typed.chosen, start=1)}
    return type(error)(**error.fields | {name: in_form.get(int(str(error.fields[name])), error.fields[name])})


def _field(typed: Typed, error: DeskError | None) -> str:
    """The field at which an error is shown; of a description that is missing, the first one's."""
    if isinstance(error, AltTextNeeded):
        return next((f"alt{choice.suffix}" for choice in typed.chosen if not choice.alt.strip()), "alt")
    if isinstance(error, PictureRefused):
        refused = error.fields["url"]
        return next((f"picture{choice.suffix}" for choice in typed.chosen if choice.url == refused), "picture")
    if isinstance(error, CropInvalid):
        number = error.fields["number"]
        return next((f"trai{c.suffix}" for n, c in enumerate(typed.chosen, start=1) if n == number), "trai")
    return "" if error is None else _FIELDS.get(type(error), "")


def _chosen_page(visit: Visit) -> Page:
    """The page named in the form or the address, else the first. Raises `NotFound`."""
    name = visit.form.text("trang") or visit.query("trang")
    return visit.settings.page(name) if name else visit.settings.pages[0]


def _page_kept(visit: Visit, kept: Typing) -> Page:
    """The page for which somebody typed; the first where the settings no longer name it."""
    try:
        return visit.settings.page(kept.fields.get("trang", ""))
    except NotFound:
        return visit.settings.pages[0]


def _require_approved(article: Article) -> None:
    if article.state is not ArticleState.APPROVED:
        raise ArticleNotApproved


def _editable(visit: Visit, post: Post) -> Page:
    """Raises `PageGone`, or `Conflict` for a post that can no longer be changed."""
    if post.state not in EDITABLE:
        raise Conflict
    return require_page(visit, post)
