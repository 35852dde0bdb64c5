"""What there is to replay: the bundled series and those packed from the user's archives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from viewer.core.sectors import Sector, own_sectors
from viewer.core.series import list_series, read_header, series_name
from viewer.core.session import SeriesFile, Session
from viewer.errors import ViewerError
from viewer.paths import archive_dir, series_dir, vendor_dir

PACKING = 4
"""Raised when packed series must be made again from the archives."""

PROGRESS_TOTAL = 1000
_READING_SHARE = 0.4
"""Of the time for one status, before the first of its changes is computed."""

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


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


def _mark(state: str, statuses: int) -> str:
    """What every series of an archive bears; by their number a missing one is missed."""
    return f"{state}.{statuses}"


def open_library(data: Path, sectors: Iterable[Sector] = ()) -> Library:
    """Find all series; imported ones come before the bundled.

    Parameters
    ----------
    data : Path
        The user's data folder; need not exist.
    sectors : iterable of Sector
        Sectors followed: an archive without figures of one is packed again.

    Returns
    -------
    Library
        A series that cannot be read is packed again when its archive is there, else a problem.
    """
    library = Library()
    own = own_sectors(sectors)
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
        mark = _mark(fingerprint(archive), len(files))
        current = all(
            file.header.fingerprint == mark and all(map(file.header.speaks_of, own))
            for file in files
        )
        if not files or not current:
            library.to_pack.append(archive)
    for path in list_series(vendor_dir() / "schematic"):
        try:
            library.series.append(SeriesFile(read_header(path), path))
        except ViewerError as error:
            library.problems.append(error)
    return library


def pack_archive(
    archive: Path,
    data: Path,
    sectors: tuple[Sector, ...],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
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
        Told (done, total, what), also from other threads; total is always 1000.
    cancelled : callable, optional
        Asked now and then; True stops the packing. A series is written whole or not at all, and
        the archive is packed again at the next occasion.

    Returns
    -------
    list of Path
        The series written: not all when cancelled.

    Raises
    ------
    ViewerError
        When the archive cannot be read or the series not be written.
    """
    from viewer.core.border import read_border
    from viewer.core.front_mask import FrontMask
    from viewer.core.packing import pack_series
    from viewer.loading.archive import Archive

    state = fingerprint(archive)  # first: if the archive changes now, it is packed again
    folder = series_dir(data)
    book = Archive(archive)
    sizes = book.sizes()
    tell = _Teller(f"Preparing {archive.stem}", sizes, progress, cancelled)
    ukraine = read_border()
    mask = FrontMask(ukraine, sectors)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for status in sizes:
            tell.begin(status)
            out = folder / series_name(archive.stem, status)
            pack_series(
                book.table(status), sectors, mask, out,
                fingerprint=_mark(state, len(sizes)), ukraine=ukraine, progress=tell.part,
            )  # fmt: skip
            written.append(out)
        for old in folder.glob(f"{archive.stem}__*.series"):
            if old not in written:
                old.unlink()
    except _CancelledError:
        return written
    except OSError as error:
        raise ViewerError(
            f"The folder {folder} cannot be written: {error.strerror or error}.",
            "Free some space or choose another folder with --data-dir.",
            repr(error),
        ) from error
    tell.end()
    return written


class _CancelledError(Exception):
    """The user stopped the packing."""


class _Teller:
    """Tells how much of an archive is packed, by the sizes of its statuses, and heeds a stop."""

    def __init__(
        self,
        what: str,
        sizes: dict[str, int],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._what = what
        self._sizes = sizes
        self._whole = max(sum(sizes.values()), 1)
        self._before = 0
        self._now = 0
        self._progress = progress
        self._cancelled = cancelled

    def begin(self, status: str) -> None:
        """A status is taken up; those before it are done."""
        self._before += self._now
        self._now = 0
        self._tell(0.0)
        self._now = self._sizes[status]

    def part(self, done: int, total: int, _what: str) -> None:
        """So many of a status's days are done; reading it had its share before."""
        self._tell(_READING_SHARE + (1 - _READING_SHARE) * done / max(total, 1))

    def end(self) -> None:
        """All is done."""
        self._before, self._now = self._whole, 0
        self._tell(0.0)

    def _tell(self, share: float) -> None:
        if self._cancelled is not None and self._cancelled():
            raise _CancelledError
        if self._progress is not None:
            done = int(PROGRESS_TOTAL * (self._before + share * self._now) / self._whole)
            self._progress(min(done, PROGRESS_TOTAL), PROGRESS_TOTAL, self._what)


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
