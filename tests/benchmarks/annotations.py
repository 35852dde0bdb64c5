"""Pan and step of the map with many annotations against the same with none.

    python tests/benchmarks/annotations.py [--count 10000] [--rounds 16] [--data DIR]

Runs the product's own page in a window of 1280 x 800 at zoom 9. ``pan`` is one move of 24 px with
all that its end sets off, ``drag`` one move of a hand that goes on, ``step`` one day forward; all
last until script, style, layout and paint of their frame are done in the page, with the frame limit
of Chromium off. ``script`` is the part in JavaScript. A third holds for 90 days only, so that each
step changes some. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--disable-frame-rate-limit --disable-gpu-vsync"

from viewer.app import make_application  # noqa: E402 - prepares Chromium first

THEATRE = (35.0, 46.8, 39.5, 51.6)
"""The four sectors and around them; the view holds about a quarter."""
CROWD = (36.4, 47.6, 38.0, 48.7)
KINDS = ("point", "text", "line", "arrow", "freehand", "polygon", "rectangle", "circle")
MEASURE = """
(async () => {
  const map = salient.map, state = salient.state, annotations = salient.annotations;
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  }));
  const spread = (list) => { list.sort((a, b) => a - b); return list[list.length >> 1]; };
  const result = {};
  const measure = async (name, act) => {
    const script = [], whole = [];
    for (let i = 0; i < ROUNDS; i++) {
      await frame();
      const begun = performance.now();
      act(i);
      script.push(performance.now() - begun);
      await frame();
      whole.push(performance.now() - begun);
    }
    result[name] = [spread(script), spread(whole)];
  };
  const ways = [[24, 0], [0, 24], [-24, 0], [0, -24]];
  await measure("pan", (i) => map.panBy(ways[i % 4], { animate: false }));
  await measure("drag", (i) => { map._rawPanBy(L.point(ways[i % 4])); map.fire("move"); });
  map.fire("moveend");
  const days = DAYS;
  const header = salient.fronts.drawn(map.getCenter())[0]?.series.header ?? { dates: [] };
  await measure("step", (i) => {
    const date = days[i % days.length], index = header.dates.indexOf(date);
    salient.commands.show_time({ ...state.time, date, indices: Object.fromEntries(
      Object.keys(state.time.indices).map((id) => [id, Math.max(0, index)])) });
  });
  await measure("zoom", (i) => map.setZoom(i % 2 ? 9 : 9.5, { animate: false }));
  result.seen = annotations ? annotations.layer.inside([0, 0, 1280, 800]).length : 0;
  window.measured = JSON.stringify(result);
})().catch((error) => { window.measured = JSON.stringify({ error: String(error) }); });
"""


def make(count: int, first: Any, box: tuple[float, float, float, float]) -> list[Any]:
    """Annotations of all kinds in a box."""
    from viewer.core.annotations import Annotation, Kind, Style, fresh_id

    rng = random.Random(7)
    made = []
    for number in range(count):
        kind = Kind(KINDS[number % len(KINDS)])
        west, south, east, north = box
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        size = rng.uniform(0.004, 0.02)
        line = tuple((lon + size * (i % 3), lat + size * rng.random()) for i in range(3))
        if kind == Kind.FREEHAND:
            line = tuple((lon + 0.0007 * i, lat + size * rng.random() / 4) for i in range(30))
        right, top = lon + size, lat + size
        ring = ((lon, lat), (right, lat), (right, top), (lon, top), (lon, lat))
        placed = kind in ("point", "text", "circle")
        area = kind in ("polygon", "rectangle")
        shape: Any = (lon, lat) if placed else ((ring,),) if area else line
        begin = first + timedelta(days=rng.randrange(200)) if number % 3 == 0 else None
        style = Style(
            colour=rng.choice(("#b3261e", "#0b5cad", "#00766d")),
            symbol=rng.choice(("pin", "flag")),
            fill="#e8590c" if number % 2 else "", hatch=rng.choice(("", "", "left")),
        )  # fmt: skip
        made.append(
            Annotation(
                fresh_id(), kind, shape, style=style, order=float(number), valid_from=begin,
                valid_to=begin + timedelta(days=90) if begin else None,
                radius_m=1500.0 if kind == Kind.CIRCLE else 0.0, title=f"Mark {number}",
            )
        )  # fmt: skip
    return made


def main() -> None:
    """Measure twice and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--crowded", action="store_true", help="nearly all of them in the view")
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    app = make_application()
    from PySide6.QtCore import QEventLoop, QTimer

    from viewer.core.facts import facts_json
    from viewer.core.sectors import load_sectors
    from viewer.core.session import Session, View
    from viewer.loading.library import open_library, series_bytes
    from viewer.paths import cache_dir
    from viewer.qt.annotation_controller import AnnotationController
    from viewer.qt.map_controller import MapController
    from viewer.qt.web_view import MapView

    data = arguments.data or Path(tempfile.mkdtemp())
    session = Session(load_sectors())
    session.set_series(open_library(data).series)
    session.set_view(View(37.2, 48.15, 9))
    day = session.timeline.dates[len(session.timeline.dates) // 2]
    session.timeline.seek(day)
    view = MapView(cache_dir())
    view.handler.add_route("series", partial(series_bytes, session))
    view.handler.add_route("facts.json", lambda _rest: facts_json())
    view.resize(1280, 800)
    controller = MapController(session, view, lambda: load_sectors()[0].bounds_wgs84)
    annotating = AnnotationController(session, view)
    loop = QEventLoop()
    view.map_page.script_failed.connect(sys.exit)
    controller.layers_shown.connect(lambda _serial: loop.quit())
    view.show()
    view.start("#ffffff")
    loop.exec()
    dates = session.timeline.dates
    at = dates.index(day)
    days = [one.isoformat() for one in dates[at : at + arguments.rounds]]
    script = MEASURE.replace("ROUNDS", str(arguments.rounds)).replace("DAYS", str(days))

    def measure() -> dict[str, Any]:
        import json

        answers: list[str] = []
        view.map_page.runJavaScript("window.measured = ''; " + script)
        timer = QTimer(interval=50)

        def look(text: str) -> None:
            if text:
                answers.append(text)
                loop.quit()

        timer.timeout.connect(lambda: view.map_page.runJavaScript("window.measured", look))
        timer.start()
        loop.exec()
        timer.stop()
        found: dict[str, Any] = json.loads(answers[0])
        if "error" in found:
            raise SystemExit(found["error"])
        return found

    measure()  # warm
    without = measure()
    items = make(arguments.count, dates[max(0, at - 100)], CROWD if arguments.crowded else THEATRE)
    annotating.shown.connect(lambda _serial: loop.quit())
    session.annotations.load(items)
    loop.exec()
    measure()
    with_many = measure()
    sys.stdout.write(
        f"{with_many.pop('seen')} of {arguments.count} annotations are wholly in view\n\n"
    )
    sys.stdout.write(
        "| | none: script, frame (ms) | many: script, frame (ms) | frame, ratio |\n"
        "|---|---|---|---|\n"
    )
    for name, (script_ms, frame_ms) in with_many.items():
        before = without[name]
        sys.stdout.write(
            f"| {name} | {before[0]:.1f}, {before[1]:.1f} | {script_ms:.1f}, {frame_ms:.1f} "
            f"| {frame_ms / before[1]:.2f} |\n"
        )
    view.close_page()
    view.deleteLater()
    app.processEvents()


if __name__ == "__main__":
    main()
