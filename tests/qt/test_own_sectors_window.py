"""Sectors of the user's own in the window: added, drawn, counted, renamed, removed, undone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from map_driver import MapDriver, redness
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog

from viewer.core.sectors import load_sectors
from viewer.core.sources import Status
from viewer.core.user_sectors import own_sectors_path, read_own_sectors
from viewer.qt.layer_texts import figure_text, tooltip_text

OpenWindow = Callable[..., MapDriver]

TRIANGLE = [[37.0, 48.0], [37.9, 48.1], [37.4, 48.6], [37.0, 48.0]]
BOW = [[37.0, 48.0], [37.9, 48.6], [37.9, 48.0], [37.0, 48.6], [37.0, 48.0]]
"""Crosses itself at 37.45 E, 48.3 N."""
W, S, E, N = next(s.bounds_wgs84 for s in load_sectors() if s.id == "pokrovsk")
POKROVSK = [[W, S], [E, S], [E, N], [W, N], [W, S]]


def write(path: Path, **areas: list[list[float]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"name": name.replace("_", " ")},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in areas.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def driver(open_window: OpenWindow, sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window on a copy of the sample."""
    data = tmp_path / "data"
    for part in ("archives", "cache"):
        shutil.copytree(sample_data / part, data / part)
    return open_window(data, (1440, 900))


def choose(monkeypatch: pytest.MonkeyPatch, driver: MapDriver, path: Path) -> None:
    """Answer the file dialog that the action opens."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    driver.window.actions_by_id["add_sectors"].trigger()


def ids(driver: MapDriver) -> list[str]:
    return [sector.id for sector in driver.session.sectors]


FIXED = [sector.id for sector in load_sectors()]
CTRL = Qt.KeyboardModifier.ControlModifier


def own_names(driver: MapDriver) -> list[str]:
    return [sector.name for sector in driver.window.own_sectors.sectors]


def figure(driver: MapDriver, sector_id: str) -> str:
    return figure_text(driver.session, driver.session.layers.get(f"sector:{sector_id}"))


def from_menu(driver: MapDriver, sector_id: str, *path: str) -> None:
    """Choose an entry of the menu of a sector's row."""
    menu = top = driver.window.layer_panel.make_menu(f"sector:{sector_id}")
    for text in path[:-1]:
        menu = next(a for a in menu.actions() if a.text() == text).menu()
    next(a for a in menu.actions() if a.text() == path[-1]).trigger()
    top.deleteLater()


def notice(driver: MapDriver) -> str:
    return driver.window.notices._text.text()


def test_a_sector_added_is_drawn_counted_kept_and_undone(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = driver.window
    path = write(tmp_path / "own.geojson", Toretsk_road=TRIANGLE, Twin=POKROVSK)
    choose(monkeypatch, driver, path)
    assert ids(driver) == [*FIXED, "toretsk-road", "twin"]
    assert [sector.id for sector in read_own_sectors(window.data)] == ["toretsk-road", "twin"]
    driver.until(lambda: figure(driver, "twin") != "–")
    assert figure(driver, "twin") == figure(driver, "pokrovsk")  # the same box
    assert float(figure(driver, "toretsk-road").replace("\u2009", "")) > 500
    window.layer_panel.tree.scrollToBottom()
    for sector in (*FIXED, "twin"):
        driver.session.layers.set_visible(f"sector:{sector}", False)
    driver.go_to(37.5, 48.2, 9.5)
    image = driver.picture()
    inside = driver.colour_at(37.6, 48.15, image)
    outside = driver.colour_at(37.85, 48.4, image)  # held, in its box, not in its outline
    assert redness(inside) > redness(outside) + 25
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert ids(driver) == FIXED
    assert not own_sectors_path(window.data).exists()
    QTest.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert ids(driver) == [*FIXED, "toretsk-road", "twin"]
    assert figure(driver, "twin") == figure(driver, "pokrovsk")  # nothing to prepare again
    assert len(read_own_sectors(window.data)) == 2


def test_what_is_wrong_with_a_file_is_a_sentence_and_the_rest_loads(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(monkeypatch, driver, write(tmp_path / "bow.geojson", Bow_tie=BOW))
    assert "“Bow tie” crosses itself near 48.3000° N 37.4500° E" in notice(driver)
    assert ids(driver) == FIXED
    assert driver.window.undo.undo_name == ""
    choose(monkeypatch, driver, write(tmp_path / "both.geojson", Bow_tie=BOW, Good=TRIANGLE))
    assert own_names(driver) == ["Good"]
    assert notice(driver).startswith("Added the sector Good. Left out: The sector “Bow tie”")


def test_a_sector_is_renamed_told_of_otherwise_and_removed(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = driver.window
    choose(monkeypatch, driver, write(tmp_path / "own.geojson", Wedge=TRIANGLE))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_more: ("Pokrovsk", True))
    from_menu(driver, "wedge", "Rename…")
    assert "There is a sector named “Pokrovsk” already" in notice(driver)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_more: (" East  wedge ", True))
    from_menu(driver, "wedge", "Rename…")
    assert own_names(driver) == ["East wedge"]
    assert driver.session.layers.get("sector:wedge").title == "East wedge"
    from_menu(driver, "wedge", "Figure shown", Status.UA_HELD_IN_RU.title)
    assert read_own_sectors(window.data)[0].status is Status.UA_HELD_IN_RU
    from_menu(driver, "wedge", "Remove sector")
    assert ids(driver) == FIXED
    assert not driver.session.layers.has("sector:wedge")
    for names in (["East wedge"], ["East wedge"], ["Wedge"], []):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
        assert own_names(driver) == names
    driver.settle()


def test_only_own_sectors_can_be_renamed_or_removed(driver: MapDriver) -> None:
    menu = driver.window.layer_panel.make_menu("sector:kupiansk")
    texts = [action.text() for action in menu.actions()]
    menu.deleteLater()
    assert "Add sectors from file…" in texts
    assert not {"Rename…", "Remove sector"} & set(texts)


def test_the_ledger_and_the_panels_follow_a_sector_that_comes(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    QTest.keyClick(driver.window, Qt.Key.Key_1, CTRL)
    panel = driver.window.details.panel("ledger")
    driver.until(lambda: panel.chart is not None)
    choose(monkeypatch, driver, write(tmp_path / "own.geojson", Twin=POKROVSK))

    def rows() -> dict[str, str]:
        model = panel.table.ledger
        texts = [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
        return {row[0]: " ".join(row[1:]) for row in texts}

    driver.until(lambda: "Twin" in rows())
    assert rows()["Twin"] == rows()["Pokrovsk"]


def test_a_damaged_file_is_told_of_and_never_written_over(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    own_sectors_path(data).write_text("{ this was a list once")
    driver = open_window(data)
    driver.until(lambda: "your own sectors" in notice(driver))
    choose(monkeypatch, driver, write(tmp_path / "own.geojson", Wedge=TRIANGLE))
    assert "Rename or delete it" in notice(driver)
    assert ids(driver) == FIXED
    assert own_sectors_path(data).read_text() == "{ this was a list once"


def test_the_schematic_alone_says_why_there_is_no_figure(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    driver = open_window(tmp_path / "data")
    choose(monkeypatch, driver, write(tmp_path / "own.geojson", Wedge=TRIANGLE))
    layer = driver.session.layers.get("sector:wedge")
    assert figure_text(driver.session, layer) == "–"
    assert "says nothing of your own sectors" in tooltip_text(driver.session, layer)
    driver.settle()
