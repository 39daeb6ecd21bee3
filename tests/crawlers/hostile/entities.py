"""Entities: none is expanded by a parser, none is fetched."""

from __future__ import annotations

from tests.crawlers.hostile.case import CLOSE, GOOD, LEFT, Case, item, rss

_LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_LINK = "https://bao.example.vn/1.html"


def _declared(entities: str, items: str = GOOD, *, root: str = "rss") -> bytes:
    return rss(items, doctype=f"<!DOCTYPE {root} [{entities}]>")


def _refused(name: str, entities: str, items: str = GOOD) -> Case:
    return Case(name, lambda: _declared(entities, items), error="feed-entities")


ENTITIES = (
    _refused("billion laughs", _LAUGHS, item("&a11;")),
    _refused("billion laughs in an attribute", _LAUGHS, f'<item x="&a11;"><title>A</title><link>{_LINK}</link></item>'),
    _refused("billion laughs declared, not used", _LAUGHS),
    _refused("quadratic blow-up", f'<!ENTITY a "{"x" * 50_000}">', item("&a;" * 50_000)),
    _refused("an entity that names itself", '<!ENTITY a "&a;">', item("&a;")),
    _refused("an entity read from a file", '<!ENTITY a SYSTEM "file:///etc/passwd">', item("&a;")),
    _refused("an entity read from the net", '<!ENTITY a SYSTEM "http://169.254.169.254/latest/">', item("&a;")),
    _refused("a public entity", '<!ENTITY a PUBLIC "-//X//EN" "http://x.example/e">', item("&a;")),
    _refused("an unparsed entity", '<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "file:///dev/zero" NDATA n>'),
    _refused("a parameter entity", "<!ENTITY % p \"<!ENTITY a 'x'>\"> %p;", item("&a;")),
    _refused("a parameter entity read from the net", '<!ENTITY % p SYSTEM "http://x.example/p.dtd"> %p;'),
    _refused("an entity that closes the title", '<!ENTITY a "</title><title>B">', item("&a;")),
    _refused("entities in small letters", '<!entity a "&b;"><!entity b "x">', item("&a;")),
    Case(
        "entities behind a long comment",
        lambda: b"<!--" + b"x" * 300_000 + b"-->" + _declared(_LAUGHS, item("&a11;")),
        error="feed-entities",
    ),
    Case(
        "entities behind many instructions",
        lambda: b"<?a <b> ?>" * 900 + _declared(_LAUGHS, item("&a11;")).partition(b"?>")[2],
        error="feed-entities",
    ),
    Case(
        "billion laughs in UTF-16",
        lambda: _declared(_LAUGHS, item("&a11;")).decode().replace("utf-8", "utf-16", 1).encode("utf-16"),
        error="feed-entities",
    ),
    Case(
        "a comment with a quote in the declaration",
        lambda: _declared('<!-- don\'t ]> --><!ENTITY a SYSTEM "file:///etc/passwd">', item("&a;")),
        error="feed-entities",
    ),
    Case(
        "a declaration without an end",
        lambda: rss(GOOD, doctype="<!DOCTYPE rss [" + "<!ELEMENT a ANY>" * 20_000).replace(CLOSE.encode(), b""),
        error="feed-broken",
    ),
    Case(
        "entities declared a second time, within the feed",
        lambda: rss(f"<!DOCTYPE rss [{_LAUGHS}]>{item('&a11;')}{GOOD}"),
        titles=("&a11;", LEFT),
        warnings=("feed-repaired",),
    ),
    Case(
        "a document type kept elsewhere",
        lambda: rss(GOOD, doctype='<!DOCTYPE rss SYSTEM "http://x.example/rss.dtd">'),
        titles=(LEFT,),
    ),
    Case(
        "harmless entities",
        lambda: _declared('<!ENTITY e "&#233;"><!ENTITY copy "©">', item("caf&e; &copy; &amp;")),
        titles=("café © &",),
    ),
    Case(
        "an entity whose text spells a reference",
        lambda: _declared('<!ENTITY a "&#38;b;">', item("x &a; y")),
        titles=("x &b; y",),
    ),
    Case(
        "entities that nobody declared",
        lambda: rss(item("Một &khong; hai &hellip;") + GOOD),
        titles=("Một &khong; hai …", LEFT),
        warnings=("feed-repaired",),
    ),
    Case(
        "a file included by XInclude",
        lambda: rss(
            item('Tin <xi:include parse="text" href="file:///etc/passwd"/>') + GOOD,
            attributes='xmlns:xi="http://www.w3.org/2001/XInclude"',
        ),
        titles=("Tin", LEFT),
    ),
)
