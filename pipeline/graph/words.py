"""What the codes of the Facebook publisher mean for an editor, and what to do."""

from __future__ import annotations

from pipeline.i18n import _


def graph_problem(code: str) -> str | None:
    """The sentence for a post's `problem` or the reason of a page's pause; None for a code of somebody else's."""
    return {
        "caption-too-long": _("The text with its source line is longer than Facebook takes. Shorten the caption."),
        "graph-token": _("Facebook no longer accepts the page's token. An administrator must connect the page again."),
        "graph-no-token": _("The desk has no usable token for the page. An administrator must connect the page."),
        "graph-proof": _("Facebook rejects the app's secret. An administrator must set ANHDUONG_APP_SECRET right."),
        "graph-permission": _(
            "Facebook does not allow the desk to post on the page. An administrator must connect the page again, with "
            "all permissions."
        ),
        "graph-no-page": _(
            "Facebook does not know the page, or the token is not the page's own. An administrator must look at the "
            "settings of the page."
        ),
        "graph-version": _("Facebook has ended this version of its interface. An administrator must set a newer one."),
        "graph-limit": _("Facebook asks the desk to wait: the page's calls are used up for now. It goes on by itself."),
        "graph-unreachable": _("Facebook could not be reached, so nothing was sent. The desk tries again by itself."),
        "graph-blocked": _(
            "Facebook has blocked this action for the page. Look at the page's notices on Facebook before anything "
            "else is published."
        ),
        "graph-content": _(
            "Facebook does not take this content. Look at the text and the link, then schedule it again."
        ),
        "graph-picture": _("Facebook does not take the picture. Choose another one, then schedule the post again."),
        "graph-link": _("Facebook cannot open the link. Open it yourself, then schedule the post again."),
        "graph-gone": _("The post is no longer on the page, or the desk may not change it."),
        "graph-duplicate": _("Facebook says that the page has this post already. The desk looks for it on the page."),
        "graph-server-error": _("Facebook answered with an error, and the post may be on the page all the same."),
        "graph-timeout": _("Facebook did not answer in time, and the post may be on the page all the same."),
        "graph-cut-off": _("The connection to Facebook broke off, and the post may be on the page all the same."),
        "graph-too-large": _("Facebook's answer could not be read, and the post may be on the page all the same."),
        "graph-no-id": _("Facebook's answer could not be read, and the post may be on the page all the same."),
        "graph-unclear": _("Facebook's answer could not be read, and the post may be on the page all the same."),
        "graph-too-many": _("The page has too many posts to read back. Look at the page yourself."),
        "picture-empty": _("The picture's address leads to nothing. Choose another picture."),
        "picture-unknown": _("There is no picture at the picture's address. Choose another one."),
        "picture-too-large": _("The picture's file is too large. Choose a smaller one."),
        "picture-too-many-pixels": _("The picture has too many pixels. Choose a smaller one."),
        "picture-too-long": _("The picture is too wide or too high. Choose a smaller one, or cut it."),
        "picture-moves": _("The picture moves, and only still ones can be published. Choose a still one."),
        "picture-broken": _("The picture's file is damaged. Choose another one."),
        "picture-unreachable": _("The picture could not be fetched. Open its address, then schedule the post again."),
    }.get(code)
