"""The questions about unsaved work, and where to save it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from viewer.loading.sessions.schema import SUFFIX

FILTER = f"Salient sessions (*{SUFFIX});;All files (*)"
_B = QMessageBox.StandardButton


def ask_to_save(
    window: QWidget, name: str, save: Callable[[], object], go_on: Callable[[], object]
) -> None:
    """Ask Save, Discard or Cancel.

    Parameters
    ----------
    window : QWidget
        The question's owner.
    name : str
        Of the session.
    save : callable
        Called for Save; it goes on by itself.
    go_on : callable
        Called for Discard.
    """
    box = _box(
        window,
        f"Save the changes to {name}?",
        "Without saving, what was changed since the last save is lost.",
        _B.Save | _B.Discard | _B.Cancel,
    )
    box.setDefaultButton(_B.Save)
    _when_answered(box, {_B.Save: save, _B.Discard: go_on})


def ask_to_revert(window: QWidget, name: str, go_on: Callable[[], object]) -> None:
    """Ask whether to go back to the saved file; ``go_on`` is called for yes."""
    box = _box(
        window,
        f"Go back to the saved {name}?",
        "What was changed since then is lost.",
        _B.Discard | _B.Cancel,
    )
    _when_answered(box, {_B.Discard: go_on})


def ask_for_target(window: QWidget, start: Path, save: Callable[[Path], object]) -> None:
    """Ask where to save, with the ending that sessions have.

    Parameters
    ----------
    window : QWidget
        The question's owner.
    start : Path
        What is offered.
    save : callable
        Called with the file that was chosen; not over one that the user did not mean.
    """
    chosen, _ = QFileDialog.getSaveFileName(window, "Save session", str(start), FILTER)
    if not chosen:
        return
    path = Path(chosen)
    if path.name.endswith(SUFFIX):
        save(path)
        return
    path = path.with_name(path.name.removesuffix(".gpkg") + SUFFIX)
    if not path.exists():
        save(path)
        return
    box = _box(  # the dialog has asked about the name without the ending only
        window,
        f"Replace {path.name}?",
        "There is such a file already. It is then kept under File, Earlier versions.",
        _B.Save | _B.Cancel,
    )
    _when_answered(box, {_B.Save: lambda: save(path)})


def _box(window: QWidget, text: str, more: str, buttons: _B) -> QMessageBox:
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of files stand in it
    box.setText(text)
    box.setInformativeText(more)
    box.setStandardButtons(buttons)
    return box


def _when_answered(box: QMessageBox, answers: dict[_B, Callable[[], object]]) -> None:
    def answered(_result: int) -> None:
        box.deleteLater()
        answer = answers.get(box.standardButton(box.clickedButton()))
        if answer is not None:
            answer()

    box.finished.connect(answered)
    box.open()
