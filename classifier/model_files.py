"""A linear model on disk: `model.json` and `model.npz`, no pickle anywhere.

The arrays file is read with `allow_pickle=False`; the JSON names its SHA-256, so a half-written or
mixed-up pair is noticed. Every shape is checked before anything is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.errors import ModelDamaged, ModelFormat, ModelMissing

TOPICS = "anhduong-topics"
SENTENCES = "anhduong-sentences"
VERSION = 1
_ARRAYS = {"grams": "uint32", "idf": "float16", "scale": "float32", "weights": "int8", "bias": "float32"}
Arrays = dict[str, NDArray[Any]]


def shipped(name: str = "topics") -> Traversable:
    """Folder of a model that comes with the desk; `models` has no code and is a namespace package."""
    try:
        return files("models") / name
    except ModuleNotFoundError as error:
        raise ModelMissing(path=f"models/{name}") from error


def write(folder: Path, arrays: Arrays, config: dict[str, Any], kind: str = TOPICS) -> None:
    """Write a model; each file is replaced in one step, the JSON last, so a reader sees a whole pair or none.

    The bytes depend on the arguments only. Raises `OSError` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **{name: arrays[name].astype(dtype) for name, dtype in _ARRAYS.items()})
    body = packed.getvalue()
    head = {"format": kind, "version": VERSION, "sha256": hashlib.sha256(body).hexdigest(), **config}
    _replace(folder / "model.npz", body)
    _replace(folder / "model.json", json.dumps(head, ensure_ascii=False, indent=1).encode() + b"\n")


def _replace(path: Path, body: bytes) -> None:
    waiting = path.with_name(path.name + ".tmp")
    waiting.write_bytes(body)
    os.replace(waiting, path)  # noqa: PTH105 - same call, and it says what it does


def read(folder: Traversable, kind: str = TOPICS) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and configuration of the model in `folder`.

    Raises `ModelMissing`, `ModelFormat` (another version or no model of ours) and `ModelDamaged`.
    """
    try:
        head = (folder / "model.json").read_bytes()
        body = (folder / "model.npz").read_bytes()
    except OSError as error:
        raise ModelMissing(path=folder) from error
    try:
        config = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(path=folder, reason="model.json is not JSON") from error
    if not isinstance(config, dict) or config.get("format") != kind:
        raise ModelFormat(path=folder, found="unknown", wanted=VERSION)
    if config.get("version") != VERSION:
        raise ModelFormat(path=folder, found=config.get("version"), wanted=VERSION)
    if hashlib.sha256(body).hexdigest() != config.get("sha256"):
        raise ModelDamaged(path=folder, reason="model.npz is not the file that model.json names")
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in _ARRAYS}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise ModelDamaged(path=folder, reason=f"model.npz cannot be read ({error})") from error
    _check(folder, arrays, config)
    return arrays, config


def _check(folder: Traversable, arrays: Arrays, config: dict[str, Any]) -> None:
    labels = config.get("labels")
    if not isinstance(labels, list) or len(labels) < 2 or not all(isinstance(label, str) for label in labels):
        raise ModelDamaged(path=folder, reason="the list of labels is missing")
    if len(set(labels)) != len(labels):
        raise ModelDamaged(path=folder, reason="a label stands twice")
    count = arrays["grams"].shape[0] if arrays["grams"].ndim == 1 else -1
    wanted = {
        "grams": (count,),
        "idf": (count,),
        "scale": (count,),
        "weights": (count, len(labels)),
        "bias": (len(labels),),
    }
    for name, shape in wanted.items():
        if arrays[name].shape != shape or arrays[name].dtype != np.dtype(_ARRAYS[name]):
            raise ModelDamaged(
                path=folder, reason=f"{name} is {arrays[name].dtype}{arrays[name].shape}, not {_ARRAYS[name]}{shape}"
            )
    if count < 1 or not bool((np.diff(arrays["grams"].astype(np.int64)) > 0).all()):
        raise ModelDamaged(path=folder, reason="the vocabulary is not in order")
    for name in ("idf", "scale", "bias"):
        if not bool(np.isfinite(arrays[name]).all()):
            raise ModelDamaged(path=folder, reason=f"{name} holds a value that is no number")
