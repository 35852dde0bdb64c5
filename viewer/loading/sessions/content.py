"""All that a session file holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from viewer.core.annotation_store import Item


@dataclass(frozen=True)
class SnapshotUsed:
    """Provenance of one snapshot that a session shows.

    Attributes
    ----------
    source, status, date : str
        Ids and ISO date.
    file, sha256 : str
        What it was imported from, and the digest of that file; "" for the bundled schematic.
    """

    source: str
    status: str
    date: str
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class SnapshotRow:
    """One snapshot as an archive holds it: ids, ISO date, flag, and the blob (None: no ground)."""

    source: str
    status: str
    date: str
    flag: str
    geometry: bytes | None


@dataclass
class SessionContent:
    """What is written to a session file, and what was found in one.

    Attributes
    ----------
    state : dict
        As `viewer.core.session_state.state_of` gives it.
    items : list of Annotation and Group
        In any order.
    slides : list of dict
        For later use; kept as they are.
    notes : str
        Plain text.
    provenance : list of SnapshotUsed
        Snapshots that the session shows.
    snapshots : list of SnapshotRow
        Only in a portable session: the snapshots themselves.
    """

    state: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    slides: list[dict[str, Any]] = field(default_factory=list)
    notes: str = ""
    provenance: list[SnapshotUsed] = field(default_factory=list)
    snapshots: list[SnapshotRow] = field(default_factory=list)
