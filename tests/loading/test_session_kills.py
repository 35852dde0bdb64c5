"""Work survives kills and full disks at any instant of editing and saving."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROUNDS_EACH = 110
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need fork and SIGKILL")


def _run(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    command = [sys.executable, str(HERE / program), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def _answer(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, _ = process.communicate()
    assert process.returncode == 0
    answer: dict[str, Any] = json.loads(out)
    return answer


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill, unlike a power cut, spares what is there."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="salient-", dir=memory) as name:
        yield Path(name)


@needs_fork
def test_work_survives_a_kill_at_any_instant(quick_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    runs = [_run("kill_rounds.py", quick_path / str(n), ROUNDS_EACH, seed + n) for n in (0, 1)]
    answers = [_answer(run) for run in runs]
    assert [answer["wrong"] for answer in answers] == [[], []]
    assert sum(answer["killed"] for answer in answers) >= 200
    assert sum(answer["gestures"] for answer in answers) > 200


@needs_fork
@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_save_may_end_or_fail_at_every_step(quick_path: Path, how: str) -> None:
    answer = _answer(_run("save_steps.py", quick_path, how))
    assert answer["wrong"] == []
    assert answer["steps"] > 30
