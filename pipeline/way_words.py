"""What the ways out tell of a post that they did not publish, in sentences. Spelled out for the catalogue."""

from __future__ import annotations

from pipeline.i18n import _


def way_problem(problem: str) -> str | None:
    """The sentence of a problem `code` or `code: what the other side said`; None for a code of somebody else."""
    code, parted, detail = problem.partition(": ")
    names = {
        "outbox": _("The outbox could not be written. Check the disk, then choose a new time."),
        "facebook-not-set": _(
            "The page has no [page.facebook] table in desk.toml. An administrator must add it and connect the page."
        ),
        "rss": _("The feed could not be written. Check the disk, then choose a new time."),
        "rss-not-set": _("The page has no feed yet. Add [page.rss] with its url to desk.toml, then resume the page."),
        "email-not-set": _(
            'Nobody gets the posts of this page yet. Add [page.email] with to = ["…"] to desk.toml, then resume the '
            "page."
        ),
        "mail-not-set": _("The desk has no mail server. Add [mail] to desk.toml, then resume the page."),
        "mail-password": _(
            "The mail server's password is missing. Put it into ANHDUONG_SMTP_PASSWORD or the file that "
            "ANHDUONG_SMTP_PASSWORD_FILE names, then resume the page."
        ),
        "mail-unreachable": _("The mail server did not answer; the post was not sent."),
        "mail-not-encrypted": _(
            "The mail server offers no encryption, so nothing was sent. Correct [mail] in desk.toml, then resume the "
            "page."
        ),
        "mail-certificate": _(
            "The mail server's certificate is not to be trusted, so nothing was sent. Correct [mail] in desk.toml, "
            "then resume the page."
        ),
        "mail-login": _(
            "The mail server refused the login. Correct user in [mail] or the password, then resume the page."
        ),
        "mail-recipient": _(
            "The mail server knows none of the page's editors. Correct [page.email] in desk.toml, then resume the page."
        ),
        "mail-deferred": _("The mail server asked to try again later; the post was not sent."),
        "mail-rejected": _("The mail server rejected the mail. Ask its administrator, then choose a new time."),
        "mail-uncertain": _(
            "The mail may have been sent: the connection broke before the server's answer. Look into the editors' "
            "mailbox."
        ),
        "webhook-not-set": _(
            "The page has no webhook yet. Add [page.webhook] with its url to desk.toml, then resume the page."
        ),
        "webhook-secret": _(
            "The page's webhook has no secret of at least 16 signs. Put one into ANHDUONG_WEBHOOK_SECRET_… with the "
            "page's id, or into the file that …_FILE names, then resume the page."
        ),
        "webhook-address": _(
            "The webhook's name stands for an address inside a network, so nothing was sent. Correct url in "
            "[page.webhook], then resume the page."
        ),
        "webhook-certificate": _(
            "The receiver's certificate is not to be trusted, so nothing was sent. Tell the receiver, then resume the "
            "page."
        ),
        "webhook-dns": _("The receiver's name was not found; the post was not sent."),
        "webhook-connect": _("The receiver could not be reached; the post was not sent."),
        "webhook-moved": _(
            "The receiver has moved, and a post is not sent after it. Correct url in [page.webhook], then resume the "
            "page."
        ),
        "webhook-refused": _("The receiver refused the post. Ask who runs it, then choose a new time."),
        "webhook-busy": _("The receiver asked to wait; the post was not sent."),
        "webhook-broken": _("The receiver may have the post: its answer was lost or unclear. Look there."),
    }
    said = names.get(code)
    if said is None:
        return None
    return f"{said} ({detail})" if parted and detail else said
