"""From what a file says to a valid MultiPolygon in lon, lat, with a note for each repair."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.loading.days import Day, Note, RawDay
from viewer.loading.report import Action
from viewer.loading.rings import CoordinateError, FloatArray, Rings, check_corners, multipolygons
from viewer.loading.wkb import wkb_of_rings

PolygonArray = npt.NDArray[Any]

_THEATRE = (19.0, 42.0, 46.0, 58.0)
_SWAPPED_X = (43.0, 58.0)
_SWAPPED_Y = (19.0, 42.5)
CORRIDOR_HALF_WIDTH = 7e-4
"""Degrees. The corridors that UAControlMap drew in 2024 are about 0.0007 degrees wide in all."""
_MAX_CORRIDOR_SHARE = 0.02
_MIN_CORRIDOR_SHARE = 2e-4
SWAPPED = "positions were lat, lon; turned into lon, lat"
DROPPED_Z = "positions had a third value (Z); dropped"
CLOSED = "rings that did not end where they begin were closed"
INVALID = "polygons that cross themselves were made valid"
OPENED = "a corridor too thin to be ground was cut (under 2 % of the area)"


@dataclass
class _Draft:
    """A day on its way: the geometry is replaced as it is repaired."""

    index: int
    raw: RawDay
    notes: list[Note]
    geometry: Any
    built: Any = None

    @property
    def as_read(self) -> Rings | None:
        """Rings of the file, when the geometry is still what was built of them."""
        shapes = self.raw.shapes
        if isinstance(shapes, Rings) and self.geometry is self.built and not shapes.open_rings:
            return shapes
        return None


def clean_all(raws: Sequence[RawDay]) -> list[Day | CoordinateError]:
    """Check and repair some days; whole columns at once, as that is quicker and frees the GIL.

    Parameters
    ----------
    raws : sequence of RawDay
        As read.

    Returns
    -------
    list of Day or CoordinateError
        One for each: a day whose geometry is valid, two-dimensional, in lon, lat, and empty when
        the file has no area; or why its coordinates cannot be used, as a clause.
    """
    results: list[Day | CoordinateError | None] = [None] * len(raws)
    drafts: list[_Draft] = []
    for index, raw in enumerate(raws):
        notes = list(raw.notes)
        try:
            _check_shapes(raw.shapes, notes)
            drafts.append(_Draft(index, raw, notes, None))
        except CoordinateError as error:
            results[index] = error
    _build(drafts)
    boxes = shapely.bounds(_array([draft.geometry for draft in drafts])).tolist()
    placed = []
    for draft, box in zip(drafts, boxes, strict=True):
        try:
            _place(draft, box)
            placed.append(draft)
        except CoordinateError as error:
            results[draft.index] = error
    for day, draft in zip(_days(placed), placed, strict=True):
        results[draft.index] = day
    return [result for result in results if result is not None]


def _days(drafts: list[_Draft]) -> list[Day]:
    _make_valid([draft for draft in drafts if not draft.raw.unite])
    _unite([draft for draft in drafts if draft.raw.unite])
    for draft in drafts:
        if draft.raw.open_corridors:
            draft.geometry = open_corridors(draft.geometry, draft.notes)
    geometries = _array([draft.geometry for draft in drafts])
    texts = _texts(drafts)
    boxes = shapely.bounds(geometries).tolist()
    areas = shapely.area(geometries).tolist()
    return [
        Day(
            source=draft.raw.source,
            status=draft.raw.status,
            date=draft.raw.date,
            origin=draft.raw.origin,
            importer=draft.raw.importer,
            daily=draft.raw.daily,
            wkb=wkb,
            bounds=None if box[0] != box[0] else (box[0], box[1], box[2], box[3]),
            area_deg2=area,
            digest=hashlib.sha256(wkb).hexdigest()[:16],
            may_be_empty=draft.raw.may_be_empty,
            notes=draft.notes,
            rank=draft.raw.rank,
        )
        for draft, wkb, box, area in zip(drafts, texts, boxes, areas, strict=True)
    ]


def _texts(drafts: list[_Draft]) -> list[bytes]:
    """WKB of each; of what needed no repair it is made from the numbers that were read."""
    rings = [draft.as_read for draft in drafts]
    changed = [draft.geometry for draft, own in zip(drafts, rings, strict=True) if own is None]
    written = iter(shapely.to_wkb(_array(changed), byte_order=1))
    return [next(written) if own is None else wkb_of_rings(own) for own in rings]


def _check_shapes(shapes: Rings | PolygonArray, notes: list[Note]) -> None:
    xy = shapes.xy if isinstance(shapes, Rings) else shapely.get_coordinates(shapes)
    if not np.isfinite(xy).all():
        raise CoordinateError("holds coordinates that are not numbers (NaN or Infinity)")
    if isinstance(shapes, Rings):
        check_corners(shapes)
        if shapes.open_rings:
            notes.append((Action.REPAIRED, CLOSED))
    if shapes.had_z if isinstance(shapes, Rings) else bool(shapely.has_z(shapes).any()):
        notes.append((Action.REPAIRED, DROPPED_Z))


def _build(drafts: list[_Draft]) -> None:
    """Make a MultiPolygon of each, all rings in one call."""
    rings = [draft.raw.shapes for draft in drafts if isinstance(draft.raw.shapes, Rings)]
    made = iter(multipolygons(rings))
    for draft in drafts:
        shapes = draft.raw.shapes
        draft.geometry = draft.built = (
            next(made) if isinstance(shapes, Rings) else _multipolygon(shapely.force_2d(shapes))
        )


def _place(draft: _Draft, box: list[float]) -> None:
    """Bring the geometry to lon, lat, and check that it lies where it can."""
    if shapely.is_empty(draft.geometry):
        return
    if draft.raw.crs not in ("", "OGC:CRS84"):
        draft.geometry, name = reproject(draft.geometry, draft.raw.crs)
        draft.notes.append((Action.REPAIRED, f"coordinates were in {name}; turned into lon, lat"))
        box = shapely.bounds(draft.geometry).tolist()
        if not np.isfinite(box).all():
            raise CoordinateError(f"holds coordinates that do not fit its system ({name})")
    if _is_swapped(*box):
        draft.geometry = shapely.transform(draft.geometry, lambda xy: xy[:, ::-1])
        draft.notes.append((Action.REPAIRED, SWAPPED))
        box = [box[1], box[0], box[3], box[2]]
    west, south, east, north = box
    if west < -180 or east > 180 or south < -90 or north > 90:
        largest = max(-west, east, -south, north)
        raise CoordinateError(
            f"holds coordinates that are no degrees (up to {largest:,.0f}) and names no "
            "coordinate system"
        )
    inside = _THEATRE[0] <= west <= east <= _THEATRE[2]
    if inside and _THEATRE[1] <= south <= north <= _THEATRE[3]:
        return
    place = f"lon {west:.1f} .. {east:.1f}, lat {south:.1f} .. {north:.1f}"
    reason = f"lies partly outside Ukraine and its surroundings ({place})"
    if draft.raw.known_place:
        raise CoordinateError(reason)
    draft.notes.append((Action.WARNED, reason))


def _is_swapped(west: float, south: float, east: float, north: float) -> bool:
    """Whether positions are lat, lon beyond doubt: Ukraine on its side, or latitudes past 90."""
    on_its_side = _SWAPPED_X[0] <= west <= east <= _SWAPPED_X[1]
    on_its_side = on_its_side and _SWAPPED_Y[0] <= south <= north <= _SWAPPED_Y[1]
    past_90 = 90 < max(-south, north) <= 180 and max(-west, east) <= 90
    return on_its_side or past_90


def reproject(geometry: Any, crs: str) -> tuple[Any, str]:
    """Turn a geometry of another coordinate system into lon, lat (EPSG:4326).

    Returns
    -------
    tuple of geometry and str
        The geometry, and the name of the system it was in.

    Raises
    ------
    CoordinateError
        When the system is not known or its coordinates cannot be turned.
    """
    import pyproj

    try:
        source = pyproj.CRS.from_user_input(crs)
        transformer = pyproj.Transformer.from_crs(source, "OGC:CRS84", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise CoordinateError("names a coordinate system that is not known") from error

    def turn(xy: FloatArray) -> FloatArray:
        lon, lat = transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([lon, lat])

    with np.errstate(invalid="ignore"):
        turned = shapely.transform(geometry, turn)
    return turned, crs if len(crs) < 20 else str(source.name)


def _make_valid(drafts: list[_Draft]) -> None:
    geometries = _array([draft.geometry for draft in drafts])
    for k in np.flatnonzero(~shapely.is_valid(geometries)).tolist():
        drafts[k].notes.append((Action.REPAIRED, INVALID))
        drafts[k].geometry = _only_polygons(_made_valid(geometries[k]))


def _unite(drafts: list[_Draft]) -> None:
    columns = [shapely.get_parts(draft.geometry) for draft in drafts]
    widest = max((len(column) for column in columns), default=0)
    if widest == 0:
        return
    table = np.full((len(columns), widest), None, dtype=object)
    for k, polygons in enumerate(columns):
        table[k, : len(polygons)] = polygons
    wrong = ~shapely.is_valid(table) & ~shapely.is_missing(table)
    if wrong.any():
        table[wrong] = _made_valid(table[wrong])
        for k in np.flatnonzero(wrong.any(axis=1)).tolist():
            drafts[k].notes.append((Action.REPAIRED, INVALID))
    whole = np.asarray(shapely.union_all(table, axis=1), dtype=object)
    for draft, united in zip(drafts, whole, strict=True):
        draft.geometry = _only_polygons(united)


def _array(geometries: Sequence[Any]) -> PolygonArray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _made_valid(geometry: Any) -> Any:
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def _multipolygon(polygons: PolygonArray) -> Any:
    return shapely.multipolygons(polygons) if len(polygons) else shapely.MultiPolygon()


def _only_polygons(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    parts = shapely.get_parts(parts)
    keep = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return _multipolygon(keep)


def open_corridors(geometry: Any, notes: list[Note]) -> Any:
    """Cut corridors that join areas but are too thin to be ground.

    The geometry is shrunk and grown again by 0.0007 degrees; where that parts it or takes away a
    spur, the corridor is cut out and everything else keeps its vertices.

    Parameters
    ----------
    geometry : MultiPolygon
        Lon, lat.
    notes : list
        Gets a line when something was cut, and a warning when too much would have been.

    Returns
    -------
    MultiPolygon
        The same object when there was no corridor.
    """
    core = shapely.buffer(geometry, -CORRIDOR_HALF_WIDTH, join_style="mitre", mitre_limit=2.0)
    reach = shapely.buffer(core, 2 * CORRIDOR_HALF_WIDTH, join_style="mitre", mitre_limit=2.0)
    opened = _only_polygons(shapely.intersection(geometry, reach))
    before = float(shapely.area(geometry))
    lost = 1 - float(shapely.area(opened)) / before if before else 0.0
    if lost < _MIN_CORRIDOR_SHARE:
        return geometry
    if lost > _MAX_CORRIDOR_SHARE:
        notes.append((Action.WARNED, "thin corridors make up over 2 % of the area; left as drawn"))
        return geometry
    notes.append((Action.REPAIRED, OPENED))
    return opened
