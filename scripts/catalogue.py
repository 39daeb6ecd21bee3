"""Keeps `pipeline/locale/vi.po` complete: `python scripts/catalogue.py [--check | --merge FILE…]`.

Collects every message id from the code (`_("…")`, `ngettext`), the templates, and the docstrings of the
error classes; adds what is missing with an empty translation, drops what nobody says any more, and lists
what still wants words. `--merge` takes translations over from other .po files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "pipeline" / "locale" / "vi.po"
PACKAGES = ("crawlers", "classifier", "pipeline", "review_ui")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "ngettext": (1, 2)}
ERROR_ROOTS = (
    ("crawlers.errors", "CrawlError"),
    ("classifier.errors", "ClassifierError"),
    ("pipeline.errors", "DeskError"),
)
ERROR_MODULES = (
    "classifier.beats_errors",
    "crawlers.discover_errors",
    "crawlers.feed_warnings",
    "crawlers.reading_errors",
    "crawlers.sample_portal",
    "pipeline.access_errors",
    "pipeline.mail_errors",
    "pipeline.oidc_errors",
    "pipeline.people_errors",
    "pipeline.plan_errors",
    "pipeline.secret_errors",
    "pipeline.token_errors",
    "review_ui.api.errors",
    "review_ui.errors",
)

Message = str | tuple[str, ...]


def wanted() -> dict[Message, list[tuple[str, int]]]:
    """Message ids with the places that say them."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for package in PACKAGES:
        options = {"**/templates/**": {"encoding": "utf-8"}}
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / package, METHODS, options, KEYWORDS, directory_filter=lambda path: "vendor" not in str(path)
        ):
            found.setdefault(message, []).append((f"{package}/{name}", line))
    for error in error_classes():
        if error.__doc__:
            found.setdefault(error.__doc__, []).append((error.__module__.replace(".", "/") + ".py", 0))
    for said in import_module("review_ui.api.openapi").sentences():
        found.setdefault(said, []).append(("review_ui/api/table.py", 0))
    return found


def error_classes() -> Iterator[type[Exception]]:
    """Every class of the error trees."""
    for module in ERROR_MODULES:
        import_module(module)
    pending = [getattr(import_module(module), name) for module, name in ERROR_ROOTS]
    while pending:
        error = pending.pop()
        yield error
        pending += error.__subclasses__()


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is missing")
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE")
    arguments = parser.parse_args()
    known = {message.id: message.string for message in load(CATALOGUE) if message.id}
    for path in arguments.merge:
        known |= {message.id: message.string for message in load(path) if message.id and message.string}
    catalog = Catalog(locale="vi", project="Ánh Dương Desk", charset="utf-8", fuzzy=False)
    for message, places in sorted(wanted().items(), key=lambda item: (item[1][0], str(item[0]))):
        catalog.add(message, known.get(message) or None, locations=sorted({(name, None) for name, _ in places}))
    missing = [message.id for message in catalog if message.id and not message.string]
    if not arguments.check:
        with CATALOGUE.open("wb") as file:
            write_po(file, catalog, width=110, omit_header=False, include_lineno=False)
    for message in missing:
        print(f"no words for: {message!r}")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
