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
        from viewer.loading.removed import (  # not needed to start
            remove_archive,
            removed_dir,
            restore_archive,
        )

        window, name = self._window, source_of(source).name

        def do() -> None:
            self._try(lambda: remove_archive(window.data, source))

        def undo() -> None:
            self._try(lambda: restore_archive(window.data, source))

        try:
            remove_archive(window.data, source)
        except ViewerError as error:
            window.notices.show_error(error, window)
            return
        window.load_library()
        self._show_something()
        window.undo.record(Step(f"remove {name}", do, undo))
        window.notices.show_notice(
            f"{name} was removed; its archive lies in {removed_dir(window.data)} until you remove "
            "another of its name. Ctrl+Z brings it back.",
            "info",
            window.undo.undo,
            "Undo",
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
