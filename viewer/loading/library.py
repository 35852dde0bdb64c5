"""What there is to replay: the bundled series and those packed from the user's archives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from viewer.core.sectors import Sector
from viewer.core.series import list_series, read_header, series_name
from viewer.core.session import SeriesFile, Session
from viewer.errors import ViewerError
from viewer.paths import archive_dir, series_dir, vendor_dir

PACKING = 3
"""Raised when packed series must be made again from the archives."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Library:
    """Series that can be shown now, archives that must be packed first, and what went wrong."""

    series: list[SeriesFile] = field(default_factory=list)
    to_pack: list[Path] = field(default_factory=list)
    problems: list[ViewerError] = field(default_factory=list)


def fingerprint(archive: Path) -> str:
    """Name the state of an archive file: changes whenever the file is replaced."""
    stat = archive.stat()
    return f"{PACKING}.{stat.st_size:x}.{stat.st_mtime_ns:x}"


def open_library(data: Path) -> Library:
    """Find all series; imported ones come before the bundled.

    Parameters
    ----------
    data : Path
        The user's data folder; need not exist.

    Returns
    -------
    Library
        A series that cannot be read is packed again when its archive is there, else a problem.
    """
    library = Library()
    packed: dict[str, list[SeriesFile]] = {}
    for path in list_series(series_dir(data)):
        try:
            file = SeriesFile(read_header(path), path)
        except ViewerError as error:
            if not _archive_of(path, data).is_file():
                library.problems.append(error)
            continue
        packed.setdefault(file.header.source, []).append(file)
    archives = sorted(archive_dir(data).glob("*.gpkg")) if archive_dir(data).is_dir() else []
    for archive in archives:
        files = packed.get(archive.stem, [])
        library.series.extend(files)  # an older one serves until the new one is ready
        if not files or any(file.header.fingerprint != fingerprint(archive) for file in files):
            library.to_pack.append(archive)
    for path in list_series(vendor_dir() / "schematic"):
        try:
            library.series.append(SeriesFile(read_header(path), path))
        except ViewerError as error:
            library.problems.append(error)
    return library


def pack_archive(
    archive: Path, data: Path, sectors: tuple[Sector, ...], progress: Progress | None = None
) -> list[Path]:
    """Pack every status of an archive for the page; slow, to be run in the background.

    Parameters
    ----------
    archive : Path
        A GeoPackage written by the importer.
    data : Path
        The user's data folder; the series go into its cache.
    sectors : tuple of Sector
        Sectors to compute figures for.
    progress : callable, optional
        Told (done, total, what).

    Returns
    -------
    list of Path
        The series written.

    Raises
    ------
    ViewerError
        When the archive cannot be read or the series not be written.
    """
    from viewer.core.border import read_border
    from viewer.core.front_mask import FrontMask
    from viewer.core.packing import pack_series
    from viewer.loading.archive import Archive

    mark = fingerprint(archive)
    folder = series_dir(data)
    book = Archive(archive)
    statuses = book.statuses()
    ukraine = read_border()
    mask = FrontMask(ukraine, sectors)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for done, status in enumerate(statuses):
            if progress is not None:
                progress(done, len(statuses), f"Preparing {archive.stem}")
            out = folder / series_name(archive.stem, status)
            pack_series(book.table(status), sectors, mask, out, fingerprint=mark, ukraine=ukraine)
            written.append(out)
        for old in folder.glob(f"{archive.stem}__*.series"):
            if old not in written:
                old.unlink()
    except OSError as error:
        raise ViewerError(
            f"The folder {folder} cannot be written: {error.strerror or error}.",
            "Free some space or choose another folder with --data-dir.",
            repr(error),
        ) from error
    return written


def series_bytes(session: Session, rest: str) -> bytes | None:
    """Answer the page's request for a packed series.

    Parameters
    ----------
    session : Session
        Whose series may be asked for; nothing else is ever read.
    rest : str
        ``SOURCE/STATUS/VERSION``.
    """
    source, status, *_version = [*rest.split("/"), ""]
    for file in session.series:
        if (file.header.source, file.header.status) == (source, status):
            return file.path.read_bytes()
    return None


def _archive_of(series: Path, data: Path) -> Path:
    return archive_dir(data) / f"{series.stem.partition('__')[0]}.gpkg"
