"""Importing and exporting annotations: dialogs, background work, and what is told at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from viewer.core.annotations import Annotation, Group, fresh_id
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations
from viewer.qt.annotation_clipboard import add
from viewer.qt.handlers_annotations import flush_typing
from viewer.qt.notices import TextDialog

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

READ_FILTER = (
    "Annotations (*.geojson *.json *.gpkg *.kml *.kmz *.gpx *.csv *.zip *.shp);;All files (*)"
)
_FOLDER = "annotation_folder"


def choose_import(window: MainWindow) -> None:
    """Ask for files and read them."""
    folder = str(window.settings.value(_FOLDER, str(Path.home())))
    chosen, _ = QFileDialog.getOpenFileNames(window, "Import annotations", folder, READ_FILTER)
    if chosen:
        window.settings.setValue(_FOLDER, str(Path(chosen[0]).parent))
        for name in chosen:
            import_file(window, Path(name))


def import_file(window: MainWindow, path: Path) -> None:
    """Read a file in the background and add what is in it as one step."""
    from viewer.loading.annotation_files.files import read_annotations

    task = window.tasks.add(f"Reading {path.name}", lambda _progress, _stop: read_annotations(path))
    task.finished.connect(partial(_on_read, window, path))
    task.failed.connect(window.show_failure)


def _on_read(window: MainWindow, path: Path, found: object) -> None:
    if not isinstance(found, ReadAnnotations):
        return
    problems = "\n".join(found.problems)
    details = partial(_show, window, f"Import of {path.name}", problems) if problems else None
    if not found.annotations:
        window.notices.show_notice(
            f"There is nothing in {path.name} that could be an annotation.", "problem", details
        )
        return
    groups, annotations = found.groups, found.annotations
    if not groups and len(annotations) > 1:  # so that they can be found, hidden and deleted at once
        group = Group(fresh_id(), path.stem or path.name)
        groups, annotations = [group], [replace(one, group=group.id) for one in annotations]
    made = add(window.session.annotations, "import", annotations, groups)
    count = f"{len(made)} annotation{'' if len(made) == 1 else 's'}"
    if problems:
        left = f"{len(found.problems)} thing{'' if len(found.problems) == 1 else 's'} could not."
        window.notices.show_notice(f"{count} of {path.name} read; {left}", "problem", details)
    else:
        window.status.show_message(f"{count} read from {path.name}")
    window.details.open("annotations")


def choose_export(window: MainWindow, annotations: Sequence[Annotation] | None = None) -> None:
    """Ask for a file and write annotations there, all by default."""
    from viewer.loading.annotation_files.files import FORMATS

    flush_typing(window)
    store = window.session.annotations
    chosen = list(annotations) if annotations is not None else store.annotations()
    if not chosen:
        window.notices.show_notice(
            "There are no annotations to export. Draw some first (Ctrl+.), or import them.", "info"
        )
        return
    kinds = {f"{name} (*{suffix})": suffix for suffix, name in FORMATS.items()}
    folder = Path(str(window.settings.value(_FOLDER, str(Path.home()))))
    title = "Export annotations" if annotations is None else f"Export {len(chosen)} selected"
    name, kind = QFileDialog.getSaveFileName(
        window, title, str(folder / "annotations.geojson"), ";;".join(kinds)
    )
    if not name:
        return
    path = Path(name)
    if path.suffix.lower() not in FORMATS:
        path = path.with_name(path.name + kinds.get(kind, ".geojson"))
    window.settings.setValue(_FOLDER, str(path.parent))
    export_file(window, path, chosen)


def export_file(window: MainWindow, path: Path, annotations: Sequence[Annotation]) -> None:
    """Write annotations in the background, and say what the format could not hold."""
    from viewer.loading.annotation_files.files import write_annotations

    wanted = {one.group for one in annotations}
    groups = [group for group in window.session.annotations.groups() if group.id in wanted]
    chosen = tuple(annotations)
    task = window.tasks.add(
        f"Writing {path.name}", lambda _progress, _stop: write_annotations(path, chosen, groups)
    )
    task.finished.connect(partial(_on_written, window, path))
    task.failed.connect(window.show_failure)


def _on_written(window: MainWindow, path: Path, report: object) -> None:
    if not isinstance(report, WrittenAnnotations):
        return
    count = f"{report.count} annotation{'' if report.count == 1 else 's'} written to {path.name}"
    if report.left_out:
        window.notices.show_notice(
            f"{count}; the format cannot hold everything.",
            "info",
            partial(_show, window, f"Export to {path.name}", "\n".join(report.left_out)),
        )
    else:
        window.status.show_message(count)


def _show(window: MainWindow, title: str, text: str) -> None:
    TextDialog(title, text, window).open()
