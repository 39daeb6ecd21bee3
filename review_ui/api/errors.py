"""What can go wrong between a script and the desk. Same rules as `pipeline.errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import DeskError


class TokenNeeded(DeskError):
    """Send a personal token in the header “Authorization: Bearer …”. Make one on the page of your account."""

    code = "token-needed"


class TokenInvalid(DeskError):
    """The token opens nothing: it is not known here, or it was revoked or has expired. Make a new one."""

    code = "token-invalid"


class ScopeMissing(DeskError):
    """The token lacks the scope “{scope}”. Make one that has it, on the page of your account."""

    code = "scope-missing"


class TooManyRequests(DeskError):
    """Too many requests. Wait {seconds} seconds, then go on more slowly."""

    code = "too-many-requests"


class MediaTypeWrong(DeskError):
    """Send the body as JSON, with the header “Content-Type: application/json”."""

    code = "media-type-wrong"


class BodyNotJson(DeskError):
    """The body is not JSON that can be read: {why}. Correct it and send it again."""

    code = "body-not-json"


class FieldsWrong(DeskError):
    """Some of what was sent does not fit; “errors” says what and where. Correct it and send it again."""

    code = "fields-wrong"

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        self.errors = errors
        super().__init__()


class VersionNeeded(DeskError):
    """Say which version you have seen, as “version” in the body or in the header If-Match."""

    code = "version-needed"


class VersionsDiffer(DeskError):
    """The header If-Match names another version than the body. Send one of them."""

    code = "versions-differ"


class IfMatchInvalid(DeskError):
    """The header If-Match must hold one ETag as it was answered, or the version in quotation marks."""

    code = "if-match-invalid"


class KeyMalformed(DeskError):
    """The header Idempotency-Key must have 1 to {limit} visible ASCII characters."""

    code = "idempotency-key-malformed"


class KeyReused(DeskError):
    """This Idempotency-Key was used for another request. Take a new key for a new request."""

    code = "idempotency-key-reused"


class KeyUnderway(DeskError):
    """A request with this Idempotency-Key is under way. Wait a moment and send it again."""

    code = "idempotency-key-underway"


class CautionsOpen(DeskError):
    """There is something to know about this time. Read “cautions”; to go on, send their keys in “accept”."""

    code = "cautions-open"

    def __init__(self, cautions: Sequence[Mapping[str, object]]) -> None:
        self.cautions = cautions
        super().__init__()


class PictureNotOffered(DeskError):
    """Picture {n} is not one of the article's pictures. Choose among “pictures” of the article."""

    code = "picture-not-offered"


class AddressUnknown(DeskError):
    """There is nothing at this address of the API. See /api/v1/openapi.json for what there is."""

    code = "address-unknown"


class MethodUnknown(DeskError):
    """This address does not know that method. The header Allow says which it knows."""

    code = "method-unknown"
