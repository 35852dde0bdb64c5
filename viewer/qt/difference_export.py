"""Takes a difference out of the window: to the clipboard, as CSV, JSON and GeoJSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from viewer.loading.saving import write_whole
from viewer.qt.compare_tables import RowsView
from viewer.qt.tasks import Progress

if TYPE_CHECKING:
    from viewer.qt.difference_panel import Request
    from viewer.qt.main_window import MainWindow

DATE, ALL, LAG, GROUND = "date", "all", "lag", "ground"
_CSV, _GEOJSON = "Comma separated values (*.csv)", "GeoJSON (*.geojson *.json)"
EXPORTS = {
    DATE: ("Figures of the date as CSV…", "csv", _CSV),
    ALL: ("Figures of all dates as CSV…", "csv", _CSV),
    LAG: ("Lags of settlements as CSV…", "csv", _CSV),
    GROUND: ("Ground of the date as GeoJSON…", "geojson", _GEOJSON),
}
"""What can be written: text of the menu, ending, and kinds of file."""


def table_text(view: RowsView) -> str:
    """A table as text that spreadsheets take, with its headings."""
    model = view.model()
    headings = [
        str(model.headerData(column, Qt.Orientation.Horizontal))
        for column in range(model.columnCount())
    ]
    return "\n".join("\t".join(row) for row in [headings, *view.shown()])


def export_difference(
    window: MainWindow, request: Request, result: Any, day: date, kind: str
) -> None:
    """Ask for a file and write one of `EXPORTS` to it, in the background.

    Parameters
    ----------
    window : MainWindow
        Its tasks, settings and status bar are used.
    request : Request
        What is shown.
    result : DifferenceFigures or LagTables
        What was found; lags for `LAG`.
    day : date
        The date shown.
    kind : str
        One of `EXPORTS`.
    """
    text, suffix, kinds = EXPORTS[kind]
    pair = request.pair
    folder = str(window.settings.value("export_folder", str(Path.home())))
    aligned = "_aligned" if request.align else ""
    what = {DATE: f"_{day}", ALL: "", LAG: "_lag", GROUND: f"_{day}"}[kind]
    name = f"{pair.x}_{pair.y}_{pair.status}{aligned}{what}.{suffix}"
    chosen, _ = QFileDialog.getSaveFileName(
        window, text.rstrip("…"), str(Path(folder) / name), kinds
    )
    if not chosen:
        return
    path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{suffix}")
    window.settings.setValue("export_folder", str(path.parent))
    data, sectors = window.data, window.session.sectors

    def ground() -> str:
        from viewer.core.difference_table import difference_on
        from viewer.core.difference_text import to_geojson
        from viewer.loading.differing import read_parts

        parts = read_parts(
            data, pair.x, pair.y, pair.status, day, align=request.align, sectors=sectors
        )
        return to_geojson(parts, difference_on(result, day))

    def work(_progress: Progress, _cancelled: Callable[[], bool]) -> Path:
        from viewer.core.difference_table import difference_frame, difference_on
        from viewer.core.difference_text import lag_to_csv, to_csv

        makers = {
            DATE: lambda: to_csv([difference_on(result, day)]),
            ALL: lambda: to_csv([difference_frame(result)]),
            LAG: lambda: lag_to_csv([result]),
            GROUND: ground,
        }
        write_whole(path, makers[kind]().encode())
        return path

    task = window.tasks.add(f"Writing {path.name}", work)
    task.finished.connect(lambda written: window.status.show_message(f"Saved {written.name}"))
    task.failed.connect(window.show_failure)
