"""The command that compares two dates: table and sentence, CSV, JSON, and GeoJSON of the ground."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.cli import add_data_dir
from viewer.commands_sectors import add_sectors, asked_sectors
from viewer.core.sources import SOURCES, Status, source_of
from viewer.core.text import date_text, parse_date
from viewer.errors import ViewerError
from viewer.paths import data_dir
from viewer.progress_line import ProgressLine

if TYPE_CHECKING:
    from viewer.core.compare import Comparison
    from viewer.core.ledger_changes import Progress


def compare_command(words: list[str]) -> int:
    """Tell what changed between two dates."""
    from viewer.core.ledger_ground import ELSEWHERE, WHOLE

    parser = argparse.ArgumentParser(
        prog="main.py compare",
        description="Ground gained and lost between two dates, per source, status and sector, and "
        "the settlements that changed hands, as a table and a sentence to paste. A date without a "
        "snapshot takes the last one before it, and its age is told.",
        epilog="Gained and lost are told from the earlier to the later date. Beside the sectors "
        f"there is {ELSEWHERE}, all the rest, and {WHOLE}, the sum of all. The README says what "
        "each column means.",
    )
    parser.add_argument("--from", dest="first", required=True, metavar="A", help="2024-09-01")
    parser.add_argument("--to", dest="last", required=True, metavar="B", help="2024-11-03")
    parser.add_argument("--source", metavar="S", help="only this source (all that are imported)")
    parser.add_argument("--status", choices=[str(status) for status in Status], help="only this")
    parser.add_argument(
        "--sector", action="append", metavar="S", help="only this sector; may be repeated (all)"
    )
    parser.add_argument(
        "--geojson", metavar="FILE", help="write the ground as polygons; - is standard output"
    )
    parser.add_argument("--csv", metavar="FILE", help="write the figures as CSV")
    parser.add_argument("--places", metavar="FILE", help="write the settlements as CSV")
    parser.add_argument("--json", action="store_true", help="write JSON to standard output")
    add_sectors(parser)
    add_data_dir(parser)
    options = parser.parse_args(words)
    days = [_day(parser, text) for text in (options.first, options.last)]
    outputs = [options.geojson, options.csv, options.places]
    if outputs.count("-") + options.json > 1:
        parser.error("only one of --geojson -, --csv -, --places - and --json can be written there")
    options.every = asked_sectors(options)
    known = [*(sector.id for sector in options.every), ELSEWHERE, WHOLE]
    for sector in options.sector or ():
        if sector not in known:
            parser.error(f"there is no sector {sector}; sectors are {', '.join(known)}")
    with ProgressLine() as progress:
        comparisons = _comparisons(options, days[0], days[1], progress)
    sys.stdout.write(_written(options, comparisons))
    return 0


def _comparisons(
    options: argparse.Namespace, day_a: date, day_b: date, progress: Progress
) -> list[Comparison]:
    """Compare all that was asked for; what cannot be compared is told on standard error."""
    from viewer.loading.comparing import read_comparison

    data = data_dir(options.data_dir)
    series = _series(options, data)
    _check_covered(data, series, max(day_a, day_b), progress)
    found, failed = [], []
    for source, status in series:
        try:
            comparison = read_comparison(
                data, source, status, day_a, day_b, options.every, progress
            )
        except ViewerError as error:
            failed.append(error)
            continue
        if options.sector is None or set(options.sector) & set(comparison.sectors):
            found.append(comparison)
        else:
            failed.append(
                ViewerError(
                    f"{comparison.source.name} says nothing of {', '.join(options.sector)}.",
                    "It is drawn in its own sectors only; ask for one of those.",
                )
            )
    if not found:
        raise failed[0]
    if options.sector is not None and options.status is None:
        found = [one for one in found if _speaks_of(one, options.sector)] or found
    sys.stderr.write("".join(f"salient: left out: {error}\n" for error in failed))
    return found


def _speaks_of(comparison: Comparison, sectors: Sequence[str]) -> bool:
    """Whether anything is held in one of the sectors at either date."""
    return any(
        comparison.value(name, sector) > 0
        for name in ("held_from_km2", "held_to_km2")
        for sector in set(sectors) & set(comparison.sectors)
    )


def _series(options: argparse.Namespace, data: Path) -> list[tuple[str, str]]:
    from viewer.loading.ledger_cache import ledger_series, ledger_sources

    sources = ledger_sources(data)
    if options.source is not None and options.source not in sources:
        raise ViewerError(
            f"There is no source {options.source}.",
            f"Sources are {', '.join(sources)}; import files of others first.",
        )
    surveys = [name for name in sources if not (name in SOURCES and SOURCES[name].schematic)]
    wanted = [options.source] if options.source is not None else surveys or sources
    every = ledger_series(data, wanted)
    series = [one for one in every if options.status is None or one[1] == options.status]
    if not series:
        names = ", ".join(source_of(source).name for source in wanted)
        raise ViewerError(
            f"{names} has nothing of the status {options.status}.",
            f"There is {', '.join(dict.fromkeys(status for _, status in every))}.",
        )
    return series


def _check_covered(
    data: Path, series: Sequence[tuple[str, str]], day: date, progress: Progress
) -> None:
    """Refuse a date after the end of all sources: nobody says anything of it."""
    from viewer.loading.ledger_cache import read_ledger

    dates = [
        read_ledger(data, source, status, progress=progress).dates.astype("datetime64[D]").tolist()
        for source, status in series
    ]
    first, last = (pick(days[at] for days in dates) for pick, at in ((min, 0), (max, -1)))
    if day > last:
        raise ViewerError(
            f"The chosen sources have nothing for {date_text(day)}: their last snapshot is of "
            f"{date_text(last)}.",
            f"Choose dates from {date_text(first)} to {date_text(last)}.",
        )


def _written(options: argparse.Namespace, comparisons: list[Comparison]) -> str:
    """Write the files asked for and return what goes to standard output."""
    from viewer.core import compare_text

    makers: tuple[tuple[str | None, Callable[[], str]], ...] = (
        (options.geojson, lambda: _geojson(comparisons, options)),
        (options.csv, lambda: compare_text.to_csv(comparisons, options.sector)),
        (options.places, lambda: compare_text.places_to_csv(comparisons, options.sector)),
    )
    shown, written = None, []
    for target, make in makers:
        if target == "-":
            shown = make()
        elif target is not None:
            _write(Path(target), make())
            written.append(f"{target}\n")
    if options.json:
        shown = compare_text.to_json(comparisons, options.sector)
    if shown is not None:
        return shown
    return "".join(written) or compare_text.to_text(comparisons, options.sector)


def _geojson(comparisons: list[Comparison], options: argparse.Namespace) -> str:
    from viewer.core.border import read_border
    from viewer.core.compare_text import ground_of, to_geojson

    ground = ground_of(comparisons, options.every, read_border(), options.sector)
    return to_geojson(ground)


def _day(parser: argparse.ArgumentParser, text: str) -> date:
    try:
        return parse_date(text)
    except ViewerError as error:
        parser.error(str(error))


def _write(path: Path, text: str) -> None:
    from viewer.loading.saving import write_whole

    write_whole(path, text.encode())
