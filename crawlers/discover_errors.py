"""What is to be said of a site that is tried: why nothing was found, and what an editor should know beforehand."""

from __future__ import annotations

from crawlers.errors import CrawlError


class DiscoverError(CrawlError):
    """{url} could not be tried as a source."""

    code = "discover"


class NothingFound(DiscoverError):
    """Nothing to collect was found at {url}: no feed, no sitemap, no list of articles. Try a page that lists news."""

    code = "discover-nothing"


class FeedNoEntries(DiscoverError):
    """The feed {url} is valid, but empty; the publisher may have moved it, so another way is better."""

    code = "discover-feed-empty"


class SitemapNoEntries(DiscoverError):
    """The sitemap {url} names no page; another way is better."""

    code = "discover-sitemap-empty"


class ListingNotFound(DiscoverError):
    """No list of articles was found on {url}; if you see one in a browser, it is built there by a script."""

    code = "discover-no-listing"


class FeedPageBare(DiscoverError):
    """{url} lists feeds for readers, but none of its links leads to one."""

    code = "discover-feed-page"


class RequestsSpent(DiscoverError):
    """{url} was not tried: {count} requests are enough for one trial. Name it directly to try it."""

    code = "discover-requests-spent"


class SiteMoved(DiscoverError):
    """{url} leads to {target}; the site was read there, and the entry names the new address."""

    code = "discover-moved"


class SourceStale(DiscoverError):
    """The newest article of {url} is {days} days old; check whether the publisher still keeps it up."""

    code = "discover-stale"


class DatesMissing(DiscoverError):
    """{url} gives no times; each article's own page must then show when it was published."""

    code = "discover-no-dates"


class FirstPageOnly(DiscoverError):
    """No link to a next page was found on {url}; each visit reads the first page only."""

    code = "discover-first-page-only"


class PagesOfAnyKind(DiscoverError):
    """The sitemap {url} may name other pages than articles; they are read once and then passed by."""

    code = "discover-pages-of-any-kind"


class HostsAdded(DiscoverError):
    """Articles or pictures are on {hosts}, now in hosts; check that the publisher runs them, or remove them."""

    code = "discover-hosts-added"


class ListedAlready(DiscoverError):
    """{url} is in the source list already, as {source}."""

    code = "discover-listed-already"


class ArticleUnread(DiscoverError):
    """None of the pages tried could be read as an article; set selectors for the source, or try another page."""

    code = "discover-unread"


class ArticleUndated(DiscoverError):
    """No time of publication was found on {url}; set date under [source.selectors]."""

    code = "discover-undated"


class ArticlePictureless(DiscoverError):
    """No picture was found on {url}; its card is shown without one."""

    code = "discover-pictureless"


class ArticleShort(DiscoverError):
    """Only {count} characters of text were found on {url}; compare with the page in a browser."""

    code = "discover-short"
