"""What every measured process shares: its memory, its clock, and the lines it prints."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CHROMIUM = "--disable-frame-rate-limit --disable-gpu-vsync --enable-precise-memory-info"


def environment(**extra: str) -> dict[str, str]:
    """Environment of a measured process: no display, no frame limit, the project importable."""
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "QTWEBENGINE_CHROMIUM_FLAGS": CHROMIUM}
    if not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # everybody's second start has compiled modules
    return {**env, "BENCH_BEGUN": repr(time.time()), **extra}


def run(command: Sequence[str | Path], timeout: float = 900, **extra: str) -> dict[str, Any]:
    """Run a measured process.

    Returns
    -------
    dict
        The JSON object of its last line, with ``wall_s`` and, where the system tells it,
        ``pss_mb`` (greatest memory of it and its children); or ``error``.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**extra),
        cwd=HERE,
    )
    peak, stop = [0.0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            peak[0] = max(peak[0], tree_mb(process.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"\nno end after {timeout} s"
    stop.set()
    watcher.join()
    answer: dict[str, Any] = {"error": (err or out)[-1500:]}
    for line in reversed(out.splitlines()):
        if line.startswith("{"):
            answer = json.loads(line)
            break
    return {**answer, "pss_mb": peak[0], "wall_s": time.perf_counter() - begun}


def tree_mb(pid: int) -> float:
    """Proportional memory (PSS) of a process and its children, MB; 0 where it is not told."""
    total = 0.0
    todo = [pid]
    while todo:
        process = Path("/proc") / str(todo.pop())
        try:
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1e3
            for task in (process / "task").iterdir():
                todo += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return total


def spread(values: Sequence[float], tick: float = 0.0) -> dict[str, float]:
    """Median, 99th percentile, largest; of a clock with ticks the median within its tick."""
    order = sorted(values)
    if not order:
        return {}
    middle = statistics.median_grouped(order, tick) if tick else statistics.median(order)
    return {
        "median": middle,
        "p99": order[min(len(order) - 1, int(0.99 * len(order)))],
        "max": order[-1],
    }


def size_mb(*paths: Path) -> float:
    """Size of files and folders, MB."""
    files = [f for path in paths for f in (path.rglob("*") if path.is_dir() else [path])]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
