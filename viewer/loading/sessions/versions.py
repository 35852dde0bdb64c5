"""Earlier versions of a session file: the last ten, then one a day."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from viewer.loading.sessions.schema import SUFFIX
from viewer.loading.sessions.writing import sync

KEPT = 10
DAYS_KEPT = 90
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Version:
    """One earlier version.

    Attributes
    ----------
    path : Path
        Where it is kept.
    replaced_at : datetime
        UTC, when a save took its place.
    """

    path: Path
    replaced_at: datetime


def folder_of(versions: Path, session: Path) -> Path:
    """Folder of the versions of one session file, whatever its name."""
    digest = sha256(str(session.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return versions / f"{session.name.removesuffix(SUFFIX)[:40]}-{digest}"


def keep_version(versions: Path, session: Path, at: datetime | None = None) -> Path | None:
    """Copy a session file that is about to be replaced, and let the oldest copies go.

    Parameters
    ----------
    versions : Path
        Folder of all versions; made when it is not there.
    session : Path
        The file; nothing is kept while it does not exist.
    at : datetime, optional
        The moment, UTC; now by default.

    Returns
    -------
    Path or None
        Where the copy lies.

    Raises
    ------
    OSError
        When it cannot be copied; the session file is untouched.
    """
    if not session.exists():
        return None
    folder = folder_of(versions, session)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = (at or datetime.now(UTC)).strftime(_STAMP)
    target = folder / f"{stamp}{SUFFIX}"
    part = folder / f".{stamp}.part"
    try:
        shutil.copy(session, part)
        sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _prune(folder)
    return target


def list_versions(versions: Path, session: Path) -> list[Version]:
    """Earlier versions of a session file, the newest first."""
    found = []
    for path in folder_of(versions, session).glob(f"*{SUFFIX}"):
        with contextlib.suppress(ValueError):
            stamp = datetime.strptime(path.name.removesuffix(SUFFIX), _STAMP)
            found.append(Version(path, stamp.replace(tzinfo=UTC)))
    return sorted(found, key=lambda version: version.replaced_at, reverse=True)


def _prune(folder: Path) -> None:
    versions = sorted(folder.glob(f"*{SUFFIX}"), reverse=True)
    days: set[str] = set()
    for path in versions[KEPT:]:
        day = path.name[:8]
        if day in days or len(days) >= DAYS_KEPT:
            with contextlib.suppress(OSError):
                path.unlink()
        else:
            days.add(day)
