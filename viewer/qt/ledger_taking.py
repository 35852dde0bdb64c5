"""What can be taken away from the ledger: copies and files, and the menu that offers them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from viewer.errors import ViewerError
from viewer.qt.ledger_export import clipboard_csv, export_ledger

if TYPE_CHECKING:
    from viewer.qt.ledger_panel import LedgerPanel
    from viewer.qt.main_window import MainWindow


class LedgerTaking(QObject):
    """Copies and exports what the panel shows, every column and digit.

    Parameters
    ----------
    window : MainWindow
        Its settings, status bar and notices are used.
    panel : LedgerPanel
        Whose figures are taken; its menu is filled.
    """

    def __init__(self, window: MainWindow, panel: LedgerPanel) -> None:
        super().__init__(panel)
        self._window, self._panel = window, panel
        panel.menu.aboutToShow.connect(self.fill_menu)

    def fill_menu(self) -> None:
        """Offer columns, rows, copies and files as they are possible now."""
        panel, menu = self._panel, self._panel.menu
        menu.clear()
        menu.addMenu(panel.table.columns_menu())
        rest = menu.addAction("Elsewhere and &whole")
        rest.setCheckable(True)
        rest.setChecked(panel.with_rest)
        rest.toggled.connect(panel.set_rest)
        menu.addSeparator()
        taking = [
            menu.addAction("&Copy rows\tCtrl+C", panel.table.copy_text),
            menu.addAction("Copy rows as CS&V", self.copy_csv),
            menu.addAction("&Export rows...", self.export),
        ]
        if panel.chart is not None:
            menu.addSeparator()
            taking += [
                menu.addAction("Copy c&hart", panel.chart.copy_picture),
                menu.addAction("&Save chart...", panel.chart.save_picture),
            ]
        for action in taking:
            action.setEnabled(panel.frame() is not None)

    def copy_csv(self) -> None:
        """Put the selected rows (or all) on the clipboard as CSV."""
        frame, table = self._panel.frame(), self._panel.table
        numbers = [table.ledger.rows[row].number for row in table.chosen_rows()]
        if frame is None or not numbers:
            return
        chosen = frame.iloc[numbers]
        chosen.attrs = dict(frame.attrs)
        QGuiApplication.clipboard().setText(clipboard_csv(chosen))
        noun = "row" if len(numbers) == 1 else "rows"
        self._window.status.show_message(f"Copied {len(numbers)} {noun} as CSV")

    def export(self) -> None:
        """Ask for a name, and write what the table shows as CSV or JSON."""
        panel = self._panel
        file, day = panel.file, self._window.session.timeline.current
        if file is None or day is None:
            return
        when = "all" if panel.all_dates.isChecked() else day.isoformat()
        name = f"ledger-{file.id.replace('/', '-')}-{when}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            panel, "Export ledger", str(Path(self.folder()) / name), "Tables (*.csv *.json)"
        )
        if chosen:
            self.export_as(Path(chosen))

    def export_as(self, path: Path) -> None:
        """Write what the table shows and say so, or say why not."""
        frame = self._panel.frame()
        if frame is None:
            return
        try:
            written = export_ledger(frame, path)
        except ViewerError as error:
            self._window.show_failure(error)
        else:
            self._window.settings.setValue("picture_folder", str(path.parent))
            names = " and ".join(one.name for one in written)
            self._window.status.show_message(f"Saved {names}")

    def folder(self) -> str:
        """Where files were saved last."""
        return str(self._window.settings.value("picture_folder", str(Path.home())))
