"""The positions of an annotation as text that can be edited: one a line, rings apart by a gap."""

from __future__ import annotations

import re

from viewer.core.annotations import AREAS, DRAWN, PLACED, Annotation, Kind, Line, Position, Shape
from viewer.core.coordinates import parse_positions
from viewer.core.text import coordinate_text
from viewer.errors import ViewerError

MOST_TYPED = 500
"""More positions than these are not offered to be typed."""
_GAP = re.compile(r"\n[ \t]*\n\s*")


def shape_text(annotation: Annotation, coordinate_format: str) -> str:
    """Write the positions of an annotation, rings without the closing one.

    Parameters
    ----------
    annotation : Annotation
        Any.
    coordinate_format : str
        As in `viewer.core.text.coordinate_text`.
    """
    return "\n\n".join(
        "\n".join(coordinate_text(lon, lat, coordinate_format) for lon, lat in line)
        for line in _lines(annotation)
    )


def new_shape(kind: Kind, typed: str) -> Shape:
    """Make the shape of a new annotation from typed positions, one a line.

    Parameters
    ----------
    kind : Kind
        Of what is to be made; a rectangle takes two opposite corners.
    typed : str
        Positions in any format.

    Raises
    ------
    ViewerError
        When a position cannot be read, or there are too few or too many.
    """
    line = tuple(parse_positions(typed))
    fewest, most = positions_of(kind)
    if len(set(line)) < fewest or len(line) > most:
        many = f"{fewest} or more different" if most > fewest else f"{fewest} different"
        wanted = "one position" if most == 1 else f"{many} positions"
        raise ViewerError(
            f"A {kind.words} needs {wanted}, and {len(line)} were typed.", "Write one a line."
        )
    if kind in PLACED:
        return line[0]
    if kind in DRAWN:
        return line
    if kind is Kind.RECTANGLE:
        (west, south), (east, north) = line
        line = ((west, south), (east, south), (east, north), (west, north))
        if west == east or south == north:
            raise ViewerError(
                "These corners make no rectangle: they lie on one line.",
                "Type two opposite corners.",
            )
    return (((*line, line[0]) if line[0] != line[-1] else line,),)


def positions_of(kind: Kind) -> tuple[int, int]:
    """How many positions a kind is made from, at least and at most."""
    if kind in PLACED:
        return 1, 1
    if kind is Kind.RECTANGLE:
        return 2, 2
    return (2 if kind in DRAWN else 3), MOST_TYPED


def typed_shape(annotation: Annotation, typed: str, coordinate_format: str) -> Shape:
    """Read positions back; lines that were not touched keep their exact positions.

    Parameters
    ----------
    annotation : Annotation
        What `shape_text` was made from.
    typed : str
        The edited text; positions in any format.
    coordinate_format : str
        Of `shape_text`.

    Returns
    -------
    shape
        Of the annotation's kind.

    Raises
    ------
    ViewerError
        When a position cannot be read, or there are too few or too many of them or of rings.
    """
    exact: dict[str, list[Position]] = {}  # positions that look the same, in their order
    for line in _lines(annotation):
        for at in line:
            exact.setdefault(coordinate_text(*at, coordinate_format), []).append(at)
    blocks = [block for block in _GAP.split(typed.replace("\r\n", "\n").strip()) if block.strip()]
    lines = [_line(block, exact) for block in blocks] or [_line("", exact)]
    if annotation.kind in PLACED:
        if len(lines) != 1 or len(lines[0]) != 1:
            raise ViewerError(
                f"A {annotation.kind.words} has one position.", "Leave one line of coordinates."
            )
        return lines[0][0]
    if annotation.kind in DRAWN:
        line = tuple(at for part in lines for at in part)
        if len(set(line)) < 2:
            raise ViewerError(
                f"A {annotation.kind.words} needs two different positions.", "Write one a line."
            )
        return line
    return _areas(annotation, lines)


def _line(block: str, exact: dict[str, list[Position]]) -> Line:
    found: list[Position] = []
    for number, text in enumerate(block.split("\n"), start=1):
        known = exact.get(text.strip())
        if known is not None:
            found.append(known.pop(0) if len(known) > 1 else known[0])
        elif text.strip():
            try:
                found += parse_positions(text)
            except ViewerError as error:
                plain = error.message.removeprefix("Line 1: ")
                raise ViewerError(f"Line {number}: {plain}", error.hint) from error
    return tuple(found) or tuple(parse_positions(block))


def _areas(annotation: Annotation, lines: list[Line]) -> Shape:
    wanted = sum(len(polygon) for polygon in annotation.polygons)
    if len(lines) != wanted:
        raise ViewerError(
            f"It has {wanted} rings, and {len(lines)} were typed.",
            "Keep one empty line between rings, and none within.",
        )
    if any(len(set(line)) < 3 for line in lines):
        raise ViewerError("A ring needs three different positions.", "Write one a line.")
    rings = iter((*line, line[0]) if line[0] != line[-1] else line for line in lines)
    return tuple(tuple(next(rings) for _ in polygon) for polygon in annotation.polygons)


def _lines(annotation: Annotation) -> list[Line]:
    if annotation.kind in AREAS:
        return [ring[:-1] for polygon in annotation.polygons for ring in polygon]
    return [annotation.positions()]
