"""The map: a web view on our own page, which comes back by itself when its process dies."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import shiboken6
from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from viewer.page.document import BASE, START, cached_page
from viewer.paths import vendor_dir, web_dir
from viewer.qt.bridge import Bridge
from viewer.qt.scheme import SCHEME, RequestBlocker, SchemeHandler

log = logging.getLogger(__name__)

MAX_RELOADS, RELOAD_SPAN_S = 3, 60.0


class MapPage(QWebEnginePage):
    """A page that goes nowhere else, and whose errors are heard.

    Attributes
    ----------
    script_failed : Signal
        Text of a JavaScript error.
    """

    script_failed = Signal(str)

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Log what the page says; errors are signalled."""
        text = f"{message} ({source}:{line})"
        if level == QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            log.error("page: %s", text)
            self.script_failed.emit(text)
        else:
            log.info("page: %s", text)

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """Allow our own page only; a link or a dropped file never replaces the map."""
        return QUrl(url).toString() == f"{BASE}/index.html"

    def createWindow(self, kind: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]
        """Open no window."""
        return None


class MapView(QWebEngineView):
    """Shows the map page.

    Parameters
    ----------
    cache : Path
        Folder where the page that folium made is kept.
    parent : QWidget, optional
        Qt owner.

    Attributes
    ----------
    page_lost : Signal
        The page's process died; True when it is being loaded again.
    """

    page_lost = Signal(bool)

    def __init__(self, cache: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = Bridge(self)
        self._profile = QWebEngineProfile(self)  # without a name: nothing is kept on disk
        self.blocker = RequestBlocker(self._profile)
        self._profile.setUrlRequestInterceptor(self.blocker)
        folders = {
            "vendor": vendor_dir(),
            "basemap": vendor_dir() / "basemap",
            "web": web_dir(),
        }
        self.handler = SchemeHandler(folders, self._profile)
        for name, text in cached_page(cache).items():
            self.handler.add_text(name, text)
        self.handler.add_route(START, lambda _rest: b"[]")
        self._profile.installUrlSchemeHandler(SCHEME, self.handler)
        self.map_page = MapPage(self._profile, self)
        _harden(self.map_page.settings())
        self.map_page.scripts().insert(_no_peers())
        channel = QWebChannel(self.map_page)
        channel.registerObject("bridge", self.bridge)
        self.map_page.setWebChannel(channel)
        self.setPage(self.map_page)
        self.setAcceptDrops(False)
        self._lost_at: list[float] = []
        self.map_page.renderProcessTerminated.connect(self._on_process_terminated)

    def start(self, background: str) -> None:
        """Load the page; until it draws, the view has the land's colour."""
        self.set_background(background)
        self.load_page()

    def set_background(self, colour: str) -> None:
        """Fill the view until the page draws."""
        self.map_page.setBackgroundColor(QColor(colour))

    def load_page(self) -> None:
        """Begin to load the page."""
        self.map_page.load(QUrl(f"{BASE}/index.html"))

    def _on_process_terminated(
        self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int
    ) -> None:
        log.warning("the page's process ended: %s, code %d", status.name, code)
        self.bridge.reset()
        now = time.monotonic()
        self._lost_at = [t for t in self._lost_at if now - t < RELOAD_SPAN_S] + [now]
        again = len(self._lost_at) <= MAX_RELOADS
        self.page_lost.emit(again)
        if again:
            QTimer.singleShot(0, self, lambda: self.map_page.load(QUrl(f"{BASE}/index.html")))

    def reload_now(self) -> None:
        """Load the page again because the user asked; forgets earlier losses."""
        self._lost_at.clear()
        self.bridge.reset()
        self.map_page.load(QUrl(f"{BASE}/index.html"))

    def close_page(self) -> None:
        """Let go of the page before its profile, as Qt demands."""
        self.map_page.renderProcessTerminated.disconnect(self._on_process_terminated)
        shiboken6.delete(self.map_page)


def _no_peers() -> QWebEngineScript:
    """Take WebRTC away: neither the policy nor the interceptor sees what it sends."""
    script = QWebEngineScript()
    script.setName("no peers")
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    script.setRunsOnSubFrames(True)
    script.setSourceCode("delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;")
    return script


def _harden(settings: QWebEngineSettings) -> None:
    attribute = QWebEngineSettings.WebAttribute
    for name in (
        attribute.LocalContentCanAccessRemoteUrls,
        attribute.LocalContentCanAccessFileUrls,
        attribute.LocalStorageEnabled,
        attribute.DnsPrefetchEnabled,
        attribute.PluginsEnabled,
        attribute.PdfViewerEnabled,
        attribute.HyperlinkAuditingEnabled,
        attribute.JavascriptCanOpenWindows,
        attribute.JavascriptCanAccessClipboard,
        attribute.WebGLEnabled,
        attribute.NavigateOnDropEnabled,
        attribute.ScreenCaptureEnabled,
        attribute.FullScreenSupportEnabled,
    ):
        settings.setAttribute(name, False)
    settings.setAttribute(attribute.ShowScrollBars, False)
