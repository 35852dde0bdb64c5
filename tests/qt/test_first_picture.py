"""The first picture comes with the page's files, before the channel between them is open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from map_driver import WAIT_MS, MapDriver
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from viewer.core.sectors import load_sectors
from viewer.core.session import Session, View
from viewer.core.text import scale_text
from viewer.page.document import START
from viewer.qt.main_window import MainWindow
from viewer.qt.settings import open_settings
from viewer.qt.web_view import MapView

Open = Callable[..., "Started"]


class Started:
    """A window opened as `run_window` does: its page began to load before it was built."""

    def __init__(self, qtbot: QtBot, data: Path, prepare: Callable[[Session], None]) -> None:
        self.qtbot = qtbot
        self.view = MapView(data / "cache")
        self.served: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self.reports: list[str] = []
        self.view.handler.served.connect(self.served.append)
        self.view.bridge.command_sent.connect(lambda text: self.sent.append(json.loads(text)))
        self.view.bridge.reported.connect(lambda message: self.reports.append(message.type))
        self.view.handler.hold(START)
        self.view.load_page()
        self.session = Session(load_sectors())
        prepare(self.session)
        settings = open_settings(data)
        self.window = MainWindow(self.session, data, settings, self.view, furnish_later=True)
        self.window.show()

    def finish(self, serial: int = 1) -> None:
        """Answer the page and wait until it shows the picture of that number."""
        with self.qtbot.waitSignal(
            self.window.controller.layers_shown,
            timeout=WAIT_MS,
            check_params_cb=lambda shown: shown == serial,
        ):
            self.window.controller.tell_first()

    def js(self, code: str) -> Any:
        answers: list[Any] = []
        self.view.page().runJavaScript(code, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
        return answers[0]

    def close(self) -> None:
        self.window.close()
        shiboken6.delete(self.window)
        QCoreApplication.sendPostedEvents()


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    started: list[Started] = []

    def open_window(prepare: Callable[[Session], None] = lambda _session: None) -> Started:
        started.append(Started(qtbot, tmp_path, prepare))
        return started[-1]

    yield open_window
    for one in started:
        one.close()


def kinds(started: Started) -> list[str]:
    return [message["type"] for message in started.sent]


def test_the_picture_is_told_once_and_not_by_the_channel(opened: Open) -> None:
    started = opened()
    started.finish()
    assert started.served.count(START) == 1
    assert not {"show_layers", "show_time", "show_theme"} & set(kinds(started))
    assert started.reports[0] == "page_ready"
    assert {"time_shown", "fronts_shown", "view_changed"} <= set(started.reports)
    shown = started.js("JSON.stringify([salient.state.layers.serial, salient.state.time.date])")
    assert json.loads(shown) == [1, started.session.timeline.current.isoformat()]


def test_the_status_bar_knows_a_view_that_was_told_before_it(opened: Open) -> None:
    started = opened()
    assert not started.window.furnished
    started.session.set_view(View(37.5, 48.5, 9.0))
    started.window.furnish()
    shown = scale_text(View(37.5, 48.5, 9.0).scale_denominator)
    assert [one.text() for one in started.window.status.findChildren(QPushButton)].count(shown) == 1


def test_the_page_waits_for_the_window(opened: Open, qtbot: QtBot) -> None:
    started = opened()
    qtbot.waitUntil(lambda: "qwebchannel.js" in started.served, timeout=WAIT_MS)
    assert START not in started.served
    started.finish()
    assert START in started.served


def test_a_change_before_the_page_listens_is_told(opened: Open) -> None:
    started = opened()
    timeline = started.session.timeline

    def change(path: str) -> None:
        if path == START:
            timeline.seek(timeline.current + timedelta(days=1))

    started.view.handler.served.connect(change)
    started.finish(serial=2)
    assert {"show_layers", "show_time"} <= set(kinds(started))
    assert started.js("salient.state.time.date") == timeline.current.isoformat()


def test_a_comparison_waits_for_the_channel(opened: Open) -> None:
    started = opened()
    timeline = started.session.timeline
    timeline.set_compare(timeline.current - timedelta(days=10))
    started.finish()
    assert kinds(started).index("show_compare") < kinds(started).index("show_time")


def test_a_page_that_is_loaded_again_shows_the_same(opened: Open, qtbot: QtBot) -> None:
    started = opened()
    started.finish()
    with qtbot.waitSignal(started.window.controller.layers_shown, timeout=WAIT_MS):
        started.view.reload_now()
    assert started.served.count(START) == 2
    assert started.js("salient.state.layers.serial") == 2
    assert "show_layers" not in kinds(started)


def test_a_window_without_a_first_picture_uses_the_channel(qtbot: QtBot, tmp_path: Path) -> None:
    driver = MapDriver(qtbot, tmp_path)
    sent: list[str] = []
    driver.window.map_view.bridge.command_sent.connect(sent.append)
    driver.open()
    assert any('"show_layers"' in text for text in sent)
    driver.close()


def test_nothing_that_comes_later_is_imported_for_the_first_picture() -> None:
    late = ("annotation", "furniture", "session_files", "ledger", "compare_picture", "actions")
    heavy = ("numpy", "pandas", "shapely", "pyproj", "pyogrio", "folium", "pyqtgraph", "orjson")
    code = (
        "import sys, importlib, viewer.cli, viewer.app;"
        "[importlib.import_module(name) for name, _ in viewer.app._REST];"
        f"print([n for n in sys.modules if n in {heavy!r}"
        f" or n.startswith('viewer.') and any(w in n for w in {late!r})])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
