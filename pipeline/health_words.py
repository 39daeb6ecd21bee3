"""What a person reads of the desk's health: what is looked at, how it is, what to do. Spelled out one by one."""

from __future__ import annotations

from datetime import date, datetime

from pipeline.health import Item, Level
from pipeline.i18n import _, format_date, format_datetime
from pipeline.pages_shown import pause_reason_name
from pipeline.token_words import problem_label

_NAMES = 5


def level_word(level: str) -> str:
    """`ok`, `warning`, `failed`, or `mixed` words for them."""
    return {"ok": _("well"), "warning": _("warning"), "failed": _("FAILED")}.get(level, level)


def topic_name(topic: str) -> str:
    """What an item is about."""
    names = {
        "store": _("Data file"),
        "schema": _("Form of the data file"),
        "publisher": _("Publisher"),
        "overdue": _("Posts on time"),
        "unknown": _("Posts of unknown outcome"),
        "amendments": _("Withdrawals and corrections"),
        "pages": _("Pages"),
        "tokens": _("Tokens of pages"),
        "graph": _("Graph API version"),
        "disk": _("Disk"),
        "clock": _("Clock"),
        "sources": _("Sources"),
        "collecting": _("Collecting"),
        "models": _("Models"),
        "log": _("Log"),
    }
    return names.get(topic, topic)


def sentence(item: Item, zone: str) -> str:
    """How it is."""
    sentences = {
        "store-ok": _("It answers."),
        "store-unusable": _("It cannot be used: {cause}"),
        "store-damaged": _("It is damaged: {cause}"),
        "schema-ok": _("Version {version}, the newest."),
        "schema-old": _("Version {version}; this program writes version {newest}."),
        "schema-newer": _("Version {version}; this program knows only up to version {newest}."),
        "publisher-ok": _("It runs ({holder}), since {since}."),
        "publisher-absent": _("No publisher runs; {n} posts are scheduled."),
        "publisher-dead": _("The publisher {holder} has given no sign since {since}."),
        "overdue-ok": _("No post is late."),
        "post-overdue": _("{n} posts should have left and have not; the first was due {since}."),
        "unknown-ok": _("No post waits for somebody to look at the page."),
        "post-unknown": _("Of {n} posts nobody knows whether they are on the page; the first was sent {since}."),
        "amendments-ok": _("None is late, and none has failed."),
        "amendment-late": _("{n} should have been made and have not; the first was asked for {since}."),
        "amendment-failed": _("{n} were not made, or nobody knows whether they were; the first {since}."),
        "pages-ok": _("No page is paused."),
        "page-paused": _("Nothing leaves from the page {page} since {since}: {reason}"),
        "page-waits": _("The page {page} waits until {until} by itself: {reason}"),
        "tokens-ok": _("{n} tokens are looked after; none ends within 7 days."),
        "token-dead": _("The token of the page {page} cannot be used: {problem}."),
        "token-missing": _("The page {page} is not connected yet: it has no token."),
        "token-ends": _("The token of the page {page} ends {at}."),
        "graph-ok": _("None in use, or far from its end."),
        "graph-ends": _("Version {version} ends on {day}."),
        "graph-ended": _("Version {version} ended on {day}."),
        "disk-ok": _("{free} free."),
        "disk-full": _("Nearly full: {free} free."),
        "disk-read-only": _("The desk's folder cannot be written to."),
        "clock-ok": _("It agrees with what the desk has recorded."),
        "clock-before-build": _("It shows {at}, before this program was made ({day})."),
        "clock-behind": _("It shows {at}, earlier than the newest event in the log ({newest})."),
        "clock-jumped": _("It jumped by {n} seconds {at}."),
        "sources-ok": _("All sources could be read on their last visit."),
        "sources-in-trouble": _("{n} sources are in trouble: {names}."),
        "collecting-ok": _("Last visit to a source: {since}."),
        "collect-stalled": _("No source was visited since {since}."),
        "models-ok": _("They can be read."),
        "models-unreadable": _("One cannot be read: {cause}"),
        "log-ok": _("No row of it was changed or taken out when it was last read: {at}."),
        "log-broken": _("It was changed from outside at row {n}, or rows were taken out; found {at}."),
    }
    text = sentences.get(item.code, item.code)
    return text.format_map({name: _shown(name, value, zone) for name, value in item.facts.items()})


def advice(code: str) -> str:
    """What to do next; empty where nothing is to be done."""
    steps = {
        "store-unusable": _("Check the disk and the folder's permissions; if it stays so, restore a backup."),
        "store-damaged": _("Stop the desk, keep a copy of desk.db, and restore the last backup."),
        "schema-old": _("Make a backup, then start `anhduong run`: it brings the file up to date."),
        "schema-newer": _("Restart this process with the newer version of the desk."),
        "publisher-absent": _("Start `anhduong run`; nothing is published without it."),
        "publisher-dead": _(
            "See whether the machine still runs it; stop what is left of it, then start `anhduong run`."
        ),
        "post-overdue": _(
            "Open the list of posts: see whether the publisher runs, their page is paused, or their source does not "
            "answer."
        ),
        "post-unknown": _("Look at the page itself, then say in the list of posts whether each is there."),
        "amendment-late": _("See whether the publisher runs; open the post, and drop what is no longer wanted."),
        "amendment-failed": _("Open the post: it says why. Look at the page itself, then ask again or do it there."),
        "page-paused": _("Open the page's entry, remove the reason, then let the page go on."),
        "page-waits": _("Nothing; the desk goes on by itself."),
        "token-dead": _("Open the list of pages, or run `anhduong page check`: it says what to do."),
        "token-missing": _("Connect it with `anhduong page connect`."),
        "token-ends": _("Connect the page anew with `anhduong page connect` before that day."),
        "graph-ends": _("Write a newer Graph version into desk.toml before that day, and try it on a test page."),
        "graph-ended": _("Write a newer Graph version into desk.toml now."),
        "disk-full": _("Make room on the disk, or move the desk's folder to a larger one."),
        "disk-read-only": _("Give the desk's user the right to write there, or see why the disk went read-only."),
        "clock-before-build": _("Set the machine's clock, and have it kept right by NTP."),
        "clock-behind": _("Compare the machine's clock with a right one; set it, and have it kept right by NTP."),
        "clock-jumped": _("See whether the time is right now, and whether posts went out at the wrong hour."),
        "sources-in-trouble": _("Open the page of sources: it says what is wrong with each."),
        "collect-stalled": _("See whether `anhduong run` runs, without --no-collect."),
        "models-unreadable": _("Choose another with `anhduong model use`, or reinstall the desk."),
        "log-broken": _("Keep a copy of desk.db, run `anhduong audit verify`, and ask who has access to the machine."),
    }
    return steps.get(code, "")


def incident_name(code: str) -> str:
    """What is wrong, in a few words: the subject of a mail, a line of a list."""
    names = {
        "store-unusable": _("The data file cannot be used"),
        "store-damaged": _("The data file is damaged"),
        "schema-old": _("The data file has an old form"),
        "schema-newer": _("The data file has a newer form than this program knows"),
        "publisher-absent": _("No publisher runs"),
        "publisher-dead": _("The publisher is dead"),
        "post-overdue": _("Posts are late"),
        "post-unknown": _("Posts of unknown outcome"),
        "amendment-late": _("A withdrawal or correction is late"),
        "amendment-failed": _("A withdrawal or correction was not made"),
        "page-paused": _("A page is paused"),
        "token-dead": _("A page's token cannot be used"),
        "token-ends": _("A page's token ends soon"),
        "graph-ended": _("The Graph API version has ended"),
        "disk-full": _("The disk is nearly full"),
        "disk-read-only": _("The disk cannot be written to"),
        "clock-before-build": _("The clock is wrong"),
        "clock-behind": _("The clock is behind"),
        "clock-jumped": _("The clock jumped"),
        "models-unreadable": _("A model cannot be read"),
        "log-broken": _("The log was changed from outside"),
    }
    return names.get(code, code)


def told(item: Item, zone: str) -> str:
    """How it is and what to do, in one line."""
    what = sentence(item, zone)
    step = advice(item.code) if item.level is not Level.OK else ""
    return f"{what} → {step}" if step else what


def _shown(name: str, value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return format_datetime(value, zone)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        more = f" (+{len(value) - _NAMES})" if len(value) > _NAMES else ""
        return ", ".join(map(str, value[:_NAMES])) + more
    if name == "free" and isinstance(value, int):
        return f"{value / 1e9:.1f} GB"
    if name == "reason":
        return pause_reason_name(str(value))
    if name == "problem":
        return problem_label(str(value))
    return "–" if value is None else str(value)
