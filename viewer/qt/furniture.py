"""Puts panels, menus and bars into the window's frame and connects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from viewer.core.facts import load_events
from viewer.qt.actions import Actions
from viewer.qt.annotation_controller import AnnotationController
from viewer.qt.details import Details
from viewer.qt.dock_title import DockTitle
from viewer.qt.garbage import GarbageCollector
from viewer.qt.handlers import handlers_of, open_finder
from viewer.qt.handlers_annotations import follow_annotations
from viewer.qt.handlers_compare import follow_compare
from viewer.qt.icons import app_icon
from viewer.qt.importing import ImportFlow
from viewer.qt.layer_panel import LayerPanel
from viewer.qt.notices import NoticeBar
from viewer.qt.own_archives import OwnArchives
from viewer.qt.own_sectors import OwnSectors
from viewer.qt.readouts import Readouts
from viewer.qt.session_files import SessionFiles
from viewer.qt.session_menu import SessionMenus
from viewer.qt.status_bar import StatusBar
from viewer.qt.tasks import TaskQueue
from viewer.qt.timeline_bar import TimelineBar
from viewer.qt.view_history import ViewHistory

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


def furnish(window: MainWindow) -> None:
    """Make everything around the map.

    Parameters
    ----------
    window : MainWindow
        A window with its frame.
    """
    _make_panels(window)
    _make_bars(window)
    _connect(window)
    window.on_view_moved()
    window.map_view.setFocus()
    GarbageCollector(window)  # before there are other threads
    QTimer.singleShot(0, window, window.begin_background_work)


def _make_panels(window: MainWindow) -> None:
    session = window.session
    window.setWindowIcon(app_icon())
    window.notices = NoticeBar(window)
    window.column.insertWidget(0, window.notices)
    window.layer_panel = LayerPanel(session)
    window.timeline_bar = TimelineBar(session, load_events())
    window.layers_dock.setWidget(window.layer_panel)
    window.time_dock.setWidget(window.timeline_bar)
    window.details = Details(window)
    window.details_dock.setWidget(window.details)
    DockTitle(window.layers_dock, session)
    DockTitle(window.details_dock, session)
    DockTitle(window.time_dock, session, at_left=True)


def _make_bars(window: MainWindow) -> None:
    session, settings = window.session, window.settings
    window.status = StatusBar(session.theme, window)
    window.setStatusBar(window.status)
    window.status.set_coordinate_format(str(settings.value("coordinates", "decimal")))
    window.status.coordinate_format_changed.connect(
        lambda name: settings.setValue("coordinates", name)
    )
    window.status.scale_clicked.connect(lambda: open_finder(window, "1:"))
    window.tasks = TaskQueue(window)
    window.annotating = AnnotationController(session, window.map_view)
    window.history = ViewHistory()
    window.importing = ImportFlow(window)
    window.own_sectors = OwnSectors(window)
    window.own_archives = OwnArchives(window)
    window.files = SessionFiles(window)
    actions = Actions(window, handlers_of(window), (window.map_view, window.timeline_bar))
    window.actions_by_id = actions
    window.session_menus = SessionMenus(window)
    panels = actions.menu("View/&Panels")
    panels.addSeparator()
    for dock in window.docks:
        panels.addAction(dock.toggleViewAction())
    actions[f"theme_{session.theme}"].setChecked(True)
    actions[f"names_{session.language}"].setChecked(True)
    actions["loop"].setChecked(session.timeline.loop)
    follow_compare(window)
    follow_annotations(window)
    window.undo.changed.connect(window.on_undo_changed)
    window.on_undo_changed()


def _connect(window: MainWindow) -> None:
    session, controller = window.session, window.controller
    session.changed.connect(window.on_session_changed)
    session.timeline.changed.connect(window.on_timeline_changed)
    controller.view_moved.connect(window.on_view_moved)
    controller.menu_requested.connect(window.layer_menu)
    controller.escape_pressed.connect(window.escape)
    window.annotating.failed.connect(lambda error: window.notices.show_error(error, window))
    controller.problem_found.connect(lambda text: window.notices.show_notice(text, "problem"))
    window.layer_panel.zoom_requested.connect(window.zoom_to)
    own = window.own_sectors
    window.layer_panel.add_sectors_requested.connect(own.choose_file)
    window.layer_panel.rename_requested.connect(own.ask_name)
    window.layer_panel.remove_requested.connect(own.remove)
    window.layer_panel.status_requested.connect(own.set_status)
    window.layer_panel.source_removed.connect(window.own_archives.remove)
    window.layer_panel.source_info_requested.connect(
        lambda _id: window.actions_by_id["sources"].trigger()
    )
    window.map_view.page_lost.connect(window.on_page_lost)
    window.map_view.blocker.blocked_changed.connect(window.status.set_blocked)
    window.tasks.started.connect(window.on_task_started)
    window.tasks.idle.connect(window.status.clear_progress)
    window.readouts = Readouts(window, session, controller, window.status)
