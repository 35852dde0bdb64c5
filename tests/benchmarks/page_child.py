"""One contestant in one process; prints one JSON object. ``run.py`` calls it.

A step is timed in three ways: ``sync`` is the script that shows the day; ``frame`` lasts until
script, style, layout and paint of that frame are done in the page; ``paint`` lasts from Python's
call until the window's content holds the frame, told by a small mark that the page colours in the
same task.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import spread, tree_mb

BEGUN = float(os.environ.get("BENCH_BEGUN", time.time()))
SIZE = (1280, 800)
TICK_MS = 0.1
"""The page's clock tells no less."""
BENCH_JS = """
window.bench = { log: [], marked: 0 };
(() => {
  const mark = document.createElement("div");
  mark.style.cssText = "position:fixed;left:0;top:0;width:8px;height:8px;z-index:99999999";
  document.body.appendChild(mark);
  bench.timed = (show) => {
    const i = ++bench.marked, begun = performance.now();
    show();
    mark.style.background = `rgb(${(i >> 16) & 255},${(i >> 8) & 255},${i & 255})`;
    const shown = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => bench.log.push([shown - begun, performance.now() - begun]);
      after.port2.postMessage(0);
    });
  };
  if (window.qt && qt.webChannelTransport) {  // our page: time what the bridge's message sets off
    const transport = qt.webChannelTransport, receive = transport.onmessage;
    transport.onmessage = (message) => {
      if (message.data.includes("show_time")) bench.timed(() => receive.call(transport, message));
      else receive.call(transport, message);
    };
  }
})();
"""


class Window:
    """A web view that is watched for what it has painted."""

    def __init__(self, app: Any, view: Any) -> None:
        from PySide6.QtCore import QTimer

        self.app, self.view = app, view
        self.marked = 0
        self.painted = False
        self.loaded: list[bool] = []
        view.loadFinished.connect(self.loaded.append)
        view.resize(*SIZE)
        view.show()
        self.wake = QTimer()
        self.wake.start(200)

    def wait(self, done: Callable[[], object], limit: float = 600.0) -> None:
        """Handle events until something is so."""
        from PySide6.QtCore import QEventLoop

        end = time.perf_counter() + limit
        while not done():
            if time.perf_counter() > end:
                raise TimeoutError(f"not so after {limit} s")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def js(self, code: str) -> Any:
        """Value of an expression in the page."""
        answers: list[Any] = []
        self.view.page().runJavaScript(code, answers.append)
        self.wait(lambda: answers)
        return answers[0]

    def arm(self) -> None:
        """Put the clock into the loaded page and begin to watch what is painted."""
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtQuickWidgets import QQuickWidget

        outer = self

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    outer.painted = True
                return False

        self.watch = Watch()
        self.view.findChild(QQuickWidget).installEventFilter(self.watch)
        self.js(BENCH_JS + ";0")

    def step(self, show: Callable[[], object]) -> float:
        """Milliseconds from the call until the window's content holds the new day."""
        self.marked += 1
        self.painted = False
        begun = time.perf_counter()
        show()

        def held() -> bool:
            if not self.painted:
                return False
            self.painted = False
            pixmap = self.app.primaryScreen().grabWindow(self.view.winId(), 2, 2, 1, 1)
            return int(pixmap.toImage().pixel(0, 0) & 0xFFFFFF) == self.marked

        self.wait(held, 120.0)
        return (time.perf_counter() - begun) * 1000


def open_peer(app: Any, contestant: str, days: Path, work: Path) -> tuple[Window, Any, int]:
    """Open the page of a peer; returns the window, what shows a day, and how many days."""
    from peers import map_name, milliseconds
    from PySide6.QtCore import QUrl
    from PySide6.QtWebEngineWidgets import QWebEngineView

    from data import sample_days

    window = Window(app, QWebEngineView())
    page = work / "page.html"
    window.view.load(QUrl.fromLocalFile(str(page)))
    window.wait(lambda: window.loaded)
    window.arm()
    name = map_name(page)
    if contestant == "timestamped" and not window.js(f"!!{name}.timeDimension"):
        raise SystemExit("the peer's page does not work")
    times = [milliseconds(day) for day, _ in sample_days(days)]

    def show(index: int) -> None:
        call = f"{name}.timeDimension.setCurrentTime({times[index]})"
        body = call if contestant == "timestamped" else ""
        window.view.page().runJavaScript(f"bench.timed(() => {{ {body} }})")

    return window, show, len(times)


def open_product(
    app: Any, data: Path, plain: bool = False, days: Path | None = None
) -> tuple[Window, Any, int]:
    """Open the product's own page; plain: with no more on it than the peer draws.

    With files given they are imported beside the opening, as ``main.py FILES`` does.
    """
    from viewer.paths import cache_dir
    from viewer.qt.web_view import MapView

    view = MapView(cache_dir())
    view.load_page()  # first of all, as in viewer/app.py: Chromium starts beside what follows
    window = Window(app, view)
    from product import Product

    product = Product(view, data, plain, days)
    window.wait(lambda: product.ready or product.failure)
    if product.failure:
        raise SystemExit(f"the files cannot be imported: {product.failure!r}")
    window.arm()
    if plain:
        window.wait(lambda: product.settled)
        window.js("salient.basemap.remove();0")  # land and water have no tick; the peer has none
    window.product = product  # type: ignore[attr-defined]
    return window, product.show, len(product.dates)


def main() -> None:
    """Open, step, jump, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant", choices=["empty", "timestamped", "plain", "product"])
    parser.add_argument("--days", type=Path, required=True, help="folder of daily files")
    parser.add_argument("--work", type=Path, required=True, help="what was made for the page")
    parser.add_argument("--modules", type=Path, required=True, help="node_modules")
    parser.add_argument("--make", action="store_true", help="make it from the files first")
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--jumps", type=int, default=0)
    parser.add_argument("--shot", type=Path, help="save a picture of the last step")
    options = parser.parse_args()
    own = options.contestant in ("plain", "product")
    if options.make and not own:
        from peers import build

        build(options.contestant, options.days, options.work, options.modules)

    if own:  # with its own settings of Chromium, as main.py has them
        from viewer.qt.chromium import prepare_chromium

        prepare_chromium()
        gc.disable()  # as viewer/app.py; `product.py` has the window's own collector
    from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: F401 - before QApplication
    from PySide6.QtWidgets import QApplication

    from viewer.qt.scheme import register_scheme

    register_scheme()
    app = QApplication(sys.argv[:1])
    if own:
        days = options.days if options.make else None
        window, show, count = open_product(app, options.work, options.contestant == "plain", days)
    else:
        window, show, count = open_peer(app, options.contestant, options.days, options.work)
    window.step(lambda: show(0))
    result: dict[str, Any] = {"days": count, "open_s": time.time() - BEGUN}
    if own:  # the steps begin once nothing of the start is under way
        window.wait(lambda: window.product.settled)  # type: ignore[attr-defined]
    steps = [i % count for i in range(1, options.steps + 1)]
    chance = random.Random(1)
    jumps = [chance.randrange(count) for _ in range(options.jumps)]
    for name, order in (("step", steps), ("jump", _without_repeats(jumps))):
        window.js("bench.log = []; 0")
        paint = [window.step(lambda i=i: show(i)) for i in order]  # type: ignore[misc]
        window.wait(lambda order=order: window.js("bench.log.length") == len(order))  # type: ignore[misc]
        log = json.loads(window.js("JSON.stringify(bench.log)"))
        result[name] = {
            "paint": spread(paint),
            "sync": spread([entry[0] for entry in log], TICK_MS),
            "frame": spread([entry[1] for entry in log], TICK_MS),
        }
    result["heap_mb"] = window.js("performance.memory.usedJSHeapSize") / 1e6
    result["end_mb"] = tree_mb(os.getpid())
    if options.shot:
        window.view.grab().save(str(options.shot))
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _without_repeats(order: list[int]) -> list[int]:
    """The same without a day that follows itself: showing it again would change nothing."""
    return [day for i, day in enumerate(order) if i == 0 or day != order[i - 1]]


if __name__ == "__main__":
    main()
