from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from viewer.core import outlines
from viewer.core.outlines import Outlines


def column(*geometries: Any) -> Any:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def test_vertices_come_back_in_order() -> None:
    holed = shapely.box(37, 48, 38, 49) - shapely.box(37.2, 48.2, 37.4, 48.4)
    two = shapely.MultiPolygon([shapely.box(37, 48, 38, 49), shapely.box(39, 48, 40, 49)])
    days = column(holed, shapely.MultiPolygon(), two, holed)
    found = Outlines.of(days)
    assert found.count == 4
    assert (found.lonlat[found.vertex] == shapely.get_coordinates(days)).all()
    assert found.ring_day.tolist() == [0, 0, 2, 2, 3, 3]
    assert np.diff(found.ring_start).tolist() == [5] * 6
    assert len(found.lonlat) == 4 + 4 + 4


def test_the_side_of_the_inside_is_known() -> None:
    outer = [(0, 0), (9, 0), (9, 9), (0, 9)]
    hole = [(1, 1), (2, 1), (2, 2), (1, 2)]
    days = column(
        *(shapely.Polygon(o, [h]) for o in (outer, outer[::-1]) for h in (hole, hole[::-1]))
    )
    turned = Outlines.of(days).is_turned.reshape(4, 2).tolist()
    assert turned == [[False, True], [False, False], [True, True], [True, False]]


def test_days_of_different_batches_share_vertices(monkeypatch: Any) -> None:
    days = column(*(shapely.box(37, 48, 38 + day // 3, 49) for day in range(10)))
    whole = Outlines.of(days)
    monkeypatch.setattr(outlines, "_DAYS_AT_ONCE", 3)
    some = Outlines.of(days)
    assert (some.lonlat == whole.lonlat).all()
    assert (some.vertex == whole.vertex).all()
    assert (some.ring_day == whole.ring_day).all()


def test_no_days_have_no_rings() -> None:
    nothing = Outlines.of(column())
    assert nothing.count == len(nothing.vertex) == len(nothing.ring_day) == 0
    assert nothing.ring_start.tolist() == [0]
