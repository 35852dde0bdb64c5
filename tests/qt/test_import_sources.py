"""Files of DeepState's service, of backups and of VIINA, dropped on the real window."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from service_builders import MOMENT, backup_kml, kmz, square, version

from viewer.loading.report import NeedsAnswer
from viewer.qt.import_question import ImportQuestion


def drop(driver: MapDriver, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    how = (Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(driver.window, QDragEnterEvent(QPoint(300, 300), *how))
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(300, 300), *how))


def packed(driver: MapDriver) -> None:
    """Wait until everything is imported and packed."""
    window = driver.window
    driver.until(window.notices.isVisible)
    driver.until(lambda: window.tasks.current is None and not window.library.to_pack)
    driver.settle()


def shown(driver: MapDriver) -> set[str]:
    return {front.id for front in driver.session.visible_series()}


def test_a_version_of_the_service_brings_three_layers(driver: MapDriver, tmp_path: Path) -> None:
    path = tmp_path / f"{MOMENT}.geojson"
    path.write_text(json.dumps(version()), encoding="utf-8")
    drop(driver, path)
    driver.until(lambda: driver.session.layers.has("source:deepstate"))
    packed(driver)
    series = {"deepstate/ru_held", "deepstate/contested", "deepstate/ua_held_in_ru"}
    assert shown(driver) == series
    assert driver.session.timeline.dates == (date(2024, 9, 24),)


def test_latest_kmz_asks_for_its_day(driver: MapDriver, tmp_path: Path) -> None:
    path = tmp_path / "latest.kmz"
    path.write_bytes(kmz(backup_kml()))
    drop(driver, path)
    driver.until(lambda: driver.window.findChild(ImportQuestion))
    dialog = driver.window.findChild(ImportQuestion)
    assert isinstance(dialog, ImportQuestion)
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    QTest.keyClicks(dialog.day, "31.02.2024")
    assert not ok.isEnabled()
    dialog.day.selectAll()
    QTest.keyClicks(dialog.day, "5 Aug 2024")
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.until(lambda: driver.session.layers.has("source:uacontrolmap"))
    packed(driver)
    assert driver.session.timeline.dates == (date(2024, 8, 5),)


def test_table_and_cells_dropped_together(driver: MapDriver, tmp_path: Path) -> None:
    table, cells = tmp_path / "control_latest_2024.csv", tmp_path / "gn_UA_tess.geojson"
    table.write_text("geonameid,date,status_isw,status\n1,20240801,RU,RU\n2,20240801,UA,UA\n")
    features = [
        {
            "type": "Feature",
            "properties": {"geonameid": place, "name": "x"},
            "geometry": {"type": "Polygon", "coordinates": [square(36.0 + place, 48.0, 1.0)]},
        }
        for place in (1, 2)
    ]
    cells.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    drop(driver, cells, table)
    driver.until(lambda: driver.session.layers.has("source:viina"))
    packed(driver)
    assert "viina/ru_held" in shown(driver)


@pytest.mark.parametrize("wants_date", [True, False])
def test_the_day_is_asked_for_only_when_it_is_missing(qtbot: object, wants_date: bool) -> None:
    question = NeedsAnswer("x", ("x",), not wants_date, False, False, wants_date=wants_date)
    dialog = ImportQuestion(question, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    dialog.show()
    assert dialog.day.isVisible() is wants_date
