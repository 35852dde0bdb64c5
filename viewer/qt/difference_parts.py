"""The widgets of the panel "Sources", and how they lie; what they do is the panel's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
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

from viewer.qt.difference_choice import DifferenceChoice
from viewer.qt.difference_figures_view import DifferenceFiguresView
from viewer.qt.difference_lag_view import DifferenceLagView
from viewer.qt.panel_message import PanelMessage

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

_VIEWS = (
    ("Figures", "Ground in both and in one only, on the date shown and over time"),
    ("Lag", "By how many days one source shows before the other what changed hands"),
)


class DifferenceParts(QWidget):
    """Choice of sources and views at the top; below a sentence, figures or lags.

    Parameters
    ----------
    window : MainWindow
        For the parts that follow it.

    Attributes
    ----------
    choice : DifferenceChoice
        Which two sources, and how.
    views : QButtonGroup
        Figures (0) or lag (1).
    more : QToolButton
        The button of `menu`.
    figures_view, lag_view, message : QWidget
        What `stack` shows one of.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.choice = DifferenceChoice(window.session)
        self.figures_view = DifferenceFiguresView(window)
        self.lag_view = DifferenceLagView()
        self.area = QScrollArea()
        self.message = PanelMessage(self)
        self.views = QButtonGroup(self)
        self.menu = QMenu(self)
        self.more = _button("More", "Copies and exports, each with both sources and dates")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        self.bar = self._bar()
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

    def _bar(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.setContentsMargins(0, 0, 0, 0)
        for number, (text, tip) in enumerate(_VIEWS):
            button = _button(text, tip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self.views.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.figures_view.kind)
        row.addWidget(self.more)
        bar = QWidget()
        bar.setLayout(row)
        return bar

    @property
    def showing_lag(self) -> bool:
        """Whether the lag is asked for, not the figures."""
        return self.views.checkedId() == 1


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("look", "small")
    return button
