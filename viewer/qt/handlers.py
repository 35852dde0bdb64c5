"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from viewer.core.layers import SECTORS
from viewer.errors import ViewerError
from viewer.qt.details import PANELS
from viewer.qt.handlers_annotations import annotation_handlers
from viewer.qt.handlers_compare import compare_handlers

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


def handlers_of(window: MainWindow) -> dict[str, Callable[..., object]]:
    """Map the id of every action to the function that it calls."""
    session, controller = window.session, window.controller
    timeline, layers = session.timeline, session.layers

    def zoom_to_sector(number: int) -> Callable[[], None]:
        return lambda: window.zoom_to(f"sector:{session.sectors[number - 1].id}")

    return {
        **session_handlers(window),
        "import_files": window.importing.choose_files,
        "import_folder": window.importing.choose_folder,
        "sources": lambda: _open_sources(window),
        "save_picture": lambda: _save_picture(window),
        "quit": window.close,
        "undo": window.undo.undo,
        "redo": window.undo.redo,
        "find": lambda: open_finder(window),
        "copy_picture": lambda: _copy_picture(window),
        "copy_coordinate": window.status.copy_coordinate,
        "zoom_in": lambda: controller.zoom(1),
        "zoom_out": lambda: controller.zoom(-1),
        "zoom_all": lambda: controller.fit(window.home_bounds()),
        "view_back": lambda: _go(window, window.history.back),
        "view_forward": lambda: _go(window, window.history.forward),
        **{f"sector_{number}": zoom_to_sector(number) for number in range(1, 5)},
        "theme_light": lambda _on: session.set_theme("light"),
        "theme_dark": lambda _on: session.set_theme("dark"),
        "theme_toggle": lambda: session.set_theme("light" if session.theme == "dark" else "dark"),
        "names_en": lambda _on: session.set_language("en"),
        "names_uk": lambda _on: session.set_language("uk"),
        "names_both": lambda _on: session.set_language("both"),
        "card_date": lambda _on: _show_cards(window),
        "card_legend": lambda _on: _show_cards(window),
        "panels": lambda on: _show_panels(window, on),
        "map_only": lambda on: _map_only(window, on),
        "full_screen": lambda on: window.showFullScreen() if on else window.showNormal(),
        "reset_layout": window.reset_layout,
        "reload_map": window.map_view.reload_now,
        "add_sectors": window.own_sectors.choose_file,
        "all_layers": lambda: layers.set_group_visible(SECTORS, True),
        "no_layers": lambda: layers.set_group_visible(SECTORS, False),
        "play": timeline.toggle,
        "play_space": timeline.toggle,
        "next": timeline.next,
        "previous": timeline.previous,
        "next_week": lambda: timeline.shift(7),
        "previous_week": lambda: timeline.shift(-7),
        "first": timeline.first,
        "last": timeline.last,
        "go_to_date": lambda: _go_to_date(window),
        "faster": timeline.faster,
        "slower": timeline.slower,
        "loop": timeline.set_loop,
        "window_start": lambda: _window_edge(window, 0),
        "window_end": lambda: _window_edge(window, 1),
        "window_clear": timeline.clear_window,
        **{f"show_{panel.id}": partial(window.details.open, panel.id) for panel in PANELS},
        **compare_handlers(window),
        **annotation_handlers(window),
        "guide": lambda: _open_dialog(window, "guide"),
        "shortcuts": lambda: _open_dialog(window, "shortcuts"),
        "logs": lambda: _copy_log(window),
        "about": lambda: _open_dialog(window, "about"),
    }


def session_handlers(window: MainWindow) -> dict[str, Callable[..., object]]:
    """What the actions for session files do."""
    return {
        "new_session": lambda: window.files.new(),
        "open_session": lambda: window.files.choose_and_open(),
        "save_session": lambda: window.files.save(),
        "save_session_as": lambda: window.files.save_as(),
        "save_portable": lambda: window.files.save_as(portable=True),
        "save_template": lambda: window.session_menus.save_as_template(),
        "revert_session": lambda: window.files.revert(),
        "associate": lambda on: window.session_menus.associate(on),
    }


def _open_sources(window: MainWindow) -> None:
    from viewer.qt.dialogs import SourcesDialog  # not needed to start

    SourcesDialog(window.data, window).open()


def open_finder(window: MainWindow, typed: str = "") -> None:
    """Open the line in which places, positions, scales, dates and commands are found."""
    from viewer.qt.finder import Finder  # not needed to start

    Finder(window, typed).open()


def _open_dialog(window: MainWindow, name: str) -> None:
    from viewer.qt import dialogs  # not needed to start

    kinds: dict[str, Callable[[QWidget], QDialog]] = {
        "guide": dialogs.GuideDialog,
        "shortcuts": dialogs.ShortcutsDialog,
        "about": dialogs.AboutDialog,
    }
    kinds[name](window).open()


def _go(window: MainWindow, where: Callable[[], object]) -> None:
    from viewer.core.session import View

    view = where()
    if isinstance(view, View):
        window.controller.look_at(view)


def _show_cards(window: MainWindow, controls: bool = True) -> None:
    actions = window.actions_by_id
    window.controller.show_cards(
        date=actions["card_date"].isChecked(),
        legend=actions["card_legend"].isChecked(),
        controls=controls,
    )


def _show_panels(window: MainWindow, on: bool) -> None:
    for dock in window.docks:
        if dock is not window.details_dock or not on:
            dock.setVisible(on)


def _map_only(window: MainWindow, on: bool) -> None:
    if on:
        window.hidden_for_map_only = [d for d in window.docks if d.isVisible()]
    for dock in window.hidden_for_map_only:
        dock.setVisible(not on)
    window.menuBar().setMaximumHeight(0 if on else 16777215)
    window.status.setVisible(not on)


def _go_to_date(window: MainWindow) -> None:
    window.time_dock.show()
    window.timeline_bar.focus_date()


def _window_edge(window: MainWindow, which: int) -> None:
    timeline = window.session.timeline
    span, now = timeline.range, timeline.current
    if span is not None and now is not None:
        if which == 0:
            timeline.set_window(now, span[1] if span[1] > now else timeline.dates[-1])
        else:
            timeline.set_window(span[0] if span[0] < now else timeline.dates[0], now)


def _take_picture(window: MainWindow, done: Callable[[QImage], object]) -> None:
    from viewer.qt.picture import FreshPicture

    def finish(image: QImage) -> None:
        _show_cards(window)
        done(image)

    _show_cards(window, controls=False)
    FreshPicture(window.map_view, finish)


def _copy_picture(window: MainWindow) -> None:
    def copy(image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        window.status.show_message("Picture copied")

    _take_picture(window, copy)


def _save_picture(window: MainWindow) -> None:
    day = window.session.timeline.current
    name = f"salient-{day.isoformat()}.png" if day else "salient.png"
    folder = str(window.settings.value("picture_folder", str(Path.home())))
    chosen, _ = QFileDialog.getSaveFileName(
        window, "Save picture", str(Path(folder) / name), "PNG picture (*.png)"
    )
    if chosen:
        window.settings.setValue("picture_folder", str(Path(chosen).parent))
        save_picture_as(window, Path(chosen))


def save_picture_as(window: MainWindow, path: Path) -> None:
    """Save the map to a file and say so, or say why not."""
    from viewer.qt.picture import save_picture

    def save(image: QImage) -> None:
        view = None if window.controller.compare.two_maps else window.session.view
        try:
            files = save_picture(image, path, view)
        except ViewerError as error:
            window.notices.show_error(error, window)
        else:
            names = " and ".join(file.name for file in files[:2])
            alone = "" if view else "; two maps in one picture have no world file"
            window.status.show_message(f"Saved {names}{alone}")

    _take_picture(window, save)


def _copy_log(window: MainWindow) -> None:
    from viewer.qt.logs import newest_log_lines

    QGuiApplication.clipboard().setText(newest_log_lines())
    window.status.show_message("The newest lines of the log are on the clipboard")
