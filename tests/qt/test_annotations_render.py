"""Annotations in pictures that are drawn without a window."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from map_driver import patch_colour
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from viewer.core.annotations import Annotation, Kind, Style, fresh_id
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.qt.render import Renderer

DAY, LATER = date(2024, 11, 13), date(2024, 11, 20)
RING = ((36.9, 48.0), (37.3, 48.0), (37.3, 48.3), (36.9, 48.3), (36.9, 48.0))


@pytest.mark.parametrize("day", [DAY, LATER])
def test_a_picture_holds_the_annotations_of_its_day(
    qtbot: QtBot, tmp_path: Path, day: date
) -> None:
    session = Session(load_sectors())
    style = Style(colour="#00766d", fill="#00766d", fill_opacity=1.0)
    area = Annotation(fresh_id(), Kind.POLYGON, ((RING,),), style=style, valid_to=DAY)
    hostile = Style(symbol="app6:10061000181211000000", size=40.0)
    point = Annotation(fresh_id(), Kind.POINT, (37.5, 48.15), style=hostile, order=1.0)
    session.annotations.load([area, point])
    with closing(Renderer(session, tmp_path / "data", (640, 480))) as renderer:
        renderer.choose(day, None, None, "light", "en")
        renderer.draw(tmp_path / "map.png", (36.6, 47.9, 37.8, 48.4))
    picture = QImage(str(tmp_path / "map.png"))
    x = round(640 * (37.1 - 36.6) / 1.2)
    red, green, _blue = patch_colour(picture, x, 240)
    assert (green - red > 80) == (day == DAY)
    red, _green, blue = patch_colour(picture, round(640 * 0.75) - 14, 240, radius=3)
    assert red - blue > 60  # the milsymbol's hostile red
