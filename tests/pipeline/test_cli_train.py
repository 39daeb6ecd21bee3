"""Training from the command line: what a stop leaves behind."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "the-thao": "đội bóng ghi bàn trận đấu huy chương cầu thủ huấn luyện viên sân vận động chung kết".split(),
    "y-te": "bệnh viện bác sĩ tiêm vắc xin bệnh nhân điều trị phòng khám sốt xuất huyết thuốc men".split(),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    chance = random.Random(7)
    path = tmp_path / "all.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"text": " ".join(chance.choices(words, k=300)), "label": label})
            for label, words in WORDS.items()
            for _ in range(1500)
        )
    )
    return path


def test_stopped_while_training_the_old_model_stays_and_nothing_is_left(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    old = {"model.json": b"{}", "model.npz": b"old"}
    for name, body in old.items():
        (folder / name).write_bytes(body)
    command = [sys.executable, "-m", "pipeline", "train", "--data", str(data), "--model", str(folder)]
    process = subprocess.Popen([*command, "--labels", "native"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "in-domain 0/1" in line:  # from here on a fit in C code runs
            process.send_signal(signal.SIGINT)
    assert process.wait(30) == -signal.SIGINT
    process.stderr.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == old
