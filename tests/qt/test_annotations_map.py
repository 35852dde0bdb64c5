"""Annotations on the map of the real window: each kind drawn, changed, moved and undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from annotation_driver import Artist
from map_driver import MapDriver
from PySide6.QtCore import Qt

A, B, C, D = (37.0, 48.2), (37.3, 48.2), (37.3, 48.0), (37.0, 48.0)
CENTRE = (37.15, 48.1)


@pytest.fixture
def artist(driver: MapDriver) -> Artist:
    """A window that looks at open country, with snapping off."""
    driver.session.layers.set_visible("context:events", False)
    driver.go_to(*CENTRE, 10)
    artist = Artist(driver)
    artist.annotating.set_snap(())
    return artist


def near(one: tuple[float, float], other: tuple[float, float], degrees: float = 0.003) -> bool:
    return abs(one[0] - other[0]) < degrees and abs(one[1] - other[1]) < degrees


def draw_line(artist: Artist, kind: str = "line") -> None:
    artist.take(kind)
    artist.click(A)
    artist.click(B)
    artist.click(C)
    artist.key(Qt.Key.Key_Return)


def draw_polygon(artist: Artist) -> None:
    artist.take("polygon")
    for place in (A, B, C):
        artist.click(place)
    artist.click(D, Qt.MouseButton.LeftButton)
    artist.click(A)


DRAWERS: dict[str, Callable[[Artist], None]] = {
    "point": lambda artist: (artist.take("point"), artist.click(CENTRE))[0],
    "line": draw_line,
    "arrow": lambda artist: draw_line(artist, "arrow"),
    "polygon": draw_polygon,
    "rectangle": lambda artist: (artist.take("rectangle"), artist.drag([D, CENTRE, B]))[0],
    "circle": lambda artist: (artist.take("circle"), artist.drag([CENTRE, B, (37.3, 48.1)]))[0],
    "range_ring": lambda artist: (
        artist.take("range_ring"),
        artist.click(CENTRE),
        artist.click((37.3, 48.1)),
    )[0],
    "freehand": lambda artist: (artist.take("freehand"), artist.drag([A, CENTRE, B, C]))[0],
}


@pytest.mark.parametrize("kind", DRAWERS)
def test_each_kind_is_drawn_moved_and_undone(artist: Artist, kind: str) -> None:
    DRAWERS[kind](artist)
    (drawn,) = artist.count(1)
    assert drawn.kind == kind
    assert artist.session.undo.undo_name == f"draw {drawn.kind.words}"
    assert artist.annotating.tool == ""
    assert artist.store.selection == (drawn.id,)
    if kind in ("circle", "range_ring"):
        assert drawn.radius_m == pytest.approx(11_160, rel=0.02)
    grip = drawn.positions()[0]
    if kind in ("circle", "range_ring"):
        grip = (37.15 + 0.15 * 0.7071, 48.1 + 0.1 * 0.7071)
    elif kind not in ("point",):
        grip = ((drawn.positions()[0][0] * 2 + drawn.positions()[1][0]) / 3,
                (drawn.positions()[0][1] * 2 + drawn.positions()[1][1]) / 3)  # fmt: skip
    artist.drag([grip, (grip[0] + 0.05, grip[1]), (grip[0] + 0.1, grip[1] - 0.05)])
    artist.until(lambda: artist.only() != drawn)
    moved = artist.only()
    assert artist.session.undo.undo_name == f"move {drawn.kind.words}"
    (lon, lat), (lon0, lat0) = moved.positions()[0], drawn.positions()[0]
    assert near((lon - lon0, lat - lat0), (0.1, -0.05))
    artist.session.undo.undo()
    assert artist.only() == drawn
    artist.session.undo.undo()
    assert artist.page_ids() == []
    artist.session.undo.redo()
    assert artist.page_ids() == [drawn.id]
