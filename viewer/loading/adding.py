"""Add days that are in memory, such as those a session brings along, to the archives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from viewer.core.sources import source_of
from viewer.loading.archive import Archive, archive_path
from viewer.loading.archive_writing import sweep, write_changes
from viewer.loading.cleaning import clean_all
from viewer.loading.days import Day, RawDay
from viewer.loading.importing import existing_of
from viewer.loading.locking import import_lock
from viewer.loading.merging import Existing, merge
from viewer.loading.report import ImportReport


def add_days(raws: Sequence[RawDay], archive_dir: Path) -> int:
    """Check days and add those that the archives do not hold; what they hold stays.

    Parameters
    ----------
    raws : sequence of RawDay
        Of any sources.
    archive_dir : Path
        Folder of the archives; made when absent.

    Returns
    -------
    int
        How many were added. A day whose coordinates make no sense is left out.

    Raises
    ------
    ViewerError
        When an archive cannot be read or written; none is changed then.
    """
    days = [day for day in clean_all(raws) if isinstance(day, Day)]
    changes = []
    with import_lock(archive_dir):
        sweep(archive_dir)
        for source in dict.fromkeys(day.source for day in days):
            path = archive_path(archive_dir, source)
            existing = existing_of(Archive(path)) if path.is_file() else Existing()
            own = [day for day in days if day.source == source]
            changes.append(merge(source_of(source), own, existing, ImportReport(), replace=False))
        write_changes(archive_dir, changes)
    return sum(len(change.days) for change in changes)
