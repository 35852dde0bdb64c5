"""What a session shows: gathered when it is saved, missed or brought along when it is opened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from viewer.core.session import SeriesFile, Session
from viewer.core.session_state import state_of
from viewer.core.sources import Status, source_of
from viewer.errors import ViewerError
from viewer.loading.archive import Archive, archive_path
from viewer.loading.geopackage import wkb_of
from viewer.loading.sessions.content import SessionContent, SnapshotRow, SnapshotUsed
from viewer.paths import archive_dir

Progress = Callable[[int, int, str], None]


def dates_shown(session: Session, file: SeriesFile) -> list[date]:
    """Snapshots of a series that the window (or all there is) shows, the one before it included."""
    header, span = file.header, session.timeline.range
    if span is None:
        return []
    first = max(header.as_of(span[0]), 0)
    last = header.as_of(span[1])
    others = {
        header.as_of(day) for day in (session.timeline.current, session.timeline.compare) if day
    }
    numbers = sorted({*range(first, last + 1), *(at for at in others if at >= 0)})
    return [header.dates[at] for at in numbers]


Shown = list[tuple[str, str, date]]
"""Source, status and date of snapshots."""


def gather(session: Session, data: Path) -> SessionContent:
    """Content of a session file: state, annotations, and the provenance of what is shown.

    Slides and notes are the caller's to add.

    Parameters
    ----------
    session : Session
        What is shown.
    data : Path
        The user's data folder.

    Raises
    ------
    ViewerError
        When an archive that is shown cannot be read.
    """
    content = SessionContent(state_of(session), list(session.annotations.snapshot().values()))
    tell_provenance(content, snapshots_shown(session), data)
    return content


def snapshots_shown(session: Session) -> Shown:
    """All snapshots that the visible series show within the window."""
    return [
        (file.header.source, file.header.status, day)
        for file in session.visible_series()
        for day in dates_shown(session, file)
    ]


def tell_provenance(content: SessionContent, shown: Shown, data: Path) -> None:
    """Enter into a session's content where the snapshots that it shows come from.

    Raises
    ------
    ViewerError
        When an archive cannot be read.
    """
    known: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for source, status, day in shown:
        if (source, status) not in known:
            known[source, status] = _known(archive_dir(data), source, status)
        told = known[source, status].get(day.isoformat(), ("", ""))
        content.provenance.append(SnapshotUsed(source, status, day.isoformat(), *told))


def bring_snapshots(
    content: SessionContent, data: Path, progress: Progress | None = None
) -> SessionContent:
    """Put the snapshots themselves into a session, so that it needs no archive elsewhere.

    Raises
    ------
    ViewerError
        When an archive cannot be read.
    """
    for at, used in enumerate(content.provenance):
        if progress is not None:
            progress(at, len(content.provenance), f"{source_of(used.source).name} {used.date}")
        path = archive_path(archive_dir(data), used.source)
        if path.is_file():
            blob, flag = Archive(path).blob(used.status, used.date)
            content.snapshots.append(SnapshotRow(used.source, used.status, used.date, flag, blob))
    return content


def keep_what_is_missing(content: SessionContent, before: SessionContent, data: Path) -> None:
    """Keep what a session tells of, or brings along, that this computer does not hold.

    Parameters
    ----------
    content : SessionContent
        About to be saved; its provenance and snapshots are those of this computer.
    before : SessionContent
        As the session was opened.
    data : Path
        The user's data folder.

    Raises
    ------
    ViewerError
        When an archive cannot be read.
    """
    told = {(used.source, used.status, used.date) for used in content.provenance}
    for used in compare_here(before, data).missing:
        if (used.source, used.status, used.date) not in told:
            content.provenance.append(used)
            told.add((used.source, used.status, used.date))
    inside = {(row.source, row.status, row.date) for row in content.snapshots}
    content.snapshots += [
        row
        for row in before.snapshots
        if (key := (row.source, row.status, row.date)) in told and key not in inside
    ]


@dataclass(frozen=True)
class Compared:
    """What a session shows against what this computer's archives hold.

    Attributes
    ----------
    missing : list of SnapshotUsed
        Not held here at all.
    differing : list of SnapshotUsed
        Held here, but imported from another file than the one the session was made with.
    """

    missing: list[SnapshotUsed] = field(default_factory=list)
    differing: list[SnapshotUsed] = field(default_factory=list)


def compare_here(content: SessionContent, data: Path) -> Compared:
    """Hold the snapshots of a session against the archives; bundled sources are everywhere."""
    found = Compared()
    held: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for used in content.provenance:
        if source_of(used.source).schematic:
            continue
        key = (used.source, used.status)
        if key not in held:
            held[key] = _held(archive_dir(data), *key)
        own = held[key].get(used.date)
        if own is None:
            found.missing.append(used)
        elif used.sha256 and own[1] and own[1] != used.sha256:
            found.differing.append(used)
    return found


def add_snapshots(content: SessionContent, origin: Path, data: Path) -> int:
    """Add the snapshots that a session brings along to this computer's archives.

    They are checked like those of any file; what the archives hold already stays.

    Parameters
    ----------
    content : SessionContent
        Of an opened session.
    origin : Path
        The session file, for provenance.
    data : Path
        The user's data folder.

    Returns
    -------
    int
        How many were added.

    Raises
    ------
    ViewerError
        When the archives cannot be written; they are then as they were.
    """
    import numpy as np
    import shapely

    from viewer.loading.adding import add_days
    from viewer.loading.days import Origin, RawDay

    provenance = {(u.source, u.status, u.date): u for u in content.provenance}
    raws = []
    for row in content.snapshots:
        try:
            status, day = Status(row.status), date.fromisoformat(row.date)
            geometry = shapely.force_2d(shapely.from_wkb(wkb_of(row.geometry)))
        except (ValueError, shapely.errors.ShapelyError) as error:
            raise ViewerError(
                f"The snapshot {row.source[:40]} {row.date[:10]} in {origin.name} is damaged.",
                "Ask for the file again, or import the source's own files.",
                repr(error),
            ) from error
        parts = np.asarray(shapely.get_parts(geometry), dtype=object)
        polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        used = provenance.get((row.source, row.status, row.date))
        told = Origin(
            used.file if used else origin.name,
            origin.name,
            used.sha256 if used else "",
            len(row.geometry or b""),
        )
        raws.append(RawDay(row.source, status, day, told, "session", polygons, may_be_empty=True))
    return add_days(raws, archive_dir(data))


def unpack_apart(content: SessionContent, origin: Path, data: Path, apart: Path) -> None:
    """Put the snapshots that a session brings along into a data folder of their own.

    Archives of the same sources that this computer has are copied there first, so that nothing
    is missing in between; they themselves stay as they are.

    Parameters
    ----------
    content : SessionContent
        Of an opened session.
    origin : Path
        The session file, for provenance.
    data, apart : Path
        The user's data folder, and the other.

    Raises
    ------
    ViewerError
        When a snapshot is damaged, or the other folder cannot be written.
    """
    archive_dir(apart).mkdir(parents=True, exist_ok=True)
    for source in {row.source for row in content.snapshots}:
        path = archive_path(archive_dir(data), source)
        if path.is_file():
            shutil.copyfile(path, archive_path(archive_dir(apart), source))
    add_snapshots(content, origin, apart)


def _known(folder: Path, source: str, status: str) -> dict[str, tuple[str, str]]:
    """File and digest by date, of an archive's good days."""
    path = archive_path(folder, source)
    if not path.is_file():
        return {}
    return {
        row.date.isoformat(): (row.file, row.sha256)
        for row in Archive(path).provenance()
        if row.date is not None and row.status == status
    }


def _held(folder: Path, source: str, status: str) -> dict[str, tuple[str, str]]:
    path = archive_path(folder, source)
    if not path.is_file():
        return {}
    told = _known(folder, source, status)
    marks = Archive(path).marks()
    return {day: told.get(day, ("", "")) for own, day, _digest, _flag in marks if own == status}
