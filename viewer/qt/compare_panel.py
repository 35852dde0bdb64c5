"""The panel that compares two dates: dates, source, what changed, and how to take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.core.session import View
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text
from viewer.qt.compare_dates import CompareDates
from viewer.qt.compare_export import copy_comparison, export_comparison
from viewer.qt.compare_result import CompareResult
from viewer.qt.compare_work import CompareWork, Request
from viewer.qt.follow import follow
from viewer.qt.style import ROW_PX

if TYPE_CHECKING:
    from viewer.core.compare_places import PlaceChange
    from viewer.qt.main_window import MainWindow

_PLACE_ZOOM = 11.0
_BEGIN = (
    "Compare the date shown (A) with a second one (B): type it above, or choose how many days "
    "before. The table then says what was gained and lost between the two, per sector, and which "
    "settlements changed hands."
)
_NO_SOURCE = "No source is ticked. Tick one in Layers, then compare."
_PLAYING = "Figures follow when playing stops."


class ComparePanel(QWidget):
    """Compares the date shown with date B, for one of the visible sources at a time.

    Parameters
    ----------
    window : MainWindow
        Its session, tasks, data folder and undo stack are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self._imports = 0
        self._chosen = ""
        self.dates = CompareDates(window)
        self.source = QComboBox()
        self.source.setFixedHeight(ROW_PX)
        self.source.setAccessibleName("Source and status")
        self.source.setToolTip("Whose polygons are compared; no figure mixes two sources")
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.again = QPushButton("Compare again")
        self.result = CompareResult()
        self.stack = QStackedWidget()
        self.work = CompareWork(window.data, self._session.sectors, window.tasks, self)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.dates.field_b)
        self._refresh()

    def _lay_out(self) -> None:
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(0, 12, 0, 0)
        inner.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        inner.addLayout(row)
        inner.addStretch(1)
        self.stack.addWidget(words)
        self.stack.addWidget(self.result)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.dates)
        column.addWidget(self.source)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        session = self._session
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.layers.changed, lambda _changed: self._refresh())
        follow(self, session.changed, self._on_session_changed)
        self.source.activated.connect(self._on_source_chosen)
        self.again.clicked.connect(lambda _checked=False: self._ask(again=True))
        self.work.changed.connect(self._show)
        self.work.failed.connect(self._window.show_failure)
        self.result.copy_requested.connect(self._on_copy)
        self.result.export_requested.connect(self._on_export)
        self.result.sector_chosen.connect(self._on_sector)
        self.result.place_chosen.connect(self._on_place)

    def showEvent(self, event: QShowEvent) -> None:
        """Compare what changed while the panel was not seen."""
        super().showEvent(event)
        self._refresh()

    # -- asking ----------------------------------------------------------------------------

    def _refresh(self) -> None:
        self._fill_sources()
        self._ask()

    def _fill_sources(self) -> None:
        files = self._session.visible_series()
        ids = [file.id for file in files]
        if ids != [self.source.itemData(row) for row in range(self.source.count())]:
            self.source.clear()
            for file in files:
                source = source_of(file.header.source)
                self.source.addItem(f"{source.name} · {Status(file.header.status).title}", file.id)
        self.source.setVisible(bool(ids))
        if ids:
            self.source.setCurrentIndex(ids.index(self._chosen) if self._chosen in ids else 0)

    def _ask(self, *, again: bool = False) -> None:
        """Ask for what the session says now, while anybody can see it."""
        timeline = self._session.timeline
        a, b = timeline.current, timeline.compare
        if a is None or b is None or self.source.count() == 0:
            self.work.ask(None)
            self._show()
        elif self.isVisible() and not timeline.playing:
            source, _, status = str(self.source.currentData()).partition("/")
            self.work.ask(Request(source, status, a, b, self._imports), again=again)
        else:
            self.work.ask(None)
            self._show()

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if self._session.timeline.playing and not changed & {"playing", "compare", "dates"}:
            return  # nothing is shown until it stops, and a step must cost nothing
        if changed & {"current", "compare", "dates", "playing"}:
            self._refresh()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "series" in changed:
            self._imports += 1
            self.work.sectors = self._session.sectors
            self._refresh()

    def _on_source_chosen(self, _row: int) -> None:
        self._chosen = str(self.source.currentData())
        self._ask()

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        work, timeline = self.work, self._session.timeline
        if work.result is not None:
            self.result.show_result(work.result)
            self.stack.setCurrentWidget(self.result)
        elif work.request is not None and work.error is None and not work.stopped:
            a, b = sorted((work.request.day_a, work.request.day_b))
            self._wait(f"Comparing {date_text(a)} and {date_text(b)}…")
        elif timeline.playing and timeline.compare is not None and self.source.count():
            self._wait(_PLAYING)
        else:
            self._say()

    def _wait(self, text: str) -> None:
        self.result.show_waiting(text)
        self.stack.setCurrentWidget(self.result)

    def _say(self) -> None:
        error = self.work.error
        if error is not None:
            text = f"{error.message}\n\n{error.hint}"
        elif self.work.stopped:
            text = "The comparison was stopped."
        elif not self._session.visible_series():
            text = _NO_SOURCE
        else:
            text = _BEGIN
        self.message.setText(text)
        self.again.setVisible(self.work.stopped)
        self.stack.setCurrentIndex(0)

    # -- taking away, going there ----------------------------------------------------------

    def _on_copy(self, kind: str) -> None:
        if self.work.result is not None:
            copy_comparison(self._window, self.work.result, kind)

    def _on_export(self, kind: str) -> None:
        if self.work.result is not None:
            export_comparison(self._window, self.work.result, kind)

    def _on_sector(self, sector: str) -> None:
        self._window.zoom_to(f"sector:{sector}")

    def _on_place(self, place: PlaceChange) -> None:
        view = self._session.view
        zoom = max(_PLACE_ZOOM, view.zoom if view is not None else 0.0)
        self._window.controller.look_at(View(place.lon, place.lat, zoom))
