"""Our own URL scheme, the strict content policy, and the block on everything else."""

from __future__ import annotations

import logging
import mimetypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

log = logging.getLogger(__name__)

SCHEME = b"salient"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".bin": "application/octet-stream",
    "": "application/octet-stream",
}
"""What the first picture needs; to guess, Python first reads the system's tables."""

Route = Callable[[str], bytes | None]
"""Takes what follows the route's name in the path; returns the bytes, or None for "not found"."""


def register_scheme() -> None:
    """Make the scheme known to Chromium; must run before the QApplication is made."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name():
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers requests from memory, from folders, and from routes given as functions.

    Parameters
    ----------
    folders : dict
        First part of the path to the folder whose files it serves.
    parent : QObject, optional
        Qt owner.

    Attributes
    ----------
    served : Signal
        Path of each request, once it is answered.
    taken : Signal
        Path of each request, once Chromium has read the answer.
    """

    served = Signal(str)
    taken = Signal(str)

    def __init__(self, folders: dict[str, Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders = {name: os.path.realpath(folder) for name, folder in folders.items()}
        # The headers are a multimap: a bare value would be split into its letters.
        self._headers: Any = {
            QByteArray(name): [QByteArray(value)]
            for name, value in (
                (b"Content-Security-Policy", CONTENT_SECURITY_POLICY.encode()),
                (b"X-Content-Type-Options", b"nosniff"),
                (b"Cache-Control", b"no-store"),
            )
        }
        self._texts: dict[str, bytes] = {}
        self._routes: dict[str, Route] = {}
        self._held: dict[str, list[QWebEngineUrlRequestJob]] = {}
        channel = QFile(":/qtwebchannel/qwebchannel.js")
        if channel.open(QIODevice.OpenModeFlag.ReadOnly):
            self._texts["qwebchannel.js"] = bytes(channel.readAll().data())
            channel.close()

    def add_text(self, path: str, text: str) -> None:
        """Serve a text under that path."""
        self._texts[path] = text.encode()

    def add_route(self, name: str, route: Route) -> None:
        """Answer all paths that begin with ``name`` by calling a function."""
        self._routes[name] = route
        for job in self._held.pop(name, []):
            if shiboken6.isValid(job):
                self.requestStarted(job)

    def hold(self, name: str) -> None:
        """Let requests for ``name`` wait until its route is added."""
        self._held.setdefault(name, [])

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer one request of the page."""
        if bytes(job.requestMethod().data()) != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        path = job.requestUrl().path().lstrip("/")
        if path in self._held:
            self._held[path].append(job)
            return
        try:
            data = self._find(path)
        except (OSError, ValueError) as error:  # gone, not readable, or no name of a file at all
            log.error("the page asked for %.200s: %s", path, error)
            data = None
        if data is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        job.setAdditionalResponseHeaders(self._headers)
        buffer = QBuffer(job)  # lives exactly as long as the job
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(_content_type(path)), buffer)
        job.destroyed.connect(lambda: self._on_job_done(path))
        self.served.emit(path)

    def _on_job_done(self, path: str) -> None:
        if shiboken6.isValid(self):  # a job can outlive it
            self.taken.emit(path)

    def _find(self, path: str) -> bytes | None:
        if path in self._texts:
            return self._texts[path]
        head, _, rest = path.partition("/")
        if head in self._routes:
            return self._routes[head](rest)
        folder = self._folders.get(head)
        if folder is None:
            return None
        # Some thirty files wait for this at the start; pathlib takes three times as long.
        file = os.path.realpath(os.path.join(folder, rest))  # noqa: PTH118
        if not file.startswith(folder + os.sep) or not os.path.isfile(file):  # noqa: PTH113
            return None
        with open(file, "rb") as stream:  # noqa: PTH123
            return stream.read()


def _content_type(path: str) -> bytes:
    suffix = os.path.splitext(path)[1]  # noqa: PTH122
    guess = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return (
        guess + ";charset=utf-8" if guess.startswith(("text/", "application/j")) else guess
    ).encode()


class RequestBlocker(QWebEngineUrlRequestInterceptor):
    """Blocks and counts every request that would not stay on this machine.

    Attributes
    ----------
    blocked_changed : Signal
        Emits how many requests were blocked since the start.
    """

    blocked_changed = Signal(int)
    ALLOWED = frozenset({SCHEME.decode(), "data", "blob"})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocked: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Let our own scheme pass, stop all else."""
        url = info.requestUrl()
        if url.scheme() not in self.ALLOWED:
            info.block(True)
            self.blocked.append(url.toString()[:200])
            self.blocked_changed.emit(len(self.blocked))
