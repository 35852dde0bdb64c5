"""Drives the real window in the real engine: waits for facts, asks the page, looks at pixels."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import TimeoutError as QtBotTimeoutError
from pytestqt.qtbot import QtBot

from viewer.core.sectors import load_sectors
from viewer.core.session import Session, View
from viewer.qt.main_window import MainWindow
from viewer.qt.picture import FreshPicture
from viewer.qt.settings import open_settings

WAIT_MS = 45_000
Rgb = tuple[float, float, float]

OpenWindow = Callable[..., "MapDriver"]
"""The fixture ``open_window``: data folder and size, both optional."""


class MapDriver:
    """A window on a data folder of its own; `close` ends it as the program does."""

    def __init__(self, qtbot: QtBot, data: Path, size: tuple[int, int] = (1280, 720)) -> None:
        self.qtbot = qtbot
        self._numbers = count()
        self.session = Session(load_sectors())
        self.window = MainWindow(self.session, data, open_settings(data))
        self.page = self.window.map_view.map_page
        self.controller = self.window.controller
        self.script_errors: list[str] = []
        self.layers_shown, self.time_shown = 0, 0
        self.page.script_failed.connect(self.script_errors.append)
        self.controller.layers_shown.connect(self._on_layers_shown)
        self.controller.time_shown.connect(self._on_time_shown)
        self.window.resize(*size)

    def _on_layers_shown(self, serial: int) -> None:
        self.layers_shown = serial

    def _on_time_shown(self, serial: int) -> None:
        self.time_shown = serial

    def open(self) -> MapDriver:
        """Show the window and wait until the map is complete."""
        with self.qtbot.waitSignal(self.window.interactive, timeout=WAIT_MS):
            self.window.show()
        self.settle()
        return self

    def until(self, condition: Callable[[], object], timeout: int = WAIT_MS) -> None:
        """Wait until a condition holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def settle(self) -> None:
        """Wait until the page shows all that was asked of it."""
        controller = self.controller

        def state() -> dict[str, object]:
            return {
                "ready": self.window.map_view.bridge.ready,
                "layers are told": not controller._layers_timer.isActive(),
                "layers": (controller.layers_serial, self.layers_shown),
                "time": (controller.time_serial, self.time_shown),
                "view": self.session.view,
            }

        def settled() -> bool:
            ready, told, layers, times, view = state().values()
            return bool(
                ready
                and told
                and view is not None
                and layers[0] == layers[1] > 0  # type: ignore[index]
                and times[0] == times[1]  # type: ignore[index]
            )

        try:
            self.until(settled)
        except QtBotTimeoutError:
            raise AssertionError(f"the map does not settle: {state()}") from None

    def js(self, expression: str) -> Any:
        """Value of an expression in the page's own world; promises are awaited."""
        answers: list[str] = []
        name = f"answer{next(self._numbers)}"
        self.page.runJavaScript(
            f"(async () => ({expression}))().then("
            f"(value) => {{ window.{name} = JSON.stringify({{value}}); }},"
            f"(error) => {{ window.{name} = JSON.stringify({{error: String(error)}}); }});"
        )

        def answered() -> bool:
            self.page.runJavaScript(f"window.{name}", lambda text: text and answers.append(text))
            return bool(answers)

        self.until(answered)
        answer = json.loads(answers[0])
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer.get("value")

    def picture(self) -> QImage:
        """A picture of the map that shows all that was asked of it."""
        self.settle()
        images: list[QImage] = []
        FreshPicture(self.window.map_view, images.append)
        self.until(lambda: images)
        return images[0]

    def pixel_of(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a place is in the map view, by our own arithmetic."""
        view = self.session.view
        assert view is not None
        size = self.window.map_view.size()
        return pixel_of(view, size.width(), size.height(), lon, lat)

    def go_to(self, lon: float, lat: float, zoom: float) -> None:
        """Look at a place."""
        wanted = View(lon, lat, zoom)
        self.controller.look_at(wanted)
        self.until(lambda: self.session.view and close_views(self.session.view, wanted))

    def colour_at(self, lon: float, lat: float, image: QImage | None = None) -> Rgb:
        """Mean colour of a small patch around a place, so that hatching does not count."""
        return patch_colour(image or self.picture(), *self.pixel_of(lon, lat))

    def show_date(self, day: str) -> None:
        """Go to a date and wait until it is shown."""
        self.session.timeline.seek(date.fromisoformat(day))
        self.settle()

    def press(self, key: str, widget: QWidget | None = None) -> None:
        """Press a key as the user does, with the focus where it is or on a widget."""
        if widget is not None:
            widget.setFocus()
            self.until(lambda: QApplication.focusWidget() is widget)
        target = QApplication.focusWidget() or self.window
        QTest.keyClicks(target, key)

    def click_tick(self, layer_id: str) -> None:
        """Click the tick of a row of the layer tree with the mouse."""
        tree = self.window.layer_panel.tree
        index = tree.layer_model.index_of(layer_id)
        tree.scrollTo(index)
        at: QPoint = tree.delegate.row_layout(tree.visualRect(index), index).tick.center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def close(self) -> None:
        """Close the window and wait for the end of all its objects."""
        window = self.window
        if not shiboken6.isValid(window):
            return
        if window.furnished:
            window.files.close_without_asking()
        window.close()
        window.deleteLater()
        app = cast(QApplication, QApplication.instance())
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()
        assert not shiboken6.isValid(window)


def close_views(one: View, other: View) -> bool:
    """Whether two views are the same to within a pixel."""
    degree = 360 / (256 * 2**other.zoom)
    return (
        abs(one.zoom - other.zoom) < 1e-6
        and abs(one.lon - other.lon) <= degree
        and abs(one.lat - other.lat) <= degree
    )


def pixel_of(view: View, width: int, height: int, lon: float, lat: float) -> tuple[int, int]:
    """Pixel of a place in a Web Mercator picture."""

    def world(lon: float, lat: float) -> tuple[float, float]:
        scale = 256 * 2**view.zoom
        y = math.asinh(math.tan(math.radians(lat)))
        return scale * (lon / 360 + 0.5), scale * (0.5 - y / (2 * math.pi))

    x, y = world(lon, lat)
    x0, y0 = world(view.lon, view.lat)
    return round(x - x0 + width / 2), round(y - y0 + height / 2)


def patch_colour(image: QImage, x: int, y: int, radius: int = 6) -> Rgb:
    """Mean colour of a patch of an image."""
    colours = [
        image.pixelColor(column, row)
        for column in range(x - radius, x + radius + 1)
        for row in range(y - radius, y + radius + 1)
    ]
    count = len(colours)
    return (
        sum(c.red() for c in colours) / count,
        sum(c.green() for c in colours) / count,
        sum(c.blue() for c in colours) / count,
    )


def redness(colour: Rgb) -> float:
    """How much redder than blue a colour is."""
    return colour[0] - colour[2]


def token_rgb(text: str) -> Rgb:
    """Colour of a theme token."""
    colour = QColor(text)
    return float(colour.red()), float(colour.green()), float(colour.blue())
