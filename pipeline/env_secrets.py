"""Secrets come from the environment, or from a file that it names; never from `desk.toml`, which people copy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import DeskError

_LARGEST = 8192


class SecretUnreadable(DeskError):
    """The secret file {path} named by {name} cannot be read: {cause}. Correct the path or the file's permissions."""

    code = "secret-unreadable"


def from_env(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """The secret in the variable `name`, else in the file that `name` + `_FILE` names, without its last line end.

    None where neither is set or both are empty. Raises `SecretUnreadable`.
    """
    environ = os.environ if environ is None else environ
    if environ.get(name):
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST).decode("utf-8").rstrip("\r\n") or None
    except OSError as error:
        raise SecretUnreadable(path=path, name=f"{name}_FILE", cause=error.strerror or "?") from error
    except UnicodeDecodeError:
        # The cause would show bytes of the secret.
        raise SecretUnreadable(path=path, name=f"{name}_FILE", cause="UTF-8") from None
