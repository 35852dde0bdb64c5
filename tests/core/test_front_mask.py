from __future__ import annotations

import numpy as np
import pytest
import shapely

from viewer.core.front_mask import FrontMask
from viewer.core.mercator import to_lonlat, to_world
from viewer.core.sectors import Sector
from viewer.core.sources import Status
from viewer.paths import vendor_dir

KM = 1 / 111.2  # degrees of latitude
COUNTRY = shapely.MultiPolygon([shapely.box(30, 45, 40, 50)])
SECTOR = Sector("s", "S", "", (36.0, 47.0, 37.0, 48.0), Status.RU_HELD)


def front(
    a: tuple[float, float], b: tuple[float, float], status: Status = Status.RU_HELD, **options: bool
) -> bool:
    starts, ends = (np.rint(to_world(np.array([p]))).astype(np.int32) for p in (a, b))
    return bool(FrontMask(COUNTRY, [SECTOR]).is_front(starts, ends, status, **options)[0])


def test_inside_is_front() -> None:
    assert front((35, 47), (35.1, 47.1))


def test_along_the_border_is_not() -> None:
    assert not front((32, 50 - 0.1 * KM), (33, 50 - 0.3 * KM))


def test_a_line_beside_the_border_but_clearly_inside_is_front() -> None:
    assert front((32, 50 - 1.5 * KM), (33, 50 - 1.5 * KM))


def test_a_line_that_leaves_the_border_is_front() -> None:
    assert front((32, 50), (32, 50 - 5 * KM))
    assert front((30, 47), (33, 50))  # both ends on the border, the middle far inside


def chain(*places: tuple[float, float], country: shapely.MultiPolygon = COUNTRY) -> list[bool]:
    world = np.rint(to_world(np.array(places))).astype(np.int32)
    mask = FrontMask(country, [])
    return mask.is_front(world[:-1], world[1:], Status.RU_HELD).tolist()


def test_a_small_stray_from_the_border_is_no_front() -> None:
    places = [(32.0, 50.0), (32.1, 50 - 1.0 * KM), (32.2, 50.0)]
    assert chain(*places) == [False, False]


def test_a_front_is_drawn_down_to_the_border() -> None:
    places = [(32.0, 50.0), (32.01, 50 - 1.0 * KM), (32.1, 50 - 6 * KM), (32.2, 50.0)]
    assert chain(*places) == [True, True, True]


def test_the_shore_of_a_lake_inside_is_front() -> None:
    lake = shapely.box(33, 47, 34, 48)
    country = shapely.MultiPolygon([COUNTRY.geoms[0] - lake])
    assert chain((33.2, 47.0), (33.8, 47.0), country=country) == [True]


@pytest.mark.parametrize(
    ("status", "is_front"),
    [(Status.RU_HELD, False), (Status.UA_HELD_IN_RU, True), (Status.CLAIMED, True)],
)
def test_abroad_counts_only_for_what_is_held_there(status: Status, is_front: bool) -> None:
    assert front((35, 51), (35.1, 51.1), status) is is_front


def test_salient_is_cut_where_it_enters_the_country() -> None:
    assert not front((35, 49), (35.1, 49.1), Status.UA_HELD_IN_RU)


def test_sector_edges_count_for_the_schematic_only() -> None:
    edge = ((36.2, 48.0), (36.4, 48.0))
    assert front(*edge)
    assert not front(*edge, schematic=True)
    assert front((36.2, 48.2), (36.4, 48.2), schematic=True)
    assert front((36.2, 47.9), (36.2, 48.0), schematic=True)  # only ends on the edge
    assert front((38.0, 48.0), (38.4, 48.0), schematic=True)  # beyond the corner


def test_world_edge_is_never_front() -> None:
    assert not front((180, 47), (180, 48), Status.CLAIMED)


def test_without_borders_all_is_front() -> None:
    starts, ends = to_world(np.array([[32.0, 50.0]])), to_world(np.array([[33.0, 50.0]]))
    mask = FrontMask(None, [])
    assert mask.is_front(starts.astype(np.int32), ends.astype(np.int32), Status.RU_HELD).all()
    empty = np.empty((0, 2), dtype=np.int32)
    assert FrontMask(COUNTRY, []).is_front(empty, empty, Status.RU_HELD).shape == (0,)


def test_mercator_goes_there_and_back() -> None:
    places = np.array([[37.3, 48.2], [-180, -85], [180, 85], [0, 0]])
    assert to_lonlat(to_world(places)) == pytest.approx(places, abs=1e-9)
    assert to_world(np.array([[0.0, 0.0]])).tolist() == [[2**29, 2**29]]


def test_real_border_keeps_the_front_at_vovchansk() -> None:
    path = vendor_dir() / "basemap" / "ukraine.wkb"
    if not path.is_file():
        pytest.fail("the basemap is not built: run python resources/build_assets.py")
    mask = FrontMask(shapely.from_wkb(path.read_bytes()), [])
    places = np.array([[36.94, 50.29], [36.95, 50.292], [37.0, 46.0], [37.01, 46.0]])
    world = np.rint(to_world(places)).astype(np.int32)
    # Vovchansk is 5 km inside; the other line lies in the Sea of Azov
    assert mask.is_front(world[::2], world[1::2], Status.RU_HELD).tolist() == [True, False]
