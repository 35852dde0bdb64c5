"""What to do with the tool in hand, told in the status bar as long as it is in hand."""

from __future__ import annotations

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
