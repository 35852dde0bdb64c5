"""The window: map, docks, menus and bars put together; what they do is said elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from viewer.core.facts import facts_json, load_events
from viewer.core.sectors import Bounds, union_bounds
from viewer.core.session import Session
from viewer.core.sources import source_of
from viewer.core.theme import TOKENS
from viewer.errors import ViewerError
from viewer.loading.library import Library, open_library, pack_archive, series_bytes
from viewer.paths import cache_dir
from viewer.qt.actions import Actions
from viewer.qt.dock_title import DockTitle
from viewer.qt.handlers import handlers_of
from viewer.qt.icons import app_icon
from viewer.qt.importing import ImportFlow
from viewer.qt.layer_panel import LayerPanel
from viewer.qt.map_controller import MapController
from viewer.qt.notices import NoticeBar
from viewer.qt.readouts import Readouts
from viewer.qt.settings import (
    LAYOUT_VERSION,
    bytes_setting,
    restore_session,
    restore_time,
    save_session,
)
from viewer.qt.status_bar import StatusBar
from viewer.qt.style import apply_theme
from viewer.qt.tasks import Progress, Task, TaskQueue
from viewer.qt.timeline_bar import TimelineBar
from viewer.qt.view_history import ViewHistory
from viewer.qt.web_view import MapView

FIRST_DATE = date(2024, 11, 13)
"""Shown at the very first start: both stories, gains and the shrinking salient, are under way."""
FIRST_SIZE = (1440, 900)


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

    def __init__(
        self, session: Session, data: Path, settings: QSettings, map_view: MapView | None = None
    ) -> None:
        super().__init__()
        self.session = session
        self.data = data
        self.settings = settings
        self.hidden_for_map_only: list[QDockWidget] = []
        self.remembered = restore_session(settings, session)
        self.setWindowTitle("Salient")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.map_view = map_view or MapView(cache_dir(), self)
        self.map_view.handler.add_route("series", partial(series_bytes, session))
        self.map_view.handler.add_route("facts.json", lambda _rest: facts_json())
        self.controller = MapController(session, self.map_view, self.home_bounds)
        self.library = Library()
        self.load_library()
        if self.remembered:
            restore_time(settings, session)
        else:
            session.timeline.seek(FIRST_DATE)
        if map_view is None:
            self.map_view.start(TOKENS[session.theme]["land"])
        self._build()
        self._connect()

    def _build(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, self.session.theme)
        self.notices = NoticeBar(self)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.map_view, 1)
        self.setCentralWidget(centre)
        self.layer_panel = LayerPanel(self.session)
        self.timeline_bar = TimelineBar(self.session, load_events())
        self.layers_dock = self._dock(
            "Layers", self.layer_panel, Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.time_dock = self._dock(
            "Time", self.timeline_bar, Qt.DockWidgetArea.BottomDockWidgetArea
        )
        self.docks = (self.layers_dock, self.time_dock)
        self.status = StatusBar(self.session.theme, self)
        self.setStatusBar(self.status)
        self.status.set_coordinate_format(str(self.settings.value("coordinates", "decimal")))
        self.status.coordinate_format_changed.connect(
            lambda name: self.settings.setValue("coordinates", name)
        )
        self.tasks = TaskQueue(self)
        self.history = ViewHistory()
        self.importing = ImportFlow(self)
        self.actions_by_id = Actions(self, handlers_of(self), (self.map_view, self.timeline_bar))
        panels = self.actions_by_id.menu("View/&Panels")
        panels.addSeparator()
        for dock in self.docks:
            panels.addAction(dock.toggleViewAction())
        self.actions_by_id[f"theme_{self.session.theme}"].setChecked(True)
        self.actions_by_id[f"names_{self.session.language}"].setChecked(True)
        self.actions_by_id["loop"].setChecked(self.session.timeline.loop)
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(bytes_setting(self.settings, "geometry"))
        self._first_layout = self.saveState(LAYOUT_VERSION)
        self.restoreState(bytes_setting(self.settings, "layout"), LAYOUT_VERSION)
        self.map_view.setFocus()

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setWidget(widget)
        DockTitle(dock, self.session, at_left=area == Qt.DockWidgetArea.BottomDockWidgetArea)
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        session.changed.connect(self._on_session_changed)
        session.timeline.changed.connect(self._on_timeline_changed)
        controller.view_moved.connect(self._on_view_moved)
        controller.menu_requested.connect(self.layer_menu)
        controller.problem_found.connect(lambda text: self.notices.show_notice(text, "problem"))
        controller.fronts_shown.connect(self._on_fronts_shown)
        self.layer_panel.zoom_requested.connect(self.zoom_to)
        self.layer_panel.source_info_requested.connect(
            lambda _id: self.actions_by_id["sources"].trigger()
        )
        self.map_view.page_lost.connect(self._on_page_lost)
        self.map_view.blocker.blocked_changed.connect(self.status.set_blocked)
        self.tasks.started.connect(self._on_task_started)
        self.tasks.idle.connect(self.status.clear_progress)
        self.readouts = Readouts(self, session, controller, self.status)
        QTimer.singleShot(0, self, self._begin_background_work)

    # -- what is there ---------------------------------------------------------------------

    def load_library(self) -> None:
        """Find the series again; a new real source is shown instead of the schematic one."""
        layers = self.session.layers
        self.library = open_library(self.data)
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

    def _pack(self, archive: Path, progress: Progress, _cancelled: Callable[[], bool]) -> None:
        pack_archive(archive, self.data, self.session.sectors, progress)

    def _begin_background_work(self) -> None:
        for problem in self.library.problems:
            self.notices.show_error(problem, self)
        self.pack_archives()

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

    def _on_view_moved(self) -> None:
        if self.session.view is not None:
            self.history.visit(self.session.view)

    def layer_menu(self, lon: float, lat: float, x: int, y: int) -> None:
        """Offer what can be done at a place of the map."""
        from viewer.qt.map_menu import show_map_menu

        show_map_menu(self, lon, lat, x, y)

    # -- hearing ---------------------------------------------------------------------------

    def _on_fronts_shown(self, _serial: int) -> None:
        self.controller.fronts_shown.disconnect(self._on_fronts_shown)
        self.interactive.emit()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, self.session.theme)
            self.status.set_theme(self.session.theme)
            self.actions_by_id[f"theme_{self.session.theme}"].setChecked(True)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "loop" in changed:
            self.actions_by_id["loop"].setChecked(self.session.timeline.loop)

    def _on_page_lost(self, again: bool) -> None:
        self.status.show_message("The map's process ended and is being started again")
        if not again:
            self.notices.show_notice(
                "The map's process ended several times within a minute and was not started again. "
                "Press Ctrl+R to load it; your data are safe.",
                "problem",
            )

    # -- telling ---------------------------------------------------------------------------

    def _on_task_started(self, task: Task) -> None:
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

        self.notices.show_notice(
            "Something unexpected went wrong. Your data are safe; what you did last may not have "
            "happened.",
            "problem",
            lambda: unexpected_error_dialog(trace, self).open(),
        )

    # -- the window itself -----------------------------------------------------------------

    def reset_layout(self) -> None:
        """Put panels, window and view back as at the first start."""
        self.restoreState(self._first_layout, LAYOUT_VERSION)
        for dock in self.docks:
            dock.setFloating(False)
            dock.show()
        self.showNormal()
        self.resize(*FIRST_SIZE)
        self.controller.fit(self.home_bounds())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves "map only" and full screen."""
        if event.key() == Qt.Key.Key_Escape:
            for name in ("map_only", "full_screen"):
                if self.actions_by_id[name].isChecked():
                    self.actions_by_id[name].trigger()
                    return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.importing.start(paths)

    def changeEvent(self, event: QEvent) -> None:
        """Stop playing while the window is minimised: nothing would be seen."""
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.session.timeline.pause()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember everything, stop background work, let go of the page."""
        self.session.timeline.pause()
        save_session(self.settings, self.session)
        if not self.actions_by_id["map_only"].isChecked():
            self.settings.setValue("geometry", self.saveGeometry())
            self.settings.setValue("layout", self.saveState(LAYOUT_VERSION))
        self.settings.sync()
        self.tasks.stop()
        self.map_view.close_page()
        super().closeEvent(event)
