"""The crawlers' branch of the error tree.

Each class's docstring is the sentence a user reads, with `{field}` places filled from the keyword
arguments. It is also the gettext message id: `pipeline.i18n.describe` translates it.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar


class CrawlError(Exception):
    """Reading the publisher failed."""

    code: ClassVar[str] = "crawl-error"
    transient: ClassVar[bool] = False
    """Whether a later visit may well succeed without anybody doing anything."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__((type(self).__doc__ or "").format(**fields))

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles its positional arguments; these errors are built from keywords.
        return partial(type(self), **self.fields), ()


# --- the list of sources -------------------------------------------------------------------------


class SourcesError(CrawlError):
    """The source list {path} cannot be used."""

    code = "sources"


class SourcesMissing(SourcesError):
    """There is no source list at {path}; create it, or name the right file."""

    code = "sources-missing"


class SourcesUnreadable(SourcesError):
    """The source list {path} cannot be opened; check that it is a file this account may read."""

    code = "sources-unreadable"


class SourcesEncoding(SourcesError):
    """{path} is not UTF-8 text; save it again as UTF-8."""

    code = "sources-encoding"


class SourcesSyntax(SourcesError):
    """{path}, line {line}, column {column}: not valid TOML; check the quotes, brackets and commas there."""

    code = "sources-syntax"


class SourcesEmpty(SourcesError):
    """{path} names no source; add at least one table [[source]]."""

    code = "sources-empty"


class SourcesInvalid(SourcesError):
    """{path} cannot be used as it is; mistakes to correct: {count}."""

    code = "sources-invalid"

    def __init__(self, *, path: object, errors: tuple[SourcesError, ...]) -> None:
        super().__init__(path=path, count=len(errors))
        self.errors = errors

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), path=self.fields["path"], errors=self.errors), ()

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.errors)])


class SourcesKeyUnknown(SourcesError):
    """{path}: there is no key {key} outside a source; sources are tables written [[source]]."""

    code = "sources-key-unknown"


class SourceError(SourcesError):
    """{path}, source {source}, key {key}: this value cannot be used."""

    code = "source"


class SourceKeyMissing(SourceError):
    """{path}, source {source}: the key {key} is missing; add {example}."""

    code = "source-key-missing"


class SourceKeyUnknown(SourceError):
    """{path}, source {source}: there is no key {key}; remove it, or use one of {known}."""

    code = "source-key-unknown"


class SourceKeyMisspelt(SourceError):
    """{path}, source {source}: there is no key {key}; did you mean {suggestion}?"""

    code = "source-key-misspelt"


class SourceTypeWrong(SourceError):
    """{path}, source {source}, key {key}: the value is of the wrong kind; write it like {example}."""

    code = "source-type"


class SourceTextEmpty(SourceError):
    """{path}, source {source}, key {key}: the value is empty; write it like {example}."""

    code = "source-empty"


class SourceOutOfRange(SourceError):
    """{path}, source {source}, key {key}: {value} is out of range; choose from {low} to {high}."""

    code = "source-range"


class SourceIdBad(SourceError):
    """{path}, source {source}, key {key}: {value} cannot be an id; use a-z, 0-9 and hyphens, like {example}."""

    code = "source-id"


class SourceDuplicate(SourceError):
    """{path}, source {source}, key {key}: an earlier source has this id; choose another."""

    code = "source-duplicate"


class SourceKindUnknown(SourceError):
    """{path}, source {source}, key {key}: there is no kind {value}; write feed, sitemap or listing."""

    code = "source-kind"


class SourceUrlBad(SourceError):
    """{path}, source {source}, key {key}: {value} is not a web address; write it in full, like {example}."""

    code = "source-url"


class SourceHostBad(SourceError):
    """{path}, source {source}, key {key}: {value} is not a host name; write it like {example}."""

    code = "source-host"


class SourceHostLocal(SourceError):
    """{path}, source {source}, key {key}: {host} is not a public host name; name the publisher's public site."""

    code = "source-host-local"


class SourceUrlOutside(SourceError):
    """{path}, source {source}, key {key}: {host} is not under {home}; if they run it too, add it to hosts."""

    code = "source-url-outside"


class SourceOnSocialNetwork(SourceError):
    """{path}, source {source}, key {key}: {host} is a social network; this desk reads publishers on their own \
sites, never people, so name the organisation's own site."""

    code = "source-social"


class SourceTopicUnknown(SourceError):
    """{path}, source {source}, key {key}: {value} is not a top-level IPTC Media Topic; use one of {known}."""

    code = "source-topic"


class SourceZoneUnknown(SourceError):
    """{path}, source {source}, key {key}: there is no time zone {value}; write an IANA name like {example}."""

    code = "source-zone"


class SourceQuietHoursBad(SourceError):
    """{path}, source {source}, key {key}: {value} is no span of hours; write it like {example}."""

    code = "source-quiet-hours"


class SourceSelectorBad(SourceError):
    """{path}, source {source}, key {key}: {value} is not a CSS selector; write it like {example}."""

    code = "source-selector"


# --- addresses -----------------------------------------------------------------------------------


class AddressError(CrawlError):
    """{url} is not an address that can be read."""

    code = "address"


class UrlBad(AddressError):
    """{url} is not a web address; nothing to read there."""

    code = "url-bad"


class UrlSchemeRefused(AddressError):
    """{url} is not an http or https address; only web pages are read."""

    code = "url-scheme"


class HostNotAllowed(AddressError):
    """{url} is on {host}, which is not on this source's list; if they run it too, add it to hosts."""

    code = "host-not-allowed"


class AddressRefused(AddressError):
    """{host} leads to {address}, which is not a public internet address; the connection was not made."""

    code = "address-refused"


# --- fetching ------------------------------------------------------------------------------------


class FetchError(CrawlError):
    """{url} could not be fetched."""

    code = "fetch"


class ContactMissing(FetchError):
    """No contact is set; give an e-mail or web address of the desk, so that publishers know who reads them."""

    code = "contact-missing"


class DnsFailed(FetchError):
    """The name {host} could not be found; check the address in the source list, or the network."""

    code = "dns"
    transient = True


class ConnectFailed(FetchError):
    """No connection to {host}; the site or the network may be down, it is tried again on the next visit."""

    code = "connect"
    transient = True


class ConnectionBroken(FetchError):
    """The connection was cut while reading {url}; it is tried again on the next visit."""

    code = "connection-broken"
    transient = True


class FetchTimeout(FetchError):
    """{url} did not answer in {seconds} seconds; it is tried again on the next visit."""

    code = "timeout"
    transient = True


class CertificateRefused(FetchError):
    """The security certificate of {host} is not valid; tell the publisher, nothing was read."""

    code = "certificate"
    transient = True


class HttpStatus(FetchError):
    """{url} answered with status {status}; open it in a browser to see why."""

    code = "http-status"


class PageMissing(HttpStatus):
    """{url} is no longer there (status {status}); correct the address if it is in the source list."""

    code = "page-missing"


class AccessRefused(HttpStatus):
    """{url} refuses us (status {status}); ask the publisher, do not work around it."""

    code = "access-refused"


class ServerFailed(HttpStatus):
    """{url} failed on the publisher's side (status {status}); it is tried again on the next visit."""

    code = "server-failed"
    transient = True


class Busy(HttpStatus):
    """{host} asks us to come back later (status {status}); it is left alone until the next visit."""

    code = "busy"
    transient = True


class RedirectRefused(FetchError):
    """{url} leads to {target}, which is not on this source's list; if they run it too, add it to hosts."""

    code = "redirect-refused"


class RedirectLoop(FetchError):
    """{url} is redirected in a circle or too many times; nothing to read there."""

    code = "redirect-loop"


class RedirectBad(FetchError):
    """{url} is redirected to something that is not a web address; nothing to read there."""

    code = "redirect-bad"


class LeadsElsewhere(FetchError):
    """{url} leads to {target} instead of an article; nothing was stored."""

    code = "leads-elsewhere"


class TooLarge(FetchError):
    """{url} is larger than {megabytes} MB; it was not read."""

    code = "too-large"


class DecompressionBomb(FetchError):
    """{url} unpacks to more than {megabytes} MB and was not read; tell the publisher."""

    code = "decompression-bomb"


class EncodingBroken(FetchError):
    """{url} arrived packed in a way that cannot be unpacked; tell the publisher if it lasts."""

    code = "encoding-broken"


class ChallengePage(FetchError):
    """{url} shows a browser check instead of its content ({kind}); ask the publisher for access."""

    code = "challenge"
    transient = True


class RobotsDisallowed(FetchError):
    """{url} may not be read by programs (robots.txt); ask the publisher, or take the source off the list."""

    code = "robots-disallowed"


class RobotsUnreachable(FetchError):
    """The rules of {host} (robots.txt) could not be read, so nothing is fetched there until they can."""

    code = "robots-unreachable"
    transient = True


class HostGivenUp(FetchError):
    """{host} did not answer {count} times in a row; pages left for the next visit: {left}."""

    code = "host-given-up"
    transient = True


class ReaderFailed(FetchError):
    """{url} could not be read because of a fault in this program ({problem}); please report it."""

    code = "reader-failed"


class ReaderTooSlow(FetchError):
    """{url} took longer than {seconds} seconds to read and was given up; look at it in a browser."""

    code = "reader-too-slow"


# --- reading -------------------------------------------------------------------------------------


class SitemapError(CrawlError):
    """{url} could not be read as a sitemap."""

    code = "sitemap"


class NotSitemap(SitemapError):
    """{url} is not a sitemap; check the address in the source list."""

    code = "not-sitemap"


class SitemapEntities(SitemapError):
    """{url} declares XML entities, which no sitemap needs, and was not read; tell the publisher."""

    code = "sitemap-entities"


class FeedOdd(CrawlError):
    """The feed {url} was read, but has a flaw. {problem} Tell the publisher if articles are missing."""

    code = "feed-odd"


class ArticlesPostponed(CrawlError):
    """New articles left for the next visit: {count}; nothing needs to be done."""

    code = "articles-postponed"
    transient = True


class ListingEmpty(CrawlError):
    """No link on {url} matches {selector}; correct the selector article_link of this source."""

    code = "listing-empty"
