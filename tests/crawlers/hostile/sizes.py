"""Files that are too large, or too much of one thing."""

from __future__ import annotations

import gzip
import zlib

from tests.crawlers.hostile.case import CLOSE, GOOD, LEFT, OPEN, Case, item, repeated, rss


def gzip_bomb(megabytes: int) -> bytes:
    """So many megabytes of spaces behind the start of a feed, a thousandth of that packed."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    start = packer.compress(OPEN.encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    # Behind a full flush nothing refers back, so that one megabyte's packing can stand there again and again.
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes


SIZES = (
    Case("nothing", lambda: b"", error="feed-empty"),
    Case("white space", lambda: b" \r\n\t" * 1_000_000, error="feed-empty"),
    Case("a byte order mark and nothing more", lambda: b"\xef\xbb\xbf", error="feed-empty"),
    Case(
        "a title of 100 MB",
        lambda: repeated(f"{OPEN}<item><title>".encode(), b"x", 100_000_000),
        error="feed-too-large",
    ),
    Case(
        "1,000,000 entries of 90 bytes",
        lambda: repeated(OPEN.encode(), GOOD.encode(), 90_000_000),
        error="feed-too-large",
    ),
    Case(
        "a title of 9 MB",
        lambda: repeated(
            f"{OPEN}{GOOD}<item><title>".encode(),
            b"x",
            9_000_000,
            f"</title><link>https://bao.example.vn/1.html</link></item>{CLOSE}".encode(),
        ),
        count=2,
        warnings=("feed-texts-cut",),
    ),
    Case(
        "a title of 9 MB of blanks",
        lambda: repeated(
            f"{OPEN}{GOOD}<item><title>".encode(),
            b" ",
            9_000_000,
            f"A</title><link>https://bao.example.vn/1.html</link></item>{CLOSE}".encode(),
        ),
        titles=(LEFT, "A"),
    ),
    Case(
        "a link of 9 MB",
        lambda: repeated(
            f"{OPEN}{GOOD}<item><title>A</title><link>https://bao.example.vn/".encode(),
            b"a/",
            9_000_000,
            f"</link></item>{CLOSE}".encode(),
        ),
        titles=(LEFT, "A"),
        urls=("https://bao.example.vn/con-lai.html", None),
        warnings=("feed-no-address",),
    ),
    Case(
        "a GUID of 9 MB",
        lambda: repeated(
            f"{OPEN}{GOOD}<item><title>A</title><guid>".encode(), b"a", 9_000_000, f"</guid></item>{CLOSE}".encode()
        ),
        guids=("https://bao.example.vn/con-lai.html", "a" * 1_000),
        titles=(LEFT, "A"),
        warnings=("feed-no-address",),
    ),
    Case(
        "a date of 9 MB",
        lambda: repeated(
            f"{OPEN}{GOOD}<item><title>A</title><pubDate>".encode(),
            b"1",
            9_000_000,
            f"</pubDate></item>{CLOSE}".encode(),
        ),
        titles=(LEFT, "A"),
        dates=(None, None),
        warnings=("feed-dates-unread", "feed-no-address"),
    ),
    Case(
        "300,000 categories in an item",
        lambda: rss(GOOD + item("A", more="<category>x</category>" * 300_000)),
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case(
        "100,000 dates in an item",
        lambda: rss(GOOD + item("A", more="<pubDate>0</pubDate>" * 100_000)),
        titles=(LEFT, "A"),
        warnings=("feed-dates-unread",),
    ),
    Case(
        "a description of 300,000 pictures",
        lambda: rss(GOOD + item("A", more=f"<description>{'&lt;img ' * 300_000}</description>")),
        titles=(LEFT, "A"),
    ),
    Case(
        "scripts without an end",
        lambda: rss((GOOD + "<item><description>" + "&lt;script>" * 2_000 + "</description></item>") * 300),
        count=600,
        warnings=("feed-no-address",),
    ),
    Case("10 MB of <", lambda: b"<" * 9_900_000, error="feed-unknown"),
    Case("10 MB of &", lambda: repeated(OPEN.encode(), b"&", 9_900_000), count=0, warnings=("feed-no-entries",)),
    Case("10 MB of NUL", lambda: b"\x00" * 9_900_000, error="feed-unknown"),
    Case(
        "10 MB of line ends in a title",
        lambda: repeated(f"{OPEN}{GOOD}<item><title>".encode(), b"\n", 9_900_000),
        count=2,
        warnings=("feed-no-address",),
    ),
    Case("a gzipped feed that does not say so", lambda: gzip.compress(rss(GOOD)), titles=(LEFT,)),
    Case("a gzipped feed cut off", lambda: gzip.compress(rss(GOOD), mtime=0)[:-30], error="feed-broken"),
    Case("a gzip bomb of 1 GB", lambda: gzip_bomb(1_000), error="feed-too-large"),
    Case("gzip in gzip", lambda: gzip.compress(gzip.compress(rss(GOOD))), error="feed-unknown"),
    Case("gzip that is none", lambda: b"\x1f\x8b" + b"x" * 100, error="feed-broken"),
    Case("400,000 gzip files in one", lambda: gzip.compress(b"") * 400_000, error="feed-broken"),
    Case(
        "1,000,000 empty items",
        lambda: repeated(OPEN.encode(), b"<item/>", 7_000_000),
        count=5_000,
        warnings=("feed-cut", "feed-no-address"),
    ),
    Case(
        "120,000 items", lambda: repeated(OPEN.encode(), GOOD.encode(), 9_000_000), count=5_000, warnings=("feed-cut",)
    ),
    Case(
        "250,000 items with a bare &",
        lambda: repeated(OPEN.encode(), item("a & b", "/1").encode(), 9_000_000),
        count=5_000,
        warnings=("feed-repaired", "feed-cut"),
    ),
    Case(
        "items in a title",
        lambda: repeated(f"{OPEN}{GOOD}<item><title>".encode(), b"<item/>", 9_000_000),
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case(
        "one item of 690,000 links",
        lambda: repeated(f"{OPEN}{GOOD}<item>".encode(), b"<link>x</link>", 9_600_000),
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case(
        "an item with 100,000 titles",
        lambda: rss(f"<item>{'<title>A</title>' * 100_000}</item>{GOOD}"),
        count=2,
        warnings=("feed-no-address",),
    ),
)
