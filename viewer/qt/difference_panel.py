"""The panel "Sources": two sources held against each other, on a date, over time, and their lag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.compare_state import Pair
from viewer.core.sectors import own_sectors
from viewer.core.session import View
from viewer.core.sources import source_of
from viewer.core.undo import Step
from viewer.errors import ViewerError
from viewer.qt.difference_choice import DifferenceChoice
from viewer.qt.difference_export import ALL, EXPORTS, LAG, export_difference, table_text
from viewer.qt.difference_figures_view import DifferenceFiguresView
from viewer.qt.difference_lag_view import DifferenceLagView
from viewer.qt.difference_words import apart_text, date_provenance, lag_provenance
from viewer.qt.difference_work import Answer
from viewer.qt.follow import follow
from viewer.qt.panel_message import PanelMessage
from viewer.qt.tasks import Progress

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.difference import DifferenceFigures
    from viewer.core.difference_lag import LagTables
    from viewer.qt.main_window import MainWindow

_PLACE_ZOOM = 11.0
_PLAYING_MS = 120
"""How often figures follow in play, so that they cost the map little."""
_ONE_SOURCE = (
    "Sources are held against each other here: what both show, what only one shows, and which of "
    "the two shows it first. That needs two sources; import files of another one."
)
_NO_TICK = "No sector is ticked. Tick one under Sectors in the layer panel."


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    pair : Pair
        Two sources and a status.
    align : bool
        Whether to align cut-offs.
    state : tuple
        What the series were made from: after an import it is another question.
    """

    pair: Pair
    align: bool
    state: tuple[str, ...]


class DifferencePanel(QWidget):
    """Holds two loaded sources against each other; every figure names both.

    Parameters
    ----------
    window : MainWindow
        Its session, tasks, settings, undo stack and data folder are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self._dirty = True
        self._frame: pd.DataFrame | None = None
        self.choice = DifferenceChoice(window.session)
        self.figures_view = DifferenceFiguresView(window)
        self.lag_view = DifferenceLagView()
        self.area = QScrollArea()
        self.message = PanelMessage(self)
        self.figures = Answer(window.tasks, "Sources against each other", self._find_figures, self)
        self.lags = Answer(window.tasks, "Lag between sources", self._find_lags, self)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._show)
        self._lay_out()
        self._connect()

    # -- parts -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.views = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for number, (text, tip) in enumerate(
            (
                ("Figures", "Ground in both and in one only, on the date shown and over time"),
                ("Lag", "By how many days one source shows before the other what changed hands"),
            )
        ):
            button = _button(text, tip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self.views.addButton(button, number)
            bar.addWidget(button)
        self.more = _button("More", "Copies and exports, each with both sources and dates")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self._menu)
        bar.addStretch(1)
        bar.addWidget(self.figures_view.kind)
        bar.addWidget(self.more)
        self.bar = QWidget()
        bar.setContentsMargins(0, 0, 0, 0)
        self.bar.setLayout(bar)
        self.stack = QStackedWidget()
        for widget in (self.message, self.figures_view, self.lag_view):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.choice)
        layout.addWidget(self.bar)
        self.area.setWidget(self.stack)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.area, 1)
        self.setFocusProxy(self.choice.source_x)

    def _connect(self) -> None:
        session = self._session
        follow(self, session.changed, self._on_session_changed)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.compare.changed, self._on_compare_changed)
        follow(self, session.layers.changed, lambda _changed: self.refresh())
        self.choice.chosen.connect(self._on_chosen)
        self.choice.align_asked.connect(self._on_align)
        self.choice.map_asked.connect(self._on_map)
        self.views.idClicked.connect(lambda _number: self.refresh())
        for answer in (self.figures, self.lags):
            answer.changed.connect(self._show)
            answer.progressed.connect(self.message.progress)
            answer.failed.connect(self._window.show_failure)
        for view in (self.figures_view, self.lag_view):
            view.sector_chosen.connect(lambda sector: self._window.zoom_to(f"sector:{sector}"))
        self.lag_view.place_chosen.connect(self._on_place)
        for table in (self.figures_view.table, self.lag_view.medians, self.lag_view.places):
            keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
            keys.activated.connect(self.copy_table)

    # -- asking ----------------------------------------------------------------------------

    @property
    def showing_lag(self) -> bool:
        """Whether the lag is asked for, not the figures."""
        return self.views.checkedId() == 1

    @property
    def answer(self) -> Answer:
        """What the chosen view shows."""
        return self.lags if self.showing_lag else self.figures

    def refresh(self) -> None:
        """Ask for what session and choice say; later, while nobody sees it."""
        self._dirty = not self.isVisible()
        if self._dirty:
            return
        self.choice.refresh()
        pair = self.choice.pair
        request = None
        if pair is not None and pair.status:
            request = Request(pair, self._session.compare.align, self._state(pair))
        for one in (self.figures, self.lags):
            if one is self.answer or one.request not in (None, request):
                one.ask(request if one is self.answer else None)
        self._show()

    def _state(self, pair: Pair) -> tuple[str, ...]:
        marks = {
            file.header.source: file.header.fingerprint
            for file in self._session.series
            if file.header.status == pair.status
        }
        own = (f"{sector.id} {sector.mark}" for sector in own_sectors(self._session.sectors))
        return (marks.get(pair.x, ""), marks.get(pair.y, ""), *own)

    def _find_figures(self, request: Request, progress: Progress) -> DifferenceFigures:
        """Runs in the background, where heavy modules are brought in too.

        Not those with classes of Qt: to import them beside the window's thread can lock both.
        """
        import viewer.core.difference_text  # noqa: F401
        from viewer.loading.differing import read_difference

        pair = request.pair
        return read_difference(
            self._window.data, pair.x, pair.y, pair.status,
            align=request.align, sectors=self._session.sectors, progress=progress,
        )  # fmt: skip

    def _find_lags(self, request: Request, progress: Progress) -> LagTables:
        from viewer.loading.differing import read_lag

        pair = request.pair
        return read_lag(
            self._window.data, pair.x, pair.y, pair.status,
            align=request.align, sectors=self._session.sectors, progress=progress,
        )  # fmt: skip

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        if not self.isVisible():
            return
        pair, answer, day = self.choice.pair, self.answer, self._session.timeline.current
        self._frame = None
        self.bar.setVisible(pair is not None and pair.status != "")
        self.figures_view.kind.setVisible(not self.showing_lag)
        if pair is None:
            actions = self._window.actions_by_id
            self._offer(_ONE_SOURCE, "Import files...", actions["import_files"].trigger)
        elif not pair.status:
            self._say(apart_text(pair.x, pair.y))
        elif answer.error is not None:
            self._say(str(answer.error))
        elif answer.stopped:
            again = partial(answer.ask, answer.request, again=True)
            self._offer("The comparison of the sources was stopped.", "Compare again", again)
        elif answer.result is None:
            names = f"{source_of(pair.x).name} and {source_of(pair.y).name}"
            self.message.wait(f"Holding {names} against each other", answer.cancel)
            self.stack.setCurrentWidget(self.message)
        elif not self._session.visible_sectors():
            self._say(_NO_TICK)
        elif self.showing_lag:
            self.lag_view.show_lags(answer.result, self._names(), self._lag_provenance())
            self.stack.setCurrentWidget(self.lag_view)
        elif day is not None:
            self._show_date(answer.result, day)

    def _show_date(self, figures: DifferenceFigures, day: date) -> None:
        from viewer.core.difference_table import difference_on

        try:
            self._frame = difference_on(figures, day)
        except ViewerError as error:
            first, last = (figures.days.dates[at].astype("datetime64[D]").item() for at in (0, -1))
            near = first if day < first else last
            seek = partial(self._session.timeline.seek, near)
            self._offer(error.message, "Go to the nearest date", seek)
            return
        self.figures_view.show_date(
            figures, self._frame, self._names(), date_provenance(self._frame)
        )
        self.stack.setCurrentWidget(self.figures_view)

    def _lag_provenance(self) -> str:
        return lag_provenance(self.lags.result)

    def _names(self) -> dict[str, str]:
        names = {sector.id: sector.name for sector in self._session.sectors}
        return {**names, "elsewhere": "Elsewhere", "whole": "Whole"}

    def _say(self, text: str) -> None:
        self.message.say(text)
        self.stack.setCurrentWidget(self.message)

    def _offer(self, text: str, button: str, press: Callable[[], object]) -> None:
        self.message.offer(text, button, press)
        self.stack.setCurrentWidget(self.message)

    # -- copies and files ------------------------------------------------------------------

    def _fill_menu(self) -> None:
        menu, chart = self._menu, self.figures_view.chart
        menu.clear()
        entries: list[tuple[str, Callable[[], object], bool]] = [
            ("Copy &sentence", self.copy_sentence, self._can_copy()),
            ("&Copy table\tCtrl+C", self.copy_table, self._can_copy()),
        ]
        if chart is not None and not self.showing_lag:
            entries.append(("Copy c&hart", chart.copy_picture, True))
            entries.append(("Save char&t...", chart.save_picture, True))
        for text, act, on in entries:
            menu.addAction(text, act).setEnabled(on)
        menu.addSeparator()
        for kind, (text, _suffix, _kinds) in EXPORTS.items():
            if (kind == LAG) == self.showing_lag:
                action = menu.addAction(text, partial(self.export, kind))
                known = self._frame is not None or kind in (LAG, ALL)
                action.setEnabled(self.answer.result is not None and known)

    def _can_copy(self) -> bool:
        return self.stack.currentWidget() is not self.message

    def copy_sentence(self) -> None:
        """Put the sentence on the clipboard."""
        view = self.lag_view if self.showing_lag else self.figures_view
        if self._can_copy():
            QGuiApplication.clipboard().setText(view.sentence.text())
            self._window.status.show_message("Sentence copied")

    def copy_table(self) -> None:
        """Put what is shown on the clipboard, with both sources, dates and method."""
        if not self._can_copy():
            return
        if self.showing_lag:
            tables, words = [self.lag_view.medians, self.lag_view.places], self._lag_provenance()
        else:
            assert self._frame is not None
            tables, words = [self.figures_view.table], date_provenance(self._frame)
        parts = [table_text(table) for table in tables]
        QGuiApplication.clipboard().setText("\n\n".join([*parts, words]))
        self._window.status.show_message("Table copied with both sources, dates and method")

    def export(self, kind: str) -> None:
        """Ask for a file and write figures, lags or ground to it."""
        day, request = self._session.timeline.current, self.answer.request
        if day is not None and self.answer.result is not None:
            export_difference(self._window, request, self.answer.result, day, kind)

    # -- hearing ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody saw it."""
        super().showEvent(event)
        if self._dirty:
            self.refresh()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "series" in changed:
            self.refresh()

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "current" in changed:
            if not self.isVisible():
                self._dirty = True
            elif not self.showing_lag and not self._later.isActive():
                self._later.start(_PLAYING_MS if self._session.timeline.playing else 0)

    def _on_compare_changed(self, changed: frozenset[str]) -> None:
        if changed & {"difference", "align"}:
            self.refresh()

    def _on_chosen(self) -> None:
        pair = self.choice.pair
        if pair is not None and self._session.compare.difference is not None:
            self._session.compare.set_difference(pair if pair.status else None)
        self.refresh()

    def _on_align(self, on: bool) -> None:
        compare = self._session.compare
        self._window.undo.perform(
            Step(
                "align cut-offs", partial(compare.set_align, on), partial(compare.set_align, not on)
            )
        )

    def _on_map(self, on: bool) -> None:
        pair, compare = self.choice.pair, self._session.compare
        if pair is None:
            return
        before, after = compare.difference, pair if on else None
        self._window.undo.perform(
            Step(
                "difference on the map",
                partial(compare.set_difference, after),
                partial(compare.set_difference, before),
            )
        )

    def _on_place(self, lon: float, lat: float) -> None:
        view = self._session.view
        zoom = max(_PLACE_ZOOM, view.zoom if view is not None else 0.0)
        self._window.controller.look_at(View(lon, lat, zoom))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("look", "small")
    return button
