"""Ratios of one run, against the goals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Runs = dict[str, Any]

PEER, IMPORT = "TimestampedGeoJson", "import of all files"


def _at(runs: Runs, *names: str) -> float:
    value: Any = runs
    for name in names:
        value = value[name]
    return float(value)


Figures = Callable[[Runs, str], tuple[float, float]]
"""Own figure and the other's; the word says which of our contestants, `PLAIN` or `FULL`."""

PLAIN, FULL = "plain", "product"


def _above_empty(*names: str) -> Figures:
    def figures(runs: Runs, own: str) -> tuple[float, float]:
        empty = _at(runs, "empty", *names)
        return _at(runs, own, *names) - empty, _at(runs, "timestamped", *names) - empty

    return figures


def _both(*names: str) -> Figures:
    return lambda runs, own: (_at(runs, own, *names), _at(runs, "timestamped", *names))


def _pair(own: tuple[str, ...], other: tuple[str, ...]) -> Figures:
    return lambda runs, _own: (_at(runs, *own), _at(runs, *other))


STEP, JUMP = ("step", "paint", "median"), ("jump", "paint", "median")

REPLAY: list[tuple[str, float | None, str, Figures]] = [
    ("step above the empty page", 0.25, "ms", _above_empty(*STEP)),
    ("jump above the empty page", 0.50, "ms", _above_empty(*JUMP)),
    ("script time of a step", 0.15, "ms", _both("step", "sync", "median")),
    ("frame of a step in the page", None, "ms", _both("step", "frame", "median")),
    ("worst step", 0.30, "ms", _both("step", "paint", "max")),
    ("worst step above the empty page", None, "ms", _above_empty("step", "paint", "max")),
    ("memory above the empty page", 0.08, "MB", _above_empty("memory_mb")),
]
"""Measured twice: with what the peer draws, which the goals are for, and with everything on."""

Row = tuple[str, str, str, float | None, str, Figures]

ROWS: list[Row] = [
    *(
        (f"{title}, as the peer draws", PLAIN, PEER, goal, unit, figures)
        for title, goal, unit, figures in REPLAY
    ),
    *(
        (f"{title}, everything on", FULL, PEER, None, unit, figures)
        for title, _, unit, figures in REPLAY
    ),
    ("load from files", FULL, PEER, 0.25, "s", _both("load_s")),
    ("reopen", FULL, PEER, 0.20, "s", _both("reopen_s")),
    ("size of what the page is made from", FULL, PEER, 1 / 30, "MB", _both("size_mb")),
    ("step at 10 x the days", FULL, "own", 1.3, "ms", _pair(("longer",), ("base",))),
    ("memory at 10 x the days", FULL, "own", None, "MB", _pair(("longer_mb",), ("base_mb",))),
    ("step at 10 x the vertices", FULL, "own", 1.3, "ms", _pair(("finer",), ("coarse",))),
    (IMPORT, FULL, "geopandas.read_file", 0.30, "s", _pair(("import_s",), ("read_s",))),
    ("main.py to a ready map", FULL, "empty page", 1.6, "s", _pair(("start_s",), ("empty_s",))),
]


def markdown(runs: Runs) -> str:
    """Return the table; a row whose figures are missing says so."""
    lines = [
        "| what | Salient | against | ratio | goal | met |",
        "|---|---|---|---|---|---|",
    ]
    for title, contestant, against, goal, unit, figures in ROWS:
        aim = "-" if goal is None else f"<= {goal:.3g}"
        try:
            own, other = figures(runs, contestant)
            ratio = own / other
        except (KeyError, TypeError, ZeroDivisionError):
            lines.append(f"| {title} | not measured | {against} | - | {aim} | - |")
            continue
        met = "-" if goal is None else "yes" if ratio <= goal else "no"
        lines.append(
            f"| {title} | {own:.3g} {unit} | {against} {other:.3g} {unit} "
            f"| {ratio:.3f} | {aim} | {met} |"
        )
    return "\n".join(lines)
