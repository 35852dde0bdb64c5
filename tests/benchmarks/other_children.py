"""Measured processes without a map of ours: importing, geopandas' reading, and the empty page."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path


def import_all(days: Path) -> float:
    """Seconds that the product's importer takes for all files, archive written."""
    from viewer.loading.importing import ImportOptions, import_paths

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        report = import_paths([days], Path(folder) / "archives", ImportOptions())
        took = time.perf_counter() - begun
    count = len(list(days.glob("*.geojson")))
    if report.imported != count:
        raise SystemExit(f"{report.imported} of {count} files imported")
    return took


def read_all(days: Path) -> float:
    """Seconds that geopandas takes to read the same files one by one."""
    import geopandas

    begun = time.perf_counter()
    for path in sorted(days.glob("*.geojson")):
        geopandas.read_file(path)
    return time.perf_counter() - begun


def empty_page() -> float:
    """Unix time at which an empty page was on the window."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
    from PySide6.QtQuickWidgets import QQuickWidget
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.resize(1440, 900)
    view.setHtml("<!doctype html><body style='margin:0;background:#123456'></body>")
    view.show()
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(True)
            return False

    watch, wake = Watch(), QTimer()
    wake.start(50)
    watched = None
    while True:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if watched is None:
            watched = view.findChild(QQuickWidget)
            if watched is not None:
                watched.installEventFilter(watch)
        if painted:
            painted.clear()
            shot = app.primaryScreen().grabWindow(view.winId(), 700, 400, 1, 1)
            if shot.toImage().pixel(0, 0) & 0xFFFFFF == 0x123456:
                return time.time()


def main() -> None:
    """Run what the first word names and tell the figure."""
    what = sys.argv[1]
    if what == "empty":
        value = empty_page()
    else:
        value = {"import": import_all, "read": read_all}[what](Path(sys.argv[2]))
    sys.stdout.write(json.dumps({"value": value}) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
