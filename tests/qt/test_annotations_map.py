"""Annotations on the map of the real window: each kind drawn, changed, moved and undone."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from annotation_driver import ALT, CTRL, MIDDLE, RIGHT, Artist
from map_driver import MapDriver
from PySide6.QtCore import QPoint, QRect, Qt

from viewer.core import annotation_edits as edits
from viewer.core.annotations import Annotation, Group, Kind, Style, fresh_id

A, B, C, D = (37.0, 48.2), (37.3, 48.2), (37.3, 48.0), (37.0, 48.0)
CENTRE = (37.15, 48.1)


@pytest.fixture
def artist(driver: MapDriver) -> Iterator[Artist]:
    """A window that looks at open country, with snapping off."""
    driver.session.layers.set_visible("context:events", False)
    driver.go_to(*CENTRE, 10)
    artist = Artist(driver)
    artist.annotating.set_snap(())
    yield artist
    artist.discard()


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


def put(artist: Artist, kind: str, shape: object, **more: Any) -> Annotation:
    """Add an annotation as an import does, not with the mouse; and show it."""
    style = Style(**more.pop("style", {}))
    more.setdefault("order", float(len(artist.store.annotations())))
    one = Annotation(fresh_id(), Kind(kind), shape, style=style, **more)  # type: ignore[arg-type]
    artist.store.edit(f"add {kind}", {one.id: one})
    artist.settle()
    return one


def test_text_is_typed_on_the_map_and_the_keys_of_the_window_stay_out_of_it(
    artist: Artist,
) -> None:
    day = artist.session.timeline.current
    artist.take("text")
    artist.click(CENTRE)
    artist.until(lambda: artist.js("document.activeElement?.tagName") == "INPUT")
    artist.type("klx <b>.,")
    artist.key(Qt.Key.Key_Return)
    (one,) = artist.count(1)
    assert (one.kind, one.title) == ("text", "klx <b>.,")
    assert artist.session.timeline.current == day
    assert not artist.session.timeline.playing
    artist.take("text")
    artist.click(A)
    artist.until(lambda: artist.js("document.activeElement?.tagName") == "INPUT")
    artist.type("no")
    artist.key(Qt.Key.Key_Escape)
    artist.until(lambda: artist.js("document.querySelector('.annotation-input')") is None)
    assert artist.only() == one
    assert artist.annotating.tool == "text"  # Esc took the words back, the next one the tool
    artist.key(Qt.Key.Key_Escape)
    artist.until(lambda: artist.annotating.tool == "")


def test_measures_are_told_while_drawing(artist: Artist) -> None:
    artist.take("line")
    artist.click(A)
    artist.point_to(B)
    tip = "document.querySelector('.measure-tip').textContent"
    assert re.fullmatch(r"22\.\d\d km towards 090°", artist.js(tip))
    artist.click(B)
    artist.point_to(C)
    assert re.fullmatch(r"Length 44\.\d\d kmLast 22\.\d\d km towards 180°", artist.js(tip))
    artist.key(Qt.Key.Key_Escape)
    artist.take("circle")
    artist.click(CENTRE)
    artist.point_to((37.3, 48.1))
    assert re.fullmatch(r"Radius 11\.\d\d kmArea 39\d\.\d km²", artist.js(tip))
    artist.key(Qt.Key.Key_Escape)
    artist.take("polygon")
    for place in (A, B, C):
        artist.click(place)
    artist.point_to(D)
    assert re.fullmatch(r"Area 49\d\.\d km²Round 8\d\.\d\d km", artist.js(tip))


def test_escape_leaves_shape_then_tool_then_selection(artist: Artist) -> None:
    one = put(artist, "point", A)
    artist.click(artist.at(A) + QPoint(0, -8))
    artist.until(lambda: artist.store.selection == (one.id,))
    artist.take("line")
    artist.click(B)
    artist.click(C)
    artist.key(Qt.Key.Key_Escape)
    assert artist.annotating.tool == "line"
    assert artist.js("salient.annotations.tool.busy") is False
    artist.key(Qt.Key.Key_Escape)
    artist.until(lambda: artist.annotating.tool == "")
    assert artist.store.selection == (one.id,)
    artist.key(Qt.Key.Key_Escape)
    artist.until(lambda: artist.store.selection == ())
    assert artist.only() == one


def test_a_line_ends_by_double_click_and_by_right_click(artist: Artist) -> None:
    zoom = artist.session.view.zoom
    artist.take("line")
    artist.click(A)
    artist.double_click(B)
    (one,) = artist.count(1)
    assert len(one.line) == 2
    artist.store.select(())
    artist.take("arrow")
    artist.click(D)
    artist.click(C)
    artist.click(CENTRE)
    artist.key(Qt.Key.Key_Backspace)  # takes the last position back
    artist.click(C, RIGHT)
    two = artist.count(2)[1]
    assert [len(two.line), near(two.line[0], D), near(two.line[1], C)] == [2, True, True]
    assert artist.session.view.zoom == zoom


def test_vertices_are_moved_added_and_removed(artist: Artist) -> None:
    line = put(artist, "line", (A, B, C))
    artist.click(((A[0] + B[0]) / 2 + 0.05, 48.2))
    artist.until(lambda: artist.store.selection == (line.id,))
    artist.settle()
    artist.drag([B, (37.35, 48.25)])
    artist.until(lambda: artist.only() != line)
    moved = artist.only()
    assert near(moved.line[1], (37.35, 48.25))
    assert artist.session.undo.undo_name == "reshape line"
    middle = ((A[0] + moved.line[1][0]) / 2, (A[1] + moved.line[1][1]) / 2)
    artist.drag([middle, (37.15, 48.15)])
    artist.until(lambda: len(artist.only().line) == 4)
    assert near(artist.only().line[1], (37.15, 48.15))
    artist.click((37.15, 48.15), RIGHT)
    artist.until(lambda: len(artist.only().line) == 3)
    artist.click(C)  # the vertex, which Delete then removes
    artist.key(Qt.Key.Key_Delete)
    artist.until(lambda: len(artist.only().line) == 2)
    artist.key(Qt.Key.Key_Delete)
    artist.until(lambda: artist.store.annotations() == [])
    assert artist.session.undo.undo_name == "delete line"
    for _ in range(5):
        artist.session.undo.undo()
    assert artist.only() == line


def test_arrows_bend_circles_grow_rectangles_keep_their_corners(artist: Artist) -> None:
    arrow = put(artist, "arrow", ((37.0, 48.1), (37.3, 48.1)))
    artist.store.select([arrow.id])
    artist.settle()
    artist.drag([(37.15, 48.1), (37.15, 48.14)])
    artist.until(lambda: artist.only().bend != 0)
    assert artist.only().bend == pytest.approx(0.4, abs=0.03)
    artist.store.edit("x", {arrow.id: None})
    circle = put(artist, "circle", CENTRE, radius_m=5000.0)
    artist.store.select([circle.id])
    artist.settle()
    artist.drag([(CENTRE[0] + 0.0671, 48.1), (37.3, 48.1)])
    artist.until(lambda: artist.only() != circle)
    assert artist.only().radius_m == pytest.approx(11_160, rel=0.02)
    assert artist.session.undo.undo_name == "resize circle"
    artist.store.edit("x", {circle.id: None})
    box = put(artist, "rectangle", (((A, B, C, D, A),),))
    artist.store.select([box.id])
    artist.settle()
    artist.drag([B, (37.35, 48.15)])
    artist.until(lambda: artist.only() != box)
    ring = artist.only().polygons[0][0]
    for found, wanted in zip(ring, ((37.0, 48.15), (37.35, 48.15), (37.35, 48.0), D), strict=False):
        assert near(found, wanted)


def test_turning_with_the_handle(artist: Artist) -> None:
    line = put(artist, "line", ((37.0, 48.1), (37.3, 48.1)))
    artist.store.select([line.id])
    artist.settle()
    top = artist.at((37.15, 48.1)) - QPoint(0, 30)
    side = artist.at((37.15, 48.1)) + QPoint(80, 0)
    artist.drag([top, top + QPoint(20, 0), side])
    artist.until(lambda: artist.only() != line)
    assert artist.session.undo.undo_name == "rotate line"
    first, last = artist.only().line
    assert near(first, (37.15, 48.2), 0.006)
    assert near(last, (37.15, 48.0), 0.006)


def test_many_are_selected_moved_and_deleted_at_once(artist: Artist) -> None:
    points = [put(artist, "point", place) for place in (A, B, C, D)]
    above = QPoint(0, -8)
    artist.click(artist.at(A) + above)
    artist.click(artist.at(B) + above, keys=CTRL)
    artist.until(lambda: artist.store.selection == (points[0].id, points[1].id))
    artist.click(artist.at(A) + above, keys=CTRL)
    artist.until(lambda: artist.store.selection == (points[1].id,))
    artist.drag([(36.9, 48.05), (37.2, 48.0), (37.4, 47.95)], keys=CTRL)
    artist.until(lambda: len(artist.store.selection) == 3)
    artist.settle()
    artist.drag([artist.at(B) + above, artist.at(B) + QPoint(30, 0), artist.at(B) + QPoint(60, 0)])
    artist.until(lambda: artist.session.undo.undo_name == "move 3 annotations")
    places = [one.point for one in artist.store.annotations()]
    assert places[0] == A
    assert all(here[0] - there.point[0] == pytest.approx(60 * 360 / 262144, abs=0.002)
               for here, there in zip(places[1:], points[1:], strict=True))  # fmt: skip
    artist.key(Qt.Key.Key_Delete)
    artist.count(1)
    artist.session.undo.undo()
    artist.session.undo.undo()
    artist.settle()
    assert artist.store.annotations() == sorted(points, key=lambda one: (one.order, one.id))
    artist.take("box")
    artist.drag([(36.9, 48.3), CENTRE, (37.4, 48.15)])
    artist.until(lambda: set(artist.store.selection) == {points[0].id, points[1].id})


def test_locked_and_hidden_are_left_alone(artist: Artist) -> None:
    locked = put(artist, "line", (A, B), locked=True)
    group = Group(fresh_id(), "Group", visible=False)
    artist.store.edit("group", {group.id: group})
    hidden = put(artist, "line", (D, C), group=group.id)
    artist.click(((A[0] + B[0]) / 2, 48.2))
    artist.until(lambda: artist.store.selection == (locked.id,))
    artist.settle()
    view = artist.session.view
    artist.drag([((A[0] + B[0]) / 2, 48.2), CENTRE, (37.15, 48.12)])  # pans instead
    artist.until(lambda: artist.session.view != view)
    artist.key(Qt.Key.Key_Delete)
    artist.settle()
    assert artist.store.get(locked.id) == locked
    assert artist.page_ids() == [locked.id]
    artist.store.edit("show group", {group.id: Group(group.id, "Group")})
    assert set(artist.page_ids()) == {locked.id, hidden.id}


def test_middle_drag_and_wheel_navigate_with_any_tool(artist: Artist) -> None:
    artist.take("polygon")
    artist.click(A)
    before = artist.session.view
    artist.drag([QPoint(600, 300), QPoint(560, 280), QPoint(500, 300)], MIDDLE)
    artist.until(lambda: artist.session.view.lon > before.lon)
    degree = (artist.session.view.lon - before.lon) * 262144 / 360
    assert degree == pytest.approx(100, abs=1.5)
    assert artist.js("salient.annotations.tool.points.length") == 1


def test_positions_snap_to_annotations_sectors_and_places(artist: Artist) -> None:
    artist.annotating.set_snap(["annotations", "sectors", "places"])
    put(artist, "line", (A, B))
    artist.take("point")
    artist.click(artist.at(A) + QPoint(5, 4))
    artist.until(lambda: len(artist.store.annotations()) == 2)
    assert artist.store.annotations()[-1].point == A
    artist.take("point")
    artist.click(artist.at(B) + QPoint(5, 4), keys=ALT)
    artist.until(lambda: len(artist.store.annotations()) == 3)
    assert artist.store.annotations()[-1].point != B
    corner = artist.session.sectors[1].bounds_wgs84[:2]
    artist.go_to(*corner, 11)
    artist.take("point")
    artist.click(artist.at(corner) + QPoint(-6, 3))
    artist.until(lambda: len(artist.store.annotations()) == 4)
    assert artist.store.annotations()[-1].point == pytest.approx(corner, abs=1e-9)


NEAREST_CORNER = """(() => {
  let best = null, least = Infinity;
  const {series, index} = salient.fronts.drawn(L.latLng(%s, %s))[0];
  const [a, b] = series.refRange(index);
  for (let i = a; i < b; i++) {
    const arc = series.refs[i];
    if (!series.arcFlags[arc]) continue;
    for (let p = series.arcStart[arc]; p < series.arcStart[arc + 1]; p++) {
      const at = salient.map.unproject(
        L.point(series.points[2 * p] / 2 ** 22, series.points[2 * p + 1] / 2 ** 22), 0);
      const away = at.distanceTo(L.latLng(%s, %s));
      if (away < least) { least = away; best = [at.lng, at.lat]; }
    }
  }
  return best;
})()"""


def test_positions_snap_to_the_front_that_is_drawn(artist: Artist) -> None:
    lon, lat = CENTRE
    corner = tuple(artist.js(NEAREST_CORNER % (lat, lon, lat, lon)))
    artist.go_to(*corner, 11)
    for snap, snapped in ((["fronts"], True), ([], False)):
        artist.annotating.set_snap(snap)
        artist.take("point")
        artist.click(artist.at(corner) + QPoint(4, -4))
        artist.until(lambda: artist.session.undo.undo_name == "draw point")
        point = artist.only().point
        assert near(point, corner, 1e-6) == snapped
        artist.session.undo.undo()


def test_cutting_and_merging(artist: Artist) -> None:
    area = put(artist, "polygon", (((A, B, C, D, A),),))
    artist.take("cut")
    artist.click((37.15, 48.25))
    artist.double_click((37.15, 47.95))
    pieces = artist.count(2)
    assert artist.session.undo.undo_name == "cut polygon"
    assert {one.kind for one in pieces} == {Kind.POLYGON}
    assert set(artist.store.selection) == {one.id for one in pieces}
    edits.merge(artist.store, artist.store.selection)
    assert artist.only().positions()
    artist.session.undo.undo()
    artist.session.undo.undo()
    assert artist.only() == area


def test_replay_shows_annotations_only_while_they_hold(artist: Artist) -> None:
    day = date(2024, 11, 13)
    artist.show_date(day.isoformat())
    always = put(artist, "point", A)
    last = date(2024, 11, 20)
    week = put(artist, "circle", CENTRE, radius_m=8000.0, valid_from=day, valid_to=last,
               style={"fill": "#e8590c", "fill_opacity": 1.0})  # fmt: skip
    assert artist.page_ids() == [always.id, week.id]
    seen = artist.colour_at(37.16, 48.07)
    artist.show_date("2024-11-12")
    assert artist.page_ids() == [always.id]
    gone = artist.colour_at(37.16, 48.07)
    assert seen[2] + 100 < gone[2]
    artist.show_date("2024-11-20")
    assert artist.colour_at(37.16, 48.07) == pytest.approx(seen, abs=2)
    artist.show_date("2024-11-21")
    assert artist.page_ids() == [always.id]
    artist.annotating.set_fade(3)
    assert artist.page_ids() == [always.id, week.id]
    faded = artist.colour_at(37.16, 48.07)
    assert seen[2] + 20 < faded[2] < gone[2] - 20
    artist.show_date("2024-11-25")
    assert artist.page_ids() == [always.id]


def test_a_killed_page_shows_the_same_again(
    artist: Artist, caplog: pytest.LogCaptureFixture
) -> None:
    put(artist, "polygon", (((A, B, C, D, A),),), style={"fill": "#b3261e", "hatch": "cross"})
    put(artist, "point", CENTRE, title="Here", style={"symbol": "app6:10061000181211000000"})
    artist.store.select([artist.store.annotations()[0].id])
    before = artist.picture()
    serial = artist.annotating.serial
    os.kill(artist.page.renderProcessPid(), signal.SIGKILL)
    artist.until(lambda: artist.annotating.serial > serial)
    after = artist.picture()
    inside = QRect(artist.at(A) + QPoint(3, 3), artist.at(CENTRE) + QPoint(80, 25))
    assert after.copy(inside) == before.copy(inside)
    caplog.clear()


def test_hostile_words_are_text_and_hostile_reports_are_refused(
    artist: Artist, caplog: pytest.LogCaptureFixture
) -> None:
    words = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script><svg onload=alert(1)>"
    one = put(artist, "point", CENTRE, title=words)
    put(artist, "text", A, title=words)
    artist.picture()
    assert artist.js("window.pwned ?? 0") == 0
    assert artist.js("document.querySelectorAll('img[src=x], svg[onload]').length") == 0
    from viewer.page.annotation_messages import AnnotationDrawn, AnnotationsChanged, CutDrawn

    bridge = artist.window.map_view.bridge
    before = artist.store.annotations()
    for text in (
        "", "[]", "7", "{}", '{"kind": "bomb", "shape": [1, 2]}', '{"kind": "point", "shape": [1]}',
        '{"kind": "point", "shape": [1, 1e400]}', '{"kind": "point", "shape": [1, 200]}',
        '{"kind": "point", "shape": [1, 2], "id": "x"}', '{"kind": "line", "shape": [[1, 2]]}',
        '{"kind": "circle", "shape": [1, 2], "radius_m": -5}', "[" * 100_000,
    ):  # fmt: skip
        bridge.reported.emit(AnnotationDrawn(text))
    for text in (
        "{}",
        "[7]",
        f'[{{"id": "{one.id}", "title": "x"}}]',
        f'[{{"id": "{one.id}", "shape": [1]}}]',
    ):
        bridge.reported.emit(AnnotationsChanged("move", text))
    bridge.reported.emit(AnnotationsChanged("<b>", "[]"))
    bridge.reported.emit(CutDrawn("[[1, 2]]"))
    artist.settle()
    assert artist.store.annotations() == before
    assert len(caplog.records) == 18
    caplog.clear()


def test_double_click_opens_and_right_click_asks_for_the_menu(artist: Artist) -> None:
    one = put(artist, "line", (A, B))
    opened: list[str] = []
    menus: list[tuple[float, float, int, int]] = []
    artist.annotating.opened.connect(opened.append)
    artist.annotating.menu_requested.connect(lambda *at: menus.append(at))
    middle = ((A[0] + B[0]) / 2, A[1])
    zoom = artist.session.view.zoom
    artist.double_click(middle)
    artist.until(lambda: opened == [one.id])
    assert artist.session.view.zoom == zoom
    artist.store.select(())
    artist.settle()
    at = artist.at(middle)
    send_menu(artist, at)
    artist.until(lambda: menus)
    assert menus[0][2:] == (at.x(), at.y())
    assert artist.store.selection == (one.id,)


def send_menu(artist: Artist, at: QPoint) -> None:
    """A right click, as the engine hears it."""
    artist.click(at, RIGHT)
