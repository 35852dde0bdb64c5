"""Pictures: the window's own, saved with a world file that places it, and never half written."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from map_driver import MapDriver
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from viewer.core.sectors import load_sectors
from viewer.core.session import Session, View
from viewer.errors import ViewerError
from viewer.qt import render
from viewer.qt.handlers import save_picture_as
from viewer.qt.picture import save_picture, world_file
from viewer.qt.web_view import MapView


def image(width: int = 200, height: int = 100, ratio: float = 1.0) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(0xFFFFFF)
    made.setDevicePixelRatio(ratio)
    return made


def test_the_world_file_places_the_centre() -> None:
    for ratio in (1.0, 2.0):
        numbers = [float(x) for x in world_file(View(0, 0, 0), image(ratio=ratio)).split()]
        width, _, _, height, left, top = numbers
        assert width == pytest.approx(40075016.6856 / 256 / ratio)
        assert height == -width
        assert left + width * 99.5 == pytest.approx(0, abs=1e-6)
        assert top + height * 49.5 == pytest.approx(0, abs=1e-6)


def test_a_picture_gets_its_suffix_and_its_neighbours(tmp_path: Path) -> None:
    files = save_picture(image(), tmp_path / "map", View(37, 48, 9))
    assert [path.name for path in files] == ["map.png", "map.pgw", "map.prj"]
    assert QImage(str(files[0])).size() == image().size()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["map.pgw", "map.png", "map.prj"]


def test_only_png_is_written(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match=r"\.png"):
        save_picture(image(), tmp_path / "map.jpg", View(37, 48, 9))
    assert list(tmp_path.iterdir()) == []


def test_the_window_saves_what_it_shows_without_its_controls(
    driver: MapDriver, tmp_path: Path
) -> None:
    save_picture_as(driver.window, tmp_path / "map.png")
    driver.until(lambda: (tmp_path / "map.prj").exists())
    saved = QImage(str(tmp_path / "map.png"))
    view = driver.window.map_view
    assert saved.size() == view.size() * view.devicePixelRatio()
    assert "map.png" in driver.window.status._message.whole_text
    # The zoom buttons are back in the window and not in the picture.
    shown = driver.picture()
    box = driver.js("document.querySelector('.leaflet-control-zoom').getBoundingClientRect()")
    x, y = round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)
    patch = (x - 10, y - 20, 20, 40)
    assert shown.copy(*patch) != saved.convertToFormat(shown.format()).copy(*patch)


def test_a_picture_that_cannot_be_written_is_told(driver: MapDriver, tmp_path: Path) -> None:
    save_picture_as(driver.window, tmp_path / "nowhere" / "map.png")
    driver.until(driver.window.notices.isVisible)
    assert "cannot be written" in driver.window.notices.text


def test_the_picture_is_copied(driver: MapDriver) -> None:
    QGuiApplication.clipboard().clear()
    driver.window.actions_by_id["copy_picture"].trigger()
    driver.until(lambda: not QGuiApplication.clipboard().image().isNull())
    assert QGuiApplication.clipboard().image().size() == driver.window.map_view.size()


class StuckView(MapView):
    """A page that waits for a file for ever."""

    def start(self, background: str) -> None:
        self.handler.hold("facts.json")
        super().start(background)


def test_a_page_that_stops_answering_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(render, "MapView", StuckView)
    monkeypatch.setattr(render, "PATIENCE_MS", 1000)
    session = Session(load_sectors())
    with closing(render.Renderer(session, tmp_path / "data", (640, 480))) as renderer:
        renderer.choose(None, None, None, None, None)
        with pytest.raises(ViewerError, match="stopped answering"):
            renderer.draw(tmp_path / "map.png", None)
    assert not (tmp_path / "map.png").exists()
