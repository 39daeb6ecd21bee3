"""Mistakes in `beats.toml`. As in `classifier.errors`, a docstring is what a user reads and the gettext message id."""

from __future__ import annotations

from functools import partial

from classifier.errors import ClassifierError


class BeatsError(ClassifierError):
    """{path}: the beats cannot be read. Correct the file."""

    code = "beats"


class BeatsUnreadable(BeatsError):
    """{path} cannot be read; check that it is a file and that its permissions let the desk read it."""

    code = "beats-unreadable"


class BeatsEncoding(BeatsError):
    """{path} is not text in UTF-8; save it as UTF-8 and try again."""

    code = "beats-encoding"


class BeatsTooLarge(BeatsError):
    """{path} is larger than {limit} KB; a list of beats is shorter. Take out what does not belong there."""

    code = "beats-too-large"


class BeatsSyntax(BeatsError):
    """{path}, line {line}, column {column}: this is not TOML; correct the line and try again."""

    code = "beats-syntax"


class BeatsInvalid(BeatsError):
    """{path} cannot be used as it is; mistakes to correct: {count}. The first: {first}"""

    code = "beats-invalid"

    def __init__(self, *, path: object, errors: tuple[BeatsError, ...]) -> None:
        super().__init__(path=path, count=len(errors), first=errors[0])
        self.errors = errors

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), path=self.fields["path"], errors=self.errors), ()


class BeatsEmpty(BeatsError):
    """{path} names no beat; add at least one table [[beat]]."""

    code = "beats-empty"


class BeatsKeyUnknown(BeatsError):
    """{path}: there is no key {key} outside a beat; beats are tables written [[beat]]."""

    code = "beats-key-unknown"


class BeatsTooMany(BeatsError):
    """{path} has more than {limit} {what}; merge or remove some."""

    code = "beats-too-many"


class BeatError(BeatsError):
    """{path}, beat {beat}, key {key}: this value cannot be used."""

    code = "beat"


class BeatKeyMissing(BeatError):
    """{path}, beat {beat}: the key {key} is missing; add {example}."""

    code = "beat-key-missing"


class BeatKeyUnknown(BeatError):
    """{path}, beat {beat}: there is no key {key}; remove it, or use one of {known}."""

    code = "beat-key-unknown"


class BeatKeyMisspelt(BeatError):
    """{path}, beat {beat}: there is no key {key}; did you mean {suggestion}?"""

    code = "beat-key-misspelt"


class BeatTypeWrong(BeatError):
    """{path}, beat {beat}, key {key}: the value is not of the right kind; write it like {example}."""

    code = "beat-type-wrong"


class BeatTextEmpty(BeatError):
    """{path}, beat {beat}, key {key}: the text is empty; write it like {example}."""

    code = "beat-text-empty"


class BeatIdBad(BeatError):
    """{path}, beat {beat}, key {key}: use small letters, digits and dashes, like {example}."""

    code = "beat-id-bad"


class BeatDuplicate(BeatError):
    """{path}, beat {beat}: another beat has the same id; give each an id of its own."""

    code = "beat-duplicate"


class BeatWithoutRule(BeatError):
    """{path}, beat {beat}: it has no rule, so no article would get it; add any = [{example}]."""

    code = "beat-without-rule"


class BeatConditionMixed(BeatError):
    """{path}, beat {beat}, key {key}: a condition names one of topic, place or phrase; write it like {example}."""

    code = "beat-condition-mixed"


class BeatKeyMisplaced(BeatError):
    """{path}, beat {beat}, key {key}: this key goes with {wanted} only; remove it."""

    code = "beat-key-misplaced"


class BeatOutOfRange(BeatError):
    """{path}, beat {beat}, key {key}: {value} is out of range; write a number from {low} to {high}."""

    code = "beat-out-of-range"


class BeatTopicUnknown(BeatError):
    """{path}, beat {beat}, key {key}: there is no topic “{value}”; use one of {known}."""

    code = "beat-topic-unknown"


class BeatPlaceUnknown(BeatError):
    """{path}, beat {beat}, key {key}: “{value}” is not in the list of places and organisations; correct the name, or \
use a phrase instead."""

    code = "beat-place-unknown"


class BeatPlaceMisspelt(BeatError):
    """{path}, beat {beat}, key {key}: “{value}” is not in the list of places and organisations; did you mean \
“{suggestion}”?"""

    code = "beat-place-misspelt"
