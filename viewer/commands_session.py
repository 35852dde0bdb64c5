"""The commands for session files: check, export annotations, and tell the desktop of them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from viewer.cli import add_data_dir
from viewer.paths import data_dir


def check_command(words: list[str]) -> int:
    """Say whether a session file is whole, and whether this computer has what it shows."""
    parser = argparse.ArgumentParser(
        prog="main.py check",
        description="Verify a session file: its tables, its digest, its version, each annotation, "
        "and whether the snapshots that it shows are in this computer's archives, from the same "
        "files. Exit code 1 when something is wrong with the file itself.",
    )
    parser.add_argument("session", type=Path, metavar="SESSION", help="a .salient.gpkg file")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    add_data_dir(parser)
    options = parser.parse_args(words)
    from viewer.loading.sessions.checking import check_session

    report = check_session(options.session, data_dir(options.data_dir))
    text = json.dumps(report.as_dict(), indent=1, ensure_ascii=False) if options.json else ""
    sys.stdout.write(f"{text or report.to_text()}\n")
    return 1 if report.problems else 0


def export_command(words: list[str]) -> int:
    """Write the annotations of a session for other programs."""
    parser = argparse.ArgumentParser(
        prog="main.py export",
        description="Write the annotations of a session in the format that the target's name "
        "says. GeoJSON, GeoPackage, KML and KMZ hold all of them; GPX no areas; CSV points only.",
    )
    parser.add_argument("session", type=Path, metavar="SESSION", help="a .salient.gpkg file")
    parser.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="FILE",
        help="target: .geojson, .gpkg, .kml, .kmz, .gpx or .csv",
    )
    options = parser.parse_args(words)
    from viewer.core.annotations import Annotation, Group
    from viewer.loading.annotation_files.files import write_annotations
    from viewer.loading.sessions.opening import open_session

    opened = open_session(options.session)
    items = opened.content.items
    annotations = [item for item in items if isinstance(item, Annotation)]
    annotations.sort(key=lambda one: (one.order, one.created, one.id))
    groups = [item for item in items if isinstance(item, Group)]
    written = write_annotations(options.to, annotations, groups)
    for sentence in (*opened.problems, *written.left_out):
        sys.stderr.write(f"salient: {sentence}\n")
    sys.stdout.write(f"{written.count} annotations written to {options.to}.\n")
    return 0


def associate_command(words: list[str]) -> int:
    """Have the desktop open session files with Salient, or no longer."""
    parser = argparse.ArgumentParser(
        prog="main.py associate",
        description="Open files that end in .salient.gpkg with this Salient when they are double "
        "clicked. Linux, for this user only: three files in XDG_DATA_HOME.",
    )
    parser.add_argument("--remove", action="store_true", help="take it back")
    add_data_dir(parser)
    options = parser.parse_args(words)
    from viewer.loading.sessions.association import associate, dissociate, xdg_data_home

    home = xdg_data_home()
    left = dissociate(home) if options.remove else associate(home, data_dir(options.data_dir))
    sys.stderr.write("".join(f"salient: {sentence}\n" for sentence in left))
    done = "no longer opened" if options.remove else "opened"
    sys.stdout.write(f"Session files are {done} with this Salient ({home}).\n")
    return 0
