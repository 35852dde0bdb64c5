"""What the status bar and the title say of the session: position, scale, age of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from viewer.core.session import Session
from viewer.core.sources import source_of
from viewer.core.text import short_date_text
from viewer.qt.map_controller import MapController
from viewer.qt.status_bar import StatusBar

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


class Readouts(QObject):
    """Keeps status bar and window title in step with the session.

    Parameters
    ----------
    window : MainWindow
        Whose title names the date; owner.
    session : Session
        What is shown.
    controller : MapController
        Tells of pointer and view.
    status : StatusBar
        Where it is written.
    """

    def __init__(
        self, window: MainWindow, session: Session, controller: MapController, status: StatusBar
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._status = status
        session.layers.changed.connect(lambda _changed: self._show_data_age())
        session.changed.connect(self._on_session_changed)
        session.timeline.changed.connect(self._on_timeline_changed)
        controller.cursor_moved.connect(self._on_cursor_moved)
        controller.player.skipped.connect(self._on_dates_skipped)
        self._show_data_age()
        self._show_scale()  # the map may have told its view before there was a status bar

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "series" in changed:
            self._show_data_age()
        if "view" in changed:
            self._show_scale()

    def _show_scale(self) -> None:
        if self._session.view is not None:
            self._status.set_scale(self._session.view.scale_denominator)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"current", "dates"}:
            self._show_data_age()

    def _on_cursor_moved(self, lon: float, lat: float, inside: bool) -> None:
        if inside:
            self._status.set_cursor(lon, lat)
        else:
            self._status.set_cursor(None)

    def _on_dates_skipped(self, _days: int) -> None:
        speed = self._session.timeline.speed
        self._status.show_message(
            f"The map is slower than {speed} days a second: dates are skipped"
        )

    def _show_data_age(self) -> None:
        texts: dict[str, str] = {}
        for one in self._session.shown():
            name = source_of(one.series.header.source).name
            if one.snapshot is None:
                texts.setdefault(name, f"{name}: none yet")
            else:
                texts[name] = f"{name}: {short_date_text(one.snapshot)} · {one.age_days} d"
        self._status.set_data_age("   ".join(texts.values()))
        self._window.files.update_title()
