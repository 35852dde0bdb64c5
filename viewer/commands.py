"""The commands that open no window: import, sources, render, fidelity."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from viewer.cli import add_data_dir
from viewer.commands_sectors import add_sectors, asked_sectors
from viewer.core.sectors import Bounds
from viewer.core.sources import Status
from viewer.core.text import parse_date
from viewer.core.user_sectors import all_sectors
from viewer.errors import ViewerError
from viewer.paths import archive_dir, data_dir


def import_command(words: list[str]) -> int:
    """Read files into the archives; exit 2 when a file needs an answer that was not given."""
    parser = argparse.ArgumentParser(
        prog="main.py import",
        description="Read files into the archives. Importing twice changes nothing.",
        epilog="A vector file that does not say who drew it needs --source and --status; one "
        "whose date is not in its name needs --date-field when several columns hold dates.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--source", metavar="NAME", help="who drew the polygons of a vector file")
    parser.add_argument("--status", choices=[str(s) for s in Status], help="what they assert")
    parser.add_argument("--date-field", metavar="F", help="column that holds the date")
    parser.add_argument(
        "--date", metavar="D", help="day of a file that does not say it, such as latest.kmz"
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help="take the new snapshot where the archive has another for the same day",
    )
    parser.add_argument("--json", action="store_true", help="report as JSON")
    add_data_dir(parser)
    options = parser.parse_args(words)
    try:
        day = parse_date(options.date) if options.date else None
    except (ValueError, ViewerError) as error:
        parser.error(str(error))
    from viewer.loading.importing import ImportOptions, import_paths
    from viewer.loading.library import open_library, pack_archive

    data = data_dir(options.data_dir)
    progress = _progress if sys.stderr.isatty() and not options.json else None
    report = import_paths(
        options.paths,
        archive_dir(data),
        ImportOptions(options.source, options.status, options.date_field, options.replace, day),
        progress,
    )
    if report.changed:
        for archive in open_library(data).to_pack:
            pack_archive(archive, data, all_sectors(data), progress)
    if progress is not None:
        sys.stderr.write("\r\x1b[K")
    sys.stdout.write(report.to_json() if options.json else report.to_text())
    if report.questions:
        sys.stderr.write("".join(f"salient: {q.sentence()}\n" for q in report.questions))
        return 2
    if report.imported or report.already_there:
        return 0
    sys.stderr.write("salient: nothing was imported; the report says why.\n")
    return 1


def sources_command(words: list[str]) -> int:
    """List what there is."""
    parser = argparse.ArgumentParser(
        prog="main.py sources", description="What has been imported, and what is bundled."
    )
    parser.add_argument("--json", action="store_true", help="list as JSON")
    add_data_dir(parser)
    options = parser.parse_args(words)
    from viewer.core.series import list_series, read_header
    from viewer.loading.archive import list_archives
    from viewer.paths import vendor_dir

    rows: list[dict[str, object]] = []
    failed = False
    for summary in list_archives(archive_dir(data_dir(options.data_dir))):
        if summary.error is not None:
            sys.stderr.write(f"salient: {summary.error}\n")
            failed = True
        rows += [
            _row(summary.source.id, status.status, status.dates, str(summary.path))
            for status in summary.statuses
        ]
    for path in list_series(vendor_dir() / "schematic"):
        header = read_header(path)
        rows.append(_row(header.source, header.status, tuple(header.dates), "bundled, schematic"))
    if options.json:
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
    else:
        line = (
            "{source:<16}{status:<16}{snapshots:>9}  {first:<12}{last:<12}{missing:>7}  {where}\n"
        )
        names = ("source", "status", "snapshots", "first", "last", "missing", "where")
        sys.stdout.write(line.format(**{name: name for name in names}))
        for row in rows:
            sys.stdout.write(line.format(**row))
    return 1 if failed else 0


def render_command(words: list[str]) -> int:
    """Draw the map of a date into a PNG."""
    parser = argparse.ArgumentParser(
        prog="main.py render",
        description="Draw the map of a date, as the window shows it, into a PNG with a world file "
        "(EPSG:3857) beside it. No window is opened. With --compare the difference between the two "
        "dates is drawn, told from the earlier to the later.",
    )
    parser.add_argument("--date", metavar="D", help="2024-11-13; needed without --session")
    parser.add_argument(
        "--session",
        type=Path,
        metavar="FILE",
        help="draw this session: its view, date, layers and annotations; other options count first",
    )
    parser.add_argument(
        "--compare", metavar="B", help="second date: draw what was gained and lost between the two"
    )
    parser.add_argument(
        "--mode",
        choices=("overlay", "swipe", "side"),
        default="overlay",
        help="how to compare (overlay); two maps side by side have no world file",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="P.png", help="picture to write")
    parser.add_argument("--size", default="1600x1000", metavar="WxH", help="pixels (1600x1000)")
    parser.add_argument(
        "--sector", action="append", metavar="S", help="show only this sector; may be repeated"
    )
    parser.add_argument(
        "--source", action="append", metavar="S", help="show only this source; may be repeated"
    )
    parser.add_argument("--bounds", metavar="W,S,E,N", help="box to look at, degrees")
    parser.add_argument("--theme", choices=("light", "dark"), help="light")
    parser.add_argument("--names", choices=("en", "uk", "both"), help="en")
    add_sectors(parser)
    add_data_dir(parser)
    options = parser.parse_args(words)
    if not options.date and options.session is None:
        parser.error("say a date with --date, or a session with --session")
    try:
        day = parse_date(options.date) if options.date else None
        compare = parse_date(options.compare) if options.compare else None
        size = _size(options.size)
        bounds = _bounds(options.bounds) if options.bounds else None
    except (ValueError, ViewerError) as error:
        parser.error(str(error))
    every = asked_sectors(options)
    known = {sector.id for sector in every}
    for sector in options.sector or ():
        if sector not in known:
            parser.error(f"there is no sector {sector}; sectors are {', '.join(sorted(known))}")
    if options.out.suffix.lower() not in ("", ".png"):
        parser.error("pictures are written as PNG: end the name in .png")
    from viewer.app import render_picture

    written = render_picture(
        day=day,
        out=options.out,
        size=size,
        every=every,
        sectors=options.sector,
        sources=options.source,
        bounds=bounds,
        theme=options.theme,
        language=options.names,
        data=data_dir(options.data_dir),
        compare=compare,
        mode=options.mode,
        session=options.session,
    )
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


def fidelity_command(words: list[str]) -> int:
    """Measure the schematic front against real archives."""
    parser = argparse.ArgumentParser(
        prog="main.py fidelity",
        description="Measure the bundled schematic front against daily files of real archives: "
        "intersection over union and area, per sector.",
    )
    parser.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="folder with the folders deepstate and uacontrolmap of daily files",
    )
    options = parser.parse_args(words)
    from viewer.core.fidelity import fidelity_report

    deepstate, uacontrolmap = options.path / "deepstate", options.path / "uacontrolmap"
    for folder in (deepstate, uacontrolmap):
        if not folder.is_dir():
            raise ViewerError(
                f"There is no folder {folder}.",
                "Give a folder that holds deepstate and uacontrolmap, each with daily files.",
            )
    report = fidelity_report(deepstate, uacontrolmap)
    sys.stdout.write(report.to_string(index=False) + "\n")
    return 0


def _progress(done: int, total: int, what: str) -> None:
    share = f"{100 * done // total:3d} %" if total else "     "
    sys.stderr.write(f"\r\x1b[K{share}  {what[:60]}")
    sys.stderr.flush()


def _row(source: str, status: str, dates: tuple[date, ...], where: str) -> dict[str, object]:
    span = (dates[-1] - dates[0]).days + 1 if dates else 0
    return {
        "source": source,
        "status": status,
        "snapshots": len(dates),
        "first": dates[0].isoformat() if dates else "",
        "last": dates[-1].isoformat() if dates else "",
        "missing": span - len(dates),
        "where": where,
    }


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise ValueError(f"the size {text} is not WxH, such as 1600x1000")
    size = (int(width), int(height))
    if not all(200 <= side <= 8000 for side in size):
        raise ValueError(f"the size {text} is not between 200 and 8000 pixels a side")
    return size


def _bounds(text: str) -> Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(f"the bounds {text} are not W,S,E,N in degrees") from None
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise ValueError(f"the bounds {text} are not W,S,E,N in degrees, west before east")
    return west, south, east, north
