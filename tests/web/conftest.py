"""The front layer in the real engine: a bare Leaflet map without the rest of the page."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6

if os.name == "posix" and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView

from viewer.paths import vendor_dir, web_dir

SCHEME = b"fronts-test"
if not QWebEngineUrlScheme.schemeByName(SCHEME).name():
    _scheme = QWebEngineUrlScheme(SCHEME)
    _scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    _flag = QWebEngineUrlScheme.Flag
    _scheme.setFlags(_flag.SecureScheme | _flag.CorsEnabled | _flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(_scheme)

LAYER_PAGE = Path(__file__).parent / "layer_page"
TYPES = {".html": b"text/html", ".css": b"text/css", ".js": b"text/javascript"}


def leaflet_dir() -> Path:
    folder = vendor_dir() / "leaflet"
    if not folder.is_dir():
        pytest.fail("Leaflet is not there: run python resources/build_assets.py")
    return folder


class _Files(QWebEngineUrlSchemeHandler):
    def __init__(self, leaflet: Path, series: dict[str, bytes]) -> None:
        super().__init__()
        self.folders = {"leaflet": leaflet, "web": web_dir(), "layer_page": LAYER_PAGE}
        self.series = series

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        path = job.requestUrl().path().lstrip("/")
        head, _, rest = path.partition("/")
        if head == "series" and rest in self.series:
            data = self.series[rest]
        elif head in self.folders and (self.folders[head] / rest).is_file():
            data = (self.folders[head] / rest).read_bytes()
        else:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        buffer = QBuffer(job)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(TYPES.get(Path(path).suffix, b"application/octet-stream")), buffer)


class _Page(QWebEnginePage):
    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.errors: list[str] = []

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        if level == QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            self.errors.append(f"{source}:{line} {message}")


class LayerPage:
    """A window with the map and the layer; ``js`` runs code in it and returns its value."""

    def __init__(self, qtbot: Any, leaflet: Path, size: tuple[int, int], zoom: float) -> None:
        self.qtbot = qtbot
        self.series: dict[str, bytes] = {}
        self.handler = _Files(leaflet, self.series)
        self.profile = QWebEngineProfile()
        self.profile.installUrlSchemeHandler(SCHEME, self.handler)
        self.page = _Page(self.profile)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(*size)
        self.view.setZoomFactor(zoom)
        self.view.show()
        with qtbot.waitSignal(self.view.loadFinished, timeout=30_000) as loaded:
            self.view.load(QUrl(f"{SCHEME.decode()}://local/layer_page/index.html"))
        assert loaded.args == [True]
        qtbot.waitUntil(lambda: self.js("window.ready === true"), timeout=30_000)

    def js(self, expression: str) -> Any:
        """Value of an expression."""
        return self.run(f"return ({expression});")

    def run(self, body: str) -> Any:
        """Value that the body of an async function returns."""
        answers: list[str] = []
        name = f"answer{id(answers)}"
        self.page.runJavaScript(
            f"window.{name} = undefined; (async () => {{ {body} }})().then("
            f"(value) => {{ window.{name} = JSON.stringify({{value}}); }},"
            f"(error) => {{ window.{name} = JSON.stringify({{error: String(error.stack)}}); }});"
        )

        def answered() -> bool:
            self.page.runJavaScript(f"window.{name}", lambda text: text and answers.append(text))
            return bool(answers)

        self.qtbot.waitUntil(answered, timeout=60_000)
        answer = json.loads(answers[0])
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def add(self, series_id: str, path: Path) -> None:
        """Load a packed series into the layer."""
        self.series[series_id] = path.read_bytes()
        self.js(f"load({json.dumps(series_id)})")

    def close(self) -> None:
        """End view, page and profile in the order that Qt wants."""
        for ended in (self.view, self.page, self.profile):
            shiboken6.delete(ended)


OpenPage = Callable[..., LayerPage]


@pytest.fixture
def open_page(qtbot: Any) -> Iterator[OpenPage]:
    """Open a page of a size in pixels and a zoom factor; errors of its script fail the test."""
    leaflet = leaflet_dir()
    pages: list[LayerPage] = []

    def open_(size: tuple[int, int] = (900, 640), zoom: float = 1.0) -> LayerPage:
        pages.append(LayerPage(qtbot, leaflet, size, zoom))
        return pages[-1]

    yield open_
    errors = [error for page in pages for error in page.page.errors]
    for page in pages:
        page.close()
    assert errors == []
