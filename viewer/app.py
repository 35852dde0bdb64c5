"""Where the parts are wired: environment, application, window, and pictures without a window."""

from __future__ import annotations

import gc
import os
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.paths import cache_dir, data_dir

if TYPE_CHECKING:
    from viewer.core.sectors import Bounds, Sector
    from viewer.qt.main_window import MainWindow

_BEGUN = time.monotonic()
gc.disable()  # little of what the start makes is garbage; see viewer.qt.garbage

from viewer.qt.chromium import prepare_chromium  # noqa: E402

prepare_chromium()

from viewer.qt import quick_imports  # noqa: E402, F401, I001 - before PySide6 and other modules

import shiboken6  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from viewer.errors import ViewerError  # noqa: E402
from viewer.page.document import START  # noqa: E402
from viewer.qt.error_catcher import ErrorCatcher  # noqa: E402
from viewer.qt.logs import start_logging  # noqa: E402
from viewer.qt.scheme import register_scheme  # noqa: E402
from viewer.qt.web_view import MapView  # noqa: E402

# What else the window needs is imported while Chromium works on the page.


def make_application() -> QApplication:
    """Make the QApplication, with our scheme known to Chromium."""
    register_scheme()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Salient")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("salient")
    return app


FIRST_FILE, LAST_SCRIPT = "index.html", "map.js"
OPEN_AT_LATEST_MS = 1000
_REST = (
    ("PySide6.QtCore", "Qt"),
    ("PySide6.QtWidgets", "QMainWindow"),
    ("PySide6.QtWidgets", "QDockWidget"),
    ("viewer.core.sectors", "Sector"),
    ("viewer.core.session", "Session"),
    ("viewer.loading.library", "Library"),
    ("viewer.qt.map_controller", "MapController"),
    ("viewer.qt.settings", "open_settings"),
    ("viewer.qt.style", "apply_theme"),
    ("viewer.qt.main_window", "MainWindow"),
)
"""What the window needs, in pieces of some milliseconds; PySide6 makes a class when it is named."""


def _need_display() -> None:
    """Say so where Qt would only abort: no screen to open a window on."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in names):
        raise ViewerError(
            "There is no screen to open a window on.",
            "Start Salient from a desktop, or make a picture with the command render.",
        )


def run_window(
    files: list[Path],
    override: Path | None,
    measure_start: bool = False,
    window_picture: Path | None = None,
) -> int:
    """Open the window and stay until it is closed.

    Parameters
    ----------
    files : list of Path
        Imported once the window is there.
    override : Path or None
        Data folder given with ``--data-dir``.
    measure_start : bool
        Say after how many milliseconds the map was interactive, and stop.
    window_picture : Path or None
        Save a picture of the whole window once all is drawn, and stop.

    Returns
    -------
    int
        Exit code.
    """
    _need_display()
    app = make_application()
    catcher = ErrorCatcher(start_logging())
    catcher.install()
    own_folder = override or (Path(e) if (e := os.environ.get("SALIENT_DATA_DIR")) else None)
    # Chromium starts its processes while the rest of the program is imported and built.
    view = MapView(cache_dir())
    view.handler.hold(START)
    view.load_page()
    opened: list[MainWindow] = []
    failed: list[ViewerError] = []

    def try_to_open() -> None:
        try:
            open_window()
        except ViewerError as error:
            failed.append(error)
            app.exit(1)

    def open_window() -> None:
        from viewer.core.sectors import load_sectors
        from viewer.core.session import Session
        from viewer.core.theme import TOKENS
        from viewer.qt.main_window import MainWindow
        from viewer.qt.settings import open_settings, remembered_theme

        settings = open_settings(own_folder)
        view.set_background(TOKENS[remembered_theme(settings)]["land"])
        window = MainWindow(
            Session(load_sectors()), data_dir(override), settings, view, furnish_later=True
        )
        opened.append(window)
        catcher.caught.connect(window.show_unexpected)
        if measure_start:
            window.interactive.connect(lambda: _tell_start(window))
        if window_picture is not None:
            from PySide6.QtCore import Qt  # makes all its enumerations: not before the page loads

            picture = window_picture
            window.controller.layers_shown.connect(
                lambda _serial: _save_window(window, picture),
                Qt.ConnectionType.SingleShotConnection,
            )
        window.show()
        window.controller.tell_first()
        gc.freeze()  # all this lives as long as the program: it need not be looked at again
        if files:
            QTimer.singleShot(0, window, lambda: window.import_paths(files))

    rest = iter(_REST)

    def import_next() -> None:
        for module, name in rest:
            getattr(import_module(module), name)
            QTimer.singleShot(0, app, import_next)  # the page's files are served in between
            return

    def import_rest(path: str) -> None:
        if path == FIRST_FILE:
            QTimer.singleShot(0, app, import_next)

    begun = False

    def begin(path: str = LAST_SCRIPT) -> None:
        nonlocal begun
        if path == LAST_SCRIPT and not begun:
            begun = True
            QTimer.singleShot(0, app, try_to_open)

    # Chromium's own work is on this thread too. It is idle while the page's process starts, which
    # it does for the first file, and while the page works through its scripts.
    view.handler.served.connect(import_rest)
    view.handler.taken.connect(begin)
    QTimer.singleShot(OPEN_AT_LATEST_MS, app, begin)
    code = app.exec()
    for window in opened:
        shiboken6.delete(window)
    if failed:
        view.close_page()
        shiboken6.delete(view)
        raise failed[0]
    return code


def render_picture(
    *,
    day: date | None,
    out: Path,
    size: tuple[int, int],
    every: tuple[Sector, ...],
    sectors: list[str] | None,
    sources: list[str] | None,
    bounds: Bounds | None,
    theme: str | None,
    language: str | None,
    data: Path,
    compare: date | None = None,
    mode: str = "overlay",
    session: Path | None = None,
) -> list[Path]:
    """Draw the map of a date into a PNG, without a window.

    Parameters
    ----------
    day : date or None
        Date to show; None shows that of the session file.
    out : Path
        PNG to write; its world file goes beside it.
    size : tuple of int
        Width and height in pixels.
    every : tuple of Sector
        Sectors that there are.
    sectors, sources : list of str or None
        Ids of what to show; None shows all sectors, and the sources that a first start shows.
    bounds : tuple of float or None
        west, south, east, north in degrees; None shows the chosen sectors.
    theme, language : str or None
        As in `Session`; None is what the session file says, or ``light`` and ``en``.
    data : Path
        The user's data folder.
    compare : date or None
        Date B, whose difference from ``day`` is drawn.
    mode : str
        ``overlay``, ``swipe`` or ``side``.
    session : Path or None
        Session file to draw; what is said beside it counts first.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ViewerError
        When a source is not there, or a file cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    start_logging()
    app = make_application()
    from viewer.core.session import Session
    from viewer.qt.render import Renderer

    renderer = Renderer(Session(every), data, size)
    try:
        if session is not None:
            renderer.take_session(session)
        renderer.choose(day, sectors, sources, theme, language, compare, mode)
        files = renderer.draw(out, bounds)
        app.processEvents()
    finally:
        renderer.close()
    return files


def _save_window(window: MainWindow, path: Path) -> None:
    from viewer.qt.picture import FreshPicture

    def save(_map: object) -> None:
        window.grab().save(str(path))
        window.close()

    window.furnish()
    FreshPicture(window.map_view, save)


def _tell_start(window: MainWindow) -> None:
    sys.stdout.write(f"interactive_ms {(time.monotonic() - _BEGUN) * 1000:.0f}\n")
    sys.stdout.flush()
    QTimer.singleShot(0, window, window.close)
