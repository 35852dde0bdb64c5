"""The two dates of a comparison: fields, quick choices, swap and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from viewer.core.compare_steps import set_compare, swap_compare
from viewer.qt.date_field import DateField
from viewer.qt.follow import follow
from viewer.qt.style import ROW_PX

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

QUICK_DAYS = (7, 30)
_FIELD_PX = 118


class DateBField(DateField):
    """Shows date B, or nothing; what is typed becomes date B, with a way back."""

    watched = frozenset({"compare", "dates"})

    def __init__(self, window: MainWindow) -> None:
        self._undo = window.undo
        super().__init__(window.session)
        self.setPlaceholderText("no date yet")
        self.setAccessibleName("Date B")
        self.setToolTip(
            "Date B, to compare the date shown with: 13 Nov 2024, 13.11.2024 or 2024-11-13, "
            "then Return"
        )

    def day(self) -> date | None:
        """Date B."""
        return self._timeline.compare

    def choose(self, day: date) -> None:
        """Compare with that day."""
        set_compare(self._undo, self._timeline, day)


class CompareDates(QWidget):
    """Both dates side by side, with the quick ways to set B.

    Parameters
    ----------
    window : MainWindow
        Its timeline and undo stack are asked to change.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._undo, self._timeline = window.undo, window.session.timeline
        self.field_a, self.field_b = DateField(window.session), DateBField(window)
        self.field_a.setAccessibleName("Date A")
        self.field_a.setToolTip("Date A, the date shown on the map; type another, then Return")
        self.swap = QToolButton()
        self.swap.setText("⇄")
        self._dress(self.swap, "Swap dates A and B", self._swap)
        self.leave = QPushButton("Leave")
        self._dress(self.leave, "Leave the comparison (Esc on the map)", self._leave)
        self.quick = [self._quick(days) for days in QUICK_DAYS]
        self.window_start = QPushButton("Window start")
        self._dress(self.window_start, "Compare with the first day of the window", self._start)
        self._lay_out()
        follow(self, self._timeline.changed, lambda _changed: self._refresh())
        self._refresh()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for column, (text, field) in ((0, ("A", self.field_a)), (2, ("B", self.field_b))):
            label = QLabel(f"{text}, {'shown' if text == 'A' else 'compared with'}")
            label.setProperty("look", "mute")
            label.setBuddy(field)
            field.setFixedHeight(ROW_PX)
            field.setMinimumWidth(_FIELD_PX)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        self.swap.setFixedSize(ROW_PX, ROW_PX)
        grid.addWidget(self.swap, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        quick = QHBoxLayout()
        quick.setSpacing(4)
        for button in (*self.quick, self.window_start):
            quick.addWidget(button)
        quick.addStretch(1)
        quick.addWidget(self.leave)
        grid.addLayout(quick, 2, 0, 1, 3)
        grid.setRowMinimumHeight(2, ROW_PX + 10)
        self.setLayout(grid)
        order = (self.field_a, self.swap, self.field_b, *self.quick, self.window_start, self.leave)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _quick(self, days: int) -> QPushButton:
        button = QPushButton(f"{days} days")
        self._dress(
            button, f"Compare with {days} days before the date shown", lambda: self._back(days)
        )
        return button

    def _dress(
        self, button: QPushButton | QToolButton, tip: str, call: Callable[[], object]
    ) -> None:
        if isinstance(button, QToolButton):
            button.setProperty("look", "outlined")
        else:
            button.setProperty("look", "compact")
            button.setFixedHeight(ROW_PX)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda _checked=False: call())

    def _back(self, days: int) -> None:
        if self._timeline.current is not None:
            set_compare(self._undo, self._timeline, self._timeline.current - timedelta(days=days))

    def _start(self) -> None:
        if self._timeline.range is not None:
            set_compare(self._undo, self._timeline, self._timeline.range[0])

    def _swap(self) -> None:
        swap_compare(self._undo, self._timeline)

    def _leave(self) -> None:
        set_compare(self._undo, self._timeline, None)

    def _refresh(self) -> None:
        there = self._timeline.compare is not None
        self.swap.setEnabled(there)
        self.leave.setEnabled(there)
        for button in (*self.quick, self.window_start):
            button.setEnabled(self._timeline.current is not None)
