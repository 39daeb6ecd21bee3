"""The one list of operations: routes, checks, permissions and the OpenAPI document are made from it."""

from __future__ import annotations

from pipeline.access import Scope
from pipeline.model import ArticleState, PostState, Role
from review_ui.api import articles, many, moving, plans, posts, running
from review_ui.api import schemas as s
from review_ui.api.call import Operation, Parameter
from review_ui.api.schema import Schema

_STAFF, _EDITOR = Role.COLLABORATOR, Role.EDITOR
_READ, _REVIEW, _COMPOSE, _SCHEDULE, _MANAGE = Scope
_WORD: Schema = {"type": "string", "minLength": 1, "maxLength": 200}


def _whole(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


_LIMIT = Parameter("limit", _whole(100), "How many at most; 30 unless asked.")
_PAGE = Parameter("page", _WORD, "Only of the page with this id.")
_FIND = (
    Parameter("q", _WORD, 'Words, with or without diacritics; "words in a row", -unwanted.'),
    Parameter("state", s.names(ArticleState), "Only in this state."),
    Parameter("source", _WORD, "Only of the source with this id."),
    Parameter("check", _WORD, "Only with a flag of this check."),
    Parameter("beat", _WORD, "Only under this beat."),
    Parameter("place", _WORD, "Only with this place of the gazetteer."),
    Parameter("topic", _WORD, "Only with this topic (medtop:…)."),
    Parameter("since", s.DAY, "Published on this day or later."),
    Parameter("until", s.DAY, "Published on this day or earlier."),
    Parameter("cursor", {"type": "string", "pattern": r"^\d{1,18}$"}, "Where the page before ended."),
    _LIMIT,
)

OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/me", "me", "Whose token it is, and what it may do", _READ, _STAFF, plans.me, "Me"),
    # -- articles
    Operation(
        "GET", "/articles", "listArticles", "Articles, newest collected first", _READ, _STAFF, articles.index,
        "Articles", query=_FIND,
    ),
    Operation(
        "GET", "/articles/{article_id}", "getArticle", "One article with its flags", _READ, _STAFF, articles.show,
        "Article", subject="article",
    ),
    Operation(
        "POST", "/articles/{article_id}/approve", "approveArticle", "Approve an article", _REVIEW, _STAFF,
        articles.approve, "Article", body=s.SEEN, subject="article", versioned=True,
    ),
    Operation(
        "POST", "/articles/{article_id}/reject", "rejectArticle", "Reject an article, with a reason", _REVIEW, _STAFF,
        articles.reject, "Article", body=s.REJECT, subject="article", versioned=True,
    ),
    Operation(
        "POST", "/articles/{article_id}/hold", "holdArticle", "Put an article aside for everybody", _REVIEW, _STAFF,
        articles.hold, "Article", body=s.HOLD, subject="article", versioned=True,
    ),
    Operation(
        "POST", "/articles/{article_id}/unhold", "unholdArticle", "Give an article back to the queue", _REVIEW, _STAFF,
        articles.unhold, "Article", subject="article",
    ),
    Operation(
        "POST", "/articles/{article_id}/skip", "skipArticle", "Leave an article for later", _REVIEW, _STAFF,
        articles.skip, "Article", subject="article",
    ),
    Operation(
        "POST", "/articles/{article_id}/take", "takeArticle", "Take an article over from whoever has it open", _REVIEW,
        _STAFF, articles.take, "Article", subject="article",
    ),
    Operation(
        "POST", "/articles/undo", "undoDecision", "Take one's own latest decision back", _REVIEW, _STAFF,
        articles.undo, "Undone",
    ),
    Operation(
        "POST", "/articles/{article_id}/topics", "correctTopics", "Say which topics an article has", _REVIEW, _STAFF,
        articles.topics, "Article", body=s.TOPICS, subject="article", versioned=True,
    ),
    Operation(
        "POST", "/articles/{article_id}/flags/{mark}", "answerFlag", "Say why a flag is not so, or open it again",
        _REVIEW, _STAFF, articles.answer, "Article", body=s.ANSWER, subject="article", versioned=True,
    ),
    Operation(
        "POST", "/articles/many/preview", "previewMany", "See what one action would do to many articles", _REVIEW,
        _STAFF, many.preview, "Many", body=s.MANY,
    ),
    Operation(
        "POST", "/articles/many", "doMany", "Approve, reject or put aside many waiting articles", _REVIEW, _STAFF,
        many.do, "ManyDone", body=s.MANY,
    ),
    Operation(
        "POST", "/articles/many/{bulk_id}/undo", "undoMany", "Take an action on many articles back", _REVIEW, _STAFF,
        many.undo, "ManyUndone",
    ),
    # -- posts
    Operation(
        "GET", "/posts", "listPosts", "Posts, the latest time first", _READ, _STAFF, posts.index, "Posts",
        query=(
            Parameter("state", s.names(PostState), "Only in this state."),
            _PAGE,
            Parameter("cursor", {"type": "string", "pattern": r"^[0-9TZ:.\-]{1,40}_[0-9]{1,18}$"},
                      "Where the page before ended."),
            _LIMIT,
        ),
    ),
    Operation(
        "POST", "/posts", "createPost", "Write a draft from an approved article", _COMPOSE, _STAFF, posts.create,
        "Post", 201, body=s.NEW_POST,
    ),
    Operation(
        "GET", "/posts/missed", "listMissed", "Posts that missed their time, with a new one proposed", _READ, _STAFF,
        posts.proposed, "Missed", query=(_PAGE,),
    ),
    Operation(
        "POST", "/posts/missed", "rescheduleMissed", "Give missed posts the times agreed to", _SCHEDULE, _EDITOR,
        posts.reschedule, "Rescheduled", body=s.RESCHEDULE,
    ),
    Operation(
        "GET", "/posts/{post_id}", "getPost", "One post, with what it still needs", _READ, _STAFF, posts.show, "Post",
        subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/edit", "editPost", "Change a post that has not left; it is a draft again", _COMPOSE,
        _STAFF, posts.edit, "Post", body=s.EDIT, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/approve", "approvePost", "Approve a draft that another person wrote", _COMPOSE,
        _STAFF, posts.approve, "Post", body=s.SEEN, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/schedule", "schedulePost", "Choose or change the time of a post", _SCHEDULE, _EDITOR,
        posts.put, "Post", body=s.SCHEDULE, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/cancel", "cancelPost", "Cancel a post that has not left", _SCHEDULE, _EDITOR,
        posts.cancel, "Post", body=s.SEEN, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/unschedule", "unschedulePost", "Take a post out of the calendar; it stays approved",
        _SCHEDULE, _EDITOR, posts.unschedule, "Post", body=s.SEEN, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/undo", "undoStep", "Take one's own latest step with a post's time back", _SCHEDULE,
        _EDITOR, posts.undo, "Post", body=s.SEEN, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/copy", "copyPost", "Write a draft like a post for another page", _COMPOSE, _STAFF,
        posts.copy, "Post", 201, body=s.COPY, subject="post",
    ),
    Operation(
        "GET", "/posts/{post_id}/versions", "listVersions", "Each content that a post had, the latest first", _READ,
        _STAFF, posts.versions, "PostVersions", subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/versions/{version_id}/restore", "restoreVersion",
        "Give a post the content of an earlier version; it is a draft again", _COMPOSE, _STAFF, posts.restore, "Post",
        body=s.SEEN, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/vouch", "vouchForPost", "Say that an editor has seen the article at its source",
        _SCHEDULE, _EDITOR, posts.vouch, "Post", subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/settle", "settlePost", "Say whether a post of unknown outcome is on its page",
        _SCHEDULE, _EDITOR, posts.settled, "Post", body=s.SETTLE, subject="post", versioned=True,
    ),
    Operation(
        "POST", "/posts/{post_id}/withdraw", "withdrawPost", "Have a published post taken down", _SCHEDULE, _EDITOR,
        posts.withdraw, "Post", body=s.WITHDRAW, subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/correct", "correctPost", "Have the text of a published post replaced", _SCHEDULE,
        _EDITOR, posts.correct, "Post", body=s.CORRECT, subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/amendments/{amendment_id}/approve", "approveCorrection",
        "Approve a correction that another person asked for", _COMPOSE, _STAFF, posts.approve_amendment, "Post",
        subject="post",
    ),
    Operation(
        "POST", "/posts/{post_id}/amendments/{amendment_id}/drop", "dropAmendment",
        "Take back a withdrawal or correction that was not made yet", _SCHEDULE, _EDITOR, posts.drop_amendment, "Post",
        subject="post",
    ),
    # -- plans and figures
    Operation("GET", "/pages", "listPages", "The pages of the desk and how they fare", _READ, _STAFF, plans.pages,
              "Pages"),
    Operation(
        "GET", "/pages/{page_id}/slots", "listSlots", "The next free slots of a page", _READ, _STAFF, plans.slots,
        "Slots", query=(Parameter("count", _whole(50), "How many at most; 6 unless asked."),),
    ),
    Operation(
        "POST", "/pages/{page_id}/days/{day}/preview", "previewDay", "See what moving the posts of a day would do",
        _SCHEDULE, _EDITOR, moving.look_at_day, "DayMoved", body=s.LOOK_AT_DAY,
    ),
    Operation(
        "POST", "/pages/{page_id}/days/{day}/move", "moveDay", "Move the waiting posts of a day, all or none",
        _SCHEDULE, _EDITOR, moving.move_day, "DayMoved", body=s.MOVE_DAY,
    ),
    Operation(
        "POST", "/plan/preview", "previewPlan", "See what the rows of a CSV plan would do", _SCHEDULE, _EDITOR,
        moving.look_at_plan, "Plan", body=s.LOOK_AT_PLAN,
    ),
    Operation(
        "POST", "/plan", "importPlan", "Carry out a CSV plan, each row by itself", _SCHEDULE, _EDITOR,
        moving.carry_out_plan, "Plan", body=s.PLAN,
    ),
    Operation(
        "POST", "/pages/{page_id}/pause", "pausePage", "Let nothing leave for a page until a person says so", _MANAGE,
        _EDITOR, running.pause, "Pages", body=s.PAUSE,
    ),
    Operation(
        "POST", "/pages/{page_id}/resume", "resumePage", "Let a page go on", _MANAGE, _EDITOR, running.resume, "Pages",
    ),
    Operation(
        "GET", "/pages/{page_id}/checks", "listChecks", "How loud each check is for a page", _READ, _STAFF,
        running.checks, "Checks",
    ),
    Operation(
        "POST", "/pages/{page_id}/checks/{check}", "switchCheck", "Set how loud a check is for a page", _MANAGE,
        _EDITOR, running.switch, "Checks", body=s.LEVEL,
    ),
    Operation(
        "GET", "/calendar", "getCalendar", "Days with the posts due on them", _READ, _STAFF, plans.calendar,
        "Calendar",
        query=(
            Parameter("from", s.DAY, "The first day; today unless asked."),
            Parameter("days", _whole(62), "How many days; 7 unless asked."),
            _PAGE,
        ),
    ),
    Operation(
        "GET", "/digest/{week}", "getDigest", "The figures of a week, such as 2026-W47", _READ, _STAFF, plans.week,
        "Digest",
    ),
    Operation("GET", "/sources", "listSources", "The sources and how they fare", _READ, _STAFF, plans.sources,
              "Sources"),
    Operation(
        "POST", "/sources/{source_id}/visit", "visitSource", "Have a source visited again at once", _MANAGE, _EDITOR,
        running.visit_again, "Sources",
    ),
)  # fmt: skip
