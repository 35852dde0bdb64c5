"""Lags of one source behind another: medians by sector, and the settlements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from viewer.qt.compare_tables import RowsView
from viewer.qt.difference_rows import (
    Names,
    median_columns,
    median_rows,
    place_columns,
    place_rows,
)
from viewer.qt.style import ROW_PX, caption_font, tooltip

if TYPE_CHECKING:
    from viewer.core.difference_lag import LagTables


class DifferenceLagView(QWidget):
    """A sentence, the medians and the settlements.

    Attributes
    ----------
    sector_chosen, place_chosen : Signal
        Id of a sector; lon and lat of a settlement.
    """

    sector_chosen = Signal(str)
    place_chosen = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("look", "quote")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.medians = RowsView(median_columns(), "Median lag by sector")
        self.title = QLabel()
        self.title.setFont(caption_font())
        self.places = RowsView(place_columns("X", "Y"), "Settlements with both days and the lag")
        self.places.setMinimumHeight(5 * ROW_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self.medians)
        layout.addWidget(self.title)
        layout.addWidget(self.places, 1)
        self.medians.activated.connect(
            lambda index: self.sector_chosen.emit(self.medians.item(index))
        )
        self.places.activated.connect(
            lambda index: self.place_chosen.emit(*self.places.item(index))
        )

    def show_lags(self, lags: LagTables, names: Names, provenance: str) -> None:
        """Show what was found."""
        from viewer.core.difference_lag import lag_words
        from viewer.core.difference_table import records

        attrs = lags.summary.attrs
        how = (attrs["x"], attrs["y"], attrs["aligned"])
        rows = records(lags.summary)
        whole = [row for row in rows if row["sector"] == "whole"] or rows
        words = [lag_words(row["places_median_days"], *how) for row in whole if row["places"]]
        count = int(whole[0]["places"]) if len(whole) == 1 else int(sum(r["places"] for r in rows))
        self.sentence.setText(
            f"{words[0]}: the median of {count} settlements that both show changing hands."
            if len(words) == 1
            else f"{count} settlements changed hands in both sources."
        )
        self.sentence.setToolTip(tooltip(provenance))
        self.medians.rows.set_rows(
            median_rows(
                lags.summary, names, "The lag of X is positive where X is later", provenance
            )
        )
        header = self.medians.horizontalHeader().sizeHint().height()
        self.medians.setFixedHeight(header + self.medians.rows.rowCount() * (ROW_PX - 2) + 2)
        self.places.rows.set_columns(place_columns(attrs["x_name"], attrs["y_name"]))
        self.places.rows.set_rows(place_rows(lags.places, names, provenance))
        total = self.places.rows.rowCount()
        self.title.setText(f"{total} settlement{'s' * (total != 1)} changed hands in X or Y")
