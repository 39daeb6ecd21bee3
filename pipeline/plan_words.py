"""What a row of a plan does, as a user reads it."""

from __future__ import annotations

from pipeline.i18n import _


def action_name(action: str, *, held: bool = False) -> str:
    """The name of an action of `pipeline.plan_import`; `held` where it asks first."""
    if held:
        return _("asks first")
    names = {
        "schedule": _("schedule"),
        "move": _("move"),
        "wish": _("keep the time for the draft"),
        "draft": _("write a draft for this time"),
        "same": _("nothing to do, it is so already"),
        "none": _("not possible"),
    }
    return names.get(action, action)
