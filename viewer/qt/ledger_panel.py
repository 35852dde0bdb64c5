"""The panel "Ledger": a table that follows date and sectors, and a chart below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from viewer.core.facts import load_events
from viewer.core.sectors import Sector
from viewer.core.session import SeriesFile
from viewer.core.sources import source_of
from viewer.errors import ViewerError
from viewer.qt.follow import follow
from viewer.qt.ledger_chart import KINDS, NET, ledger_chart
from viewer.qt.ledger_columns import BY_ID
from viewer.qt.ledger_loader import LedgerLoader
from viewer.qt.ledger_model import REST
from viewer.qt.ledger_parts import FIGURES, MESSAGE, LedgerParts
from viewer.qt.ledger_rows import RowsByDay, rows_of
from viewer.qt.ledger_taking import LedgerTaking
from viewer.qt.ledger_words import (
    REST_NAMES,
    ledger_sectors,
    no_sector_text,
    note_text,
    notes_of,
    series_name,
)

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.ledger_view import LedgerView
    from viewer.qt.chart import Chart
    from viewer.qt.main_window import MainWindow

_ROWS_OF_ALL = 8


class LedgerPanel(LedgerParts):
    """Figures of one source and status; never a mixture of two.

    Parameters
    ----------
    window : MainWindow
        Its session is followed; its tasks, settings, status bar and notices are used.

    Attributes
    ----------
    table : LedgerTable
        Rows of the shown date, or of all dates of the window.
    chart : Chart or None
        None until figures were first shown.
    loader : LedgerLoader
        Reads the figures.
    taking : LedgerTaking
        Copies and files.
    with_rest : bool
        Whether the table has rows for elsewhere and for the whole.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.loader = LedgerLoader(window)
        self.chart: Chart | None = None
        self.taking = LedgerTaking(window, self)
        self._view: LedgerView | None = None
        self._view_key: tuple[object, ...] = ()
        self._chosen = ""
        self._stopped = ""
        self._dirty = True
        self._shown: object = None
        self._rooms = (False, 0)
        self._fitted: LedgerView | None = None
        self._connect()
        session = window.session
        follow(self, session.changed, self._on_session_changed)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.layers.changed, lambda _changed: self._on_layers_changed())
        self.loader.loaded.connect(lambda _id: self.refresh())
        self.loader.stopped.connect(self._on_stopped)
        self.loader.failed.connect(self._on_failed)
        self.loader.progressed.connect(self.message.progress)
        self.refresh()

    def _connect(self) -> None:
        settings = self._window.settings
        known = [
            name for name in str(settings.value("ledger/columns", "")).split(",") if name in BY_ID
        ]
        self.table.wanted = known or self.table.wanted
        self.with_rest = str(settings.value("ledger/rest", "true")) == "true"
        self.source.activated.connect(self._on_source_chosen)
        self.all_dates.toggled.connect(lambda _on: self._show_table())
        self.table.day_asked.connect(self._session.timeline.seek)
        self.table.columns_changed.connect(self._on_columns_changed)
        self.table.copied.connect(
            lambda n: self._tell(f"Copied {n} {'row' if n == 1 else 'rows'} with their source")
        )
        self.kinds.idClicked.connect(lambda _number: self._show_chart())
        self.unit.activated.connect(lambda _number: self._show_chart())

    # -- what is asked ---------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """What the chart shows: one of `KINDS`."""
        return KINDS[self.kinds.checkedId()]

    @property
    def file(self) -> SeriesFile | None:
        """The series whose figures are shown: the one chosen, or the topmost visible."""
        files = self._session.visible_series()
        return next((f for f in files if f.id == self._chosen), files[0] if files else None)

    def choose(self, series: str) -> None:
        """Show the figures of a visible series."""
        self._chosen = series
        self.refresh()

    def refresh(self) -> None:
        """Show what session and switches ask for; later, while nobody sees it."""
        self._dirty = not self.isVisible()
        if self._dirty:
            return
        self._shown = self._ticked()
        self._fill_sources()
        file = self.file
        if file is None:
            self._say("No source is ticked. Tick one under Sources in the layer panel.")
            return
        session = self._session
        sectors = ledger_sectors(session.visible_sectors(), session.sectors, file.header.status)
        if not sectors:
            self._say(no_sector_text(session, file))
            return
        figures = self.loader.figures(file)
        if figures is None:
            if self._stopped == file.id:
                self.message.offer("The ledger was not finished.", "Compute it", self._begin)
                self.stack.setCurrentIndex(MESSAGE)
            else:
                self._begin()
            return
        self._stopped = ""
        self._show_figures(figures, file, sectors)

    def _begin(self) -> None:
        file = self.file
        if file is not None:
            self._stopped = ""
            self._view, self._view_key = None, ()
            self.message.wait(f"Reading the ledger of {series_name(file)}", self.loader.cancel)
            self.message.cancelled = lambda: self._on_stopped(file.id)
            self.stack.setCurrentIndex(MESSAGE)
            self.loader.ask(file)

    def _show_figures(self, figures: object, file: SeriesFile, sectors: list[Sector]) -> None:
        from viewer.core.ledger_view import LedgerView

        timeline = self._session.timeline
        ids = [sector.id for sector in sectors]
        if self.with_rest:
            ids += REST
        key = (id(figures), tuple(ids), timeline.window)
        if key != self._view_key or self._view is None:
            self._view = LedgerView(figures, ids, timeline.window)  # type: ignore[arg-type]
            self._view_key = key
            self._by_day = RowsByDay(self._view)
        self.stack.setCurrentIndex(FIGURES)
        self._show_table()
        if self.chart is None:
            QTimer.singleShot(0, self, self._show_chart)  # the table is seen at once
        else:
            self._show_chart()

    # -- table -----------------------------------------------------------------------------

    def _show_table(self) -> None:
        view, day = self._view, self._session.timeline.current
        if view is None or day is None:
            return
        every = self.all_dates.isChecked()
        shown = [name for name in BY_ID if name in ("date", "sector") or name in self.table.wanted]
        if not every:
            shown.remove("date")
        model = self.table.ledger
        model.set_theme(self._session.theme)
        columns = [BY_ID[name] for name in shown]
        fresh = columns != model.columns or view is not self._fitted
        self._fitted = view
        self.table.setUpdatesEnabled(False)
        model.show_rows(
            rows_of(view.rows()) if every else self._by_day.as_of(day),
            columns,
            self._names(),
            notes_of(view),
        )
        if fresh:
            self.table.fit_columns()
            self.table.mark_order()
        elif not every:  # figures of another day may be longer
            self.table.fit_columns(only_wider=True)
        rows = len(model.rows)
        if (every, rows) != self._rooms and (fresh or not every):
            self.give_room_to(_ROWS_OF_ALL if every else rows)
        self._rooms = (every, rows)
        self.table.setUpdatesEnabled(True)
        self._follow_day()

    def _follow_day(self) -> None:
        """Mark the rows of the shown date among all dates, and say what is shown."""
        view, day = self._view, self._session.timeline.current
        if view is None or day is None:
            return
        model = self.table.ledger
        if self.all_dates.isChecked():
            snapshot = max((d for d in view.days if d <= day), default=None)
            model.set_day(snapshot)
            rows = model.rows_of_day(snapshot)
            for row in rows[-1:] + rows[:1]:  # all of them, if there is room
                self.table.scrollTo(model.index(row, 0))
        else:
            model.set_day(None)
        self.note.setText(note_text(view, day, every=self.all_dates.isChecked()))

    def _names(self) -> dict[str, str]:
        return {**{s.id: s.name for s in self._session.sectors}, **REST_NAMES}

    # -- chart -----------------------------------------------------------------------------

    def _show_chart(self) -> None:
        view, file = self._view, self.file
        if view is None or file is None:
            return
        chart = self._made_chart()
        kind = self.kind
        self.unit.setVisible(kind == NET)
        session = self._session
        sectors = ledger_sectors(session.visible_sectors(), session.sectors, file.header.status)
        layers = session.layers
        events_shown = layers.has("context:events") and layers.shown("context:events")
        ids = {sector.id for sector in sectors}
        chart.file_name = f"ledger-{file.id.replace('/', '-')}-{kind}"
        chart.set_data(
            ledger_chart(
                view,
                kind,
                str(self.unit.currentData()),
                sectors,
                session.sectors,
                session.timeline.extent,
                [e for e in load_events() if events_shown and e.sector in ids],
                notes_of(view),
            )
        )

    def _made_chart(self) -> Chart:
        if self.chart is None:
            from viewer.qt.chart import Chart

            self.chart = Chart(self._session, self.chart_place)
            self.chart.folder = self.taking.folder
            self.chart.connect_to(self._window)
            self.chart_layout.addWidget(self.chart, 1)
        return self.chart

    def frame(self) -> pd.DataFrame | None:
        """What the table shows, with every column and digit; None while there are no figures."""
        view, day = self._view, self._session.timeline.current
        if view is None or day is None:
            return None
        return view.rows() if self.all_dates.isChecked() else view.as_of(day)

    # -- hearing ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody saw it."""
        super().showEvent(event)
        if self._dirty:
            self.refresh()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "series" in changed:
            self._stopped = ""
        if changed & {"series", "theme"}:
            self.refresh()

    def _on_layers_changed(self) -> None:
        """Follow ticks and order; opacity is nothing to the ledger."""
        if self._ticked() != self._shown:
            self.refresh()

    def _ticked(self) -> tuple[object, ...]:
        session = self._session
        return (
            [file.id for file in session.visible_series()],
            [sector.id for sector in session.visible_sectors()],
            session.layers.has("context:events") and session.layers.shown("context:events"),
        )

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "window" in changed or "dates" in changed:
            self.refresh()
        elif "current" in changed:
            if not self.isVisible():
                self._dirty = True
            elif self.stack.currentIndex() == FIGURES:
                if self.all_dates.isChecked():
                    self._follow_day()
                else:
                    self._show_table()

    def _on_source_chosen(self, number: int) -> None:
        self._stopped = ""
        self.choose(str(self.source.itemData(number)))

    def set_rest(self, on: bool) -> None:
        """Show what lies elsewhere and the whole, or not."""
        self.with_rest = on
        self._window.settings.setValue("ledger/rest", "true" if on else "false")
        self.refresh()

    def _on_columns_changed(self, wanted: list[str]) -> None:
        self._window.settings.setValue("ledger/columns", ",".join(wanted))
        self._show_table()

    def _on_stopped(self, series: str) -> None:
        self._stopped = series
        self.refresh()

    def _on_failed(self, series: str, error: object) -> None:
        self._stopped = series
        self.refresh()
        if isinstance(error, ViewerError):
            self.message.offer(str(error), "Try again", self._begin)
        else:
            self._window.show_failure(error)

    # -- words -----------------------------------------------------------------------------

    def _fill_sources(self) -> None:
        files, file = self._session.visible_series(), self.file
        entries = [(series_name(one), one.id) for one in files]
        combo = self.source
        known = [(combo.itemText(n), combo.itemData(n)) for n in range(combo.count())]
        if entries != known:
            combo.clear()
            for text, series in entries:
                combo.addItem(text, series)
        combo.setEnabled(bool(entries))
        if file is not None:
            combo.setCurrentIndex([one.id for one in files].index(file.id))
            source = source_of(file.header.source)
            combo.setToolTip(f"{source.attribution}\n{source.note}")

    def _say(self, text: str) -> None:
        self.loader.cancel()
        self._view, self._view_key = None, ()
        self.message.say(text)
        self.stack.setCurrentIndex(MESSAGE)

    def _tell(self, text: str) -> None:
        self._window.status.show_message(text)
