"""Importing from the window: choose or drop, progress, questions, one report at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from viewer.paths import archive_dir
from viewer.qt.notices import TextDialog

if TYPE_CHECKING:
    from viewer.loading.importing import ImportOptions
    from viewer.loading.report import ImportReport
    from viewer.qt.main_window import MainWindow

FILTER = (
    "Map files (*.geojson *.json *.gz *.zip *.tar *.tgz *.csv *.bz2 *.xz *.gpkg *.kml *.kmz *.shp "
    "*.gml *.fgb);;"
    "All files (*)"
)


class ImportFlow(QObject):
    """Runs imports for a window.

    Parameters
    ----------
    window : MainWindow
        Its tasks, notices and library are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def choose_files(self) -> None:
        """Ask for files and import them."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Import files", self._folder(), FILTER
        )
        self._remember_and_start([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and import all in it."""
        name = QFileDialog.getExistingDirectory(self._window, "Import folder", self._folder())
        self._remember_and_start([Path(name)] if name else [])

    def start(self, paths: list[Path], options: ImportOptions | None = None) -> None:
        """Import in the background; the report comes as a notice."""
        if not paths:
            return
        archives = archive_dir(self._window.data)

        def work(progress: object, cancelled: object) -> ImportReport:
            from viewer.loading.importing import ImportOptions, import_paths

            chosen = options or ImportOptions()
            return import_paths(paths, archives, chosen, progress, cancelled)  # type: ignore[arg-type]

        name = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
        task = self._window.tasks.add(f"Importing {name}", work)
        task.finished.connect(self._on_imported)
        task.failed.connect(self._window.show_failure)

    def _on_imported(self, report: ImportReport) -> None:
        window = self._window
        text = report.to_text()
        bad = bool(report.skipped) and not (report.imported or report.already_there)
        window.notices.show_notice(
            report.headline(),
            "problem" if bad else "info",
            lambda: TextDialog("Import report", text, window, report.headline()).open(),
        )
        if report.changed:
            window.load_library()
            window.pack_archives()
        for question in report.questions:
            self._ask(question)

    def _ask(self, question: object) -> None:
        from viewer.loading.report import NeedsAnswer
        from viewer.qt.import_question import ImportQuestion

        assert isinstance(question, NeedsAnswer)
        dialog = ImportQuestion(question, self._window)
        paths = [Path(path) for path in question.paths]
        dialog.answered.connect(lambda options: self.start(paths, options))
        dialog.open()

    def _remember_and_start(self, paths: list[Path]) -> None:
        if paths:
            self._window.settings.setValue("import_folder", str(paths[0].parent))
            self.start(paths)

    def _folder(self) -> str:
        return str(self._window.settings.value("import_folder", str(Path.home())))
