"""The composer: from an approved article to a draft, and changes to a post that has not left."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pipeline import compose, page_checks
from pipeline.errors import (
    AltTextNeeded,
    ArticleNotApproved,
    CaptionInvalid,
    Conflict,
    DeskError,
    DuplicatePost,
    PictureInvalid,
)
from pipeline.i18n import describe
from pipeline.model import Article, ArticleState, Page, Post
from review_ui.rendering import fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.views.posts import EDITABLE, page_of, require_page

_FIELDS: dict[type[DeskError], str] = {
    CaptionInvalid: "caption",
    AltTextNeeded: "alt",
    PictureInvalid: "picture",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the composer. The picture is the article's own or none, so that its credit is right."""

    caption: str
    picture: bool
    alt: str
    image_url: str | None
    image_credit: str | None
    source_name: str
    link: str
    article_id: int

    @property
    def used_url(self) -> str | None:
        return self.image_url if self.picture else None

    @property
    def used_alt(self) -> str | None:
        return self.alt if self.picture else None


def new(visit: Visit) -> Response:
    """The composer with the article's title and lead as a beginning."""
    article = visit.store.articles.get(visit.number("article_id"))
    _require_approved(article)
    draft = compose.suggest(article)
    typed = Typed(
        draft.caption,
        draft.image_url is not None,
        draft.image_alt or "",
        draft.image_url,
        draft.image_credit,
        article.source_name,
        draft.link,
        article.id,
    )
    return _composer(visit, article, _chosen_page(visit), typed)


def create(visit: Visit) -> Response:
    """Save a draft."""
    article = visit.store.articles.get(visit.number("article_id"))
    target = _chosen_page(visit)
    typed = _typed(visit, article)
    if visit.form.text("action") == "preview":
        return _composer(visit, article, target, typed, preview=True)
    try:
        post_id = compose.create(
            visit.store,
            visit.user,
            target,
            article.id,
            typed.caption,
            typed.used_url,
            typed.used_alt,
            visit.now,
        )
    except (CaptionInvalid, AltTextNeeded, PictureInvalid, DuplicatePost, ArticleNotApproved) as error:
        return _composer(visit, article, target, typed, error=error)
    return redirect(f"/bai-dang/{post_id}", "da-luu")


def preview(visit: Visit) -> Response:
    """The post as a reader would see it, while it is typed."""
    article = visit.store.articles.get(visit.number("article_id"))
    target = _chosen_page(visit)
    typed = _typed(visit, article)
    if visit.by_htmx:
        return fragment(visit, "parts/preview.html", target=target, typed=typed)
    return _composer(visit, article, target, typed, preview=True)


def change(visit: Visit) -> Response:
    """The composer over a post that has not left."""
    post = visit.store.posts.get(visit.number("post_id"))
    target = _editable(visit, post)
    article = visit.store.articles.get(post.article_id)
    typed = Typed(
        post.caption,
        post.image_url is not None and article.image_url is not None,
        post.image_alt or article.image_alt or "",
        article.image_url,
        article.image_credit,
        post.source_name,
        post.link,
        article.id,
    )
    return _composer(visit, article, target, typed, post=post)


def save(visit: Visit) -> Response:
    """Save the change: the post is a draft again."""
    post = visit.store.posts.get(visit.number("post_id"))
    version = visit.form.number("version")
    article = visit.store.articles.get(post.article_id)
    typed = _typed(visit, article)
    try:
        target = _editable(visit, post)
        if visit.form.text("action") == "preview":
            return _composer(visit, article, target, typed, post=post, version=version, preview=True)
        compose.edit(
            visit.store,
            visit.user,
            post.id,
            version,
            typed.caption,
            typed.used_url,
            typed.used_alt,
            visit.now,
        )
    except (CaptionInvalid, AltTextNeeded, PictureInvalid) as error:
        return _composer(visit, article, page_of(visit, post), typed, post=post, version=version, error=error)
    except Conflict as error:
        fresh = visit.store.posts.get(post.id)
        return _composer(visit, article, page_of(visit, post), typed, post=fresh, error=error)
    return redirect(f"/bai-dang/{post.id}", "da-luu")


def _composer(
    visit: Visit,
    article: Article,
    target: Page | None,
    typed: Typed,
    *,
    post: Post | None = None,
    version: int | None = None,
    error: DeskError | None = None,
    preview: bool = False,
) -> Response:
    """The composer's page. After a conflict it shows what is stored beside what was typed."""
    existing = None
    if post is None and target is not None:
        live = (p for p in visit.store.posts.of_article(article.id) if p.state != "cancelled")
        existing = next((p for p in live if p.page_id == target.id), None)
    return page(
        visit,
        "compose.html",
        status=200 if error is None else status_of(error),
        here="approved" if post is None else "posts",
        article=article,
        seen=() if target is None else page_checks.as_seen(visit.store, article, target),
        target=target,
        pages=visit.settings.pages,
        typed=typed,
        post=post,
        version=post.version if post is not None and version is None else version,
        stored=post if isinstance(error, Conflict) else None,
        editable=post is None or post.state in EDITABLE,
        existing=existing,
        limit=compose.CAPTION_LIMIT,
        alt_limit=compose.ALT_LIMIT,
        problem="" if error is None else describe(error),
        problem_field="" if error is None else _FIELDS.get(type(error), ""),
        preview=preview,
    )


def _typed(visit: Visit, article: Article) -> Typed:
    form = visit.form
    return Typed(
        form.text("caption"),
        form.text("picture") == "1" and article.image_url is not None,
        form.text("alt"),
        article.image_url,
        article.image_credit,
        article.source_name,
        article.url,
        article.id,
    )


def _chosen_page(visit: Visit) -> Page:
    """The page named in the form or the address, else the first. Raises `NotFound`."""
    name = visit.form.text("trang") or visit.query("trang")
    return visit.settings.page(name) if name else visit.settings.pages[0]


def _require_approved(article: Article) -> None:
    if article.state is not ArticleState.APPROVED:
        raise ArticleNotApproved


def _editable(visit: Visit, post: Post) -> Page:
    """Raises `PageGone`, or `Conflict` for a post that can no longer be changed."""
    if post.state not in EDITABLE:
        raise Conflict
    return require_page(visit, post)
