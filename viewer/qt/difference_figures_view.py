"""Figures of one date: what both sources have and what only one has, per sector, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from viewer.core.facts import load_events
from viewer.core.sectors import Sector
from viewer.qt.compare_tables import RowsView
from viewer.qt.difference_chart import KIND_TEXTS, KINDS, difference_chart, kind_title
from viewer.qt.difference_rows import Names, figure_columns, figure_rows
from viewer.qt.style import ROW_PX, tooltip

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.difference import DifferenceFigures
    from viewer.qt.chart import Chart
    from viewer.qt.main_window import MainWindow


class DifferenceFiguresView(QWidget):
    """A table, a chart and a sentence to paste.

    Parameters
    ----------
    window : MainWindow
        Its session is followed by the chart.

    Attributes
    ----------
    sector_chosen : Signal
        Id of a sector that was double clicked.
    """

    sector_chosen = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window, self._session = window, window.session
        self._figures: DifferenceFigures | None = None
        self._shown: tuple[object, ...] = ()
        self.chart: Chart | None = None
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty("look", "mute")
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("look", "quote")
        self.sentence.setAccessibleName("Sentence to paste")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = RowsView(figure_columns("X", "Y"), "Ground in both and in one source only")
        self.kind = QComboBox()
        self.kind.setFixedHeight(ROW_PX)
        self.kind.setAccessibleName("What the chart shows")
        for kind in KINDS:
            self.kind.addItem(KIND_TEXTS[kind], kind)
        self.kind.setToolTip("What the chart shows, a line for each ticked sector")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.chart_place = QVBoxLayout()
        self._layout.addWidget(self.note)
        self._layout.addWidget(self.table)
        self._layout.addLayout(self.chart_place, 1)
        self._layout.addWidget(self.sentence)
        self.kind.activated.connect(lambda _row: self.show_chart())
        self.table.activated.connect(lambda index: self.sector_chosen.emit(self.table.item(index)))

    def show_date(
        self, figures: DifferenceFigures, frame: pd.DataFrame, names: Names, provenance: str
    ) -> None:
        """Show the figures of one date; the chart changes only with sources and sectors."""
        from viewer.core.difference_table import records
        from viewer.core.difference_text import sentence_of, snapshots_text

        self._figures = figures
        x, y = frame.attrs["x_name"], frame.attrs["y_name"]
        last = records(frame)[-1]
        self.note.setText(snapshots_text(last, frame.attrs, lines=True))
        self.note.setToolTip(tooltip(provenance))
        self.sentence.setText(sentence_of(frame))
        self.sentence.setToolTip(tooltip(provenance))
        self.table.rows.set_columns(figure_columns(x, y))
        shown = [one.id for one in self._session.visible_sectors()] + ["elsewhere", "whole"]
        rows = figure_rows(frame[frame["sector"].isin(shown)], names, provenance)
        self.table.rows.set_rows(rows)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + len(rows) * (ROW_PX - 2) + 2)
        self._tell_kinds(x, y)
        self.show_chart()

    def show_chart(self) -> None:
        """Show what is chosen over time."""
        figures = self._figures
        if figures is None:
            return
        from viewer.core.difference_table import provenance_of
        from viewer.core.sources import Status

        session = self._session
        sectors = session.visible_sectors()
        kind = str(self.kind.currentData())
        events = session.layers.has("context:events") and session.layers.shown("context:events")
        key = (id(figures), kind, tuple(sector.id for sector in sectors), events)
        if key == self._shown:
            return
        self._shown = key
        chart = self._made_chart()
        attrs = provenance_of(figures.x, figures.y, Status(figures.status), figures.align)
        names = (str(attrs["x_name"]), str(attrs["y_name"]))
        chart.file_name = f"{figures.x}-{figures.y}-{figures.status}-{kind}"
        ids = {sector.id for sector in sectors}
        found = difference_chart(
            figures,
            kind,
            names,
            _telling(figures, sectors),
            session.sectors,
            [event for event in load_events() if events and event.sector in ids],
            chart_notes(figures, attrs),
        )
        chart.set_data(found)

    def _tell_kinds(self, x: str, y: str) -> None:
        for row, kind in enumerate(KINDS):
            self.kind.setItemData(row, kind_title(kind, x, y), Qt.ItemDataRole.ToolTipRole)

    def _made_chart(self) -> Chart:
        if self.chart is None:
            from viewer.qt.chart import Chart

            self.chart = Chart(self._session, self)
            self.chart.setMinimumHeight(180)
            settings = self._window.settings
            self.chart.folder = lambda: str(settings.value("picture_folder", ""))
            self.chart.connect_to(self._window)
            self.chart_place.addWidget(self.chart)
        return self.chart


def chart_notes(figures: DifferenceFigures, attrs: dict[str, object]) -> tuple[str, ...]:
    """Both sources, status, dates and method, for pictures of the chart."""
    from viewer.core.sources import Status
    from viewer.core.text import date_text

    first, last = (_day(figures, at) for at in (0, -1))
    return (
        f"X {attrs['x_name']}, Y {attrs['y_name']}, {Status(figures.status).title}; "
        f"{date_text(first)} to {date_text(last)}. {attrs['attribution']}.",
        f"{attrs['alignment']} {attrs['method']}",
    )


def _day(figures: DifferenceFigures, at: int) -> date:
    day: date = figures.days.dates[at].astype("datetime64[D]").item()
    return day


def _telling(figures: DifferenceFigures, sectors: Sequence[Sector]) -> list[Sector]:
    """Sectors in which one of the sources ever holds anything."""
    held = figures.values["x_held_km2"] + figures.values["y_held_km2"]
    rows = {name: held[row].max() > 0 for row, name in enumerate(figures.sectors)}
    return [sector for sector in sectors if rows.get(sector.id)]
