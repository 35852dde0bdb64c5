"""Placemarks with polygons of a KML file, read without trust in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np

from viewer.loading.rings import CoordinateError
from viewer.loading.xml_guard import ENCODING, MAX_DEPTH, XmlError, guarded_parser, words_of

_TEXTS = ("name", "coordinates")
_RINGS = ("outerBoundaryIs", "innerBoundaryIs")


@dataclass
class Placemark:
    """One placemark.

    Attributes
    ----------
    folders : tuple of str
        Names of the folders round it, the outermost first.
    name : str
        Its name, with plain single blanks.
    polygons : list
        Each a list of rings, the outside first; a ring is a list of positions [lon, lat].
    others : int
        Points and lines.
    """

    folders: tuple[str, ...]
    name: str = ""
    polygons: list[list[list[list[float]]]] = field(default_factory=list)
    others: int = 0


def plain(text: str) -> str:
    """Text with plain single blanks; non-breaking and zero-width blanks count as blanks."""
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", " ").split())


def placemarks_of(text: bytes) -> list[Placemark]:
    """Read all placemarks.

    Parameters
    ----------
    text : bytes
        A whole KML document, in any encoding that it names.

    Raises
    ------
    XmlError
        When it is no XML, declares entities, or is nested deeper than any map.
    CoordinateError
        When the coordinates of a polygon are no numbers.
    """
    reader = _Reader()
    parser = guarded_parser()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise XmlError(words_of(error)) from error
    except (ValueError, LookupError) as error:
        raise XmlError(ENCODING) from error
    return reader.placemarks


class _Reader:
    """Handlers of the parser; elements are known by their local names."""

    def __init__(self) -> None:
        self.placemarks: list[Placemark] = []
        self._path: list[str] = []
        self._folders: list[str] = []
        self._placemark: Placemark | None = None
        self._text: list[str] | None = None
        self._outside: list[list[float]] | None = None
        self._holes: list[list[list[float]]] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._path.append(local)
        if len(self._path) > MAX_DEPTH:
            raise XmlError("is nested deeper than any map")
        if local == "Folder":
            self._folders.append("")
        elif local == "Placemark":
            self._placemark = Placemark(tuple(self._folders))
        elif local == "Polygon":
            self._outside, self._holes = None, []
        elif local in _TEXTS:
            self._text = []

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if local == "Folder":
            self._folders.pop()
        elif local == "Placemark" and self._placemark is not None:
            self.placemarks.append(self._placemark)
            self._placemark = None
        elif local == "Polygon" and self._placemark is not None and self._outside:
            self._placemark.polygons.append([self._outside, *self._holes])
        elif local in _TEXTS and self._text is not None:
            self._take(local, parent, "".join(self._text))
            self._text = None

    def _take(self, local: str, parent: str, text: str) -> None:
        if local == "name":
            if parent == "Placemark" and self._placemark is not None:
                self._placemark.name = plain(text)
            elif parent == "Folder":
                self._folders[-1] = plain(text)
        elif parent == "LinearRing" and len(self._path) > 1 and self._path[-2] in _RINGS:
            ring = _positions(text)
            if self._path[-2] == _RINGS[0]:
                self._outside = ring
            elif ring:
                self._holes.append(ring)
        elif self._placemark is not None:
            self._placemark.others += 1


def _positions(text: str) -> list[list[float]]:
    """Positions of ``lon,lat[,height]`` tuples between blanks."""
    try:
        rows = [[float(value) for value in row.split(",")] for row in text.split()]
    except ValueError as error:
        raise CoordinateError("a position is no pair of numbers") from error
    if any(len(row) < 2 for row in rows):
        raise CoordinateError("a position is no pair of numbers")
    if rows and not np.isfinite([row[:2] for row in rows]).all():
        raise CoordinateError("holds coordinates that are not numbers (NaN or Infinity)")
    return rows
