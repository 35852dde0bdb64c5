"""A page with only the basemap and its labels, in the real engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from viewer.core.facts import facts_json
from viewer.core.theme import TOKENS
from viewer.paths import vendor_dir, web_dir
from viewer.qt.scheme import SchemeHandler

HERE = Path(__file__).resolve().parent
WAIT_MS = 30_000


class _Page(QWebEnginePage):
    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.errors: list[str] = []

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        if "willReadFrequently" not in message:  # advice about the tests' own getImageData
            self.errors.append(f"{source}:{line} {message}")


class BasemapPage:
    """The page; ``js`` gives the value of an expression in it."""

    def __init__(
        self, qtbot: Any, size: tuple[int, int] = (1200, 760), factor: float = 1.0
    ) -> None:
        self.qtbot = qtbot
        self.profile = QWebEngineProfile()
        self.handler = SchemeHandler(
            {
                "vendor": vendor_dir(),
                "basemap": vendor_dir() / "basemap",
                "web": web_dir(),
                "test": HERE / "basemap_page",
            }
        )
        self.handler.add_route("facts", lambda _: facts_json())
        self.profile.installUrlSchemeHandler(b"salient", self.handler)
        self.page = _Page(self.profile)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(*size)
        self.view.show()
        with qtbot.waitSignal(self.view.loadFinished, timeout=WAIT_MS) as loaded:
            self.view.load(QUrl("salient://local/test/index.html"))
        assert loaded.args == [True]
        qtbot.waitUntil(lambda: self.js("window.ready === true"), timeout=WAIT_MS)
        self.theme("light")

    def js(self, expression: str) -> Any:
        """Value of an expression."""
        answers: list[str] = []
        self.page.runJavaScript(f"JSON.stringify({{value: ({expression})}})", answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
        assert answers[0], f"no answer to {expression}; {self.page.errors}"
        return json.loads(answers[0]).get("value")

    def theme(self, name: str) -> None:
        """Light or dark."""
        self.js(f"under.theme({json.dumps(TOKENS[name])})")

    def look(self, lon: float, lat: float, zoom: float) -> None:
        """Show a place."""
        self.js(f"void under.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")

    def colour(self, lon: float, lat: float) -> list[int]:
        """Colour of the ground at a place that is in view."""
        colour = self.js(f"under.colour({lon}, {lat})")
        assert isinstance(colour, list)
        return colour

    def close(self) -> None:
        """End view, page and profile in the order that Qt wants."""
        for ended in (self.view, self.page, self.profile):
            shiboken6.delete(ended)


@pytest.fixture(name="basemap_page")
def basemap_page_fixture(qtbot: Any) -> Iterator[BasemapPage]:
    """A page that shows the basemap; whatever its console says fails the test."""
    if not (vendor_dir() / "basemap" / "map.json").is_file():
        pytest.fail("No basemap: run python resources/build_assets.py first.")
    page = BasemapPage(qtbot)
    yield page
    errors = page.page.errors
    page.close()
    assert errors == []
