"""Takes a comparison out of the window: to the clipboard, as CSV and as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from viewer.loading.saving import write_whole
from viewer.qt.tasks import Progress

if TYPE_CHECKING:
    from viewer.core.compare import Comparison
    from viewer.qt.main_window import MainWindow

_KINDS = {
    "csv": ("Export figures", "csv", "", "Comma separated values (*.csv)"),
    "places": ("Export settlements", "csv", "_settlements", "Comma separated values (*.csv)"),
    "geojson": ("Export ground", "geojson", "", "GeoJSON (*.geojson *.json)"),
}


def copy_comparison(window: MainWindow, comparison: Comparison, kind: str) -> None:
    """Copy the sentence, or the tables as text that spreadsheets take."""
    from viewer.core.compare_text import to_tsv
    from viewer.core.compare_words import sentence_of

    sentence = kind == "sentence"
    QGuiApplication.clipboard().setText(sentence_of(comparison) if sentence else to_tsv(comparison))
    window.status.show_message("Sentence copied" if sentence else "Table copied")


def export_comparison(window: MainWindow, comparison: Comparison, kind: str) -> None:
    """Ask for a file and write figures, settlements or polygons to it, in the background."""
    title, suffix, part, kinds = _KINDS[kind]
    folder = str(window.settings.value("export_folder", str(Path.home())))
    first, last = comparison.first.asked, comparison.last.asked
    name = f"{comparison.source.id}_{comparison.status}_{first}_{last}{part}.{suffix}"
    chosen, _ = QFileDialog.getSaveFileName(window, title, str(Path(folder) / name), kinds)
    if not chosen:
        return
    path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.{suffix}")
    window.settings.setValue("export_folder", str(path.parent))
    sectors = window.session.sectors

    def work(_progress: Progress, _cancelled: Callable[[], bool]) -> Path:
        from viewer.core.border import read_border
        from viewer.core.compare_text import ground_of, places_to_csv, to_csv, to_geojson

        text = {
            "csv": lambda: to_csv([comparison]),
            "places": lambda: places_to_csv([comparison]),
            "geojson": lambda: to_geojson(ground_of([comparison], sectors, read_border())),
        }[kind]()
        write_whole(path, text.encode())
        return path

    task = window.tasks.add(f"Writing {path.name}", work)
    task.finished.connect(lambda written: window.status.show_message(f"Saved {written.name}"))
    task.failed.connect(window.show_failure)
