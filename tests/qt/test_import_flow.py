"""Importing in the real window: dropped and chosen files, the report, and the short question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from map_driver import MapDriver
from project_files import sample_files
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QPushButton

from viewer.loading import importing
from viewer.loading.report import NeedsAnswer
from viewer.qt.import_question import ImportQuestion
from viewer.qt.notices import TextDialog

REAL = {"deepstate", "uacontrolmap"}
OpenWindow = Callable[..., MapDriver]


def drop(driver: MapDriver, paths: list[Path]) -> None:
    """Drop files on the window as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(300, 300), *how)
    QApplication.sendEvent(driver.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(300, 300), *how))


def finished(driver: MapDriver) -> None:
    """Wait for the end of all background work."""
    window = driver.window
    driver.until(window.notices.isVisible)
    driver.until(
        lambda: (
            window.tasks.current is None
            and not window.tasks._waiting
            and not window.library.to_pack
        )
    )
    driver.settle()


def test_dropped_archives_appear_and_the_schematic_steps_back(
    driver: MapDriver, sample_dir: Path
) -> None:
    layers = driver.session.layers
    drop(driver, sample_files(sample_dir))
    finished(driver)
    assert "imported" in driver.window.notices.text
    assert driver.window.notices.property("kind") == "info"
    assert {row.key for row in layers.rows("sources") if row.visible} == REAL
    assert not layers.get("source:schematic").visible
    assert driver.session.timeline.extent == (date(2024, 8, 17), date(2024, 11, 14))
    text = driver.js("document.body.textContent")
    assert "DeepState: 13 Nov 2024" in text
    assert "chematic" not in text
    held = driver.session.held(driver.session.sectors[0])
    assert held is not None
    assert held.source in REAL
    driver.show_date("2024-08-19")
    assert "17 Aug 2024 · 2 days old" in driver.js("document.querySelector('.date-card').innerText")
    drop(driver, sample_files(sample_dir)[:2])
    driver.until(lambda: "already there" in driver.window.notices.text)
    driver.until(lambda: driver.window.tasks.current is None)


def test_the_report_opens_and_names_what_was_left_out(
    driver: MapDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "deepstatemap_data_20240801.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [{"ty', encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(broken)], ""))
    driver.window.actions_by_id["import_files"].trigger()
    driver.until(lambda: driver.window.notices.isVisible())
    assert driver.window.notices.property("kind") == "problem"
    (details,) = [b for b in driver.window.notices.findChildren(QPushButton) if "ails" in b.text()]
    QTest.mouseClick(details, Qt.MouseButton.LeftButton)
    driver.until(lambda: driver.window.findChild(TextDialog))
    dialog = driver.window.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    assert broken.name in dialog.body.toPlainText()
    dialog.reject()
    driver.until(lambda: driver.window.findChild(TextDialog) is None)
    assert [row.key for row in driver.session.layers.rows("sources")] == ["schematic"]
    assert str(driver.window.settings.value("import_folder")) == str(tmp_path)


def test_a_cancelled_choice_imports_nothing(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    driver.window.actions_by_id["import_files"].trigger()
    driver.window.actions_by_id["import_folder"].trigger()
    assert driver.window.tasks.current is None


def test_a_vector_file_is_asked_about_and_then_shown(driver: MapDriver, tmp_path: Path) -> None:
    path = tmp_path / "someones map.gpkg"
    boxes = [shapely.box(37.4, 49.4, 37.9, 49.7), shapely.box(37.4, 49.4, 37.9, 49.8)]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(boxes)),
        [np.array(["2024-11-12", "2024-11-13"], dtype="datetime64[D]")],
        ["seen"],
        geometry_type="Polygon",
        crs="EPSG:4326",
    )
    drop(driver, [path])
    driver.until(lambda: driver.window.findChild(ImportQuestion))
    dialog = driver.window.findChild(ImportQuestion)
    assert isinstance(dialog, ImportQuestion)
    assert any(path.name in label.text() for label in dialog.findChildren(QLabel))
    dialog.source.selectAll()
    QTest.keyClicks(dialog.source, "Institute")
    dialog.status.setCurrentIndex(dialog.status.findData("claimed"))
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    driver.until(lambda: driver.session.layers.has("source:institute"))
    finished(driver)
    assert [f.id for f in driver.session.visible_series()] == ["institute/claimed"]
    assert driver.session.timeline.dates == (date(2024, 11, 12), date(2024, 11, 13))


@pytest.mark.parametrize("wants", ["source", "status", "date_field"])
def test_the_question_asks_only_for_what_is_missing(qtbot: Any, wants: str) -> None:
    question = NeedsAnswer(
        file="x.gpkg",
        paths=("x.gpkg",),
        wants_source=wants == "source",
        wants_status=wants == "status",
        wants_date_field=wants == "date_field",
        date_fields=("seen", "made"),
        fields=("name", "seen"),
    )
    dialog = ImportQuestion(question, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    answers: list[Any] = []
    dialog.answered.connect(answers.append)
    dialog.show()
    shown = {
        "source": dialog.source.isVisible(),
        "status": dialog.status.isVisible(),
        "date_field": dialog.date_field.isVisible(),
    }
    assert [name for name, visible in shown.items() if visible] == [wants]
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    if wants == "source":
        assert not ok.isEnabled()
        QTest.keyClicks(dialog.source, " Me ")
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    (answer,) = answers
    expected = {"source": "Me", "status": "ru_held", "date_field": "seen"}
    for name, value in expected.items():
        assert getattr(answer, name) == (value if name == wants else None)


def test_closing_during_an_import_stops_it_and_leaves_the_archives_alone(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import waits until it is cancelled: closing must cancel it and wait for its end."""
    driver = open_window()
    began, ended = threading.Event(), threading.Event()

    def slow(paths: Any, archives: Path, options: Any, progress: Any, cancelled: Any) -> Any:
        began.set()
        while not cancelled():
            progress(1, 2, "reading")
        ended.set()
        return importing.ImportReport(cancelled=True)

    monkeypatch.setattr(importing, "import_paths", slow)
    driver.window.importing.start([tmp_path])
    driver.until(began.is_set)
    driver.close()
    assert ended.is_set()
    assert not (tmp_path / "data" / "archives").exists()


def test_cancel_in_the_status_bar_stops_the_import(
    driver: MapDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = threading.Event()

    def slow(paths: Any, archives: Path, options: Any, progress: Any, cancelled: Any) -> Any:
        progress(1, 2, "reading")
        began.set()
        while not cancelled():
            began.wait(0.01)
        return importing.ImportReport(cancelled=True)

    monkeypatch.setattr(importing, "import_paths", slow)
    driver.window.importing.start([tmp_path])
    driver.until(began.is_set)
    button = driver.window.status._cancel_button
    driver.until(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.until(lambda: driver.window.notices.isVisible())
    assert "cancelled" in driver.window.notices.text
    driver.until(lambda: not button.isVisible())


def test_an_unexpected_error_of_an_import_is_told_with_details(
    driver: MapDriver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(importing, "import_paths", fails)
    driver.window.importing.start([tmp_path])
    driver.until(lambda: driver.window.notices.isVisible())
    assert "unexpected" in driver.window.notices.text
    assert "a fault of ours" in caplog.text
    caplog.clear()
    (details,) = [b for b in driver.window.notices.findChildren(QPushButton) if "ails" in b.text()]
    QTest.mouseClick(details, Qt.MouseButton.LeftButton)
    driver.until(lambda: driver.window.findChild(TextDialog))
    dialog = driver.window.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    assert "a fault of ours" in dialog.body.toPlainText()
    dialog.reject()
