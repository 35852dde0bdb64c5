"""What can be taken away from the panel "Sources": copies and files, and the menu for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from viewer.qt.difference_export import ALL, EXPORTS, LAG, export_difference, table_text
from viewer.qt.difference_words import date_provenance, lag_provenance

if TYPE_CHECKING:
    from viewer.qt.difference_panel import DifferencePanel
    from viewer.qt.main_window import MainWindow


class DifferenceTaking(QObject):
    """Copies and exports what the panel shows, with both sources, dates and method.

    Parameters
    ----------
    window : MainWindow
        Its session, settings, status bar and notices are used.
    panel : DifferencePanel
        Whose figures and lags are taken; its menu is filled.
    """

    def __init__(self, window: MainWindow, panel: DifferencePanel) -> None:
        super().__init__(panel)
        self._window, self._panel = window, panel
        panel.menu.aboutToShow.connect(self.fill_menu)
        lag = panel.lag_view
        for table in (panel.figures_view.table, lag.medians, lag.places):
            keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
            keys.activated.connect(self.copy_table)

    def fill_menu(self) -> None:
        """Offer copies and files as they are possible now."""
        panel = self._panel
        menu, chart = panel.menu, panel.figures_view.chart
        menu.clear()
        entries: list[tuple[str, Callable[[], object], bool]] = [
            ("Copy &sentence", self.copy_sentence, self._can_copy()),
            ("&Copy table\tCtrl+C", self.copy_table, self._can_copy()),
        ]
        if chart is not None and not panel.showing_lag:
            entries.append(("Copy c&hart", chart.copy_picture, True))
            entries.append(("Save char&t...", chart.save_picture, True))
        for text, act, on in entries:
            menu.addAction(text, act).setEnabled(on)
        menu.addSeparator()
        for kind, (text, _suffix, _kinds) in EXPORTS.items():
            if (kind == LAG) == panel.showing_lag:
                action = menu.addAction(text, partial(self.export, kind))
                known = panel.frame is not None or kind in (LAG, ALL)
                action.setEnabled(panel.answer.result is not None and known)

    def _can_copy(self) -> bool:
        return self._panel.stack.currentWidget() is not self._panel.message

    def copy_sentence(self) -> None:
        """Put the sentence on the clipboard."""
        panel = self._panel
        view = panel.lag_view if panel.showing_lag else panel.figures_view
        if self._can_copy():
            QGuiApplication.clipboard().setText(view.sentence.text())
            self._window.status.show_message("Sentence copied")

    def copy_table(self) -> None:
        """Put what is shown on the clipboard, with both sources, dates and method."""
        panel = self._panel
        if not self._can_copy():
            return
        if panel.showing_lag:
            tables = [panel.lag_view.medians, panel.lag_view.places]
            words = lag_provenance(panel.lags.result)
        else:
            assert panel.frame is not None
            tables, words = [panel.figures_view.table], date_provenance(panel.frame)
        parts = [table_text(table) for table in tables]
        QGuiApplication.clipboard().setText("\n\n".join([*parts, words]))
        self._window.status.show_message("Table copied with both sources, dates and method")

    def export(self, kind: str) -> None:
        """Ask for a file and write figures, lags or ground to it."""
        day, answer = self._window.session.timeline.current, self._panel.answer
        if day is not None and answer.result is not None:
            export_difference(self._window, answer.request, answer.result, day, kind)
