"""A linear model on disk: `model.json` and `model.npz`, no pickle anywhere.

The arrays file is read with `allow_pickle=False`; the JSON names its SHA-256, so a half-written or
mixed-up pair is noticed. Every shape is checked before anything is used.
"""

from __future__ import annotations

import hashlib
import io
import json
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
_BLOCK = {"grams": "uint32", "idf": "float16", "scale": "float32", "weights": "int8"}
_PREFIXES = ("", "style_")
_ARRAYS = {**{prefix + name: kind for prefix in _PREFIXES for name, kind in _BLOCK.items()}, "bias": "float32"}
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
    given = {name: arrays[name].astype(dtype) for name, dtype in _ARRAYS.items() if name in arrays}
    np.savez(packed, allow_pickle=False, **given)
    body = packed.getvalue()
    head = {"format": kind, "version": VERSION, "sha256": hashlib.sha256(body).hexdigest(), **config}
    waiting = {
        folder / "model.npz": body,
        folder / "model.json": json.dumps(head, ensure_ascii=False, indent=1).encode() + b"\n",
    }
    for path, written in waiting.items():
        _beside(path).write_bytes(written)
    first, last = waiting
    try:
        _beside(first).replace(first)
    finally:
        # Stopped between the two, the old JSON would name another arrays file.
        if not _beside(first).exists():
            _beside(last).replace(last)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".tmp")


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
            style = [name for name in stored.files if name.startswith("style_")]
            wanted = [name for name in _ARRAYS if style or not name.startswith("style_")]
            arrays = {name: stored[name] for name in wanted}
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
    width = arrays["bias"].shape[0] if arrays["bias"].ndim == 1 else -1
    if width < len(labels) or (width - len(labels)) % (len(labels) + 1):
        raise ModelDamaged(path=folder, reason=f"{width} columns do not fit {len(labels)} labels")
    wanted: dict[str, tuple[int, ...]] = {"bias": (width,)}
    for prefix in _PREFIXES[: 2 if "style_grams" in arrays else 1]:
        grams = arrays[f"{prefix}grams"]
        count = grams.shape[0] if grams.ndim == 1 else -1
        wanted |= {f"{prefix}{name}": (count,) for name in ("grams", "idf", "scale")}
        wanted[f"{prefix}weights"] = (count, width)
        if count < 1 or not bool((np.diff(grams.astype(np.int64)) > 0).all()):
            raise ModelDamaged(path=folder, reason="the vocabulary is empty or not in order")
    for name, shape in wanted.items():
        if arrays[name].shape != shape or arrays[name].dtype != np.dtype(_ARRAYS[name]):
            raise ModelDamaged(
                path=folder, reason=f"{name} is {arrays[name].dtype}{arrays[name].shape}, not {_ARRAYS[name]}{shape}"
            )
        if arrays[name].dtype.kind == "f" and not bool(np.isfinite(arrays[name]).all()):
            raise ModelDamaged(path=folder, reason=f"{name} holds a value that is no number")
