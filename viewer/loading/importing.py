"""The whole import: find files, read and check their days, and bring the archives up to date."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import shapely

from viewer.core.geodesy import authalic_area_km2
from viewer.core.sources import Status, source_of
from viewer.errors import ViewerError
from viewer.loading.archive import Archive, archive_path
from viewer.loading.archive_writing import IMPORTER_VERSION, sweep, write_changes
from viewer.loading.cleaning import clean_all
from viewer.loading.containers import items_of
from viewer.loading.days import Day, Found, ImportOptions, Piece, RawDay, Skip
from viewer.loading.finding import find_files
from viewer.loading.items import Item, Refusal, names_of
from viewer.loading.locking import import_lock
from viewer.loading.merging import Existing, Key, merge, row_of
from viewer.loading.names import slug_of
from viewer.loading.reading import read_item
from viewer.loading.report import Action, ImportReport, NeedsAnswer
from viewer.loading.rings import CoordinateError

__all__ = ["ImportOptions", "ImportReport", "NeedsAnswer", "import_paths"]

PROGRESS_TOTAL = 1000
DATED_BY_USER = ("vector", "isw", "deepstate-service", "uacontrolmap-backup")
"""Readers that take the day which the user says, where the file says none."""
_WORKERS = 2
_BATCH = 16
_BATCHES_WAITING = 4
_UNPACKED_TO_PACKED = 2.0
"""Guess; the true size of what is packed is not known, so its progress slows but never stops."""

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


class _CancelledError(Exception):
    """The user stopped the import."""


def import_paths(
    paths: Sequence[Path],
    archive_dir: Path,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import files, folders and containers into the archives of a folder.

    Either every archive concerned is brought up to date or none is touched. Importing the same
    files again changes nothing, not even a byte.

    Parameters
    ----------
    paths : sequence of Path
        Files (by content: DeepState, UAControlMap, any vector file GDAL reads), folders, zip and
        tar containers, gzip, bzip2 or xz of one file.
    archive_dir : Path
        Folder of the archives; made when absent.
    options : ImportOptions, optional
        What the files do not say.
    progress : callable, optional
        Called with (done, total, text) from the calling thread; total is always 1000.
    cancelled : callable, optional
        Asked between days; True stops the import and leaves the archives as they were.

    Returns
    -------
    ImportReport
        One line per snapshot or problem. Files that wait for an answer are in ``questions``; import
        them again with the answers as options.

    Raises
    ------
    ViewerError
        For options that make no sense, when another import runs, or when the archives cannot be
        written.
    """
    options = options or ImportOptions()
    _check(options)
    report = ImportReport()
    with import_lock(archive_dir), tempfile.TemporaryDirectory(prefix="salient-import-") as temp:
        sweep(archive_dir)
        run = _Run(archive_dir, options, report, progress, cancelled, Path(temp))
        try:
            run.read_all(list(paths))
            run.write()
        except _CancelledError:
            return ImportReport(files=report.files, cancelled=True)
    return report


def _check(options: ImportOptions) -> None:
    if options.status is not None and options.status not in set(Status):
        raise ViewerError(
            f"There is no status {options.status}.", f"Use one of {', '.join(Status)}."
        )
    if options.source is not None:
        if not slug_of(options.source):
            raise ViewerError(
                f"{options.source!r} cannot be the name of a source.",
                "Use a name with a letter or a digit.",
            )
        if source_of(slug_of(options.source)).schematic:
            raise ViewerError(
                "The schematic source is made from facts and takes no files.",
                "Use another name for --source.",
            )


class _Run:
    """One import in progress."""

    def __init__(
        self,
        archive_dir: Path,
        options: ImportOptions,
        report: ImportReport,
        progress: Progress | None,
        cancelled: Cancelled | None,
        temp: Path,
    ) -> None:
        self._archive_dir = archive_dir
        self._options = options
        self._report = report
        self._progress = progress
        self._cancelled = cancelled
        self._temp = temp
        self._temp_count = 0
        self._days: list[Day] = []
        self._batch: list[RawDay] = []
        self._pieces: list[Piece] = []
        self._waiting: list[tuple[list[RawDay], Future[list[Day | CoordinateError]]]] = []
        self._existing: dict[str, Existing] = {}
        self._damaged: dict[str, ViewerError] = {}
        # By bytes and names: a day without news can have the same bytes under another date.
        self._known: dict[tuple[str, tuple[str, ...]], list[tuple[str, Key, str, str]]] = {}
        self._done = 0.0
        self._total = 1.0

    def read_all(self, paths: list[Path]) -> None:
        """Read everything into ``_days``; archives are only read."""
        self._load_archives()
        found = list(find_files(paths))
        sizes = [_size(path) if isinstance(path, Path) else 0 for path in found]
        self._total = float(max(sum(sizes), 1))
        before = 0.0
        pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="import")
        try:
            for path, size in zip(found, sizes, strict=True):
                self._done = before
                if isinstance(path, Refusal):
                    self._refuse(path)
                else:
                    self._read_path(path, size, pool)
                before += size
            if self._pieces:
                self._join_pieces(pool)
            self._finish(pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        self._done = before
        self._tell("Writing the archives")

    def _read_path(self, path: Path, size: int, pool: ThreadPoolExecutor) -> None:
        before, raw = self._done, 0.0

        def advance(count: int) -> None:
            nonlocal raw
            raw += count
            share = 1 - math.exp(-raw / (_UNPACKED_TO_PACKED * max(size, 1)))
            self._done = before + size * share
            self._tell(path.name)

        self._tell(path.name)
        for item in items_of(path, self._new_folder):
            self._report.files += 1
            if isinstance(item, Refusal):
                self._refuse(item)
                continue
            if item.container:
                advance(item.size)
            if not self._is_known(item):
                self._read_item(item, advance, pool)

    def _refuse(self, refusal: Refusal) -> None:
        self._report.add(refusal.label, "", refusal.reason, Action.SKIPPED)

    def _read_item(
        self, item: Item, advance: Callable[[int], None], pool: ThreadPoolExecutor
    ) -> None:
        for found in read_item(item, self._options, advance):
            if isinstance(found, Skip) and found.discard:
                self._finish(pool)
                self._days = [day for day in self._days if day.origin.sha256 != item.sha256]
            self._take(found, item.label, pool)

    def _take(self, found: Found, label: str, pool: ThreadPoolExecutor) -> None:
        self._stop_if_cancelled()
        if isinstance(found, RawDay):
            self._batch.append(found)
            if len(self._batch) >= _BATCH:
                self._submit(pool)
        elif isinstance(found, Piece):
            self._pieces.append(found)
        elif isinstance(found, Skip):
            self._report.add(label, found.row, found.reason, Action.SKIPPED)
        else:
            self._report.ask(found)

    def _join_pieces(self, pool: ThreadPoolExecutor) -> None:
        from viewer.loading.viina import join_pieces

        for label, found in join_pieces(self._pieces, self._tell):
            self._take(found, label, pool)
        self._pieces = []

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        """Have the days read so far checked beside the reading."""
        if self._batch:
            self._waiting.append((self._batch, pool.submit(clean_all, self._batch)))
            self._batch = []
        self._collect(_BATCHES_WAITING)

    def _finish(self, pool: ThreadPoolExecutor) -> None:
        self._submit(pool)
        self._collect(0)

    def _collect(self, leave: int) -> None:
        """Take checked days over, in order, until at most ``leave`` batches are waiting."""
        while len(self._waiting) > leave:
            raws, future = self._waiting.pop(0)
            for raw, result in zip(raws, future.result(), strict=True):
                if isinstance(result, Day):
                    self._days.append(result)
                else:
                    row = row_of((str(raw.status), raw.date.isoformat()))
                    self._report.add(raw.origin.label, row, str(result), Action.SKIPPED)

    def write(self) -> None:
        """Decide about all days and write the archives."""
        changes = []
        for source_id in dict.fromkeys(day.source for day in self._days):
            days = [day for day in self._days if day.source == source_id]
            if source_id in self._damaged:
                reason = str(self._damaged[source_id])
                label = archive_path(self._archive_dir, source_id).name
                self._report.add(label, f"{len(days)} days", reason, Action.SKIPPED)
                continue
            existing = self._existing.get(source_id, Existing())
            source = source_of(source_id, self._options.source or "")
            changes.append(merge(source, days, existing, self._report, self._options.replace))
        self._stop_if_cancelled()
        write_changes(self._archive_dir, changes)
        self._report.changed = [change.source.id for change in changes if not change.is_empty]
        self._tell("Done")

    def _load_archives(self) -> None:
        for path in sorted(self._archive_dir.glob("*.gpkg")):
            if path.name.startswith("."):
                continue
            archive = Archive(path)
            try:
                self._existing[path.stem] = existing = existing_of(archive)
                for row in archive.provenance():
                    key = (row.status, row.date.isoformat() if row.date else "")
                    left_out = [reason for action, reason in row.problems if action == "skipped"]
                    if left_out:
                        existing.bad_days.add((row.sha256, *key))
                    if row.importer_version == IMPORTER_VERSION:
                        names = names_of(row.file, row.container)
                        known = self._known.setdefault((row.sha256, names), [])
                        known.append(
                            (path.stem, key, row.importer, left_out[0] if left_out else "")
                        )
            except ViewerError as error:
                self._damaged[path.stem] = error

    def _is_known(self, item: Item) -> bool:
        """Whether the archives have all that a file of these bytes holds; reported if so."""
        known = self._known.get((item.sha256, item.names), [])
        asked = self._options.source or self._options.status or self._options.date_field
        for source_id, key, importer, left_out in known:
            if asked and importer in ("vector", "isw"):
                return False
            if self._options.date is not None and importer in DATED_BY_USER:
                return False
            if not left_out and key not in self._existing[source_id].digests:
                return False
        for _, key, _, left_out in known:
            action = Action.SKIPPED if left_out else Action.ALREADY_THERE
            reason = left_out or "already in the archive"
            self._report.add(item.label, row_of(key), reason, action)
        return bool(known)

    def _new_folder(self) -> Path:
        self._temp_count += 1
        folder = self._temp / str(self._temp_count)
        folder.mkdir()
        return folder

    def _tell(self, text: str) -> None:
        self._stop_if_cancelled()
        if self._progress is not None:
            done = min(PROGRESS_TOTAL, int(PROGRESS_TOTAL * self._done / self._total))
            self._progress(done, PROGRESS_TOTAL, text)

    def _stop_if_cancelled(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise _CancelledError


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def existing_of(archive: Archive) -> Existing:
    """What an archive holds already."""
    archive.source()
    marks = archive.marks()

    def area_of(key: Key) -> float:
        return float(authalic_area_km2(shapely.from_wkb([archive.wkb(*key)]))[0])

    return Existing(
        digests={(status, date): digest for status, date, digest, _ in marks},
        flags={(status, date): flag for status, date, _, flag in marks},
        area_of=area_of,
    )
