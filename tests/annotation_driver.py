"""Drives annotations in the real window: mouse and keys on the map, and what the page shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from map_driver import MapDriver
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from viewer.core.annotations import Annotation
from viewer.core.session import Session
from viewer.qt.annotation_controller import AnnotationController
from viewer.qt.main_window import MainWindow

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Place = tuple[float, float]


class Artist:
    """A driver with hands: places are lon, lat in degrees."""

    def __init__(self, driver: MapDriver) -> None:
        self.driver = driver
        self.window: MainWindow = driver.window
        self.session: Session = driver.session
        self.store = driver.session.annotations
        self.annotating: AnnotationController = driver.window.annotating
        self.shown = 0
        self.annotating.shown.connect(self._on_shown)

    def _on_shown(self, serial: int) -> None:
        self.shown = serial

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def settle(self) -> None:
        """Wait until the page shows all annotations as they are."""
        self.driver.settle()
        self.driver.until(lambda: self.annotating.settled and self.shown == self.annotating.serial)

    def picture(self) -> QImage:
        self.settle()
        return self.driver.picture()

    @property
    def widget(self) -> QWidget:
        """What of the view hears the mouse."""
        view = self.window.map_view
        return view.focusProxy() or view

    def at(self, place: Place) -> QPoint:
        """Pixel of a place."""
        return QPoint(*self.driver.pixel_of(*place))

    def discard(self) -> None:
        """Let the window close without asking about what was drawn, as after Discard."""
        files = getattr(self.window, "files", None)
        if files is not None:
            files.close_without_asking()

    # -- hands -----------------------------------------------------------------------------

    def mouse(self, kind: Any, at: QPoint, button: Any, held: Any, keys: Any = PLAIN) -> None:
        """Send one event of the mouse."""
        point = QPointF(at)
        whole = QPointF(self.widget.mapToGlobal(at))
        event = QMouseEvent(kind, point, whole, button, held, keys)
        QApplication.sendEvent(self.widget, event)

    def point_to(self, place: Place | QPoint, keys: Any = PLAIN, held: Any = None) -> None:
        """Move the pointer there, and wait until the page knows."""
        at = place if isinstance(place, QPoint) else self.at(place)
        none = Qt.MouseButton.NoButton
        self.mouse(QMouseEvent.Type.MouseMove, at, none, held or none, keys)
        self.flush()

    def press(self, place: Place | QPoint, button: Any = LEFT, keys: Any = PLAIN) -> None:
        at = place if isinstance(place, QPoint) else self.at(place)
        self.point_to(at, keys)
        self.mouse(QMouseEvent.Type.MouseButtonPress, at, button, button, keys)
        self.flush()

    def release(self, place: Place | QPoint, button: Any = LEFT, keys: Any = PLAIN) -> None:
        at = place if isinstance(place, QPoint) else self.at(place)
        self.mouse(QMouseEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, keys)
        self.flush()

    def click(self, place: Place | QPoint, button: Any = LEFT, keys: Any = PLAIN) -> None:
        self.press(place, button, keys)
        self.release(place, button, keys)

    def double_click(self, place: Place | QPoint) -> None:
        at = place if isinstance(place, QPoint) else self.at(place)
        self.click(at)
        self.mouse(QMouseEvent.Type.MouseButtonDblClick, at, LEFT, LEFT)
        self.release(at)

    def drag(self, places: Iterable[Place | QPoint], button: Any = LEFT, keys: Any = PLAIN) -> None:
        """Press at the first place, move through the others, let go at the last."""
        first, *others = places
        self.press(first, button, keys)
        for place in others:
            self.point_to(place, keys, button)
        self.release(others[-1], button, keys)

    def key(self, key: Qt.Key, keys: Any = PLAIN) -> None:
        QTest.keyClick(self.widget, key, keys)
        self.flush()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.widget, text)
        self.flush()

    def flush(self) -> None:
        """Wait until the page has heard all events so far: a frame has gone by in it."""
        self.driver.js(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    # -- what is there ---------------------------------------------------------------------

    def take(self, tool: str) -> None:
        """Take a tool in hand and wait until the page has it."""
        self.annotating.set_tool(tool)
        self.driver.until(lambda: self.js("window.salient.annotations?.tool?.name ?? ''") == tool)

    def only(self) -> Annotation:
        """The one annotation that there is."""
        self.settle()
        (one,) = self.store.annotations()
        return one

    def count(self, number: int) -> list[Annotation]:
        """Wait until there are so many annotations."""
        self.driver.until(lambda: len(self.store.annotations()) == number)
        self.settle()
        return self.store.annotations()

    def page_ids(self) -> list[str]:
        """Ids of what the page shows now, the lowest first."""
        self.settle()
        found = self.js(
            "window.salient.annotations ? window.salient.annotations.model.inOrder()"
            ".filter((item) => item.alpha > 0).map(({id}) => id) : []"
        )
        return list(found)
