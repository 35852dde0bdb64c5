"""The command that writes the ledger as a table, CSV or JSON."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from viewer.cli import add_data_dir
from viewer.commands_sectors import add_sectors, asked_sectors
from viewer.core.sectors import Sector
from viewer.core.text import parse_date
from viewer.errors import ViewerError
from viewer.paths import data_dir
from viewer.progress_line import ProgressLine


def ledger_command(words: list[str]) -> int:
    """Write held, gained, lost and the rest, per day and sector."""
    from viewer.core.ledger_ground import ELSEWHERE, WHOLE

    parser = argparse.ArgumentParser(
        prog="main.py ledger",
        description="Figures per source, status, sector and snapshot: held, gained, lost, net, "
        "cumulative since the first day of the window, net per day over 7 and 30 days, length of "
        "the front. Nothing is interpolated: a day without a snapshot has no row.",
        epilog=f"Beside the sectors there is {ELSEWHERE}, all the rest, and {WHOLE}, the sum of "
        "all; a sector of your own is counted for itself. The README says what each column means.",
    )
    parser.add_argument("--source", metavar="S", help="only this source (all)")
    parser.add_argument(
        "--sector", action="append", metavar="S", help="only this sector; may be repeated (all)"
    )
    parser.add_argument("--from", dest="first", metavar="D", help="first day, 2024-09-01")
    parser.add_argument("--to", dest="last", metavar="D", help="last day, 2024-11-03")
    parser.add_argument("--csv", metavar="FILE", help="write CSV to FILE; - is standard output")
    parser.add_argument("--json", action="store_true", help="write JSON to standard output")
    add_sectors(parser)
    add_data_dir(parser)
    options = parser.parse_args(words)
    first, last = _day(parser, options.first), _day(parser, options.last)
    if first and last and first > last:
        parser.error(f"--from {first} is after --to {last}; turn them round")
    if options.csv == "-" and options.json:
        parser.error("--csv - and --json both write to standard output; choose one")
    sectors = asked_sectors(options)
    known = [*(sector.id for sector in sectors), ELSEWHERE, WHOLE]
    for sector in options.sector or ():
        if sector not in known:
            parser.error(f"there is no sector {sector}; sectors are {', '.join(known)}")
    sys.stdout.write(_written(options, sectors, first, last))
    return 0


def _written(
    options: argparse.Namespace,
    sectors: tuple[Sector, ...],
    first: date | None,
    last: date | None,
) -> str:
    """Compute, write the file if one is asked for, and return what goes to standard output."""
    from viewer.core.ledger import check_window, ledger_frame
    from viewer.core.ledger_text import to_csv, to_json, to_text
    from viewer.loading.ledger_cache import ledger_series, ledger_sources, read_ledger

    data = data_dir(options.data_dir)
    sources = ledger_sources(data)
    if options.source is not None and options.source not in sources:
        raise ViewerError(
            f"There is no source {options.source}.",
            f"Sources are {', '.join(sources)}; import files of others first.",
        )
    series = ledger_series(data, sources if options.source is None else [options.source])
    figures = []
    with ProgressLine() as progress:
        for source, status in series:
            progress.title = f"Ledger of {source} {status}"
            progress(0, 0, "reading")
            figures.append(read_ledger(data, source, status, sectors, progress))
    check_window(figures, first, last)
    frames = [ledger_frame(one, first, last, options.sector) for one in figures]
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        raise ViewerError(
            f"{options.source} says nothing of {', '.join(options.sector)}.",
            "It is drawn in its own sectors only; ask for one of those.",
        )
    if options.csv == "-":
        return to_csv(frames)
    if options.csv is not None:
        _write(Path(options.csv), to_csv(frames))
    if options.json:
        return to_json(frames)
    return f"{options.csv}\n" if options.csv is not None else to_text(frames)


def _day(parser: argparse.ArgumentParser, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return parse_date(text)
    except ViewerError as error:
        parser.error(str(error))


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ViewerError(
            f"The file {path} cannot be written: {error.strerror or error}.",
            "Check that the folder exists and that you may write to it.",
            repr(error),
        ) from error
