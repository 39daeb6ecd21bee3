"""Names of codes as a user reads them. Spelled out one by one, so that the catalogue can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifier import gazetteer
from pipeline.graph.words import graph_problem
from pipeline.i18n import _
from pipeline.way_words import way_problem

if TYPE_CHECKING:
    from classifier.beats import Why


def check_name(check: str) -> str:
    """The name of a pre-publication check; an unknown one is shown as it is."""
    names = {
        "personal-data": _("Personal data"),
        "minor": _("Child made identifiable"),
        "self-harm": _("Self-harm"),
        "graphic": _("Graphic detail"),
        "advertorial": _("Advertising"),
        "health-claim": _("Health claim"),
        "suspect-link": _("Suspect link"),
        "accusation": _("Accusation before judgment"),
        "stale": _("Out of date"),
        "text-damage": _("Damaged text"),
        "near-duplicate": _("Near copy"),
        "source-changed": _("Changed at the source"),
    }
    return names.get(check, check)


def reject_reason_name(reason: str) -> str:
    """The name of a reason to reject."""
    names = {
        "personal-data": _("It tells personal data"),
        "not-verified": _("It is not verified"),
        "advertising": _("It is advertising"),
        "out-of-date": _("It is out of date"),
        "duplicate": _("We have it already"),
        "harmful-detail": _("Its details could hurt somebody"),
        "damaged": _("Its text is damaged"),
        "not-our-field": _("It is not our page's field"),
        "other": _("Another reason (write it below)"),
    }
    return names.get(reason, reason)


def key_action_name(action: str) -> str:
    """What a single key of the review page does."""
    names = {
        "approve": _("Approve"),
        "reject": _("Reject…"),
        "skip": _("Later"),
        "hold": _("Put aside…"),
        "undo": _("Undo"),
        "topics": _("Correct the topics…"),
    }
    return names.get(action, action)


def bulk_kind_name(kind: str) -> str:
    """What is done with many articles at once."""
    names = {
        "approve": _("Approve them"),
        "reject": _("Reject them"),
        "hold": _("Put them aside"),
    }
    return names.get(kind, kind)


def bulk_left_name(why: str) -> str:
    """Why an article is left out of an action on many."""
    names = {
        "decided": _("Decided by now"),
        "changed": _("Changed by its source"),
        "open-elsewhere": _("A colleague has it open"),
        "held": _("Put aside"),
        "serious": _("Has a serious flag: open it by itself"),
    }
    return names.get(why, why)


def answer_name(answer: str) -> str:
    """Why a flag is not so."""
    names = {
        "other-meaning": _("The words mean something else here"),
        "official": _("It is an office's own contact or figure"),
        "consent": _("Those concerned, or their family, have agreed"),
        "judged": _("A judgment or conclusion is final"),
        "still-valid": _("It is not over yet"),
        "confirmed": _("The source has confirmed it"),
        "other": _("Another reason (write a note)"),
    }
    return names.get(answer, answer)


def level_name(level: str) -> str:
    """The name of a page's level of a check."""
    names = {"normal": _("Normal"), "low": _("Low"), "off": _("Off")}
    return names.get(level, level)


def article_state_name(state: str) -> str:
    """The name of an article's state."""
    names = {
        "new": _("New"),
        "clean": _("Clean"),
        "flagged": _("Flagged"),
        "approved": _("Approved"),
        "rejected": _("Rejected"),
    }
    return names.get(state, state)


def post_state_name(state: str) -> str:
    """The name of a post's state."""
    names = {
        "draft": _("Draft"),
        "approved": _("Approved"),
        "scheduled": _("Scheduled"),
        "publishing": _("Going out"),
        "published": _("Published"),
        "failed": _("Failed"),
        "unknown": _("Outcome unknown"),
        "missed": _("Missed"),
        "cancelled": _("Cancelled"),
    }
    return names.get(state, state)


def publisher_name(publisher: str) -> str:
    """The name of a way out."""
    names = {
        "outbox": _("Outbox folder"),
        "facebook": _("Facebook page"),
        "email": _("E-mail to the page's editor"),
        "rss": _("The page's own feed"),
        "webhook": _("Webhook"),
    }
    return names.get(publisher, publisher)


def role_name(role: str) -> str:
    """The name of a role."""
    names = {
        "collaborator": _("Collaborator"),
        "editor": _("Editor"),
        "administrator": _("Administrator"),
    }
    return names.get(role, role)


def role_hint(role: str) -> str:
    """What a role may do."""
    hints = {
        "collaborator": _("Reviews articles and writes posts; approves what others wrote."),
        "editor": _("That, and schedules, moves and cancels posts."),
        "administrator": _("That, and lets people in."),
    }
    return hints.get(role, "")


def problem_name(problem: str) -> str:
    """Why a post waits for a person; codes of our own, else what the other side said."""
    names = {
        "missed": _("The time passed while the desk could not publish. Choose a new time."),
        "interrupted": _("Publishing was interrupted and the post is not on the page. Choose a new time."),
        "rate-limit": _("The page took nothing until it was too late. Choose a new time."),
        "absent": _("The page was read back several times and does not show the post. Look at the page yourself."),
        "not-there": _("A person looked: the post is not on the page. Choose a new time, or change it."),
        "source-edited": _("The source changed the article. Review it, then approve the post again."),
        "source-corrected": _("The source corrected the article. Review it, then approve the post again."),
        "source-moved": _("The source moved the article. Review it, then approve the post again."),
        "source-removed": _("The source removed the article. Review it before anything is published."),
        "outbox-record": _("The post's file in the outbox cannot be read. Restore it from a backup, then ask again."),
        "way-cannot": _("What went out this way cannot be called back from here. Do it where it was received."),
        "source-elsewhere": _("The article's address led elsewhere when its time came. Open the source and look."),
        "source-withheld": _(
            "The source withholds the article for legal reasons. Review it before anything is published."
        ),
        "source-unreadable": _("At its address the article was not found any more. Open the source and look."),
        "source-unreachable": _(
            "The source did not answer: nobody knows whether the article still stands. Look, then choose a new time."
        ),
        "not-cleared": _("Something that a post needs to leave was missing when its time came. See the list below."),
    }
    return names.get(problem) or graph_problem(problem) or way_problem(problem) or problem


def need_name(code: str) -> str:
    """What must hold before a post leaves."""
    names = {
        "source": _("The source is named, with its address"),
        "operator": _("The page names who operates it"),
        "approval": _("A person has approved it, by the rules of the page"),
        "article": _("The article is approved and still at its source"),
        "alt-text": _("Every picture has a description"),
        "flags": _("Every serious flag of the article is answered"),
        "length": _("The whole text fits into the page"),
    }
    return names.get(code, code)


def chain_problem(why: str) -> str:
    """What is wrong with a row of the log, or around it."""
    names = {
        "changed": _("its content was changed."),
        "gap": _("rows before it were taken out, added or moved."),
        "cut": _("it is the last one there, and later ones were taken out."),
        "added": _("it was added past the end of the log."),
        "anchor": _("the log is not the one that the anchor was noted of."),
    }
    return names.get(why, why)


def short_weekday(number: int) -> str:
    """`T2` … `CN`; 0 is Monday."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[number]


def metric_name(metric: str) -> str:
    """What a total of a post counts."""
    names = {
        "views": _("Views"),
        "clicks": _("Clicks"),
        "like": _("Like"),
        "love": _("Love"),
        "care": _("Care"),
        "haha": _("Haha"),
        "wow": _("Wow"),
        "sorry": _("Sad"),
        "anger": _("Angry"),
        "other": _("Other reactions"),
    }
    return names.get(metric, metric)


def beat_reason(why: Why) -> str:
    """What made a rule of a beat hold, for a person: "topic Y tế (83 %)", "phrase “lễ hội” (2 times)"."""
    times = int(why.number)
    if why.kind == "topic":
        return _("topic {name} ({percent} %)").format(name=why.said, percent=round(why.number * 100))
    said = _("place {name}") if why.kind == "place" else _("phrase “{name}”")
    shown = said.format(name=why.said)
    return shown if times < 2 else _("{reason}, {n} times").format(reason=shown, n=times)


def place_name(place: str) -> str:
    """A place or organisation as a reader meets it; one that is no more is marked so."""
    entry = gazetteer.entries().get(place)
    if entry is None:
        return place
    if entry.until and entry.kind in ("province", "district"):
        return _("{name} (former {unit})").format(name=entry.name, unit=entry.unit)
    title = entry.title[0].upper() + entry.title[1:]
    return _("{name} (former)").format(name=title) if entry.until else title


def place_kind_name(kind: str) -> str:
    """What a gazetteer entry is, as the heading of a list of them."""
    names = {
        "province": _("Province"),
        "district": _("Former districts and cities"),
        "commune": _("Communes and wards"),
        "place": _("Well-known places"),
        "agency": _("Agencies and organisations"),
    }
    return names.get(kind, kind)
