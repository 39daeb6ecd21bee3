"""The classifier's branch of the error tree.

Each class's docstring is the sentence a user reads, with `{field}` places filled from the keyword
arguments. It is also the gettext message id: `pipeline.i18n.describe` translates it.
"""

from __future__ import annotations


class ClassifierError(Exception):
    """Sorting or checking the text failed."""

    code = "classifier-error"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__((type(self).__doc__ or "").format(**fields))


class ModelMissing(ClassifierError):
    """There is no topic model in {path}. Train one with `anhduong train`, or reinstall the desk."""

    code = "model-missing"


class ModelDamaged(ClassifierError):
    """The topic model in {path} cannot be used: {reason}. Train it again, or restore the shipped one."""

    code = "model-damaged"


class ModelFormat(ClassifierError):
    """The topic model in {path} has format {found}; this version reads format {wanted}. Train it again."""

    code = "model-format"


class ModelLabels(ClassifierError):
    """The topic model in {path} sorts into {labels}, not into IPTC Media Topics; train one with `--labels medtop`."""

    code = "model-labels"


class TrainingData(ClassifierError):
    """Training data {path}, line {line}: {reason}. Correct or remove the line."""

    code = "training-data"


class TrainingFile(ClassifierError):
    """Training data {path} cannot be read: {reason}. Give JSON lines, plain or compressed with xz."""

    code = "training-file"


class UnknownLabel(ClassifierError):
    """The label "{label}" ({path}) has no place in the Media Topics table; use `--labels native`, or map it."""

    code = "unknown-label"


class TooLittleData(ClassifierError):
    """Not enough to train on: {reason}. Bring at least two topics with {least} texts each."""

    code = "too-little-data"


class TooFewLabels(ClassifierError):
    """Editors have given topics to {have} texts; about {missing} more are needed before the model can learn."""

    code = "too-few-labels"
