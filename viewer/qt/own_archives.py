"""Removing an imported source from the window, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from viewer.core.sources import source_of
from viewer.core.undo import Step
from viewer.errors import ViewerError

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


class OwnArchives(QObject):
    """Puts archives aside and takes them back, each a step of undo.

    Parameters
    ----------
    window : MainWindow
        Its library, undo and notices are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def remove(self, source: str) -> None:
        """Put the archive of a source aside; Ctrl+Z brings it back."""
        from viewer.loading.removed import remove_archive, restore_archive  # not needed to start

        window, name = self._window, source_of(source).name

        try:
            aside = remove_archive(window.data, source)
        except ViewerError as error:
            window.notices.show_error(error, window)
            return

        def do() -> None:
            nonlocal aside
            aside = remove_archive(window.data, source)

        def undo() -> None:
            restore_archive(window.data, source, aside)

        window.load_library()
        self._show_something()
        step = Step(f"remove {name}", lambda: self._try(do), lambda: self._try(undo))
        window.undo.record(step)
        window.notices.show_notice(
            f"{name} was removed; its archive lies at {aside}. Ctrl+Z brings it back."
        )

    def _show_something(self) -> None:
        """Without any imported source the map shows the schematic one, as at first."""
        if all(source_of(f.header.source).schematic for f in self._window.library.series):
            self._window.session.layers.set_visible("source:schematic", True)

    def _try(self, move: Callable[[], object]) -> None:
        try:
            move()
        except ViewerError as error:
            self._window.notices.show_error(error, self._window)
        self._window.load_library()
        self._window.pack_archives()
