"""The composer: from an approved article to a draft, and changes to a post that has not left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    PictureRefused,
    TooManyPictures,
)
from pipeline.i18n import describe
from pipeline.model import Article, ArticleState, Page, Post, PostPicture
from review_ui.rendering import fragment, page, redirect, status_of
from review_ui.site import Visit
from review_ui.targets import page_of, require_page
from review_ui.views.posts import EDITABLE

_FIELDS: dict[type[DeskError], str] = {
    CaptionInvalid: "caption",
    PictureInvalid: "pictures",
    TooManyPictures: "pictures",
}
_BAD_CONTENT = (CaptionInvalid, AltTextNeeded, PictureInvalid, PictureRefused, TooManyPictures)
_OFFERED = 20
"""Pictures of an article that the composer offers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture of the article, and what was chosen for it: its place in the post from 1 on, or None; its description.

    `suffix` parts the fields of the form: the first picture's are `picture` and `alt`.
    """

    url: str
    credit: str | None
    place: int | None
    alt: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the composer. Pictures are the article's own, so that their credits are right."""

    caption: str
    choices: tuple[Choice, ...]
    source_name: str
    link: str
    article_id: int

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """In the order of their places; two of one place stand as in the article."""
        used = (choice for choice in self.choices if choice.place is not None)
        return tuple(sorted(used, key=lambda choice: choice.place or 0))

    @property
    def pictures(self) -> tuple[PostPicture, ...]:
        return tuple(PostPicture(choice.url, choice.alt.strip(), choice.credit) for choice in self.chosen)

    @property
    def content(self) -> tuple[str, str | None, str | None]:
        """Caption, first picture and its description, as `compose.create` takes them."""
        first = next(iter(self.pictures), None)
        return (self.caption, None, None) if first is None else (self.caption, first.url, first.alt)

    @property
    def more(self) -> tuple[tuple[str, str], ...]:
        """The pictures after the first."""
        return tuple((picture.url, picture.alt) for picture in self.pictures[1:])


def new(visit: Visit) -> Response:
    """The composer with the article's title and lead as a beginning."""
    article = visit.store.articles.get(visit.number("article_id"))
    _require_approved(article)
    draft = compose.suggest(article)
    lead = () if draft.image_url is None else (PostPicture(draft.image_url, draft.image_alt or ""),)
    typed = Typed(draft.caption, _choices(article, lead), article.source_name, draft.link, article.id)
    return _composer(visit, article, _chosen_page(visit), typed)


def create(visit: Visit) -> Response:
    """Save a draft."""
    article = visit.store.articles.get(visit.number("article_id"))
    target = _chosen_page(visit)
    typed = _typed(visit, article)
    if visit.form.text("action") == "preview":
        return _composer(visit, article, target, typed, preview=True)
    try:
        _look_at_pictures(visit, typed)
        post_id = compose.create(
            visit.store,
            visit.user,
            target,
            article.id,
            *typed.content,
            visit.now,
            typed.more,
        )
    except (*_BAD_CONTENT, DuplicatePost, ArticleNotApproved) as error:
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
    typed = Typed(post.caption, _choices(article, post.pictures), post.source_name, post.link, article.id)
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
        _look_at_pictures(visit, typed, known=post.pictures)
        compose.edit(
            visit.store,
            visit.user,
            post.id,
            version,
            *typed.content,
            visit.now,
            typed.more,
        )
    except _BAD_CONTENT as error:
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
        existing = visit.store.posts.live(target.id, article.id)
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
        most_pictures=compose.MOST_PICTURES,
        problem="" if error is None else describe(error),
        problem_field=_field(typed, error),
        preview=preview,
    )


def _typed(visit: Visit, article: Article) -> Typed:
    form = visit.form
    choices = tuple(
        replace(choice, place=_place(form.text(f"picture{choice.suffix}")), alt=form.text(f"alt{choice.suffix}"))
        for choice in _choices(article, ())
    )
    return Typed(form.text("caption"), choices, article.source_name, article.url, article.id)


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) else None


def _choices(article: Article, used: Sequence[PostPicture]) -> tuple[Choice, ...]:
    """The article's pictures, the lead first; those used have their places and descriptions."""
    lead = [] if article.image_url is None else [(article.image_url, article.image_credit, article.image_alt)]
    offered = {
        url: (credit, alt)
        for url, credit, alt in (*lead, *((picture.url, picture.credit, picture.alt) for picture in article.pictures))
    }
    places = {picture.url: (place, picture.alt) for place, picture in enumerate(used, start=1)}
    return tuple(
        Choice(
            url,
            credit,
            places[url][0] if url in places else None,
            (places[url][1] if url in places else "") or alt or "",
            "" if number == 1 else f"-{number}",
        )
        for number, (url, (credit, alt)) in enumerate(list(offered.items())[:_OFFERED], start=1)
    )


def _look_at_pictures(visit: Visit, typed: Typed, known: Sequence[PostPicture] = ()) -> None:
    """Fetch what was newly chosen: a picture that cannot be published is told now, not when the post's time has come.

    Raises what `compose.check_content` and `compose.check_more` do, and `PictureRefused` for the first bad one.
    """
    _caption, first, _alt = compose.check_content(*typed.content)
    compose.check_more(typed.more, first)
    before = {picture.url for picture in known}
    new = [choice.url for choice in typed.chosen if choice.url not in before]
    if not new:
        return
    # Here, because a composer without a new picture needs no decoder.
    from pipeline.photos import problems

    wrong = problems(new, contact=visit.settings.contact, allow_loopback=visit.settings.demo)
    for number, choice in enumerate(typed.choices, start=1):
        if choice.url in wrong:
            raise PictureRefused(n=number, problem=wrong[choice.url], field=f"picture{choice.suffix}")


def _field(typed: Typed, error: DeskError | None) -> str:
    """The field at which an error is shown; of a description that is missing, the first one's."""
    if isinstance(error, AltTextNeeded):
        return next((f"alt{choice.suffix}" for choice in typed.chosen if not choice.alt.strip()), "alt")
    if isinstance(error, PictureRefused):
        return str(error.fields["field"])
    return "" if error is None else _FIELDS.get(type(error), "")


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
