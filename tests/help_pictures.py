"""Makes the pictures of the user guide with the program itself, on the bundled data.

    python -m pytest tests/help_pictures.py

It draws with the mouse in the real window and writes PNG files into ``resources/help``; look at
them before they are committed. The suite does not run it: its name is no name of a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from annotation_driver import Artist
from map_driver import MapDriver
from project_files import PROJECT
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from viewer.core import annotation_edits as edits
from viewer.core.annotations import Annotation

HELP = PROJECT / "resources" / "help"
DAY, LATER = date(2024, 10, 24), date(2024, 11, 21)
WIDE = 744
"""Pixels that the guide has room for."""
RED, ORANGE = "#b3261e", "#e8590c"


@pytest.fixture
def artist(qtbot: QtBot, tmp_path: Any) -> Iterator[Artist]:
    """A window that looks at Pokrovsk and Kurakhove, with the drawing bar open."""
    driver = MapDriver(qtbot, tmp_path / "data", (1280, 800))
    driver.window.show()
    driver.open()
    artist = Artist(driver)
    window = driver.window
    driver.session.layers.set_visible("context:events", False)
    window.actions_by_id["card_legend"].trigger()
    window.actions_by_id["panels"].trigger()
    window.resize(WIDE, 640)
    driver.session.timeline.seek(DAY)
    driver.go_to(37.32, 48.14, 10)
    window.actions_by_id["draw"].trigger()
    artist.settle()
    yield artist
    artist.discard()
    driver.close()


def test_pictures(artist: Artist) -> None:
    window, store = artist.window, artist.store
    post = draw(
        artist,
        "point",
        [(37.05, 48.2)],
        title="Command post",
        style={"size": 30, "symbol": "app6:10031000141211000000"},
    )
    line = draw(
        artist,
        "line",
        [(36.98, 48.02), (37.1, 48.13), (37.13, 48.26)],
        title="Second line",
        style={"dash": "dash", "width": 3.0},
    )
    arrow = draw(
        artist,
        "arrow",
        [(37.62, 48.2), (37.42, 48.23), (37.2, 48.19)],
        title="Push on Pokrovsk",
        style={"colour": RED},
    )
    ring = draw(artist, "range_ring", [(37.3, 47.98), (37.42, 48.03)], title="Artillery")

    store.select(())
    artist.take("polygon")
    for place in ((37.25, 48.14), (37.42, 48.16), (37.52, 48.06)):
        artist.click(place)
    artist.point_to((37.38, 48.0))
    save(artist, "draw", window, QRect(0, 0, window.width(), 480))
    artist.click((37.38, 48.0))
    artist.key(Qt.Key.Key_Return)
    artist.count(5)
    area = change(
        artist,
        title="Salient",
        style={"fill": ORANGE, "hatch": "right", "colour": ORANGE, "width": 2.0},
    )

    store.select((arrow.id,))
    artist.settle()
    _x, y = artist.driver.pixel_of(37.4, 48.2)
    window.actions_by_id["card_date"].trigger()
    save(artist, "change", window.map_view, QRect(0, y - 150, window.map_view.width(), 300))
    window.actions_by_id["card_date"].trigger()

    edits.hold_until(store, (ring.id, line.id), date(2024, 11, 3))
    edits.hold_from(store, (arrow.id,), date(2024, 9, 15))
    edits.hold_from(store, (area.id, post.id), date(2024, 11, 4))
    tied = replace(store.get(line.id), anchor="place:Selydove", valid_from=date(2024, 9, 1))  # type: ignore[type-var]
    assert isinstance(tied, Annotation)
    store.edit("tie", {tied.id: tied})
    window.resize(1180, 860)
    artist.session.timeline.seek(date(2024, 11, 3))
    window.actions_by_id["show_annotations"].trigger()
    panel: Any = window.details.open("annotations")
    artist.until(lambda: panel.watch.reasons)
    store.select((line.id,))
    artist.settle()
    panel.inspector.verticalScrollBar().setValue(
        panel.inspector.time.mapTo(panel.inspector.widget(), QPoint(0, 0)).y() - 6
    )
    save(artist, "panel", panel, QRect(0, 0, panel.width(), 500))

    window.actions_by_id["draw"].trigger()
    for dock in window.docks:
        dock.hide()
    window.resize(1120, 740)
    store.select(())
    artist.session.timeline.seek(LATER)
    artist.session.timeline.set_compare(DAY)
    artist.session.compare.set_mode("side")
    artist.until(lambda: artist.js("!!salient.compare?.mirror"))
    artist.go_to(37.3, 48.1, 9.5)
    save(artist, "validity", window.map_view, window.map_view.rect(), 0.66)


def draw(artist: Artist, tool: str, places: list[tuple[float, float]], **more: Any) -> Annotation:
    """Draw with the mouse, then say in words and style what it is."""
    before = len(artist.store.annotations())
    artist.take(tool)
    if tool == "range_ring":
        artist.drag(places)
    else:
        for place in places:
            artist.click(place)
        if len(places) > 1:
            artist.key(Qt.Key.Key_Return)
    artist.count(before + 1)
    return change(artist, **more)


def change(artist: Artist, style: dict[str, Any] | None = None, **fields: Any) -> Annotation:
    """Change what is selected."""
    (key,) = artist.store.selection
    one = artist.store.get(key)
    assert isinstance(one, Annotation)
    made = replace(one, style=replace(one.style, **(style or {})), **fields)
    artist.store.edit("change", {key: made})
    artist.settle()
    return made


def save(artist: Artist, name: str, widget: QWidget, part: QRect, scale: float = 1.0) -> None:
    """Write a part of a widget as it is on the screen, in few colours."""
    artist.picture()
    image = widget.grab(part).toImage()
    if scale != 1.0:
        image = image.scaledToWidth(
            round(image.width() * scale), Qt.TransformationMode.SmoothTransformation
        )
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    few = image.convertToFormat(QImage.Format.Format_Indexed8, palette(image), plain)
    assert few.save(str(HELP / f"annotations-{name}.png"), "PNG", 0)


def palette(image: QImage) -> list[int]:
    """The colours of which there is most, as a table: a picture of few colours is small."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.bytesPerLine() // 4)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(shape)[:, : image.width()]
    coarse = pixels & 0x00F8F8F8
    _, first, counts = np.unique(coarse, return_index=True, return_counts=True)
    most = first[np.argsort(-counts)][:256]
    return [int(pixels.flat[at]) | 0xFF000000 for at in most]
