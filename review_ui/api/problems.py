"""Errors as problem details (RFC 9457), in the desk's language, with a code that stays."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from pipeline.errors import (
    AddressInvalid,
    AddressTaken,
    AltTextNeeded,
    AmendmentReasonNeeded,
    AnswerNeeded,
    CaptionInvalid,
    CropInvalid,
    DeskError,
    HashtagInvalid,
    LevelReasonNeeded,
    PictureInvalid,
    PictureRefused,
    ReasonNeeded,
    ShiftInvalid,
    StoreBroken,
    StoreBusy,
    TextTooLong,
    TimeInvalid,
    TimeMissing,
    TimePast,
    TimeTooFar,
    TimeTwice,
    TooManyHashtags,
    TooManyPictures,
    TopicNeeded,
)
from pipeline.i18n import _, describe
from pipeline.people_errors import SecondFactorRequired
from pipeline.plan_errors import PlanColumns, PlanTooLong, PlanUnreadable
from pipeline.token_errors import PauseReasonNeeded
from review_ui import errors as web
from review_ui.api import errors as api
from review_ui.rendering import status_of as page_status

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:anhduong:problem:"
_STATUS: dict[type[DeskError], int] = {
    api.TokenNeeded: 401,
    api.TokenInvalid: 401,
    api.ScopeMissing: 403,
    SecondFactorRequired: 403,
    api.AddressUnknown: 404,
    api.MethodUnknown: 405,
    api.KeyUnderway: 409,
    api.CautionsOpen: 409,
    api.MediaTypeWrong: 415,
    api.VersionNeeded: 428,
    api.TooManyRequests: 429,
    api.BodyNotJson: 400,
    api.KeyMalformed: 400,
    api.IfMatchInvalid: 400,
    TimeInvalid: 422,
}
_POINTERS: tuple[tuple[type[DeskError], str], ...] = (
    (CaptionInvalid, "/caption"),
    (TextTooLong, "/caption"),
    (HashtagInvalid, "/hashtags"),
    (TooManyHashtags, "/hashtags"),
    (AltTextNeeded, "/pictures"),
    (PictureInvalid, "/pictures"),
    (TooManyPictures, "/pictures"),
    (ReasonNeeded, "/reason"),
    (AmendmentReasonNeeded, "/reason"),
    (AddressInvalid, "/address"),
    (AddressTaken, "/address"),
    (TopicNeeded, "/main"),
    (AnswerNeeded, "/answer"),
    (PauseReasonNeeded, "/reason"),
    (LevelReasonNeeded, "/reason"),
    (ShiftInvalid, "/by"),
    (PlanUnreadable, "/csv"),
    (PlanColumns, "/csv"),
    (PlanTooLong, "/csv"),
    (TimeInvalid, "/wall_time"),
    (TimeMissing, "/wall_time"),
    (TimePast, "/wall_time"),
    (TimeTooFar, "/wall_time"),
    (TimeTwice, "/wall_time"),
)


def status_of(error: DeskError) -> int:
    """The HTTP status; what the API does not say otherwise is as on the pages."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 0) or page_status(error)


def title_of(status: int) -> str:
    """The kind of problem in two or three words."""
    titles = {
        400: _("The request cannot be read"),
        401: _("A token is needed"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        409: _("It is no longer so"),
        412: _("The version is another one"),
        413: _("Too large"),
        415: _("Not JSON"),
        422: _("Something does not fit"),
        428: _("The version is missing"),
        429: _("Too many requests"),
        500: _("A fault of the desk"),
        503: _("Not available at the moment"),
    }
    return titles.get(status, titles[400])


def problem(error: DeskError, extra: Mapping[str, object] | None = None, status: int | None = None) -> Response:
    """The answer to a request that failed."""
    status = status_of(error) if status is None else status
    content: dict[str, object] = {
        "type": TYPE + error.code,
        "title": title_of(status),
        "status": status,
        "detail": describe(error),
        "code": error.code,
    }
    if isinstance(error, api.FieldsWrong):
        content["errors"] = list(error.errors)
    elif status == 422 and (pointer := _pointer(error)):
        content["errors"] = [{"pointer": pointer, "detail": content["detail"]}]
    if isinstance(error, api.ScopeMissing):
        content["scope"] = error.fields["scope"]
    if isinstance(error, api.CautionsOpen):
        content["cautions"] = list(error.cautions)
    if isinstance(error, TimeMissing | TimeTwice):
        content["choices"] = list(error.fields["choices"])  # type: ignore[call-overload]
    content |= extra or {}
    response = Response(json.dumps(content, ensure_ascii=False), status, media_type=MEDIA_TYPE)
    response.headers.update(_headers(error, status))
    return response


def _pointer(error: DeskError) -> str:
    if isinstance(error, PictureRefused | api.PictureNotOffered):
        return f"#/pictures/{int(str(error.fields['n'])) - 1}/url"
    if isinstance(error, CropInvalid):
        return f"#/pictures/{int(str(error.fields['number'])) - 1}/crop"
    return next((f"#{pointer}" for kind, pointer in _POINTERS if isinstance(error, kind)), "")


def _headers(error: DeskError, status: int) -> dict[str, str]:
    if status == 401:
        said = ', error="invalid_token"' if isinstance(error, api.TokenInvalid) else ""
        return {"WWW-Authenticate": f'Bearer realm="anhduong"{said}'}
    if isinstance(error, api.ScopeMissing):
        scope = error.fields["scope"]
        return {"WWW-Authenticate": f'Bearer realm="anhduong", error="insufficient_scope", scope="{scope}"'}
    if isinstance(error, StoreBusy | StoreBroken):
        return {"Retry-After": "5"}
    if isinstance(error, api.TooManyRequests):
        return {"Retry-After": str(error.fields["seconds"])}
    if isinstance(error, web.LoginThrottled):
        return {"Retry-After": str(60 * int(str(error.fields["minutes"])))}
    return {}
