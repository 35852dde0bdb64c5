"""Keeps the user's own sectors beside the archives, and adds those of files to them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from viewer.core.sectors import Sector
from viewer.core.user_sectors import (
    all_sectors,
    own_sectors_path,
    read_own_sectors,
    sectors_geojson,
)
from viewer.errors import ViewerError
from viewer.loading.saving import write_whole


def save_own_sectors(data: Path, sectors: Sequence[Sector]) -> None:
    """Replace the user's own sectors.

    Parameters
    ----------
    data : Path
        The user's data folder; made when missing.
    sectors : sequence of Sector
        All of them; none deletes the file.

    Raises
    ------
    ViewerError
        When the file there cannot be read, and so must not be written over, or when the new one
        cannot be written; the old one is then untouched.
    """
    read_own_sectors(data)
    path = own_sectors_path(data)
    try:
        if not sectors:
            path.unlink(missing_ok=True)
            return
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ViewerError(
            f"The folder {data} cannot be changed: {error.strerror or error}.",
            "Choose another with --data-dir.",
            repr(error),
        ) from error
    write_whole(path, sectors_geojson(sectors).encode())


def sectors_with_files(
    data: Path, paths: Sequence[Path] = ()
) -> tuple[tuple[Sector, ...], tuple[ViewerError, ...]]:
    """All sectors there are, and those of files for this once.

    Parameters
    ----------
    data : Path
        The user's data folder.
    paths : sequence of Path
        Files of further sectors. A sector that is kept already is not added again.

    Returns
    -------
    tuple of Sector, tuple of ViewerError
        Fixed sectors, own ones, those of the files; and what was left out of the files.

    Raises
    ------
    ViewerError
        When the kept sectors cannot be read, or nothing can be taken from a file.
    """
    sectors = all_sectors(data)
    problems: tuple[ViewerError, ...] = ()
    if paths:
        from viewer.loading.sector_file import read_sector_file

    for path in paths:
        read = read_sector_file(path, [one for one in sectors if not one.own])
        fresh = {one.id for one in read.sectors}
        sectors = (*(one for one in sectors if one.id not in fresh), *read.sectors)
        problems += read.problems
    return sectors, problems
