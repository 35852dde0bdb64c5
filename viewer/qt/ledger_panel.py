"""The panel "Ledger": a table that follows date and sectors, and a chart below it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFileDialog

from viewer.core.facts import load_events
from viewer.core.sectors import Sector
from viewer.core.session import SeriesFile
from viewer.core.sources import Status, source_of
from viewer.core.text import age_text, date_text, number_text
from viewer.errors import ViewerError
from viewer.qt.follow import follow
from viewer.qt.ledger_chart import KINDS, NET, ledger_chart
from viewer.qt.ledger_columns import BY_ID, FLAG_WORDS
from viewer.qt.ledger_export import clipboard_csv, export_ledger
from viewer.qt.ledger_loader import LedgerLoader
from viewer.qt.ledger_model import REST
from viewer.qt.ledger_parts import FIGURES, MESSAGE, LedgerParts
from viewer.qt.ledger_rows import RowsByDay, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.ledger_view import LedgerView
    from viewer.qt.chart import Chart
    from viewer.qt.main_window import MainWindow

_REST_NAMES = {"elsewhere": "Elsewhere", "whole": "Whole"}

_ROWS_OF_ALL = 8


def ledger_sectors(visible: list[Sector], every: tuple[Sector, ...], status: str) -> list[Sector]:
    """Visible sectors that a status speaks of: those it tells the story of, if there are any."""
    if any(sector.status == status for sector in every):
        return [sector for sector in visible if sector.status == status]
    return visible


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
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.loader = LedgerLoader(window)
        self.chart: Chart | None = None
        self._view: LedgerView | None = None
        self._view_key: tuple[object, ...] = ()
        self._chosen = ""
        self._stopped = ""
        self._dirty = True
        self._rooms = (False, 0)
        self._fitted: LedgerView | None = None
        self._connect()
        session = window.session
        follow(self, session.changed, self._on_session_changed)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.layers.changed, lambda _changed: self.refresh())
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
        self._with_rest = str(settings.value("ledger/rest", "true")) == "true"
        self.source.activated.connect(self._on_source_chosen)
        self.all_dates.toggled.connect(lambda _on: self._show_table())
        self.menu.aboutToShow.connect(self._fill_menu)
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
        self._fill_sources()
        file = self.file
        if file is None:
            self._say("No source is ticked. Tick one under Sources in the layer panel.")
            return
        session = self._session
        sectors = ledger_sectors(session.visible_sectors(), session.sectors, file.header.status)
        if not sectors:
            self._say(self._no_sector_text(file))
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
            self.message.wait(f"Reading the ledger of {_name(file)}", self.loader.cancel)
            self.message.cancelled = lambda: self._on_stopped(file.id)
            self.stack.setCurrentIndex(MESSAGE)
            self.loader.ask(file)

    def _show_figures(self, figures: object, file: SeriesFile, sectors: list[Sector]) -> None:
        from viewer.core.ledger_view import LedgerView

        timeline = self._session.timeline
        ids = [sector.id for sector in sectors]
        if self._with_rest:
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
            self._notes(),
        )
        if fresh:
            self.table.fit_columns()
            self.table.mark_order()
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
            row = model.first_row_of(snapshot) if snapshot else -1
            if row >= 0:
                self.table.scrollTo(model.index(row, 0))
        else:
            model.set_day(None)
        self.note.setText(self._note_text(view, day))

    def _note_text(self, view: LedgerView, day: date) -> str:
        name = source_of(view.figures.source).name
        before = [d for d in view.days if d <= day]
        if not view.days:
            return f"{name} holds no snapshot."
        if not before:
            return (
                f"{name} begins on {date_text(view.days[0])}; of {date_text(day)} it says nothing."
            )
        since = f"cumulative since {date_text(view.since)}" if view.since else ""
        if self.all_dates.isChecked():
            span = self._session.timeline.window or (view.days[0], view.days[-1])
            count = sum(span[0] <= d <= span[1] for d in view.days)
            noun = "snapshot" if count == 1 else "snapshots"
            text = f"{number_text(count)} {noun}, {date_text(span[0])} to {date_text(span[1])}"
            return text if view.since == span[0] else f"{text} · {since}"
        age = (day - before[-1]).days
        old = f", {age_text(age)}" if age else ""
        flag = view.figures.flags[len(before) - 1]
        said = f", {FLAG_WORDS.get(flag, flag)}" if flag else ""
        return f"Snapshot of {date_text(before[-1])}{old}{said} · {since}"

    def _names(self) -> dict[str, str]:
        return {**{s.id: s.name for s in self._session.sectors}, **_REST_NAMES}

    def _notes(self) -> tuple[str, ...]:
        view = self._view
        if view is None or not view.days:
            return ()
        attrs = view.all_rows.attrs
        source = source_of(view.figures.source)
        return (
            f"{source.name}, {Status(view.figures.status).title}; "
            f"{number_text(len(view.days))} snapshots, {date_text(view.days[0])} to "
            f"{date_text(view.days[-1])}; cumulative since {attrs['since']}. {source.attribution}.",
            str(attrs["method"]),
        )

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
                self._notes(),
            )
        )

    def _made_chart(self) -> Chart:
        if self.chart is None:
            from viewer.qt.chart import Chart

            self.chart = Chart(self._session, self.chart_place)
            self.chart.folder = self._folder
            self.chart.connect_to(self._window)
            self.chart_layout.addWidget(self.chart, 1)
        return self.chart

    def frame(self) -> pd.DataFrame | None:
        """What the table shows, with every column and digit; None while there are no figures."""
        view, day = self._view, self._session.timeline.current
        if view is None or day is None:
            return None
        return view.rows() if self.all_dates.isChecked() else view.as_of(day)

    # -- copies and files ------------------------------------------------------------------

    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        menu.addMenu(self.table.columns_menu())
        rest = menu.addAction("Elsewhere and &whole")
        rest.setCheckable(True)
        rest.setChecked(self._with_rest)
        rest.toggled.connect(self._on_rest)
        menu.addSeparator()
        menu.addAction("&Copy rows\tCtrl+C", self.table.copy_text)
        menu.addAction("Copy rows as CS&V", self.copy_csv)
        menu.addAction("&Export rows...", self.export)
        menu.addSeparator()
        if self.chart is not None:
            menu.addAction("Copy c&hart", self.chart.copy_picture)
            menu.addAction("&Save chart...", self.chart.save_picture)
        for action in menu.actions():
            if action is not rest and action.menu() is None:
                action.setEnabled(self._view is not None)

    def copy_csv(self) -> None:
        """Put the selected rows (or all) on the clipboard as CSV, every column, every digit."""
        frame = self.frame()
        if frame is None:
            return
        rows = self.table.chosen_rows()
        numbers = [self.table.ledger.rows[row].number for row in rows]
        chosen = frame.iloc[numbers]
        chosen.attrs = dict(frame.attrs)
        if numbers:
            QGuiApplication.clipboard().setText(clipboard_csv(chosen))
            self._tell(f"Copied {len(numbers)} rows as CSV")

    def export(self) -> None:
        """Ask for a name, and write what the table shows as CSV or JSON."""
        file, day = self.file, self._session.timeline.current
        if file is None or day is None:
            return
        when = "all" if self.all_dates.isChecked() else day.isoformat()
        name = f"ledger-{file.id.replace('/', '-')}-{when}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export ledger", str(Path(self._folder()) / name), "Tables (*.csv *.json)"
        )
        if chosen:
            self.export_as(Path(chosen))

    def export_as(self, path: Path) -> None:
        """Write what the table shows and say so, or say why not."""
        frame = self.frame()
        if frame is None:
            return
        try:
            written = export_ledger(frame, path)
        except ViewerError as error:
            self._window.show_failure(error)
        else:
            self._window.settings.setValue("picture_folder", str(path.parent))
            self._tell(f"Saved {' and '.join(one.name for one in written)}")

    def _folder(self) -> str:
        return str(self._window.settings.value("picture_folder", str(Path.home())))

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

    def _on_rest(self, on: bool) -> None:
        self._with_rest = on
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
        entries = [(_name(one), one.id) for one in files]
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

    def _no_sector_text(self, file: SeriesFile) -> str:
        session, status = self._session, Status(file.header.status)
        own = [s.name for s in session.sectors if s.status == status]
        if not session.visible_sectors() or not own:
            return "No sector is ticked. Tick one under Sectors in the layer panel."
        named = f"{', '.join(own[:-1])} and {own[-1]}" if own[1:] else own[0]
        return (
            f"{status.title} ground is followed in {named}: nothing of that is ticked. "
            "Tick it under Sectors, or choose another source or status above."
        )

    def _say(self, text: str) -> None:
        self.loader.cancel()
        self._view, self._view_key = None, ()
        self.message.say(text)
        self.stack.setCurrentIndex(MESSAGE)

    def _tell(self, text: str) -> None:
        self._window.status.show_message(text)


def _name(file: SeriesFile) -> str:
    return f"{source_of(file.header.source).name}, {Status(file.header.status).title}"
