"""Ratios of one run, against the goals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Runs = dict[str, Any]

PEER = "TimestampedGeoJson"


def _at(runs: Runs, *names: str) -> float:
    value: Any = runs
    for name in names:
        value = value[name]
    return float(value)


def _above_empty(runs: Runs, *names: str) -> tuple[float, float]:
    empty = _at(runs, "empty", *names)
    return _at(runs, "product", *names) - empty, _at(runs, "timestamped", *names) - empty


def _both(*names: str) -> Callable[[Runs], tuple[float, float]]:
    return lambda runs: (_at(runs, "product", *names), _at(runs, "timestamped", *names))


def _pair(own: tuple[str, ...], other: tuple[str, ...]) -> Callable[[Runs], tuple[float, float]]:
    return lambda runs: (_at(runs, *own), _at(runs, *other))


Row = tuple[str, str, float, str, Callable[[Runs], tuple[float, float]]]

STEP, JUMP = ("step", "paint", "median"), ("jump", "paint", "median")

ROWS: list[Row] = [
    ("step above the empty page", PEER, 0.25, "ms", lambda r: _above_empty(r, *STEP)),
    ("jump above the empty page", PEER, 0.50, "ms", lambda r: _above_empty(r, *JUMP)),
    ("script time of a step", PEER, 0.15, "ms", _both("step", "sync", "median")),
    ("worst step", PEER, 0.30, "ms", _both("step", "paint", "max")),
    ("load from files", PEER, 0.25, "s", _both("load_s")),
    ("reopen", PEER, 0.20, "s", _both("reopen_s")),
    ("memory above the empty page", PEER, 0.08, "MB", lambda r: _above_empty(r, "memory_mb")),
    ("size of what the page is made from", PEER, 1 / 30, "MB", _both("size_mb")),
    ("step at 10 x the days", "own", 1.3, "ms", _pair(("longer",), ("product", *STEP))),
    ("step at 10 x the vertices", "own", 1.3, "ms", _pair(("finer",), ("coarse",))),
    ("import of all files", "geopandas.read_file", 0.30, "s", _pair(("import_s",), ("read_s",))),
    ("main.py to a ready map", "empty page", 1.6, "s", _pair(("start_s",), ("empty_s",))),
]


def markdown(runs: Runs) -> str:
    """Return the table; a row whose figures are missing says so."""
    lines = [
        "| what | Salient | against | ratio | goal | met |",
        "|---|---|---|---|---|---|",
    ]
    for title, against, goal, unit, figures in ROWS:
        try:
            own, other = figures(runs)
            ratio = own / other
        except (KeyError, TypeError, ZeroDivisionError):
            lines.append(f"| {title} | not measured | {against} | - | <= {goal:.3g} | - |")
            continue
        met = "yes" if ratio <= goal else "no"
        lines.append(
            f"| {title} | {own:.3g} {unit} | {against} {other:.3g} {unit} "
            f"| {ratio:.3f} | <= {goal:.3g} | {met} |"
        )
    return "\n".join(lines)
