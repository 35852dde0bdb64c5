"""The window's frame: the map and the places around it. Its furniture comes a moment later.

At the start the map is what counts: Chromium works on it while little else is imported. Panels,
menus and bars are put in by :mod:`viewer.qt.furniture` once the map shows its fronts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from viewer.core.sectors import Bounds, union_bounds
from viewer.core.session import Session
from viewer.core.sources import source_of
from viewer.core.theme import TOKENS
from viewer.core.user_sectors import take_own_sectors
from viewer.errors import ViewerError
from viewer.loading.library import Library, open_library, pack_archive, series_bytes
from viewer.paths import cache_dir
from viewer.qt.map_controller import MapController
from viewer.qt.settings import (
    LAYOUT_VERSION,
    bytes_setting,
    restore_session,
    restore_time,
    save_session,
)
from viewer.qt.style import apply_theme
from viewer.qt.web_view import MapView

if TYPE_CHECKING:
    from viewer.qt.actions import Actions
    from viewer.qt.annotation_controller import AnnotationController
    from viewer.qt.details import Details
    from viewer.qt.importing import ImportFlow
    from viewer.qt.layer_panel import LayerPanel
    from viewer.qt.notices import NoticeBar
    from viewer.qt.own_archives import OwnArchives
    from viewer.qt.own_sectors import OwnSectors
    from viewer.qt.readouts import Readouts
    from viewer.qt.session_files import SessionFiles
    from viewer.qt.session_menu import SessionMenus
    from viewer.qt.status_bar import StatusBar
    from viewer.qt.tasks import Progress, Task, TaskQueue
    from viewer.qt.timeline_bar import TimelineBar
    from viewer.qt.view_history import ViewHistory

FIRST_DATE = date(2024, 11, 13)
"""Shown at the very first start: both stories, gains and the shrinking salient, are under way."""
FIRST_SIZE = (1440, 900)
FURNISH_AT_LATEST_MS = 3000
MENU_BAR_PX, STATUS_BAR_PX = 30, 36


def _facts(_rest: str) -> bytes:
    from viewer.core.facts import facts_json  # not needed for the first picture

    return facts_json()


class _Place(QWidget):
    """Keeps the place of a panel that is not there yet."""

    def sizeHint(self) -> QSize:
        """Size that the panels have at first."""
        return QSize(280, 114)


class MainWindow(QMainWindow):
    """The program's window.

    Parameters
    ----------
    session : Session
        What is shown; the window fills it with what it remembers and what the library holds.
    data : Path
        The user's data folder.
    settings : QSettings
        What is remembered between starts.
    map_view : MapView, optional
        A view that already loads its page; made and started here when not given.

    Attributes
    ----------
    interactive : Signal
        The map shows ground and fronts, and answers; names follow.
    """

    interactive = Signal()

    notices: NoticeBar
    layer_panel: LayerPanel
    timeline_bar: TimelineBar
    status: StatusBar
    tasks: TaskQueue
    history: ViewHistory
    importing: ImportFlow
    own_sectors: OwnSectors
    own_archives: OwnArchives
    actions_by_id: Actions
    readouts: Readouts
    details: Details
    files: SessionFiles
    session_menus: SessionMenus
    annotating: AnnotationController

    def __init__(
        self,
        session: Session,
        data: Path,
        settings: QSettings,
        map_view: MapView | None = None,
        *,
        furnish_later: bool = False,
    ) -> None:
        super().__init__()
        self.session = session
        self.data = data
        self.settings = settings
        self.undo = session.undo
        self.furnished = False
        self.hidden_for_map_only: list[QDockWidget] = []
        self.sectors_problem = take_own_sectors(session, data)
        self.remembered = restore_session(settings, session)
        self.setWindowTitle("Salient")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.map_view = map_view or MapView(cache_dir(), self)
        self.map_view.handler.add_route("series", partial(series_bytes, session))
        self.map_view.handler.add_route("facts.json", _facts)
        self.controller = MapController(session, self.map_view, self.home_bounds)
        self.controller.fronts_shown.connect(self._on_fronts_shown)
        self.library = Library()
        self.load_library()
        if self.remembered:
            restore_time(settings, session)
        else:
            session.timeline.seek(FIRST_DATE)
        if map_view is None:
            self.map_view.start(TOKENS[session.theme]["land"])
        self._build_frame()
        if furnish_later:
            QTimer.singleShot(FURNISH_AT_LATEST_MS, self, self.furnish)
        else:
            self.furnish()

    def _build_frame(self) -> None:
        """Give map, docks and bars their places, so that the map keeps its size from the start."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, self.session.theme)
        centre = QWidget(self)
        self.column = QVBoxLayout(centre)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.map_view, 1)
        self.setCentralWidget(centre)
        self.layers_dock = self._dock("Layers", Qt.DockWidgetArea.LeftDockWidgetArea)
        self.time_dock = self._dock("Time", Qt.DockWidgetArea.BottomDockWidgetArea)
        self.details_dock = self._dock("Details", Qt.DockWidgetArea.RightDockWidgetArea)
        self.details_dock.hide()
        self.docks = (self.layers_dock, self.time_dock, self.details_dock)
        self.menuBar().setMinimumHeight(MENU_BAR_PX)
        self.statusBar().setFixedHeight(STATUS_BAR_PX)
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(bytes_setting(self.settings, "geometry"))
        self.first_layout = self.saveState(LAYOUT_VERSION)
        self.restoreState(bytes_setting(self.settings, "layout"), LAYOUT_VERSION)

    def _dock(self, title: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(_Place(dock))
        self.addDockWidget(area, dock)
        return dock

    def furnish(self) -> None:
        """Put panels, menus and bars into the frame; does nothing the second time."""
        if not self.furnished:
            self.furnished = True
            from viewer.qt.furniture import furnish

            furnish(self)

    # -- what is there ---------------------------------------------------------------------

    def load_library(self) -> None:
        """Find the series again; a new real source is shown instead of the schematic one."""
        layers = self.session.layers
        self.library = open_library(self.data, self.session.sectors)
        sources = {file.header.source for file in self.library.series}
        fresh = {source for source in sources if not layers.remembers(f"source:{source}")}
        self.session.set_series(self.library.series)
        if any(not source_of(source).schematic for source in fresh):
            layers.set_visible("source:schematic", False)

    def pack_archives(self) -> None:
        """Pack archives that are not packed yet, in the background, then show them."""
        for archive in self.library.to_pack:
            task = self.tasks.add(
                f"Preparing {source_of(archive.stem).name}",
                partial(self._pack, archive),
            )
            task.finished.connect(lambda _written: self.load_library())
            task.failed.connect(self.show_failure)

    def _pack(self, archive: Path, progress: Progress, cancelled: Callable[[], bool]) -> None:
        sectors = self.session.sectors
        if archive in open_library(self.data, sectors).to_pack:  # else done meanwhile
            pack_archive(archive, self.data, sectors, progress, cancelled)

    def begin_background_work(self) -> None:
        """Tell what was wrong with the library, and pack what is not packed."""
        found = [self.sectors_problem] if self.sectors_problem is not None else []
        for problem in (*self.library.problems, *found):
            self.notices.show_error(problem, self)
        self.pack_archives()
        self.session_menus.offer_recovery()

    # -- where the map looks ---------------------------------------------------------------

    def home_bounds(self) -> Bounds:
        """Box of the visible sectors, or of all when none is visible."""
        return union_bounds(self.session.visible_sectors() or list(self.session.sectors))

    def zoom_to(self, layer_id: str) -> None:
        """Look at a sector, or at all visible sectors for anything else."""
        key = layer_id.partition(":")[2]
        for sector in self.session.sectors:
            if layer_id == f"sector:{sector.id}" or key == sector.id:
                self.controller.fit(sector.bounds_wgs84)
                return
        self.controller.fit(self.home_bounds())

    def on_view_moved(self) -> None:
        """Note the view for "previous extent"."""
        if self.session.view is not None:
            self.history.visit(self.session.view)

    def layer_menu(self, lon: float, lat: float, x: int, y: int) -> None:
        """Offer what can be done at a place of the map."""
        self.furnish()
        from viewer.qt.map_menu import show_map_menu

        show_map_menu(self, lon, lat, x, y)

    # -- hearing ---------------------------------------------------------------------------

    def _on_fronts_shown(self, _serial: int) -> None:
        self.controller.fronts_shown.disconnect(self._on_fronts_shown)
        self.interactive.emit()
        QTimer.singleShot(0, self, self.furnish)

    def on_session_changed(self, changed: frozenset[str]) -> None:
        """Follow the theme."""
        if "theme" in changed:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, self.session.theme)
            self.status.set_theme(self.session.theme)
            self.actions_by_id[f"theme_{self.session.theme}"].setChecked(True)

    def on_timeline_changed(self, changed: frozenset[str]) -> None:
        """Follow what has an action with a tick."""
        if "loop" in changed:
            self.actions_by_id["loop"].setChecked(self.session.timeline.loop)

    def on_undo_changed(self) -> None:
        """Name in the menu what would be undone and done again."""
        for action_id, word, name in (
            ("undo", "&Undo", self.undo.undo_name),
            ("redo", "&Redo", self.undo.redo_name),
        ):
            self.actions_by_id[action_id].setText(f"{word} {name}".strip())
            self.actions_by_id[action_id].setEnabled(bool(name))

    def on_page_lost(self, again: bool) -> None:
        """Say that the map's process ended."""
        self.status.show_message("The map's process ended and is being started again")
        if not again:
            self.notices.show_notice(
                "The map's process ended several times within a minute and was not started again. "
                "Press Ctrl+R to load it; your data are safe.",
                "problem",
            )

    # -- telling ---------------------------------------------------------------------------

    def on_task_started(self, task: Task) -> None:
        """Show progress with cancel."""
        self.status.progress(task.title, 0, 0, task.cancel)
        task.progressed.connect(
            lambda done, total, what: self.status.progress(
                what or task.title, done, total, task.cancel
            )
        )

    def show_failure(self, error: object) -> None:
        """Say what went wrong in the background."""
        if isinstance(error, ViewerError):
            self.notices.show_error(error, self)
        else:
            self.show_unexpected("".join(map(str, getattr(error, "args", ()))) or repr(error))

    def show_unexpected(self, trace: str) -> None:
        """Tell of an unexpected error: a short text, details to copy, the log file."""
        from viewer.qt.dialogs import unexpected_error_dialog

        self.furnish()
        self.notices.show_notice(
            "Something unexpected went wrong. Your data are safe; what you did last may not have "
            "happened.",
            "problem",
            lambda: unexpected_error_dialog(trace, self).open(),
        )

    # -- the window itself -----------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put panels, cards, window and view back as at the first start."""
        self.session.clear_card_places()
        self.restoreState(self.first_layout, LAYOUT_VERSION)
        for dock in self.docks:
            dock.setFloating(False)
            dock.setVisible(dock is not self.details_dock)
        self.showNormal()
        self.resize(*FIRST_SIZE)
        self.controller.fit(self.home_bounds())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves what is special; see `escape`."""
        if event.key() != Qt.Key.Key_Escape or not self.escape():
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Leave "map only", full screen or the comparison, one at a time; False without any."""
        if not self.furnished:
            return False
        actions = self.actions_by_id
        for name in ("map_only", "full_screen"):
            if actions[name].isChecked():
                actions[name].trigger()
                return True
        leave = actions["compare_leave"]
        active = leave.isEnabled()
        leave.trigger()
        return active

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.import_paths(paths)

    def import_paths(self, paths: list[Path]) -> None:
        """Open a session, or import files, as when they are dropped on the window."""
        self.furnish()
        from viewer.loading.sessions.opening import is_session

        sessions = [path for path in paths if is_session(path)]
        self.importing.start([path for path in paths if path not in sessions])
        if sessions:
            self.files.open(sessions[0])
        if len(sessions) > 1:
            self.notices.show_notice(f"Of {len(sessions)} sessions {sessions[0].name} was opened.")

    def changeEvent(self, event: QEvent) -> None:
        """Stop playing while the window is minimised: nothing would be seen."""
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.session.timeline.pause()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; then remember everything, stop, and let go of the page."""
        self.session.timeline.pause()
        if self.furnished and not self.files.may_close():
            event.ignore()
            return
        save_session(self.settings, self.session)
        if self.furnished and not self.actions_by_id["map_only"].isChecked():
            self.settings.setValue("geometry", self.saveGeometry())
            self.settings.setValue("layout", self.saveState(LAYOUT_VERSION))
        self.settings.sync()
        if self.furnished:
            self.tasks.stop()
            self.files.close()
        self.map_view.close_page()
        super().closeEvent(event)
