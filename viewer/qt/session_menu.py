"""Menus of sessions: recent files, earlier versions, templates; and work left behind."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QObject, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox

from viewer.errors import ViewerError
from viewer.loading.sessions.association import (
    associate,
    dissociate,
    is_associated,
    xdg_data_home,
)
from viewer.loading.sessions.leftover import Recoverable, delete, recoverable
from viewer.loading.sessions.schema import SUFFIX
from viewer.loading.sessions.versions import list_versions

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


class SessionMenus(QObject):
    """Fills the submenus of File when they open.

    Parameters
    ----------
    window : MainWindow
        With its `SessionFiles`.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._files = window.files
        self._templates = self._files.folder / "templates"
        actions = window.actions_by_id
        menu = actions.menu("File")
        entries = menu.actions()
        before = entries[entries.index(actions["save_session"]) - 1]  # the line above it
        for title, fill in (
            ("Open &recent", self._fill_recent),
            ("Earlier &versions", self._fill_versions),
            ("Ne&w from template", self._fill_templates),
        ):
            submenu = QMenu(title, menu)
            submenu.setObjectName(title.replace("&", ""))
            submenu.aboutToShow.connect(partial(fill, submenu))
            menu.insertMenu(before, submenu)
        menu.aboutToShow.connect(self._tick_association)
        window.files.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Offer only what can be done with the session as it is."""
        files = self._files
        self._window.actions_by_id["revert_session"].setEnabled(
            files.path is not None and files.modified
        )

    def _tick_association(self) -> None:
        self._window.actions_by_id["associate"].setChecked(
            is_associated(xdg_data_home(), self._window.data)
        )

    def associate(self, on: bool) -> None:
        """Have the desktop open session files with Salient, or no longer."""
        home = xdg_data_home()
        try:
            left = associate(home, self._window.data) if on else dissociate(home)
        except ViewerError as error:
            self._tick_association()
            self._window.notices.show_error(error, self._window)
            return
        done = (
            "A double click on a session file now opens it with Salient."
            if on
            else "Session files are no longer opened with Salient."
        )
        self._window.notices.show_notice(" ".join([done, *left]))

    def save_as_template(self) -> None:
        """Ask for a name and keep the session as a template."""
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Save as template")
        dialog.setLabelText("Name of the template:")
        dialog.setTextValue(self._files.name)
        dialog.textValueSelected.connect(self._keep_template)
        dialog.open()

    def _keep_template(self, name: str) -> None:
        plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name.strip())[:60]
        if not plain:
            return
        try:
            self._templates.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._window.notices.show_error(
                ViewerError(f"{self._templates} cannot be written: {error}.", "Free some space."),
                self._window,
            )
            return
        self._files.export_copy(self._templates / f"{plain}{SUFFIX}")

    def offer_recovery(self) -> None:
        """Tell of work that was left behind by a crash, if there is any."""
        found = recoverable(self._files.folder / "recovery")
        if not found:
            return
        newest = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        self._window.notices.show_notice(
            f"Salient was not closed properly: {_told(newest)} was not saved{more}.",
            "info",
            lambda: self._review(found),
            action="Review...",
        )

    def _review(self, found: list[Recoverable]) -> None:
        if not found:
            self._window.notices.hide()
            return
        one, rest = found[0], found[1:]
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Open {_told(one)}?")
        box.setInformativeText(
            "It holds everything up to the last change before Salient ended. "
            "Later keeps it for the next start."
        )
        roles = QMessageBox.ButtonRole
        take = box.addButton("&Open it", roles.AcceptRole)
        drop = box.addButton("&Delete it", roles.DestructiveRole)
        box.addButton("&Later", roles.RejectRole)

        def answered(_result: int) -> None:
            if box.clickedButton() is take:
                self._window.notices.hide()
                self._files.go_on_with(one)
                return
            if box.clickedButton() is drop:
                delete(one.path)
            self._review(rest)

        box.finished.connect(answered)
        box.open()

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._files.recent():
            there = path.is_file()
            text = str(path).replace("&", "&&")
            action = menu.addAction(text if there else f"{text} (not there)")
            action.triggered.connect(partial(self._open_recent, path))
        self._say_if_empty(menu, "No session was opened yet")

    def _open_recent(self, path: Path) -> None:
        if path.is_file():
            self._files.open(path)
            return
        self._window.notices.show_notice(
            f"{path} is not there. Its disk or share may be missing.",
            "problem",
            lambda: self._forget(path),
            action="Forget it",
        )

    def _forget(self, path: Path) -> None:
        self._files.forget(path)
        self._window.notices.hide()

    def _open_copy(self, path: Path, name: str, _checked: bool = False) -> None:
        self._files.open(path, as_copy=True, name=name)

    def _fill_versions(self, menu: QMenu) -> None:
        menu.clear()
        path = self._files.path
        versions = list_versions(self._files.folder / "versions", path) if path else []
        for version in versions[:40]:
            seconds = round(version.replaced_at.timestamp())
            when = QDateTime.fromSecsSinceEpoch(seconds).toString("d MMM yyyy HH:mm:ss")
            action = menu.addAction(f"Replaced {when}")
            name = f"{self._files.name} of {when.replace(':', '.')}"
            action.triggered.connect(partial(self._open_copy, version.path, name))
        self._say_if_empty(menu, "No earlier version is kept of this session")

    def _fill_templates(self, menu: QMenu) -> None:
        menu.clear()
        for path in sorted(self._templates.glob(f"*{SUFFIX}")):
            action = menu.addAction(path.name.removesuffix(SUFFIX).replace("&", "&&"))
            action.triggered.connect(partial(self._open_copy, path, ""))
        self._say_if_empty(menu, "No template was saved yet")

    @staticmethod
    def _say_if_empty(menu: QMenu, text: str) -> None:
        if menu.isEmpty():
            menu.addAction(text).setEnabled(False)


def _told(found: Recoverable) -> str:
    """Name, time and size of work left behind, as in "the work of 14:03 on plan (3 changes)"."""
    when = QDateTime.fromString(found.changed_at, Qt.DateFormat.ISODateWithMs).toLocalTime()
    name = found.origin.name.removesuffix(SUFFIX) if found.origin else "an unnamed session"
    size = (
        f"{found.edits} change{'' if found.edits == 1 else 's'}" if found.edits else "layers, dates"
    )
    moment = when.toString("d MMM HH:mm") or "an earlier start"
    return f"the work of {moment} on {name} ({size})"
