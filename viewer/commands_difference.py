"""The command that holds two sources against each other: table, CSV, JSON, GeoJSON and lag."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.cli import add_data_dir
from viewer.commands_sectors import add_sectors, asked_sectors
from viewer.core.sources import Status
from viewer.core.text import parse_date
from viewer.errors import ViewerError
from viewer.paths import data_dir
from viewer.progress_line import ProgressLine

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.difference_lag import LagTables
    from viewer.core.ledger_changes import Progress


def difference_command(words: list[str]) -> int:
    """Tell what two sources agree on, what only one has, and which shows it first."""
    from viewer.core.ledger_ground import ELSEWHERE, WHOLE

    parser = argparse.ArgumentParser(
        prog="main.py difference",
        description="Two sources held against each other: ground in both, only in X, only in Y, "
        "in km2 per sector, on one date or over time; and by how many days one shows before the "
        "other that ground changed hands. A date without a snapshot takes the last one before it, "
        "its age is told, and such rows are marked stale.",
        epilog="A DeepState file of day D shows the evening of D-1, a UAControlMap file of day D "
        "the evening of D: with --align, DeepState D is held against UAControlMap D-1. Beside the "
        f"sectors there is {ELSEWHERE}, all the rest, and {WHOLE}, the sum of all. The README says "
        "what each column means.",
    )
    parser.add_argument("--sources", required=True, metavar="X,Y", help="two sources")
    parser.add_argument("--date", metavar="D", help="one date, 2024-11-13")
    parser.add_argument("--from", dest="first", metavar="D", help="first date, 2024-09-01")
    parser.add_argument("--to", dest="last", metavar="D", help="last date, 2024-11-03")
    parser.add_argument("--status", choices=[str(status) for status in Status], help="only this")
    parser.add_argument(
        "--sector", action="append", metavar="S", help="only this sector; may be repeated (all)"
    )
    parser.add_argument("--align", action="store_true", help="align the cut-offs of the sources")
    parser.add_argument("--lag", action="store_true", help="tell the lag in days instead")
    parser.add_argument("--csv", metavar="FILE", help="write CSV to FILE; - is standard output")
    parser.add_argument("--json", action="store_true", help="write JSON to standard output")
    parser.add_argument(
        "--geojson", metavar="FILE", help="write the ground of --date; - is standard output"
    )
    add_sectors(parser)
    add_data_dir(parser)
    options = parser.parse_args(words)
    options.every = asked_sectors(options)
    _check(parser, options, [*(sector.id for sector in options.every), ELSEWHERE, WHOLE])
    with ProgressLine() as progress:
        progress.title = f"{options.x} and {options.y}"
        text = _written(options, progress)
    sys.stdout.write(text)
    return 0


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace, known: list[str]) -> None:
    """Refuse what makes no sense, and turn words into dates and a pair of sources."""
    sources = [source.strip() for source in options.sources.split(",")]
    if len(sources) != 2 or not all(sources):
        parser.error("--sources takes two sources with a comma, such as deepstate,uacontrolmap")
    options.x, options.y = sources
    options.sources = sources
    for name in ("date", "first", "last"):
        text = getattr(options, name)
        try:
            setattr(options, name, None if text is None else parse_date(text))
        except ViewerError as error:
            parser.error(str(error))
    if options.date is not None and (options.first or options.last):
        parser.error("--date is one date, --from and --to are many; choose one of the two")
    if options.date is not None and options.lag:
        parser.error("a lag is found over time; give --from and --to, or neither")
    if options.first and options.last and options.first > options.last:
        parser.error(f"--from {options.first} is after --to {options.last}; turn them round")
    if options.geojson is not None and options.date is None:
        parser.error("--geojson writes the ground of one date; add --date")
    if (options.csv == "-") + (options.geojson == "-") + options.json > 1:
        parser.error("only one of --csv -, --geojson - and --json can be written there")
    for sector in options.sector or ():
        if sector not in known:
            parser.error(f"there is no sector {sector}; sectors are {', '.join(known)}")


def _written(options: argparse.Namespace, progress: Progress | None) -> str:
    """Compute, write the files asked for, and return what goes to standard output."""
    from viewer.core import difference_text
    from viewer.loading.differing import common_statuses

    data = data_dir(options.data_dir)
    common = common_statuses(data, options.x, options.y)
    statuses = [status for status in common if options.status in (None, str(status))]
    if not statuses:
        raise ViewerError(
            f"{' and '.join(options.sources)} do not both have the status {options.status}.",
            f"They share {', '.join(common)}.",
        )
    shown, files = None, ""
    if options.lag:
        lags = [_lag(options, data, status, progress) for status in statuses]
        table = difference_text.lag_to_csv(lags)
        text = difference_text.lag_to_text(lags)
        document = difference_text.to_json([], lags)
    else:
        frames = [_frame(options, data, status, progress) for status in statuses]
        table = difference_text.to_csv(frames)
        text = difference_text.to_text(frames)
        document = difference_text.to_json(frames)
        if options.geojson is not None:
            ground = _geojson(options, data, statuses, progress)
            shown, files = _put(options.geojson, ground, shown, files)
    if options.csv is not None:
        shown, files = _put(options.csv, table, shown, files)
    if options.json:
        shown = document
    return shown if shown is not None else files or text


def _frame(
    options: argparse.Namespace, data: Path, status: Status, progress: Progress | None
) -> pd.DataFrame:
    from viewer.core.difference_table import difference_frame, difference_on
    from viewer.loading.differing import read_difference

    figures = read_difference(
        data, options.x, options.y, str(status), align=options.align, sectors=options.every,
        progress=progress,
    )  # fmt: skip
    _check_sectors(options, figures.sectors)
    if options.date is not None:
        return difference_on(figures, options.date, options.sector)
    frame = difference_frame(figures, options.first, options.last, options.sector)
    if frame.empty:
        begin, end = (figures.days.dates[at].item() for at in (0, -1))
        raise ViewerError(
            f"No date between {options.first or begin} and {options.last or end} has snapshots "
            "of both sources.",
            f"Both are there from {begin} to {end}.",
        )
    return frame


def _lag(
    options: argparse.Namespace, data: Path, status: Status, progress: Progress | None
) -> LagTables:
    from viewer.core.difference_lag import LagTables
    from viewer.loading.differing import read_lag

    found = read_lag(
        data, options.x, options.y, str(status), align=options.align, first=options.first,
        last=options.last, sectors=options.every, progress=progress,
    )  # fmt: skip
    if options.sector is None:
        return found
    _check_sectors(options, tuple(found.summary["sector"]))
    asked = [one for one in options.every if one.id in options.sector]
    rows = zip(*(found.places[name].tolist() for name in ("sector", "lon", "lat")), strict=True)
    wanted = [
        name in options.sector or any(one.holds(lon, lat) for one in asked if one.own)
        for name, lon, lat in rows
    ]
    summary = found.summary[found.summary["sector"].isin(options.sector)]
    return LagTables(found.places[wanted].reset_index(drop=True), summary.reset_index(drop=True))


def _check_sectors(options: argparse.Namespace, known: tuple[str, ...]) -> None:
    if options.sector is not None and not set(options.sector) & set(known):
        raise ViewerError(
            f"{' and '.join(options.sources)} do not both speak of {', '.join(options.sector)}.",
            f"They share {', '.join(known)}.",
        )


def _geojson(
    options: argparse.Namespace, data: Path, statuses: list[Status], progress: Progress | None
) -> str:
    from viewer.core.difference_text import to_geojson
    from viewer.loading.differing import read_parts

    if len(statuses) > 1:
        raise ViewerError(
            "GeoJSON holds the ground of one status, and the two sources share several.",
            f"Add --status with one of {', '.join(statuses)}.",
        )
    parts = read_parts(
        data, options.x, options.y, str(statuses[0]), options.date, align=options.align,
        sectors=options.every, progress=progress,
    )  # fmt: skip
    return to_geojson(parts, _frame(options, data, statuses[0], progress), options.sector)


def _put(target: str, text: str, shown: str | None, files: str) -> tuple[str | None, str]:
    """Write a file and note its name, or keep the text for standard output."""
    from viewer.loading.saving import write_whole

    if target == "-":
        return text, files
    write_whole(Path(target), text.encode())
    return shown, f"{files}{target}\n"
