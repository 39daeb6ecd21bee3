"""No regular expression that can backtrack without bound: an audit of every pattern that the packages compile."""

from __future__ import annotations

import re

import pytest

from tests.patterns import PACKAGES, gathered
from tests.regex_audit import audit

_MATCHED = "only matched at a place, once a text"
_WHOLE = "only matched as a whole (fullmatch) on a name of a page"
_HEAD = "only on the first 4,096 bytes of a page; the bounds multiply where the keyword stands again and again"
_OWN = "reads the project's own patterns, not texts"
ALLOWED: dict[tuple[str, str], str] = {
    (r"[.!?…\n](?:(?<=\n)\n*+|(?<![.!?…].)[.!?…]*+[\"”»’)\]]*+(?=\s|$))", "search"): "a look-behind lets only the first"
    " mark of a run begin, and possessive repeats read it once",
    (r"[^\s.]+$", "search"): "only in the 24 characters before a dot",
    (r"\S+$", "search"): "only in the 24 characters before a dot",
    (r"(?:[?*+]|\{(\d*)(,?)(\d*)\})[?+]?", "adjacent"): _OWN,
    (r"\[\^?\]?(?:\\.|[^\]\\])*\]", "search"): _OWN,
    (r"([A-Za-zÀ-ÖØ-öø-ỹ]+) $", "search"): "only in the 24 characters before a name",
    (
        r"<(script|style)\b[^<>]{0,300}>(?:[^<]|<(?!(?:script|style)\b)){0,4000}?</\1\s{0,3}>",
        "search",
    ): "stops where the next one opens, so each character is read for one opening only",
    (r"^\s*<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9_:.+-]{1,40})[\"']", "product"): _HEAD,
    (r"<meta[^>]{0,300}?charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([A-Za-z0-9_:.+-]{1,40})", "product"): _HEAD,
    (r'"(version|title|home_page_url)"\s{0,100}:\s{0,100}("(?:[^"\\]|\\.){0,2000}+")', "search"): "a key opens it, and "
    "its value is read to a bound, possessively",
    (r"\s*([\w.+-]{1,60}/[\w.+-]{1,80})", "search"): _MATCHED,
    (r"\s*[\[{]\s*(?:[\"\[{\]}\d-]|true|false|null)", "search"): _MATCHED,
    (
        r"\s*(?:<\?xml[^<>]{0,300}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex)\b",
        "search",
    ): _MATCHED,
    (
        r"\s*(?:<\?xml[^<>]{0,300}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s*)?<(rss|feed|rdf:RDF|urlset|sitemapindex)\b",
        "adjacent",
    ): _MATCHED,
    (r"[A-Za-z][A-Za-z_-]*[A-Za-z]\d{0,2}", "search"): _WHOLE,
    (
        r"(\[[^\]]*\]|[^:]*)(?::([0-9]{0,5}))?",
        "search",
    ): "only matched as a whole, on an address of bounded length",
    (r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\.(?:pdf|docx|xlsx)", "search"): "names of the sample portal's own files",
}
"""What the audit reports and a person has looked at: pattern and kind, with the reason why it is bounded after all."""


def test_no_pattern_can_backtrack_without_bound() -> None:
    found = {
        (one.pattern, problem.kind): f"{one.module}, {one.function}: {problem}: {one.pattern[:300]}"
        for one in gathered()
        for problem in audit(one.pattern.encode("latin-1") if one.binary else one.pattern, one.flags)
    }
    assert [said for key, said in found.items() if key not in ALLOWED] == []
    assert [key for key in ALLOWED if key not in found] == [], "no longer needed"


def test_the_audit_reads_all_there_is() -> None:
    """A list that is empty by mistake would pass."""
    modules = {one.module for one in gathered()}
    assert {module.partition(".")[0] for module in modules} == set(PACKAGES)
    assert len(gathered()) > 1_000
    names = {f"classifier.checks.{name}" for name in ("text_damage", "suspect_link", "personal_data", "stale")}
    assert names <= modules
    assert any(one.function == "_compile" and "tự tử" in one.pattern for one in gathered()), "those compiled at need"


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        (r"(?:a+)*", "nested"),
        (r"(?:a+)+b", "nested"),
        (r"(?:\w+\s?)*$", "nested"),
        (r"^(?:(?:[a-z]+)*-)*$", "nested"),
        (r"(?:[-_]?(?:\d+|x))*", "nested"),
        (r"(?:\w{1,20}\s?){0,40}:", "nested"),
        (r"(?:a*b?)*c", "nested"),
        (r"(?:(?:x|y+)z?){2,}!", "nested"),
        (r"\s*,?\s*:", "adjacent"),
        (r"<a[^>]*href[^>]*>", "adjacent"),
        (r"(\w+)(?:x|\d)?\w*!", "adjacent"),
        (r".*,.*;", "adjacent"),
        (r"\s+$", "search"),
        (r"\w+@", "search"),
        (r"[a-z]*(?=!)", "search"),
        (r"<[^>]*>", "search"),
        (r"(?m)^\s*x", "search"),
        (r"\d{0,5000}%", "search"),
        (r"\w{0,900}\s?\w{0,900}\s?\w{0,900}!", "product"),
        (rb"[\x80-\xff]+\x00", "search"),
    ],
)
def test_the_audit_catches_planted_patterns(pattern: str | bytes, kind: str) -> None:
    assert kind in {problem.kind for problem in audit(pattern)}


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w+",
        r"[^\W_]+(?:['’.,/-][^\W_]+)*",
        r"(?<![\d.])(?:\d+\.)*\d+",
        r"<[^<>]{0,500}>",
        r"^\s*x",
        r"(?<!\w)\w+@",
        r"\b\w+@",
        r"(?:ab|cd){1,5}",
        r"\(\s*\)",
        r"<[^<>]*",
        r"(?:giảm|tăng) \d{1,3}(?:[.,]\d{3}){0,4} ?(?:đồng|%)",
        r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}vn",
    ],
)
def test_the_audit_lets_bounded_patterns_pass(pattern: str) -> None:
    assert audit(pattern) == ()


def test_the_audit_knows_flags() -> None:
    assert audit(r"^\s*x") == ()
    assert audit(r"^\s*x", re.MULTILINE) != ()
    assert audit(r"[a-z]+B", re.IGNORECASE) != ()


def test_a_class_name_full_of_digits_is_told_at_once() -> None:
    """It took a minute for each few digits more before the repeat was made possessive."""
    from crawlers.discover_selectors import _UTILITY

    assert _UTILITY.fullmatch("p" + "1" * 4_000 + "!") is None
    assert _UTILITY.fullmatch("mt-4-sm-2xl") is not None
