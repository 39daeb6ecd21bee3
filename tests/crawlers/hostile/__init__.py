"""Files made to exhaust, mislead or break a reader, each with what must come of it.

Nothing is kept on disk: a case builds its bytes when it runs (`runner`), in a process of its own under hard limits.
"""

from __future__ import annotations

from tests.crawlers.hostile.case import Case
from tests.crawlers.hostile.charsets import CHARSETS
from tests.crawlers.hostile.content import CONTENT
from tests.crawlers.hostile.entities import ENTITIES
from tests.crawlers.hostile.json_feeds import JSON_FEEDS
from tests.crawlers.hostile.places import PLACES
from tests.crawlers.hostile.sizes import SIZES
from tests.crawlers.hostile.structure import STRUCTURE
from tests.crawlers.hostile.truncated import TRUNCATED

GROUPS: dict[str, tuple[Case, ...]] = {
    "entities": ENTITIES,
    "truncated": TRUNCATED,
    "structure": STRUCTURE,
    "sizes": SIZES,
    "charsets": CHARSETS,
    "content": CONTENT,
    "json": JSON_FEEDS,
    "sitemaps": PLACES,
}
