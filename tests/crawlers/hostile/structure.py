"""XML that is nested, doubled or out of place."""

from __future__ import annotations

from tests.crawlers.hostile.case import CLOSE, GOOD, LEFT, OPEN, Case, item, repeated, rss


def _attributes(count: int, prefix: str = "") -> bytes:
    return b" ".join(b'%sa%x=""' % (prefix.encode(), n) for n in range(count))


STRUCTURE = (
    Case(
        "deep nesting without an end",
        lambda: repeated(f"{OPEN}{GOOD}<item><description>".encode(), b"<b>", 9_000_000),
        error="feed-too-deep",
    ),
    Case(
        "deep nesting that is closed again",
        lambda: rss(GOOD + f"<item><description>{'<b>' * 50_000}{'</b>' * 50_000}</description></item>"),
        error="feed-too-deep",
    ),
    Case(
        "deep nesting that is escaped",
        lambda: rss(item("A", more=f"<description>{'&lt;div>' * 100_000}chữ</description>") + GOOD),
        titles=("A", LEFT),
    ),
    Case(
        "items in items", lambda: repeated(OPEN.encode(), b"<item><title>A</title>", 2_000_000), error="feed-too-deep"
    ),
    Case(
        "a feed in a feed",
        lambda: rss(f"<item><title>A</title><rss><channel>{GOOD}</channel></rss></item>{GOOD}"),
        count=3,
        warnings=("feed-no-address",),
    ),
    Case(
        "one attribute twice",
        lambda: rss(f'<item a="1" a="2"><title>A</title><link>https://bao.example.vn/1.html</link></item>{GOOD}'),
        titles=("A", LEFT),
        warnings=("feed-repaired",),
    ),
    Case(
        "an attribute of 8 MB",
        lambda: repeated(f'{OPEN}{GOOD}<item a="'.encode(), b"x", 8_000_000, f'"/>{GOOD}{CLOSE}'.encode()),
        titles=(LEFT, "", LEFT),
        warnings=("feed-no-address",),
    ),
    Case(
        "900,000 attributes",
        lambda: f"{OPEN}{GOOD}<item ".encode() + _attributes(900_000) + f"/>{GOOD}{CLOSE}".encode(),
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case(
        "500,000 namespaces",
        lambda: (
            f"{OPEN}{GOOD}<item ".encode()
            + b" ".join(b'xmlns:a%x="u"' % n for n in range(500_000))
            + f"/>{GOOD}{CLOSE}".encode()
        ),
        titles=(LEFT,),
        warnings=("feed-stopped",),
    ),
    Case(
        "a namespace on each of 100,000 elements",
        lambda: rss("".join(f'<a:b xmlns:a="u{n}"/>' for n in range(100_000)) + GOOD),
        titles=(LEFT,),
    ),
    Case(
        "an unknown namespace for everything",
        lambda: b'<rss xmlns="urn:x"><channel><item><title>A</title></item></channel></rss>',
        titles=("A",),
        warnings=("feed-no-address",),
    ),
    Case(
        "prefixes that nobody declared",
        lambda: rss(item("A", more='<media:content url="https://bao.example.vn/a.jpg"/>') + GOOD),
        titles=("A", LEFT),
        images=("https://bao.example.vn/a.jpg", None),
        warnings=("feed-repaired",),
    ),
    Case(
        "CDATA that closes itself",
        lambda: rss(item("<![CDATA[A]]]]><![CDATA[> B]]>") + GOOD),
        titles=("A]]> B", LEFT),
    ),
    Case(
        "CDATA in CDATA",
        lambda: rss(item("<![CDATA[A <![CDATA[B]]> C]]&gt;") + GOOD),
        titles=("A <![CDATA[B C]]>", LEFT),
    ),
    Case(
        "CDATA with an item in it",
        lambda: rss(item(f"<![CDATA[A {GOOD}]]>") + GOOD),
        count=2,
    ),
    Case(
        "CDATA without an end",
        lambda: f"{OPEN}{GOOD}<item><title><![CDATA[A".encode(),
        titles=(LEFT, ""),
        warnings=("feed-repaired", "feed-no-address"),
    ),
    Case(
        "200,000 sections of CDATA",
        lambda: rss(item("<![CDATA[a]]>" * 200_000) + GOOD),
        count=2,
        warnings=("feed-texts-cut",),
    ),
    Case(
        "a style sheet named in the feed",
        lambda: rss(GOOD).replace(b"?>", b'?><?xml-stylesheet href="a.xsl"?>', 1),
        titles=(LEFT,),
    ),
    Case(
        "a style sheet in place of a feed",
        lambda: (
            b'<xsl:stylesheet version="1.0" '
            b'xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"/></xsl:stylesheet>'
        ),
        error="feed-unknown",
    ),
    Case("300,000 instructions", lambda: rss("<?a b?>" * 300_000 + GOOD), titles=(LEFT,)),
    Case("300,000 comments", lambda: rss("<!-- -->" * 300_000 + GOOD), titles=(LEFT,)),
    Case("items in comments", lambda: rss("<!-- <item/> -->" * 100 + GOOD), titles=(LEFT,)),
    Case(
        "comments with two hyphens", lambda: rss(f"<!-- a -- b --->{GOOD}"), titles=(LEFT,), warnings=("feed-repaired",)
    ),
    Case(
        "a program's source before the feed",
        lambda: b"<?php echo '<rss>'; ?>" + rss(GOOD).partition(b"?>")[2],
        titles=(LEFT,),
    ),
    Case(
        "a program's warning before the feed",
        lambda: b"<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www/rss.php</b><br />\n" + rss(GOOD),
        titles=(LEFT,),
        warnings=("feed-repaired",),
    ),
    Case(
        "words before the feed",
        lambda: b"\n\n  Xin ch\xc3\xa0o " + rss(GOOD),
        titles=(LEFT,),
        warnings=("feed-repaired",),
    ),
    Case(
        "words behind the feed",
        lambda: rss(GOOD) + b"<!-- cached --><script>x()</script>",
        titles=(LEFT,),
        warnings=("feed-repaired",),
    ),
    Case("two feeds in one file", lambda: rss(GOOD) + rss(GOOD), titles=(LEFT, LEFT), warnings=("feed-repaired",)),
    Case("capital letters", lambda: rss(GOOD).replace(b"item>", b"ITEM>").replace(b"rss", b"RSS"), titles=(LEFT,)),
    Case(
        "tags closed in the wrong order",
        lambda: rss("<item><title>A<link>https://bao.example.vn/1.html</title></link></item>" + GOOD),
        count=2,
        warnings=("feed-repaired", "feed-no-address"),
    ),
    Case("items outside the channel", lambda: f'<rss version="2.0"><channel/>{GOOD}</rss>'.encode(), titles=(LEFT,)),
    Case("no root", lambda: (GOOD + GOOD).encode(), titles=(LEFT, LEFT), warnings=("feed-repaired",)),
)
