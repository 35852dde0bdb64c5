"""The one source of truth: series, time, layers, sectors and view; and what they mean together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.compare_state import CompareState
from viewer.core.events import Signal
from viewer.core.layers import CONTEXT, SECTORS, SOURCES, Layer, LayerStack
from viewer.core.sectors import Sector, fixed_sectors, own_sectors
from viewer.core.series import SeriesHeader
from viewer.core.sources import Status, series_id, source_of
from viewer.core.timeline import Timeline
from viewer.core.undo import UndoStack

if TYPE_CHECKING:
    from viewer.core.annotation_store import AnnotationStore

CONTEXT_LAYERS = (
    ("places", "Places", "Settlements by population; names in English and Ukrainian", True),
    ("borders", "Borders", "Internationally recognised state borders; Crimea is Ukraine", True),
    ("rivers", "Rivers and lakes", "Dnipro, Siverskyi Donets, Oskil, Seim and others", True),
    ("events", "Events", "Dated events near the date shown", True),
    ("graticule", "Graticule", "Meridians and parallels", False),
    ("elsewhere", "Outside the sectors", "Draw the sources beyond the sectors too", False),
)


@dataclass(frozen=True)
class SeriesFile:
    """A packed series and where it lies."""

    header: SeriesHeader
    path: Path

    @property
    def id(self) -> str:
        """Source and status, such as ``deepstate/ru_held``."""
        return series_id(self.header.source, self.header.status)


@dataclass(frozen=True)
class Shown:
    """The snapshot that a series shows on the date asked for (as-of: the last one before it).

    Attributes
    ----------
    series : SeriesFile
        Whose snapshot it is.
    index : int
        Number of the snapshot in its series; -1 when the series begins later.
    snapshot : date or None
        Its date; None when the series begins later.
    age_days : int
        Days between the snapshot and the date asked for.
    flag : str
        "" or what was noticed at import, such as ``identical``.
    """

    series: SeriesFile
    index: int
    snapshot: date | None
    age_days: int
    flag: str


@dataclass(frozen=True)
class Held:
    """Area held in one sector on one date, by one source; never a mixture of sources."""

    sector: Sector
    source: str
    status: Status
    km2: float
    snapshot: date
    age_days: int


@dataclass(frozen=True)
class DayChange:
    """Ground gained and lost in the visible sectors between a snapshot and the one before.

    Attributes
    ----------
    day : date
        Date of the later snapshot.
    span_days : int
        Days since the earlier snapshot; more than 1 after a gap.
    gained_km2, lost_km2 : float
        Area newly in, and no longer in, the polygons of that status.
    """

    day: date
    source: str
    status: Status
    span_days: int
    gained_km2: float
    lost_km2: float


CARDS = ("date", "legend")
CardPlace = tuple[str, str, float, float]
"""``left`` or ``right``, ``top`` or ``bottom``, and the distances to these edges in pixels."""

ZOOMS = (5.0, 13.0)
"""Least and greatest zoom of the map; the page sets the same."""


@dataclass(frozen=True)
class View:
    """Centre of the map in degrees and Leaflet's zoom."""

    lon: float
    lat: float
    zoom: float

    @property
    def scale_denominator(self) -> float:
        """N of the scale 1:N at the centre, for a screen of 96 pixels to the inch."""
        return self._denominator_at_zoom_0 / 2**self.zoom

    def zoom_at(self, denominator: float) -> float:
        """Zoom at which the scale at the centre is 1:denominator."""
        return math.log2(self._denominator_at_zoom_0 / denominator)

    @property
    def _denominator_at_zoom_0(self) -> float:
        return 156543.03392804097 * math.cos(math.radians(self.lat)) * 96 / 0.0254


class Session:
    """Owns timeline, layers, series, view and theme; widgets and page ask it and draw.

    Parameters
    ----------
    sectors : iterable of Sector
        The sectors to follow.

    Attributes
    ----------
    changed : Signal
        Emits a frozenset of ``series``, ``sectors``, ``view``, ``theme`` or ``language``.
    undo : UndoStack
        Every change that the user makes and can take back.
    """

    def __init__(self, sectors: Iterable[Sector]) -> None:
        self.changed: Signal[[frozenset[str]]] = Signal()
        self.sectors: tuple[Sector, ...] = ()
        self.undo = UndoStack()
        self.timeline = Timeline()
        self.compare = CompareState()
        self.layers = LayerStack()
        self.view: View | None = None
        self.card_places: dict[str, CardPlace] = {}
        self.theme = "light"
        self.language = "en"
        self._series: dict[str, SeriesFile] = {}
        self.set_sectors(sectors)
        self.layers.set_group(
            CONTEXT,
            [Layer(f"context:{k}", CONTEXT, t, n, visible=v) for k, t, n, v in CONTEXT_LAYERS],
        )
        self.layers.changed.connect(self._on_layers_changed)

    @cached_property
    def annotations(self) -> AnnotationStore:
        """What the user has drawn; made when it is first asked for, which no start does."""
        from viewer.core.annotation_store import AnnotationStore

        return AnnotationStore(self.undo)

    @property
    def series(self) -> tuple[SeriesFile, ...]:
        """All loaded series."""
        return tuple(self._series.values())

    def set_series(self, files: Iterable[SeriesFile]) -> None:
        """Replace the loaded series and the rows of the sources that hold them."""
        self._series = {file.id: file for file in files}
        rows: list[Layer] = []
        for source_id in dict.fromkeys(file.header.source for file in self._series.values()):
            source = source_of(source_id)
            rows.append(Layer(f"source:{source_id}", SOURCES, source.name, source.note))
            rows += [
                Layer(
                    f"series:{file.id}",
                    SOURCES,
                    Status(file.header.status).title,
                    parent=f"source:{source_id}",
                )
                for file in self._series.values()
                if file.header.source == source_id
            ]
        self.layers.set_group(SOURCES, rows)
        self._refresh_dates()
        self.changed.emit(frozenset({"series"}))

    def set_sectors(self, sectors: Iterable[Sector]) -> None:
        """Replace the sectors that are followed; ticks and opacity known from before are kept."""
        fresh = tuple(sectors)
        if fresh != self.sectors:
            self.sectors = fresh
            self.layers.set_group(
                SECTORS, [Layer(f"sector:{s.id}", SECTORS, s.name, s.note) for s in fresh]
            )
            self.changed.emit(frozenset({"sectors"}))

    def visible_sectors(self) -> list[Sector]:
        """Ticked sectors, in the order of the tree."""
        by_id = {sector.id: sector for sector in self.sectors}
        return [by_id[row.key] for row in self.layers.rows(SECTORS) if row.visible]

    def visible_series(self) -> list[SeriesFile]:
        """Ticked series of ticked sources, the topmost first."""
        return [
            self._series[child.key]
            for row in self.layers.rows(SOURCES)
            if row.visible
            for child in self.layers.children(row.id)
            if child.visible and child.key in self._series
        ]

    def opacity(self, file: SeriesFile) -> float:
        """Opacity of the series times that of its source."""
        child = self.layers.get(f"series:{file.id}")
        return child.opacity * self.layers.get(child.parent).opacity

    def shown(self, day: date | None = None) -> list[Shown]:
        """Snapshots of the visible series on a date, the current one by default."""
        day = day or self.timeline.current
        if day is None:
            return []
        return [self._shown(file, day) for file in self.visible_series()]

    def held(self, sector: Sector, day: date | None = None) -> Held | None:
        """Area held in a sector, by the topmost visible source that speaks of its status."""
        for shown in self.shown(day):
            header = shown.series.header
            if header.status != sector.status or shown.snapshot is None:
                continue
            if header.speaks_of(sector):
                values = header.held_km2[sector.id]
                return Held(
                    sector,
                    header.source,
                    sector.status,
                    values[shown.index],
                    shown.snapshot,
                    shown.age_days,
                )
        return None

    def day_changes(self) -> list[DayChange]:
        """Gained and lost per snapshot, of the topmost visible source of each status.

        No ground is summed twice: a sector of the user's own that overlaps one counted before it,
        the fixed ones first, is left out.
        """
        changes: list[DayChange] = []
        for status in (Status.RU_HELD, Status.UA_HELD_IN_RU):
            file = next((f for f in self.visible_series() if f.header.status == status), None)
            if file is None:
                continue
            sectors = [s for s in self.visible_sectors() if s.status == status]
            keys = [s.id for s in _apart(sectors) if file.header.speaks_of(s)]
            if not keys:
                continue
            header = file.header
            for i in range(1, len(header.dates)):
                gained = sum(header.gained_km2[key][i] or 0.0 for key in keys)
                lost = sum(header.lost_km2[key][i] or 0.0 for key in keys)
                span = (header.dates[i] - header.dates[i - 1]).days
                changes.append(
                    DayChange(header.dates[i], header.source, status, span, gained, lost)
                )
        return changes

    def set_view(self, view: View) -> None:
        """Remember where the map looks."""
        if view != self.view:
            self.view = view
            self.changed.emit(frozenset({"view"}))

    def set_card_place(self, card: str, place: CardPlace) -> None:
        """Remember where the user has put a card of the map."""
        if self.card_places.get(card) != place:
            self.card_places[card] = place
            self.changed.emit(frozenset({"cards"}))

    def clear_card_places(self) -> None:
        """Have the cards where they are at first."""
        if self.card_places:
            self.card_places.clear()
            self.changed.emit(frozenset({"cards"}))

    def set_theme(self, theme: str) -> None:
        """Switch between ``light`` and ``dark``."""
        if theme != self.theme:
            self.theme = theme
            self.changed.emit(frozenset({"theme"}))

    def set_language(self, language: str) -> None:
        """Show place names in ``en``, ``uk`` or ``both``."""
        if language != self.language:
            self.language = language
            self.changed.emit(frozenset({"language"}))

    def _shown(self, file: SeriesFile, day: date) -> Shown:
        index = file.header.as_of(day)
        if index < 0:
            return Shown(file, -1, None, 0, "")
        snapshot = file.header.dates[index]
        return Shown(file, index, snapshot, (day - snapshot).days, file.header.flags[index])

    def _on_layers_changed(self, changed: frozenset[str]) -> None:
        if any(name.startswith(("source", "series")) for name in changed):
            self._refresh_dates()

    def _refresh_dates(self) -> None:
        files = self.visible_series() or list(self._series.values())
        self.timeline.set_dates(day for file in files for day in file.header.dates)


def _apart(sectors: list[Sector]) -> list[Sector]:
    """Sectors that do not overlap: the fixed ones, then own ones as long as there is room."""
    own = own_sectors(sectors)
    counted = fixed_sectors(sectors)
    if own:
        from viewer.core.sector_shapes import overlap  # not needed to start

        for sector in own:
            if not any(overlap(sector, other) for other in counted):
                counted.append(sector)
    return counted
