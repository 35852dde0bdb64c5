"""Annotations where two dates are seen at once: on the second map, and at both sides of a swipe."""

from __future__ import annotations

from datetime import date, timedelta

from annotation_driver import CTRL, RIGHT, Artist
from map_driver import MapDriver
from PySide6.QtCore import QPoint

from viewer.core.annotations import Annotation, Kind, Style, fresh_id

CENTRE = (37.15, 48.1)
SEEN = (
    "[...salient.{}.layer._model.items.values()].filter(({{alpha}}) => alpha).map(({{id}}) => id)"
)
INK = (
    "((screen) => {{ const at = screen.picture.getContext('2d').getImageData({}, {}, 1, 1).data;"
    "return at[3]; }})(salient.compare.mirror.layer._screen)"
)


def square(lon: float, lat: float, **more: object) -> Annotation:
    """A filled area of which a click anywhere inside is a hit."""
    west, south, east, north = lon - 0.1, lat - 0.05, lon + 0.1, lat + 0.05
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    style = Style(fill="#e8590c", fill_opacity=1.0)
    return Annotation(fresh_id(), Kind.RECTANGLE, ((ring,),), style=style, **more)  # type: ignore[arg-type]


def seen(artist: Artist, where: str) -> set[str]:
    artist.settle()
    return set(artist.js(SEEN.format(where)))


def middle_of(artist: Artist, which: str) -> QPoint:
    """Where `CENTRE` is on a map, in pixels of the view."""
    x, y = artist.js(
        f"(() => {{ const map = {which}; const at = map.latLngToContainerPoint("
        f"[{CENTRE[1]}, {CENTRE[0]}]), box = map.getContainer().getBoundingClientRect();"
        "return [Math.round(box.x + at.x), Math.round(box.y + at.y)]; })()"
    )
    return QPoint(x, y)


def middle_of_twin(artist: Artist) -> QPoint:
    return middle_of(artist, "salient.compare.twin.map")


def test_each_date_shows_what_holds_on_it(driver: MapDriver) -> None:
    artist = Artist(driver)
    try:
        session = artist.session
        session.layers.set_visible("context:events", False)
        artist.go_to(*CENTRE, 9)
        now = session.timeline.current
        assert isinstance(now, date)
        then = now - timedelta(days=30)
        old = square(
            *CENTRE, valid_to=now - timedelta(days=5), order=2.0, title="<b>Old</b>", note="A\nB"
        )
        new = square(*CENTRE, valid_from=now - timedelta(days=5), order=1.0)
        session.timeline.set_compare(then)
        session.compare.set_mode("side")
        artist.until(lambda: artist.js("!!salient.compare?.twin"))
        session.annotations.edit("add", {one.id: one for one in (old, new)})
        assert seen(artist, "annotations") == {new.id}  # they come after the second map
        assert seen(artist, "compare.mirror") == {old.id}
        at = artist.js(
            "(({x, y}) => [Math.round(x), Math.round(y)])(salient.compare.twin.map"
            f".latLngToContainerPoint([{CENTRE[1]}, {CENTRE[0]}]))"
        )
        assert artist.js(INK.format(*at)) == 255

        artist.point_to(middle_of_twin(artist))
        card = "document.querySelector('.twin .hover-card').innerText"
        artist.until(lambda: str(artist.js(card)).startswith("<b>Old</b>\n"))
        assert "\nRectangle, until " in artist.js(card)
        assert "\nA B\n" in artist.js(card)
        artist.click(middle_of_twin(artist))
        artist.until(lambda: session.annotations.selection == (old.id,))
        artist.settle()
        artist.click(middle_of_twin(artist) + QPoint(20, 10), keys=CTRL)
        artist.until(lambda: not session.annotations.selection)

        asked: list[QPoint] = []
        driver.window.annotating.menu_requested.disconnect()
        driver.window.annotating.menu_requested.connect(
            lambda _lon, _lat, x, y: asked.append(QPoint(x, y))
        )
        artist.click(middle_of_twin(artist), RIGHT)
        artist.until(lambda: asked == [middle_of_twin(artist)])
        artist.until(lambda: session.annotations.selection == (old.id,))
        session.annotations.select([])
        artist.settle()
        artist.click(middle_of(artist, "salient.map"), RIGHT)
        artist.until(lambda: asked[1:] == [middle_of(artist, "salient.map")])
        session.annotations.select([])

        session.timeline.seek(now - timedelta(days=40))
        driver.settle()
        assert seen(artist, "annotations") == {old.id}
        session.timeline.set_compare(now)
        artist.until(lambda: seen(artist, "compare.mirror") == {new.id})

        session.compare.set_mode("swipe")
        artist.until(lambda: artist.js("salient.compare.mirror?.mode") == "swipe")
        driver.settle()
        assert seen(artist, "compare.mirror") == {new.id}
        clips = (
            "['annotations', 'annotations-b'].map((name) => salient.map.getPane(name).style.clip)"
        )
        left, right = artist.js(clips)
        assert left.startswith("rect(")
        assert right.startswith("rect(")
        assert left != right
        x, y = driver.pixel_of(*CENTRE)
        artist.click(QPoint(x - 40, y + 12))  # the earlier date is at the left
        artist.until(lambda: session.annotations.selection == (old.id,))
        artist.click(QPoint(x + 40, y + 12))
        artist.until(lambda: session.annotations.selection == (new.id,))

        session.compare.set_mode("overlay")
        artist.until(lambda: artist.js("!salient.compare.mirror"))
        assert artist.js("salient.map.getPane('annotations').style.clip") == ""
        assert seen(artist, "annotations") == {old.id}
    finally:
        artist.discard()
