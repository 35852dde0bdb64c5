"""Thousands of annotations in one view: small ones are dots, words are where there is room."""

from __future__ import annotations

from datetime import timedelta

from annotation_driver import Artist
from map_driver import MapDriver

from viewer.core.annotations import Annotation, Kind, fresh_id

LAYER = "salient.annotations.layer"
NOTE = "document.querySelector('.crowd-note')?.hidden ?? true"
WORDED = f"[...{LAYER}._model.items.values()].filter(({{worded}}) => worded).map(({{id}}) => id)"
HASH = (
    f"(() => {{ const l = {LAYER}, [, , w, h] = l._whole;"
    "const { data } = l._ctx.getImageData(0, 0, w, h);"
    "let sum = 0; for (const byte of data) sum = (sum * 31 + byte) | 0; return sum; })()"
)
ACROSS, DOWN = 50, 34


def test_a_crowd_is_drawn_simply_and_said(driver: MapDriver) -> None:
    artist = Artist(driver)
    try:
        driver.go_to(37.2, 48.1, 9)
        day = artist.session.timeline.current
        assert day is not None
        items = []
        for number in range(ACROSS * DOWN):
            lon, lat = 36.4 + 0.03 * (number % ACROSS), 47.8 + 0.02 * (number // ACROSS)
            line = ((lon, lat), (lon + 0.01, lat + 0.01))
            kind, shape = (Kind.TEXT, line[0]) if number % 2 else (Kind.LINE, line)
            start = day + timedelta(days=3) if number % 5 == 0 else None
            items.append(
                Annotation(
                    fresh_id(), kind, shape, title=f"Mark {number}", order=float(number),
                    valid_from=start, created="",
                )
            )  # fmt: skip
        artist.session.annotations.load(items[:1000])
        artist.settle()
        assert artist.js(NOTE)

        artist.session.annotations.load([one for one in items if one.valid_from is None])
        artist.settle()
        assert artist.js(NOTE)  # 1360 are no crowd yet
        artist.session.annotations.load(items)
        driver.session.timeline.seek(day + timedelta(days=7))
        artist.settle()
        assert not artist.js(NOTE)
        worded = artist.js(WORDED)
        assert items[-1].id in worded  # the topmost text
        assert len(worded) < 300

        before = artist.js(HASH)
        driver.session.timeline.seek(day + timedelta(days=8))
        artist.store.edit("add", {one.id: one for one in [_mark(37.2, 48.1)]})
        artist.settle()
        partial = artist.js(HASH)
        artist.js(f"{LAYER}.redraw() && 1")
        assert artist.js(HASH) == partial != before

        driver.go_to(37.2, 48.1, 12)
        artist.settle()
        assert artist.js(NOTE)
    finally:
        artist.discard()


def _mark(lon: float, lat: float) -> Annotation:
    return Annotation(fresh_id(), Kind.TEXT, (lon, lat), title="On top of all", order=1e6)
