"""What can go wrong with a plan: taking a step back, copying, a plan's file. Same rules as `pipeline.errors`."""

from __future__ import annotations

from pipeline.errors import DeskError


class StepNotUndoable(DeskError):
    """This can no longer be taken back: something else has happened to the post, or its time has passed. Look at the \
post and decide anew."""

    code = "step-not-undoable"


class PlanUnreadable(DeskError):
    """The file cannot be read as a table: {reason} Save it as CSV (UTF-8) with its column names in the first line."""

    code = "plan-unreadable"


class PlanColumns(DeskError):
    """The first line must name the columns. Needed are wall_time, and post or both article and page; missing: \
{missing}."""

    code = "plan-columns"


class PlanTooLong(DeskError):
    """The file has more than {most} rows, so nothing was read. Divide it into smaller files."""

    code = "plan-too-long"


class RowUnnamed(DeskError):
    """The row names no post. Write its number into “post”, or the article's address and the page's id."""

    code = "row-unnamed"


class RowPost(DeskError):
    """“{text}” is not the number of a post."""

    code = "row-post"


class RowArticle(DeskError):
    """The desk has no article with the address {url}. Check the address, or wait until it is collected."""

    code = "row-article"


class RowTwice(DeskError):
    """Line {line} already plans post {post_id}. Leave one of the two rows."""

    code = "row-twice"


class RowOtherPage(DeskError):
    """Post {post_id} is on the page “{page}”. A post stays on its page; copy it to the other one on the desk."""

    code = "row-other-page"


class RowOver(DeskError):
    """Post {post_id} can no longer be moved; its state is: {state}."""

    code = "row-over"


class NoFreeSlot(DeskError):
    """{page} has no free slot in the coming weeks. Choose the time yourself, or ask the administrator to write slots \
into desk.toml."""

    code = "no-free-slot"


class DayHasNoSlot(DeskError):
    """On {day} no slot of {page} is free. Choose the time yourself."""

    code = "day-has-no-slot"
