"""The schemas of the OpenAPI document: what is sent, which the gate checks, and what is answered, which tests check."""

from __future__ import annotations

from typing import Any

from pipeline.amend import REASON_LIMIT
from pipeline.compose import ALT_LIMIT, CAPTION_LIMIT, MOST_PICTURES, URL_LIMIT
from pipeline.corrections import MOST_TOPICS
from pipeline.corrections import NOTE_LIMIT as ANSWER_LIMIT
from pipeline.hashtags import LONGEST, MOST
from pipeline.levels import Level
from pipeline.model import WHOLE, ArticleState, FlagAnswer, PostState, RejectReason
from pipeline.page_checks import REASON_LIMIT as LEVEL_REASON_LIMIT
from pipeline.page_control import REASON_LIMIT as PAUSE_REASON_LIMIT
from pipeline.review import NOTE_LIMIT
from pipeline.settle import ADDRESS_LIMIT
from pipeline.store.amendments import Kind, Result
from pipeline.store.bulk import MOST as MOST_AT_ONCE
from pipeline.store.bulk import BulkKind, Left
from review_ui.api.schema import Schema, ref
from review_ui.views.plan_files import MOST_ROWS

_LARGEST = 2**63 - 1
TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": _LARGEST}
COUNT: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
MAYBE_INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
CURSOR: Schema = {"type": ["string", "null"], "description": "Where the next page begins: send it as `cursor`."}
WALL: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(@[12])?$",
    "description": "Time on the wall in the page's zone; @1 or @2 where clocks show it twice.",
    "examples": ["2026-11-30T08:15"],
}
VERSION: Schema = {
    **NUMBER,
    "description": "The version that was seen; or the header If-Match.",
}


def names(kind: Any) -> Schema:
    """One of the words of an enumeration."""
    return {"type": "string", "enum": [one.value for one in kind]}


def some(item: Schema, **more: object) -> Schema:
    return {"type": "array", "items": item, **more}


def answered(**properties: Schema) -> Schema:
    """An object with all of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def sent(required: str = "", **properties: Schema) -> Schema:
    """An object of a request; `required` are names with a space between."""
    return {
        "type": "object",
        "properties": properties,
        **({"required": required.split()} if required else {}),
        "additionalProperties": False,
    }


def listed(item: str) -> Schema:
    return answered(items=some(ref(item)), cursor=CURSOR)


_PICTURE = answered(url=TEXT, alt=MAYBE_TEXT, credit=MAYBE_TEXT)
_PART: Schema = {"type": "integer", "minimum": 0, "maximum": WHOLE}
CROP: Schema = {
    "type": ["object", "null"],
    "properties": {"left": _PART, "top": _PART, "width": _PART, "height": _PART},
    "required": ["left", "top", "width", "height"],
    "additionalProperties": False,
    "description": "The part of the picture that is shown, in thousandths of its width and height; null for all of it.",
}
_POST_PICTURE = answered(url=TEXT, alt=MAYBE_TEXT, credit=MAYBE_TEXT, crop=CROP)
_COUNTED = some(answered(name=TEXT, count=COUNT))
PICTURES = some(
    sent(
        "url alt",
        url={"type": "string", "minLength": 1, "maxLength": URL_LIMIT},
        alt={"type": "string", "maxLength": ALT_LIMIT},
        crop=CROP,
    ),
    maxItems=MOST_PICTURES,
)
HASHTAGS = some({"type": "string", "maxLength": LONGEST + 1}, maxItems=2 * MOST)
WISH: Schema = {
    **WALL,
    "type": ["string", "null"],
    "description": "When it should go out, on the page's clock (@1 or @2 where clocks show it twice): a wish, until an"
    " editor schedules it.",
}
CAPTION: Schema = {"type": "string", "maxLength": 2 * CAPTION_LIMIT}
REASON: Schema = {"type": "string", "maxLength": 2 * REASON_LIMIT}
NOTE: Schema = {"type": "string", "maxLength": NOTE_LIMIT}

_MANY: dict[str, Schema] = {
    "fits": some(ref("ArticleLine")),
    "left": some(answered(article=ref("ArticleLine"), why=names(Left))),
    "gone": COUNT,
}

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "code": TEXT,
            "errors": some(
                {
                    "type": "object",
                    "properties": {"pointer": TEXT, "parameter": TEXT, "detail": TEXT},
                    "required": ["detail"],
                    "additionalProperties": False,
                }
            ),
            "current": answered(version=NUMBER, state=TEXT),
            "cautions": some(ref("Caution")),
            "choices": some(TEXT),
            "scope": TEXT,
        },
        "required": ["type", "title", "status", "detail", "code"],
        "additionalProperties": False,
    },
    "ArticleLine": answered(
        id=NUMBER,
        version=NUMBER,
        state=names(ArticleState),
        source_name=TEXT,
        title=TEXT,
        published_at=MAYBE_INSTANT,
        decided_at=MAYBE_INSTANT,
        topics=some(TEXT),
        flags=COUNT,
        open_high={**COUNT, "description": "Serious flags that nobody has answered."},
        post_id={"type": ["integer", "null"]},
    ),
    "Articles": listed("ArticleLine"),
    "Flag": answered(
        mark={"type": "string", "description": "Names the flag, as long as it says the same."},
        check=TEXT,
        severity={"type": "string", "enum": ["high", "low"]},
        field={"type": "string", "enum": ["title", "text"]},
        start={**COUNT, "description": "In characters of the NFC text."},
        end=COUNT,
        quote=TEXT,
        reason=TEXT,
        answer={"type": ["string", "null"], "description": "A person's answer: it is not so, because."},
    ),
    "Article": answered(
        id=NUMBER,
        version=NUMBER,
        state=names(ArticleState),
        source_id=TEXT,
        source_name=TEXT,
        url=TEXT,
        title=TEXT,
        lead=MAYBE_TEXT,
        text=TEXT,
        byline=MAYBE_TEXT,
        section=MAYBE_TEXT,
        published_at=MAYBE_INSTANT,
        collected_at=INSTANT,
        removed_at=MAYBE_INSTANT,
        decided_at=MAYBE_INSTANT,
        decided_by=MAYBE_TEXT,
        reject_reason={"type": ["string", "null"], "enum": [*(one.value for one in RejectReason), None]},
        reject_note=MAYBE_TEXT,
        held_by=MAYBE_TEXT,
        held_note=MAYBE_TEXT,
        open_by={"type": ["string", "null"], "description": "Who has the article open at the moment."},
        topics=some(answered(code=TEXT, name=TEXT)),
        flags=some(ref("Flag")),
        pictures=some(_PICTURE),
        attachments=some(answered(url=TEXT, title=MAYBE_TEXT)),
        posts=some(NUMBER),
    ),
    "Planned": answered(
        id=NUMBER,
        version=NUMBER,
        state=names(PostState),
        page_id=TEXT,
        article_id=NUMBER,
        article_title=TEXT,
        wall_time=TEXT,
        zone=TEXT,
        due_at=INSTANT,
    ),
    "Post": {
        "type": "object",
        "properties": {
            "id": NUMBER,
            "version": NUMBER,
            "state": names(PostState),
            "page_id": TEXT,
            "article_id": NUMBER,
            "article_title": TEXT,
            "source_name": TEXT,
            "link": TEXT,
            "caption": TEXT,
            "hashtags": some(TEXT),
            "text": {"type": "string", "description": "All that a reader sees, the source line included."},
            "pictures": some(_POST_PICTURE),
            "composed_by": TEXT,
            "created_at": INSTANT,
            "wall_time": MAYBE_TEXT,
            "zone": MAYBE_TEXT,
            "due_at": MAYBE_INSTANT,
            "published_at": MAYBE_INSTANT,
            "remote_url": MAYBE_TEXT,
            "problem": MAYBE_TEXT,
            "approvals": some(answered(name=TEXT, at=INSTANT)),
            "needs": some(answered(code=TEXT, met=TRUTH)),
            "amendments": some(ref("Amendment")),
        },
        "required": (
            "id version state page_id article_id article_title source_name link caption hashtags text pictures"
            " composed_by created_at wall_time zone due_at published_at remote_url problem approvals"
        ).split(),
        "additionalProperties": False,
    },
    "Posts": listed("Post"),
    "PostVersions": answered(
        items=some(
            answered(
                number=NUMBER,
                caption=TEXT,
                hashtags=some(TEXT),
                pictures=some(_POST_PICTURE),
                by=TEXT,
                at=INSTANT,
                restored={"type": ["integer", "null"], "description": "The earlier version whose content this is."},
            )
        )
    ),
    "Amendment": answered(
        id=NUMBER,
        kind=names(Kind),
        caption=MAYBE_TEXT,
        reason=TEXT,
        asked_by=TEXT,
        asked_at=INSTANT,
        approved_by=MAYBE_TEXT,
        waits_for_approval=TRUTH,
        done_at=MAYBE_INSTANT,
        result={"type": ["string", "null"], "enum": [*(one.value for one in Result), None]},
        problem=MAYBE_TEXT,
    ),
    "Caution": answered(
        key={"type": "string", "description": "Send it in `accept` to go on."},
        code=TEXT,
        asks={"type": "boolean", "description": "Whether it must be accepted; the others are only told."},
        text=TEXT,
    ),
    "Many": answered(**_MANY),
    "ManyDone": answered(
        id={"type": ["integer", "null"], "description": "Of the action, by which it can be taken back."},
        **_MANY,
    ),
    "ManyUndone": answered(back=COUNT, stay={**COUNT, "description": "Articles that somebody decided on since."}),
    "DayMoved": answered(
        possible=TRUTH,
        stamp={"type": "string", "description": "Of the posts as they were looked at: send it to move them."},
        items=some(
            answered(
                post_id=NUMBER,
                title=TEXT,
                at=INSTANT,
                wall_time={"type": ["string", "null"], "description": "Where it would go or has gone."},
                cautions=some(ref("Caution")),
                problem=MAYBE_TEXT,
            )
        ),
    ),
    "Plan": answered(
        items=some(
            answered(
                line=COUNT,
                action={"type": "string", "enum": ["schedule", "move", "wish", "draft", "same", "none"]},
                title=TEXT,
                post_id={"type": ["integer", "null"]},
                page_id=MAYBE_TEXT,
                wall_time=TEXT,
                cautions=some(ref("Caution")),
                problem=MAYBE_TEXT,
                done=TRUTH,
                asks={"type": "boolean", "description": "Whether it is done only with the keys of its cautions."},
            )
        )
    ),
    "Checks": answered(
        page_id=TEXT,
        items=some(answered(check=TEXT, level=names(Level), reason=TEXT, set_at=MAYBE_INSTANT, set_by=MAYBE_TEXT)),
    ),
    "Undone": answered(article_id=NUMBER),
    "Missed": answered(
        items=some(
            answered(post=ref("Post"), wall_time={"type": ["string", "null"], "description": "What is proposed."})
        )
    ),
    "Rescheduled": answered(done=COUNT, refused=some(answered(post_id=NUMBER, code=TEXT, detail=TEXT))),
    "Pages": answered(
        items=some(
            answered(
                id=TEXT,
                name=TEXT,
                operator=TEXT,
                publisher=TEXT,
                zone=TEXT,
                four_eyes=TRUTH,
                url=MAYBE_TEXT,
                well=TRUTH,
                problems=some(TEXT),
                pause={
                    "type": ["object", "null"],
                    "properties": {"reason": TEXT, "since": INSTANT, "until": MAYBE_INSTANT, "by": MAYBE_TEXT},
                    "required": ["reason", "since", "until", "by"],
                    "additionalProperties": False,
                },
            )
        )
    ),
    "Slots": answered(page_id=TEXT, zone=TEXT, items=some(answered(wall_time=WALL, at=INSTANT))),
    "Calendar": answered(
        zone=TEXT,
        days=some(answered(date={"type": "string", "format": "date"}, holidays=some(TEXT), posts=some(ref("Planned")))),
    ),
    "Digest": answered(
        week=TEXT,
        zone=TEXT,
        collected=some(COUNT, description="Each day from Monday."),
        published=some(COUNT, description="Each day from Monday."),
        flagged=COUNT,
        approved=COUNT,
        rejected=COUNT,
        missed=COUNT,
        failed=COUNT,
        unknown=COUNT,
        changed_at_source=COUNT,
        median_minutes={"type": ["number", "null"], "description": "From collecting to the decision."},
        by_check=_COUNTED,
        reject_reasons=_COUNTED,
        topics=_COUNTED,
        beats=_COUNTED,
        places=_COUNTED,
        sources=_COUNTED,
        posts=some(answered(published_at=INSTANT, page=TEXT, title=TEXT, source=TEXT)),
    ),
    "Sources": answered(
        items=some(
            answered(
                id=TEXT,
                name=TEXT,
                url=MAYBE_TEXT,
                articles=COUNT,
                waiting=COUNT,
                last_visit_at=MAYBE_INSTANT,
                last_ok_at=MAYBE_INSTANT,
                next_visit_at=MAYBE_INSTANT,
                failing_since=MAYBE_INSTANT,
                stopped_at=MAYBE_INSTANT,
                moved_to=MAYBE_TEXT,
                problem=MAYBE_TEXT,
            )
        )
    ),
    "Me": answered(
        login=TEXT,
        name=TEXT,
        role=TEXT,
        token=answered(name=TEXT, scopes=some(TEXT), expires_at=INSTANT),
    ),
    "Document": {"type": "object"},
}

_ID: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
_KEYS = some({"type": "string", "maxLength": 100}, maxItems=50)
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
SEEN = sent(version=VERSION)
REJECT = sent("reason", version=VERSION, reason=names(RejectReason), note=NOTE)
HOLD = sent(version=VERSION, note=NOTE)
NEW_POST = sent(
    "article_id page_id",
    article_id=NUMBER,
    page_id=_ID,
    caption={**CAPTION, "description": "The template of the article's beat, filled, unless sent."},
    hashtags={**HASHTAGS, "description": "The page's own unless sent."},
    pictures=PICTURES,
    wall_time=WISH,
)
EDIT = sent("caption", version=VERSION, caption=CAPTION, hashtags=HASHTAGS, pictures=PICTURES, wall_time=WISH)
SCHEDULE = sent("wall_time", version=VERSION, wall_time=WALL, accept=_KEYS)
COPY = sent(
    "page_id",
    page_id=_ID,
    wall_time=WALL,
    accept=_KEYS,
)
TOPICS = sent(
    "main",
    version=VERSION,
    main={"type": "string", "maxLength": 40, "description": "medtop:…", "examples": ["medtop:04000000"]},
    also=some({"type": "string", "maxLength": 40}, maxItems=MOST_TOPICS),
)
ANSWER = sent(
    "answer",
    version=VERSION,
    answer={
        "type": ["string", "null"],
        "enum": [*(one.value for one in FlagAnswer), None],
        "description": "Why the flag is not so; null opens it again.",
    },
    note={"type": "string", "maxLength": ANSWER_LIMIT},
)
MANY = sent(
    "action items",
    action=names(BulkKind),
    items=some(sent("article_id version", article_id=NUMBER, version=NUMBER), minItems=1, maxItems=MOST_AT_ONCE),
    reason=names(RejectReason),
    note=NOTE,
)
_BY: Schema = {"type": "string", "maxLength": 20, "examples": ["2h", "-1h30m"]}
LOOK_AT_DAY = sent(by=_BY, to=DAY)
MOVE_DAY = sent("stamp", by=_BY, to=DAY, stamp={"type": "string", "maxLength": 20_000})
_CSV: Schema = {
    "type": "string",
    "maxLength": 200_000,
    "description": f"A plan as `anhduong schedule import` reads it, {MOST_ROWS} rows at most.",
}
LOOK_AT_PLAN = sent("csv", csv=_CSV)
PLAN = sent("csv", csv=_CSV, accept=some(sent("line keys", line=NUMBER, keys=_KEYS), maxItems=MOST_ROWS))
PAUSE = sent("reason", reason={"type": "string", "maxLength": 2 * PAUSE_REASON_LIMIT})
LEVEL = sent(
    "level reason",
    level=names(Level),
    before=names(Level),
    reason={"type": "string", "maxLength": 2 * LEVEL_REASON_LIMIT},
)
SETTLE = sent(
    "published",
    version=VERSION,
    published=TRUTH,
    address={"type": "string", "maxLength": ADDRESS_LIMIT, "description": "Of the post on the page, where it is."},
)
WITHDRAW = sent("reason", reason=REASON)
CORRECT = sent("caption reason", caption=CAPTION, reason=REASON)
RESCHEDULE = sent(
    "items",
    items=some(
        sent("post_id version wall_time", post_id=NUMBER, version=NUMBER, wall_time=WALL), minItems=1, maxItems=50
    ),
)
