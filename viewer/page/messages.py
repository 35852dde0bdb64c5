"""Every message between Python and the page, frozen; encode and decode.

Commands to the page are imperative (`ShowTime`), reports from it are past tense (`TimeShown`).
Big data never crosses here: the page fetches it once over our own scheme.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import field
from typing import Any, ClassVar, get_type_hints

from viewer.page.message import Message as Message

log = logging.getLogger(__name__)

_LARGEST = 2**31 - 1
"""No serial number, degree or pixel is beyond it; neither infinity nor nan is within it."""


class ShowTheme(Message):
    """Colours by name of token."""

    type: ClassVar[str] = "show_theme"
    name: str
    tokens: dict[str, str]


class ShowLayers(Message):
    """What is drawn, and how; the page fetches series that it does not have yet.

    Attributes
    ----------
    serial : int
        Told again in `LayersShown`.
    series : list of dict
        Visible series, topmost first: id, url, title, status, opacity, style. What has `hidden`
        is fetched for a comparison, but not drawn as a front.
    sectors : list of dict
        All sectors: id, name, bounds, visible, opacity, and outline (rings, or None for a box).
    clip : bool
        Whether fronts are clipped to the visible sectors.
    context : dict
        Name of a context layer to its opacity; 0 is hidden.
    language : str
        ``en``, ``uk`` or ``both``.
    legend : list of dict
        Rows of the legend: kind, title, note, style.
    attribution : str
        Line of sources.
    """

    type: ClassVar[str] = "show_layers"
    serial: int
    series: list[dict[str, Any]]
    sectors: list[dict[str, Any]]
    clip: bool
    context: dict[str, float]
    language: str
    legend: list[dict[str, Any]]
    attribution: str


class ShowTime(Message):
    """Which snapshot of each visible series to draw, and the words of the date card.

    Attributes
    ----------
    serial : int
        Told again in `TimeShown`.
    date : str
        ISO date asked for.
    title : str
        The date for people.
    indices : dict
        Id of series to number of snapshot, -1 for none.
    lines : list of dict
        Per source: text, and whether it is stale.
    """

    type: ClassVar[str] = "show_time"
    serial: int
    date: str
    title: str
    indices: dict[str, int]
    lines: list[dict[str, Any]]


class ShowCompare(Message):
    """Two dates, or two sources, held against each other; empty fields for no comparison.

    Sent before the `ShowTime` of the same picture, whose date is A; B is the date compared with.

    Attributes
    ----------
    serial : int
        Told again in `CompareShown`.
    mode : str
        ``overlay``, ``swipe``, ``side``, or "" when no second date is drawn.
    swipe : float
        Place of the handle, 0 at the left edge of the map to 1 at the right.
    b_first : bool
        Whether B is the earlier date, and so stands at the left.
    series : list of dict
        Visible series: id, index_a, index_b; -1 for no snapshot.
    parts : list of dict
        What is drawn in place of fronts, topmost first: kind (``change``, ``age``, ``difference``
        or ``line``), days (id of series and index each), styles by name, opacity, words, and
        first, last and scale (start, end, colours) of an age.
    parts_b : list of dict
        The same for date B, where it has a picture of its own: by swipe or side by side.
    replaced : list of str
        Ids of the series that `parts` and `parts_b` draw.
    a, b : dict
        Words of each date: title, lines (text, stale), date (ISO).
    legend : list of dict
        All rows of the legend; empty to keep that of the layers.
    """

    type: ClassVar[str] = "show_compare"
    serial: int
    mode: str = ""
    swipe: float = 0.5
    b_first: bool = False
    series: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    parts_b: list[dict[str, Any]] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    a: dict[str, Any] = field(default_factory=dict)
    b: dict[str, Any] = field(default_factory=dict)
    legend: list[dict[str, Any]] = field(default_factory=list)


class SetView(Message):
    """Look at a point."""

    type: ClassVar[str] = "set_view"
    lon: float
    lat: float
    zoom: float


class FitBounds(Message):
    """Look at a box: west, south, east, north in degrees; `exact` allows any zoom, not steps."""

    type: ClassVar[str] = "fit_bounds"
    bounds: list[float]
    padding: int = 24
    exact: bool = False


class ZoomBy(Message):
    """Zoom in (positive) or out around the centre."""

    type: ClassVar[str] = "zoom_by"
    delta: float


class ShowCards(Message):
    """Which cards on the map are seen, and where those are that the user has moved.

    Attributes
    ----------
    date, legend, controls : bool
        Whether each is seen.
    places : dict
        Name of a card to the edges that it keeps its distance to, and the distances in pixels:
        ``left`` or ``right``, ``top`` or ``bottom``, x, y.
    """

    type: ClassVar[str] = "show_cards"
    date: bool
    legend: bool
    controls: bool
    places: dict[str, list[Any]] = field(default_factory=dict)


class ShowMark(Message):
    """Colour of a few pixels in the lower left corner, or "" for none.

    A picture taken of the view that has the mark, or has lost it again, is known to be fresh.
    """

    type: ClassVar[str] = "show_mark"
    colour: str


class MarkPlace(Message):
    """Draw attention to a place for some seconds."""

    type: ClassVar[str] = "mark_place"
    lon: float
    lat: float


class PageReady(Message):
    """The page has its map and waits for commands; `started` if it shows what came with it."""

    type: ClassVar[str] = "page_ready"
    started: bool = False


class FrontsShown(Message):
    """All series of a `ShowLayers` are fetched and drawn on the ground; names may still come."""

    type: ClassVar[str] = "fronts_shown"
    serial: int


class LayersShown(Message):
    """All of a `ShowLayers` is drawn."""

    type: ClassVar[str] = "layers_shown"
    serial: int
    problems: list[str] = field(default_factory=list)


class TimeShown(Message):
    """The snapshots of a `ShowTime` are drawn."""

    type: ClassVar[str] = "time_shown"
    serial: int


class CompareShown(Message):
    """All of a `ShowCompare` is drawn, as far as its series are there."""

    type: ClassVar[str] = "compare_shown"
    serial: int


class SwipeMoved(Message):
    """The user has moved the handle between two dates; 0 is the left edge of the map."""

    type: ClassVar[str] = "swipe_moved"
    position: float


class ViewChanged(Message):
    """The map has come to rest: centre, zoom and bounds (west, south, east, north) in degrees."""

    type: ClassVar[str] = "view_changed"
    lon: float
    lat: float
    zoom: float
    bounds: list[float]


class CursorMoved(Message):
    """The pointer is over the map at that position in degrees; `inside` is False when it left."""

    type: ClassVar[str] = "cursor_moved"
    lon: float
    lat: float
    inside: bool


class EscapePressed(Message):
    """Esc was pressed on the map and nothing there took it; the engine hands on any other key."""

    type: ClassVar[str] = "escape_pressed"


class CardMoved(Message):
    """The user has dragged a card: its name, and its place as in `ShowCards`."""

    type: ClassVar[str] = "card_moved"
    card: str
    across: str
    down: str
    x: float
    y: float


class MapClicked(Message):
    """The user asked for the menu at that position in degrees and pixels of the page."""

    type: ClassVar[str] = "map_menu_requested"
    lon: float
    lat: float
    x: float
    y: float


COMMANDS: dict[str, type[Message]] = {
    kind.type: kind
    for kind in (
        ShowTheme,
        ShowLayers,
        ShowTime,
        ShowCompare,
        SetView,
        FitBounds,
        ZoomBy,
        ShowCards,
        ShowMark,
        MarkPlace,
    )
}
REPORTS: dict[str, type[Message]] = {
    kind.type: kind
    for kind in (
        PageReady,
        FrontsShown,
        LayersShown,
        TimeShown,
        CompareShown,
        SwipeMoved,
        ViewChanged,
        CursorMoved,
        EscapePressed,
        CardMoved,
        MapClicked,
    )
}


_known_hints: dict[str, dict[str, Any]] = {}
_to_json = json.JSONEncoder(allow_nan=False).encode


def encode(message: Message) -> str:
    """Return the message as JSON text, safe to hand to the page."""
    return _to_json({"type": message.type, **message.values()})


def encode_all(messages: Sequence[Message]) -> bytes:
    """Return messages as a JSON list, as the page fetches its first ones."""
    return f"[{','.join(map(encode, messages))}]".encode()


def decode(text: str) -> Message | None:
    """Check a report from the page field by field.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    Message or None
        None, with a line in the log, for anything that is not a known report.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    kind = _report_of(str(data.pop("type", ""))) if isinstance(data, dict) else None
    if kind is None:
        log.error("unknown report from the page: %.200s", text)
        return None
    hints = _hints(kind)
    if set(data) - set(hints) or not all(_fits(data.get(k), v) for k, v in hints.items()):
        log.error("malformed report from the page: %.200s", text)
        return None
    return kind(**data)


def _hints(kind: type[Message]) -> dict[str, Any]:
    if kind.type not in _known_hints:
        hints = get_type_hints(kind)
        _known_hints[kind.type] = {name: hints[name] for name in kind.names}
    return _known_hints[kind.type]


def _report_of(name: str) -> type[Message] | None:
    if name in REPORTS:
        return REPORTS[name]
    from viewer.page.annotation_messages import ANNOTATION_REPORTS  # not needed to start

    return next((kind for kind in ANNOTATION_REPORTS if kind.type == name), None)


def _fits(value: object, hint: object) -> bool:
    if hint is bool:
        return isinstance(value, bool)
    if hint is str:
        return isinstance(value, str)
    if hint in (int, float):
        kinds = int if hint is int else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool) and abs(value) <= _LARGEST
    if hint == list[float]:
        return isinstance(value, list) and all(_fits(item, float) for item in value)
    if hint == list[str]:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return False
