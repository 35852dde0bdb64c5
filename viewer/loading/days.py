"""One day as a file states it, and the same day when it has been checked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy.typing as npt
import shapely

from viewer.core.geodesy import authalic_area_km2
from viewer.core.sources import Status
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.rings import Rings

Note = tuple[Action, str]
DAY_IGNORED = "says its day itself, which counts; --date is for files that do not"


@dataclass(frozen=True)
class Origin:
    """Where a day came from, for provenance.

    Attributes
    ----------
    file : str
        Name of the file, or of the member of a container.
    container : str
        Path of the container; empty for a file on its own.
    sha256 : str
        Of the file's or member's bytes as they are (not unpacked), in hex.
    size : int
        Bytes that speak of this day.
    """

    file: str
    container: str
    sha256: str
    size: int

    @property
    def label(self) -> str:
        """The file as the report names it."""
        return f"{self.container}: {self.file}" if self.container else self.file


@dataclass(frozen=True)
class RawDay:
    """What a file says about one date and status, not yet checked.

    Attributes
    ----------
    source, status, date
        What it is.
    origin : Origin
        Where it came from.
    importer : str
        Name of the reader.
    shapes : Rings or array of Polygon, shape (n,)
        In ``crs``. No rings at all mean "none held" when ``may_be_empty``, else a near-empty day.
    crs : str
        What the file says; empty means lon, lat.
    unite : bool
        True when the polygons may overlap and must be united.
    open_corridors : bool
        True when corridors too thin to be ground are to be cut.
    may_be_empty : bool
        True when the file says "none" in so many words.
    daily : bool
        True for one file per day of a known archive, where a tiny file is suspect.
    known_place : bool
        True when the polygons must lie in and around Ukraine.
    rank : int
        Of several files of one day and status that are imported together the highest counts, and
        among equal ones the first.
    notes : list of (Action, str)
        What was noticed while reading.
    """

    source: str
    status: Status
    date: datetime.date
    origin: Origin
    importer: str
    shapes: Rings | npt.NDArray[Any]
    crs: str = ""
    unite: bool = False
    open_corridors: bool = False
    may_be_empty: bool = False
    daily: bool = False
    known_place: bool = False
    rank: int = 0
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """A checked day.

    Attributes
    ----------
    source, status, date, origin, importer, daily, may_be_empty, rank
        As in `RawDay`.
    wkb : bytes
        MultiPolygon in lon, lat (EPSG:4326), two dimensions, valid, little endian.
    bounds : tuple of float or None
        west, south, east, north; None when empty.
    area_deg2 : float
        In square degrees; only to tell cheaply that nothing much happened.
    digest : str
        16 hex digits of the geometry; equal when the geometry is equal.
    notes : list of (Action, str)
        All that was noticed.
    """

    source: str
    status: Status
    date: datetime.date
    origin: Origin
    importer: str
    daily: bool
    wkb: bytes
    bounds: tuple[float, float, float, float] | None
    area_deg2: float
    digest: str
    may_be_empty: bool
    notes: list[Note]
    rank: int = 0

    @cached_property
    def area_km2(self) -> float:
        """Area on the WGS 84 ellipsoid."""
        return float(authalic_area_km2(shapely.from_wkb([self.wkb]))[0])


@dataclass(frozen=True)
class Skip:
    """Something that was not read: a row, or the whole file when ``row`` is empty."""

    reason: str
    row: str = ""
    discard: bool = False
    """True when what the file gave before must not be trusted either."""


@dataclass(frozen=True)
class ImportOptions:
    """What the user says about files that do not say it themselves.

    Attributes
    ----------
    source : str or None
        Name of the source of other vector files.
    status : str or None
        Id of their status.
    date_field : str or None
        Column that holds their dates.
    replace : bool
        When True, a day with other content than the archive's takes its place; else the archive's
        stays.
    date : datetime.date or None
        Day of files that do not say theirs; files that do ignore it, and the report says so.
    """

    source: str | None = None
    status: str | None = None
    date_field: str | None = None
    replace: bool = False
    date: datetime.date | None = None

    def day_of(self, own: datetime.date | None, notes: list[Note]) -> datetime.date | None:
        """Give the day that a file says, else the one that the user says.

        Parameters
        ----------
        own : datetime.date or None
            What the file says.
        notes : list
            Gets a warning when the user says another day, which then does not count.
        """
        if own is not None and self.date is not None and own != self.date:
            notes.append((Action.WARNED, DAY_IGNORED))
        return own or self.date


@dataclass(frozen=True)
class Piece:
    """A file that says something only together with others; they are joined when all are read.

    Attributes
    ----------
    label : str
        The file as the report names it.
    content : object
        What the reader made of it; see `viewer.loading.viina`.
    """

    label: str
    content: object


Found = RawDay | Skip | NeedsAnswer | Piece
