"""Sectors of the user's own in the window: added from files, renamed, removed, each undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog

from viewer.core.sectors import Sector, fixed_sectors, own_sectors, union_bounds
from viewer.core.sources import Status
from viewer.core.undo import Step
from viewer.errors import ViewerError
from viewer.qt.notices import TextDialog

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

FILTER = "Vector files (*.geojson *.json *.gpkg *.kml *.kmz *.shp *.zip *.gml *.fgb);;All files (*)"


class OwnSectors(QObject):
    """Changes the user's own sectors: keeps them on disk and has their figures prepared.

    Parameters
    ----------
    window : MainWindow
        Its session, undo, notices and tasks are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def sectors(self) -> list[Sector]:
        """Those that there are now."""
        return own_sectors(self._window.session.sectors)

    def choose_file(self) -> None:
        """Ask for a file and add its areas."""
        settings = self._window.settings
        folder = str(settings.value("sectors_folder", str(Path.home())))
        name, _ = QFileDialog.getOpenFileName(self._window, "Add sectors", folder, FILTER)
        if name:
            settings.setValue("sectors_folder", str(Path(name).parent))
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Add the areas of a file; what is wrong with it is told."""
        from viewer.loading.sector_file import read_sector_file  # not needed to start

        window = self._window
        try:
            read = read_sector_file(path, window.session.sectors)
            names = _joined([sector.name for sector in read.sectors])
            words = f"add sector {names}" if len(read.sectors) == 1 else "add sectors"
            self._change(words, [*self.sectors, *read.sectors])
        except ViewerError as error:
            window.notices.show_error(error, window)
            return
        window.controller.fit(union_bounds(read.sectors))
        many = "s" if len(read.sectors) > 1 else ""
        if not read.problems:
            window.status.show_message(f"Added the sector{many} {names}")
            return
        first, count = read.problems[0], len(read.problems)
        more = f" {count - 1} more were left out." if count > 1 else ""
        text = "\n\n".join(str(problem) for problem in read.problems)
        window.notices.show_notice(
            f"Added the sector{many} {names}. Left out: {first}{more}",
            "problem",
            (lambda: TextDialog("What was left out", text, window).open()) if more else None,
        )

    def ask_name(self, sector_id: str) -> None:
        """Ask for another name."""
        sector = self._get(sector_id)
        name, ok = QInputDialog.getText(
            self._window, "Rename sector", "Name of the sector:", text=sector.name
        )
        if ok and name.strip() != sector.name:
            self.rename(sector_id, name)

    def rename(self, sector_id: str, name: str) -> None:
        """Give a sector another name; its id, which exports use, stays."""
        from viewer.loading.sector_file import checked_name  # not needed to start

        window, sector = self._window, self._get(sector_id)
        others = [one for one in window.session.sectors if one.id != sector_id]
        try:
            name = checked_name(name, others)
            self._replace(f"rename sector {sector.name}", replace(sector, name=name))
        except ViewerError as error:
            window.notices.show_error(error, window)

    def set_status(self, sector_id: str, status: str) -> None:
        """Choose the status whose area tells the story of a sector."""
        window, sector = self._window, self._get(sector_id)
        try:
            fresh = replace(sector, status=Status(status))
            self._replace(f"status of sector {sector.name}", fresh)
        except ViewerError as error:
            window.notices.show_error(error, window)

    def remove(self, sector_id: str) -> None:
        """Remove a sector; Ctrl+Z brings it back."""
        window, sector = self._window, self._get(sector_id)
        try:
            rest = [one for one in self.sectors if one.id != sector_id]
            self._change(f"remove sector {sector.name}", rest)
        except ViewerError as error:
            window.notices.show_error(error, window)
        else:
            window.status.show_message(f"Removed the sector {sector.name}; Ctrl+Z brings it back")

    def _get(self, sector_id: str) -> Sector:
        return next(sector for sector in self.sectors if sector.id == sector_id)

    def _replace(self, words: str, fresh: Sector) -> None:
        self._change(words, [fresh if one.id == fresh.id else one for one in self.sectors])

    def _change(self, words: str, after: Sequence[Sector]) -> None:
        """Make a change as a step; raises and changes nothing when it cannot be kept."""
        from viewer.loading.sector_store import save_own_sectors  # not needed to start

        before = self.sectors
        save_own_sectors(self._window.data, after)
        self._follow(after)
        self._window.undo.record(Step(words, lambda: self._put(after), lambda: self._put(before)))

    def _put(self, sectors: Sequence[Sector]) -> None:
        """Undo or redo; the window is right also when the disk is not."""
        from viewer.loading.sector_store import save_own_sectors

        self._follow(sectors)
        try:
            save_own_sectors(self._window.data, sectors)
        except ViewerError as error:
            self._window.notices.show_error(error, self._window)

    def _follow(self, sectors: Sequence[Sector]) -> None:
        window = self._window
        window.session.set_sectors((*fixed_sectors(window.session.sectors), *sectors))
        window.load_library()
        window.pack_archives()


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
