"""The panel "Sources": two sources held against each other, on a date, over time, and their lag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from viewer.core.compare_state import Pair
from viewer.core.sectors import own_sectors
from viewer.core.session import View
from viewer.core.sources import source_of
from viewer.core.undo import Step
from viewer.errors import ViewerError
from viewer.qt.difference_parts import DifferenceParts
from viewer.qt.difference_taking import DifferenceTaking
from viewer.qt.difference_words import apart_text, date_provenance, lag_provenance
from viewer.qt.difference_work import Answer
from viewer.qt.follow import follow
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


class DifferencePanel(DifferenceParts):
    """Holds two loaded sources against each other; every figure names both.

    Parameters
    ----------
    window : MainWindow
        Its session, tasks, settings, undo stack and data folder are used.

    Attributes
    ----------
    frame : DataFrame or None
        Figures of the date shown; None while there are none.
    figures, lags : Answer
        What was found for the pair of sources.
    taking : DifferenceTaking
        Copies and files.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._dirty = True
        self.frame: pd.DataFrame | None = None
        self.taking = DifferenceTaking(window, self)
        self.figures = Answer(window.tasks, "Sources against each other", self._find_figures, self)
        self.lags = Answer(window.tasks, "Lag between sources", self._find_lags, self)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._show)
        self._connect()

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

    # -- asking ----------------------------------------------------------------------------

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
        self.frame = None
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
            self.lag_view.show_lags(answer.result, self._names(), lag_provenance(answer.result))
            self.stack.setCurrentWidget(self.lag_view)
        elif day is not None:
            self._show_date(answer.result, day)

    def _show_date(self, figures: DifferenceFigures, day: date) -> None:
        from viewer.core.difference_table import difference_on

        try:
            self.frame = difference_on(figures, day)
        except ViewerError as error:
            first, last = (figures.days.dates[at].astype("datetime64[D]").item() for at in (0, -1))
            near = first if day < first else last
            seek = partial(self._session.timeline.seek, near)
            self._offer(error.message, "Go to the nearest date", seek)
            return
        self.figures_view.show_date(figures, self.frame, self._names(), date_provenance(self.frame))
        self.stack.setCurrentWidget(self.figures_view)

    def _names(self) -> dict[str, str]:
        names = {sector.id: sector.name for sector in self._session.sectors}
        return {**names, "elsewhere": "Elsewhere", "whole": "Whole"}

    def _say(self, text: str) -> None:
        self.message.say(text)
        self.stack.setCurrentWidget(self.message)

    def _offer(self, text: str, button: str, press: Callable[[], object]) -> None:
        self.message.offer(text, button, press)
        self.stack.setCurrentWidget(self.message)

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
