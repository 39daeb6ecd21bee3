"""Names of the desk's events and notices as a user reads them."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier import medtop
from pipeline.cautions import code_name
from pipeline.i18n import _, format_date, ngettext
from pipeline.model import Event, Page, User
from pipeline.pages_shown import pause_reason_name
from pipeline.store.amendments import Amendment, Result
from pipeline.token_words import problem_label
from pipeline.words import answer_name, check_name, level_name, problem_name, reject_reason_name, role_name


def event_name(kind: str) -> str:
    """What happened; an unknown kind is shown as it is."""
    return event_names().get(kind, kind)


def subject_names() -> dict[str, str]:
    """What an event may be about."""
    return {
        "article": _("Article"),
        "post": _("Post"),
        "page": _("Page"),
        "source": _("Source"),
        "user": _("Account"),
        "invitation": _("Invitation"),
        "model": _("Topic model"),
    }


def event_names() -> dict[str, str]:
    """Every kind of event with its name."""
    return {
        "article.collected": _("Article collected"),
        "article.checked": _("Article checked"),
        "article.restored": _("Article back at its source"),
        "article.approved": _("Article approved"),
        "article.rejected": _("Article rejected"),
        "article.undone": _("Decision taken back"),
        "article.skipped": _("Article left for later"),
        "article.unskipped": _("Article not left for later any more"),
        "article.held": _("Article put aside"),
        "article.unheld": _("Article given back to the queue"),
        "article.taken-over": _("Article taken over from a colleague who had it open"),
        "source.edited": _("Source edited the article"),
        "source.corrected": _("Source corrected the article"),
        "source.moved": _("Source moved the article"),
        "source.removed": _("Source removed the article"),
        "post.composed": _("Post composed"),
        "post.edited": _("Post edited"),
        "post.approved": _("Post approved"),
        "post.scheduled": _("Post scheduled"),
        "post.moved": _("Post moved with its day"),
        "post.rederived": _("Rules of the time zone changed; the post keeps its time on the clock"),
        "post.unscheduled": _("Post taken out of the calendar"),
        "post.put-back": _("Last step taken back"),
        "post.wished": _("Time wished for"),
        "post.cancelled": _("Post cancelled"),
        "post.held": _("Post held back for a person"),
        "post.waits": _("Post waits: its source could not be seen"),
        "post.withdraw-asked": _("Withdrawal asked for"),
        "post.correct-asked": _("Correction asked for"),
        "post.correct-approved": _("Correction approved"),
        "post.amendment-dropped": _("Request dropped"),
        "post.withdrawn": _("Post withdrawn from the page"),
        "post.corrected": _("Post corrected on the page"),
        "post.withdraw-refused": _("Withdrawal not done"),
        "post.correct-refused": _("Correction not done"),
        "post.withdraw-unknown": _("Nobody knows whether the withdrawal was done"),
        "post.correct-unknown": _("Nobody knows whether the correction was done"),
        "post.vouched": _("An editor has seen the article at its source"),
        "post.claimed": _("Publishing begun"),
        "post.intended": _("About to be sent"),
        "post.published": _("Post published"),
        "post.failed": _("Publishing failed"),
        "post.unknown": _("Outcome of publishing unknown"),
        "post.missed": _("Post missed its time"),
        "post.put-off": _("The page asks to wait; the post goes out later"),
        "post.absent": _("Page read back for the last time: the post is not there"),
        "page.paused": _("Page paused: nothing leaves from it"),
        "page.resumed": _("Page goes on"),
        "page.connected": _("Page connected to Facebook"),
        "page.disconnected": _("Token of the page forgotten"),
        "page.resealed": _("Token encrypted with a new key"),
        "page.token-problem": _("Something is wrong with the page's token"),
        "page.token-well": _("The page's token is well again"),
        "source.stopped": _("Source closed for good; visits stopped"),
        "source.resumed": _("Source is visited again"),
        "article.topics": _("Topics chosen"),
        "article.topics-lapsed": _("Chosen topics lapsed: the text is another one"),
        "flag.answered": _("Flag answered: not so"),
        "flag.reopened": _("Flag opened again"),
        "check.level": _("Level of a check set"),
        "article.reweighed": _("Article waits otherwise: the level of a check was set"),
        "model.used": _("Another topic model in use"),
        "user.added": _("Account added"),
        "user.password": _("Password changed"),
        "calendar.linked": _("Secret calendar address made"),
        "calendar.unlinked": _("Secret calendar address revoked"),
        "user.login": _("Logged in"),
        "user.logout": _("Logged out"),
        "user.role": _("Role changed"),
        "user.closed": _("Account closed"),
        "user.reopened": _("Account opened again"),
        "user.sessions-ended": _("Sessions ended"),
        "user.second-on": _("Second factor turned on"),
        "user.second-off": _("Second factor turned off"),
        "user.second-reset": _("Second factor taken away for a new beginning"),
        "user.recovery-used": _("Recovery code used"),
        "user.recovery-new": _("New recovery codes made"),
        "user.tied": _("Account tied to one of the OpenID provider"),
        "user.untied": _("Account untied from the OpenID provider"),
        "user.token-made": _("Token for the API made"),
        "user.token-revoked": _("Token for the API revoked"),
        "invitation.made": _("Invitation made"),
        "invitation.used": _("Invitation used"),
        "invitation.revoked": _("Invitation taken back"),
    }


def event_detail(event: Event) -> str:
    """What the event row adds that a reader needs, or nothing."""
    if event.detail is None and event.kind != "user.role":
        return ""
    detail = json.loads(event.detail or "{}")
    parts = []
    if "wall_time" in detail:
        wall = datetime.fromisoformat(detail["wall_time"])
        parts.append(f"{format_date(wall.date())} {wall:%H:%M} ({detail['zone']})")
    if "copied_from" in detail:
        parts.append(_("copied from post {n}").format(n=detail["copied_from"]))
    if "token" in detail:
        parts.append(_("by the token “{name}”").format(name=detail["token"]))
    if "made" in detail or "revoked" in detail:
        parts.append(f"“{detail.get('made') or detail['revoked']}”")
    if detail.get("was"):
        was = datetime.fromisoformat(detail["was"])
        parts.append(_("before: {when}").format(when=f"{format_date(was.date())} {was:%H:%M}"))
    if detail.get("warned"):
        parts.append(_("told and gone on: {what}").format(what=", ".join(map(code_name, detail["warned"]))))
    if "reason" in detail:
        name_of = pause_reason_name if event.subject == "page" else reject_reason_name
        parts.append(name_of(detail["reason"]))
    if event.kind == "page.token-problem":
        parts.append(problem_label(detail["problem"]))
    if detail.get("checks"):
        parts.append(", ".join(check_name(name) for name in detail["checks"]))
    if "check" in detail:
        parts.append(check_name(detail["check"]))
    if event.kind == "article.taken-over":
        parts.append(_("from {name}").format(name=detail["from"]))
    if "answer" in detail:
        parts.append(answer_name(detail["answer"]))
    if "topics" in detail:
        parts.append(_topic_names(detail["topics"]))
        if detail.get("before") and detail["before"] != detail["topics"]:
            parts.append(_("before: {topics}").format(topics=_topic_names(detail["before"])))
    if event.kind == "check.level":
        parts.append(f"{level_name(event.from_state or '')} → {level_name(event.to_state or '')}")
        parts.append(f"“{detail['because']}”")
    if event.kind == "user.role":
        parts.append(f"{role_name(event.from_state or '')} → {role_name(event.to_state or '')}")
    if "role" in detail:
        parts.append(role_name(detail["role"]))
    if detail.get("meant_for"):
        parts.append(f"“{detail['meant_for']}”")
    if "issuer" in detail:
        parts.append(detail["issuer"])
    if "sessions" in detail:
        parts.append(ngettext("{n} session", "{n} sessions", detail["sessions"]).format(n=detail["sessions"]))
    if "left" in detail:
        parts.append(ngettext("{n} code left", "{n} codes left", detail["left"]).format(n=detail["left"]))
    if event.subject == "model":
        parts.append(f"{event.from_state} → {event.to_state}")
    if "why" in detail:
        parts.append(f"“{detail['why']}”")
    if "said" in detail:
        parts.append(str(detail["said"]))
    if "because" in detail and event.subject == "post":
        parts.append(problem_name(detail["because"]))
    if "restored" in detail:
        parts.append(_("version {n} taken back").format(n=detail["restored"]))
    if detail.get("looked"):
        parts.append(_("a person looked at the page"))
    if detail.get("four_eyes") is False:
        parts.append(_("four eyes were switched off"))
    return "; ".join(parts)


def _topic_names(codes: list[str]) -> str:
    return " + ".join(medtop.name(code) for code in codes)


def amendment_state(one: Amendment) -> str:
    """How far a withdrawal or correction is."""
    if one.result is None:
        return _("waits for approval") if one.waits_for_approval else _("waits for the publisher")
    return {
        Result.DONE: _("done"),
        Result.REFUSED: _("not done"),
        Result.UNKNOWN: _("nobody knows; look at the page, and ask again if need be"),
        Result.DROPPED: _("dropped"),
    }[one.result]


def related_name(code: str) -> str:
    """Why a reader may take another post for the same."""
    return {
        "same-article": _("The same article"),
        "near-copy": _("A near copy of the article"),
        "same-words": _("Nearly the same words"),
    }[code]


def way_view_name(way: str) -> str:
    """What a preview of the composer looks like."""
    return {
        "facebook": _("As on Facebook"),
        "outbox": _("As in the outbox"),
        "email": _("As a mail"),
        "rss": _("As in the feed"),
    }[way]


def clock_text(instant: datetime, zone: str) -> str:
    """`08:15:30` on the wall in a zone."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M:%S}"


def composer_waits(page: Page, composed_by: int, user: User) -> bool:
    """Whether this person wrote the post and the page wants another one to approve it."""
    return page.four_eyes and composed_by == user.id


_TITLE = 90


def notice(code: str, title: str) -> str | None:
    """What an action did, said on the page that follows it; None for a code that is not ours."""
    sentences = {
        "da-duyet": _("Approved: {title}"),
        "da-tu-choi": _("Rejected: {title}"),
        "da-bo-qua": _("Left for later: {title}"),
        "da-hoan-tac": _("Taken back: {title}"),
        "da-giu": _("Put aside: {title}"),
        "da-tra-lai": _("Given back to the queue: {title}"),
        "da-nhan": _("Taken over: {title}"),
        "loat-da-lam": _("Done. It can be undone here."),
        "loat-hoan-tac": _("Taken back."),
        "phim-da-luu": _("Your keys are saved."),
        "phim-mac-dinh": _("Your keys are as they were at first."),
        "phim-bat": _("Single keys are on."),
        "phim-tat": _("Single keys are off."),
        "da-chon-chu-de": _("Topics chosen: {title}"),
        "da-tra-loi": _("Flag answered: {title}"),
        "da-mo-lai": _("Flag open again: {title}"),
        "da-luu": _("The draft is saved."),
        "da-lay-lai": _("The earlier version is back, as a draft."),
        "da-bo-go": _("What you were typing is dropped."),
        "bai-da-duyet": _("The post is approved."),
        "da-hen": _("The post is scheduled."),
        "da-bo-gio": _("The post is out of the calendar; it waits for another time."),
        "da-hoan-lai": _("Taken back: the post is as it was before."),
        "da-chep": _("The post is copied as a new draft. Another person approves it."),
        "da-tao-dia-chi": _("The secret address is made."),
        "da-bo-dia-chi": _("The secret address is revoked. Programs that used it read nothing any more."),
        "da-chuyen": _("The posts of the day are moved."),
        "da-hen-lai": _("The missed posts are scheduled again."),
        "da-xac-nhan": _("Noted. Thank you for looking."),
        "da-huy": _("The post is cancelled."),
        "se-go": _("The post will be withdrawn in a moment, as soon as the publisher has done it."),
        "se-dinh-chinh": _("The correction is noted. See below what happens with it."),
        "dinh-chinh-da-duyet": _("The correction is approved and goes out in a moment."),
        "da-bo-yeu-cau": _("The request is dropped."),
        "da-xem-nguon": _("Noted: you have seen the article at its source. The post may leave."),
        "muc-da-doi": _("The level is set."),
        "trang-dung": _("The page is paused: nothing leaves from it."),
        "trang-da-dung": _("The page was paused already; nothing was changed."),
        "trang-tiep": _("The page goes on."),
        "ghe-lai": _("The source will be visited at the next turn."),
        "da-giu-tim": _("The search is kept."),
        "da-bo-tim": _("The search is dropped."),
        "da-ra": _("You are logged out."),
        "mat-khau-da-doi": _("The password is changed; you are logged out everywhere else."),
        "phien-da-het": _("The session is ended."),
        "phien-khac-da-het": _("You are logged out everywhere else."),
        "hai-buoc-tat": _("The second factor is turned off."),
        "oidc-noi": _("Your account is tied; log in by it from now on."),
        "oidc-bo": _("Your account is untied; log in with your password."),
        "loi-moi-thu-hoi": _("The invitation is taken back; its link opens nothing."),
        "vai-tro-da-doi": _("The role is set. The person logs in anew."),
        "tai-khoan-dong": _("The account is closed."),
        "tai-khoan-mo": _("The account is open again."),
        "hai-buoc-xoa": _("The second factor is taken away. The person sets up a new one."),
        "ma-thu-hoi": _("The token is revoked; it opens nothing."),
        "phien-ho-het": _("All sessions of the account are ended."),
    }
    sentence = sentences.get(code)
    short = title if len(title) <= _TITLE else f"{title[:_TITLE]}…"
    return None if sentence is None else sentence.format(title=short)
