"""What the user draws: geometry, style, words, and a validity in time."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import cast

Position = tuple[float, float]
"""lon, lat in degrees, EPSG:4326."""
Line = tuple[Position, ...]
Polygons = tuple[tuple[Line, ...], ...]
"""Polygons, each an outer ring and its holes; rings are closed (the first position is the last)."""
Shape = Position | Line | Polygons

COLOUR = re.compile(r"#[0-9a-f]{6}")
MOST_POSITIONS = 100_000
MOST_TEXT = 20_000
LARGEST_RADIUS_M = 5_000_000.0


class Kind(StrEnum):
    """Kinds of annotations; the shape of their coordinates follows from the kind."""

    POINT = "point"
    TEXT = "text"
    LINE = "line"
    ARROW = "arrow"
    FREEHAND = "freehand"
    POLYGON = "polygon"
    RECTANGLE = "rectangle"
    CIRCLE = "circle"
    RANGE_RING = "range_ring"

    @property
    def words(self) -> str:
        """Name for people, as in "Undo move range ring"."""
        return self.value.replace("_", " ")


PLACED = frozenset({Kind.POINT, Kind.TEXT, Kind.CIRCLE, Kind.RANGE_RING})
"""Kinds with one position."""
DRAWN = frozenset({Kind.LINE, Kind.ARROW, Kind.FREEHAND})
"""Kinds with a line of two or more positions."""
AREAS = frozenset({Kind.POLYGON, Kind.RECTANGLE})
"""Kinds with polygons."""
ROUND = frozenset({Kind.CIRCLE, Kind.RANGE_RING})
"""Kinds with a radius."""

DASHES = ("solid", "dash", "dot")
HATCHES = ("", "left", "right", "cross")
CONFIDENCES = ("", "confirmed", "probable", "possible", "doubtful")


@dataclass(frozen=True)
class Style:
    """How an annotation is drawn.

    Attributes
    ----------
    colour, fill : str
        ``#rrggbb`` in small letters; the fill may be "" for none.
    width : float
        Width of lines in pixels, 0.5 to 20.
    dash : str
        One of `DASHES`.
    opacity, fill_opacity : float
        0 to 1.
    hatch : str
        One of `HATCHES`.
    symbol : str
        Id of a symbol of our own set, such as ``pin``, or ``app6:`` and a SIDC of digits.
    size : float
        Height of symbols in pixels, 8 to 96.
    text_size : float
        Pixels, 8 to 96.
    halo : bool
        Whether text has a halo.
    """

    colour: str = "#0b5cad"
    width: float = 2.5
    dash: str = "solid"
    opacity: float = 1.0
    fill: str = ""
    fill_opacity: float = 0.2
    hatch: str = ""
    symbol: str = "pin"
    size: float = 24.0
    text_size: float = 14.0
    halo: bool = True


def now() -> str:
    """The present moment in UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fresh_id() -> str:
    """An id that no other annotation has, on any machine."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Annotation:
    """One annotation. It never changes; an edit makes a new one with the same id.

    Attributes
    ----------
    id : str
        32 hexadecimal digits.
    kind : Kind
        Says what `shape` is: a position (`PLACED`), a line (`DRAWN`) or polygons (`AREAS`).
    shape : position, line or polygons
        lon, lat in degrees, EPSG:4326.
    radius_m : float
        Geodesic radius of `ROUND` kinds in metres; 0 for all others.
    bend : float
        Of arrows: how far the middle bends to the left, as a part of the length, -1 to 1.
    title, note, author, confidence : str
        Words; the note is plain text. Confidence is one of `CONFIDENCES`.
    links : tuple of str
        http and https addresses of sources.
    style : Style
        How it is drawn.
    valid_from, valid_to : date or None
        First and last day on which it holds, both inclusive; None is open.
    anchor : str
        ``sector:ID`` or ``place:NAME`` that it is tied to; "" for none.
    group : str
        Id of its group; "" for none.
    visible, locked : bool
        Whether it is shown at all, and whether it is kept from being edited.
    order : float
        Higher is drawn on top.
    created, changed : str
        UTC, ISO 8601.
    """

    id: str
    kind: Kind
    shape: Shape
    radius_m: float = 0.0
    bend: float = 0.0
    title: str = ""
    note: str = ""
    author: str = ""
    confidence: str = ""
    links: tuple[str, ...] = ()
    style: Style = field(default_factory=Style)
    valid_from: date | None = None
    valid_to: date | None = None
    anchor: str = ""
    group: str = ""
    visible: bool = True
    locked: bool = False
    order: float = 0.0
    created: str = ""
    changed: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is valid on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def point(self) -> Position:
        """The position of a `PLACED` kind."""
        return cast(Position, self.shape)

    @property
    def line(self) -> Line:
        """The line of a `DRAWN` kind."""
        return cast(Line, self.shape)

    @property
    def polygons(self) -> Polygons:
        """The polygons of an area."""
        return cast(Polygons, self.shape)

    def positions(self) -> Line:
        """All its positions in order; those of rings with the closing one."""
        if self.kind in PLACED:
            return (self.point,)
        if self.kind in DRAWN:
            return self.line
        return tuple(at for polygon in self.polygons for ring in polygon for at in ring)

    @property
    def name(self) -> str:
        """The title, or what to call it without one."""
        return self.title or f"Untitled {self.kind.words}"


@dataclass(frozen=True)
class Group:
    """A named group of annotations.

    Attributes
    ----------
    id : str
        32 hexadecimal digits.
    name : str
        For people.
    visible, locked : bool
        Count for all in it.
    order : float
        Place in the list.
    """

    id: str
    name: str
    visible: bool = True
    locked: bool = False
    order: float = 0.0


def problem_of(annotation: Annotation) -> str:
    """Say what is wrong with an annotation, as from a file; "" when nothing is.

    Parameters
    ----------
    annotation : Annotation
        Types must be right already; values are checked here.
    """
    if not re.fullmatch(r"[0-9a-f]{32}", annotation.id):
        return "its id is not 32 hexadecimal digits"
    return (
        _shape_problem(annotation)
        or _words_problem(annotation)
        or _style_problem(annotation.style)
        or ("it ends before it begins" if _ends_first(annotation) else "")
    )


def _shape_problem(annotation: Annotation) -> str:
    positions = annotation.positions()
    if not 1 <= len(positions) <= MOST_POSITIONS:
        return f"it has {len(positions)} positions; 1 to {MOST_POSITIONS} are possible"
    if annotation.kind in DRAWN and len(set(positions)) < 2:
        return "a line needs two different positions"
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in positions):
        return "a coordinate is not a longitude within 180 and a latitude within 90 degrees"
    if annotation.kind in AREAS:
        rings = [ring for polygon in annotation.polygons for ring in polygon]
        if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
            return "a ring needs three different positions and must be closed"
    if annotation.kind in ROUND and not 0 < annotation.radius_m <= LARGEST_RADIUS_M:
        return "its radius is not between 0 and 5,000 km"
    if not -1 <= annotation.bend <= 1:
        return "its bend is not between -1 and 1"
    return ""


def _words_problem(annotation: Annotation) -> str:
    texts = [getattr(annotation, f.name) for f in fields(annotation)]
    words = [text for text in texts if isinstance(text, str)] + list(annotation.links)
    if any(len(text) > MOST_TEXT for text in words):
        return f"a text is longer than {MOST_TEXT} characters"
    if annotation.confidence not in CONFIDENCES:
        return f"its confidence is none of {', '.join(CONFIDENCES[1:])}"
    if not all(link.startswith(("http://", "https://")) for link in annotation.links):
        return "a link does not begin with http:// or https://"
    return ""


def _style_problem(style: Style) -> str:
    colours = COLOUR.fullmatch(style.colour) and (not style.fill or COLOUR.fullmatch(style.fill))
    if not colours:
        return "a colour is not of the form #rrggbb"
    if style.dash not in DASHES or style.hatch not in HATCHES:
        return "its line style or hatching is unknown"
    ranges = (
        (style.width, 0.5, 20), (style.size, 8, 96), (style.text_size, 8, 96),
        (style.opacity, 0, 1), (style.fill_opacity, 0, 1),
    )  # fmt: skip
    if not all(low <= value <= high for value, low, high in ranges):
        return "a width, size or opacity is out of range"
    return ""


def _ends_first(annotation: Annotation) -> bool:
    start, end = annotation.valid_from, annotation.valid_to
    return start is not None and end is not None and end < start
