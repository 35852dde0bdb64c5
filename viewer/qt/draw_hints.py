"""What the status bar says: what to do with the tool in hand, and why nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable

from viewer.core import annotation_edits as edits
from viewer.core.annotation_store import AnnotationStore

_PATH = "Click each vertex; double click or Return ends, Esc drops it"
_SPAN = "Press and drag, or click twice; Esc drops it"
HINTS = {
    "point": "Click where the point goes; Esc puts the tool away",
    "text": "Click where the text goes, type, then Return",
    "line": _PATH,
    "arrow": f"{_PATH}; the head is at the end",
    "polygon": _PATH,
    "freehand": "Press and draw; letting go ends the line",
    "rectangle": _SPAN,
    "circle": f"From the centre: {_SPAN[0].lower()}{_SPAN[1:]}",
    "range_ring": f"From the centre: {_SPAN[0].lower()}{_SPAN[1:]}",
    "cut": f"Cuts what is selected, or all on its way. {_PATH}",
    "box": "Press and drag around annotations; Ctrl adds them to the selection",
}
"""Hint of each tool."""

LOCKED = "Nothing was changed: what is selected is locked; Ctrl+L unlocks it"


def all_locked(store: AnnotationStore, ids: Iterable[str]) -> bool:
    """Whether there are annotations among those, and none of them may be changed."""
    chosen = edits.found(store, ids, locked=True)
    return bool(chosen) and all(edits.is_locked(store, one) for one in chosen)
