"""The option ``--sectors FILE`` that commands share: sectors of the user's own, for this once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from viewer.core.sectors import Sector
from viewer.paths import data_dir


def add_sectors(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--sectors",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="also count the areas of a vector file as sectors; may be repeated (beside the fixed "
        "sectors and your own from the window)",
    )


def asked_sectors(options: argparse.Namespace) -> tuple[Sector, ...]:
    """Fixed sectors, the user's own, and those of the files named; problems go to stderr.

    Parameters
    ----------
    options : Namespace
        With ``data_dir`` and ``sectors``.

    Raises
    ------
    ViewerError
        When nothing can be taken from a file.
    """
    from viewer.loading.sector_store import sectors_with_files

    sectors, problems = sectors_with_files(data_dir(options.data_dir), options.sectors)
    sys.stderr.writelines(f"salient: left out: {problem}\n" for problem in problems)
    return sectors
