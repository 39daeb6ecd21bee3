"""What can go wrong between the bytes a publisher sent and a feed or an article."""

from __future__ import annotations

from crawlers.errors import CrawlError


class FeedError(CrawlError):
    """The feed could not be read: {detail}. Open its address in a browser and check what it answers."""

    code = "feed-unreadable"


class FeedEmpty(FeedError):
    """The publisher answered with an empty body instead of a feed. Try again later, or check the address."""

    code = "feed-empty"


class FeedIsPage(FeedError):
    """This address answers with a web page, not a feed. Look for the feed's own address on the publisher's site."""

    code = "feed-is-page"


class FeedUnknown(FeedError):
    """This is neither RSS, Atom, RDF nor JSON Feed (found: {found}). Check the feed's address with the publisher."""

    code = "feed-unknown"


class FeedTooLarge(FeedError):
    """The feed has {size} bytes, more than the limit of {limit}. Ask the publisher for a shorter feed."""

    code = "feed-too-large"


class FeedTooDeep(FeedError):
    """The feed nests more than {limit} elements and was not read. Check the address; no real feed does this."""

    code = "feed-too-deep"


class FeedEntities(FeedError):
    """The feed declares XML entities that may expand without bound and was not read. Tell the publisher."""

    code = "feed-entities"


class FeedBroken(FeedError):
    """The feed is too damaged to read any entry ({detail}). Tell the publisher, or read its listing page."""

    code = "feed-broken"


class ExtractError(CrawlError):
    """The page could not be read: {detail}. Open it in a browser and check what it answers."""

    code = "page-unreadable"


class PageEmpty(ExtractError):
    """The page is empty. Try again later, or check its address."""

    code = "page-empty"


class NotHtml(ExtractError):
    """This is no web page (it is {kind}). Take it out of the source, or link to it as an attachment."""

    code = "page-not-html"


class PageTooLarge(ExtractError):
    """The page has {size} bytes, more than the limit of {limit}. Share it by its link if it matters."""

    code = "page-too-large"


class PageTooComplex(ExtractError):
    """The page has more than {limit} tags, or attributes in one tag, and was not read. Look at it in a browser."""

    code = "page-too-complex"


class PageTooDeep(ExtractError):
    """The page nests more than {limit} elements and was not read. Check the address in a browser."""

    code = "page-too-deep"


class NoArticle(ExtractError):
    """No article text was found on this page. Set `selectors` for the source if a reader does see an article there."""

    code = "page-no-article"


class NotAnArticle(ExtractError):
    """This page is no article: a front page, a section or a list. Nothing needs to be done."""

    code = "page-not-article"


class BadSelector(ExtractError):
    """The selector {selector!r} for {field} is not a CSS selector. Correct it in sources.toml."""

    code = "page-bad-selector"


class PictureError(CrawlError):
    """The picture could not be read. Open its address in a browser, or share the article without it."""

    code = "picture-unreadable"


class PictureEmpty(PictureError):
    """The publisher answered with an empty body instead of a picture. Share the article without it."""

    code = "picture-empty"


class PictureUnknown(PictureError):
    """This is no picture that can be shown (found: {found}). Only JPEG, PNG, GIF, WebP and AVIF are; use another."""

    code = "picture-unknown"


class PictureTooLarge(PictureError):
    """The picture has {size} bytes, more than the limit of {limit}. Use a smaller one."""

    code = "picture-too-large"


class PictureTooManyPixels(PictureError):
    """The picture has more than {limit} pixels and was not decoded. Use a smaller one."""

    code = "picture-too-many-pixels"


class PictureBroken(PictureError):
    """The picture ({format}) is damaged or cut off. Load it again later, or use another."""

    code = "picture-broken"


class PictureTooLong(PictureError):
    """The picture is {width} × {height} pixels, more than {limit} on one side. Use a smaller one, or cut it."""

    code = "picture-too-long"


class PictureMoves(PictureError):
    """This is a moving picture, and only still ones can be published. Use a still one."""

    code = "picture-moves"


class PictureUnreachable(PictureError):
    """No picture could be fetched from {url}. Open that address in a browser, try again later, or use another one."""

    code = "picture-unreachable"
    transient = True
