"""The panel that holds two sources against each other, in the real window, by mouse and keys."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QFileDialog

from viewer.core.compare_state import Pair
from viewer.core.difference_table import difference_on
from viewer.core.difference_text import sentence_of
from viewer.core.sources import source_of
from viewer.loading.differing import read_difference, read_lag
from viewer.qt.compare_tables import RowsView
from viewer.qt.difference_panel import DifferencePanel

LEFT = Qt.MouseButton.LeftButton
OpenWindow = Callable[..., MapDriver]
X, Y, STATUS = "deepstate", "uacontrolmap", "ru_held"
DAY = date(2024, 11, 13)


@pytest.fixture
def driver(open_window: OpenWindow, sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window on a copy of the sample, wide enough for the panel."""
    data = tmp_path / "data"
    for part in ("archives", "cache"):
        (data / part).mkdir(parents=True)
        for file in (sample_data / part).iterdir():
            shutil.copy2(file, data / part)  # with its time, else it is packed anew
    return open_window(data, (1440, 900))


def open_panel(driver: MapDriver) -> DifferencePanel:
    """Open the panel by its key."""
    QTest.keyClick(driver.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    panel = driver.window.details.panel("difference")
    assert isinstance(panel, DifferencePanel)
    driver.until(panel.isVisible)
    return panel


@pytest.fixture
def panel(driver: MapDriver) -> DifferencePanel:
    """The panel with the figures of 13 November."""
    driver.show_date(DAY.isoformat())
    panel = open_panel(driver)
    answered(driver, panel)
    return panel


def answered(driver: MapDriver, panel: DifferencePanel) -> None:
    driver.until(lambda: panel.answer.result is not None or panel.answer.error is not None)


def tick(box: QCheckBox) -> None:
    QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


def press(button: QAbstractButton | None) -> None:
    assert button is not None
    QTest.mouseClick(button, LEFT)


def take(driver: MapDriver, combo: QComboBox, text: str) -> None:
    """Choose an entry with the arrow keys."""
    combo.setFocus()
    driver.until(combo.hasFocus)
    way = combo.findText(text) - combo.currentIndex()
    for _ in range(abs(way)):
        QTest.keyClick(combo, Qt.Key.Key_Down if way > 0 else Qt.Key.Key_Up)
    assert combo.currentText() == text


def cells(view: RowsView) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in view.shown()}


def plain(text: str) -> float:
    return float(text.replace("\u2009", "").replace("\u2212", "-"))


def expected(driver: MapDriver, *, align: bool = False, day: date = DAY) -> dict[str, list[float]]:
    """What the core says, from a cache of its own."""
    figures = read_difference(driver.window.data, X, Y, STATUS, align=align)
    rows = difference_on(figures, day).set_index("sector")
    return {
        str(name): [row[key] for key in ("agreed_km2", "only_x_km2", "only_y_km2")]
        for name, row in rows.iterrows()
    }


def check_table(driver: MapDriver, panel: DifferencePanel, **how: object) -> None:
    shown = cells(panel.figures_view.table)
    wanted = expected(driver, **how)  # type: ignore[arg-type]
    assert list(shown) == ["Kupiansk", "Kurakhove", "Pokrovsk", "Elsewhere", "Whole"]
    for name, texts in shown.items():
        assert [plain(text) for text in texts] == [round(km2, 2) for km2 in wanted[name.lower()]]


def test_the_table_follows_the_date_and_says_both_snapshots(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    check_table(driver, panel)
    assert panel.figures_view.note.text() == (
        "X  DeepState 13 Nov 2024, 0 days old\nY  UAControlMap 13 Nov 2024, 0 days old"
    )
    driver.show_date("2024-08-19")
    driver.until(lambda: "17 Aug" in panel.figures_view.note.text())
    check_table(driver, panel, day=date(2024, 8, 19))
    assert "DeepState 17 Aug 2024, 2 days old" in panel.figures_view.note.text()
    assert "2 days old" in panel.figures_view.sentence.text()


def test_aligned_the_other_is_of_the_day_before(driver: MapDriver, panel: DifferencePanel) -> None:
    tick(panel.choice.align)
    assert driver.session.compare.align
    answered(driver, panel)
    check_table(driver, panel, align=True)
    assert "UAControlMap 12 Nov 2024, 0 days old; cut-offs aligned" in (
        panel.figures_view.sentence.text()
    )
    driver.window.undo.undo()
    answered(driver, panel)
    assert not panel.choice.align.isChecked()
    check_table(driver, panel)


def test_swap_puts_the_columns_in_each_others_place(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    before = cells(panel.figures_view.table)
    press(panel.choice.swap)
    answered(driver, panel)
    after = cells(panel.figures_view.table)
    assert panel.choice.source_x.currentText() == "UAControlMap"
    assert {name: [both, y, x] for name, (both, x, y) in before.items()} == after


def test_choosing_x_as_y_swaps_and_a_third_source_is_held_in_its_own_sectors(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    take(driver, panel.choice.source_y, "Schematic")
    answered(driver, panel)
    assert list(cells(panel.figures_view.table)) == ["Kupiansk", "Kurakhove", "Pokrovsk"]
    assert "no evidence" in panel.figures_view.note.toolTip()
    take(driver, panel.choice.source_x, "UAControlMap")
    take(driver, panel.choice.source_x, "Schematic")
    assert panel.choice.pair is not None
    assert (panel.choice.pair.x, panel.choice.pair.y) == ("schematic", "uacontrolmap")


def test_a_tick_shows_the_difference_on_the_map_and_undo_takes_it_away(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    tick(panel.choice.on_map)
    assert driver.session.compare.difference == (X, Y, STATUS)
    press(panel.choice.swap)
    assert driver.session.compare.difference == (Y, X, STATUS)
    assert panel.choice.on_map.isChecked()
    driver.window.undo.undo()
    driver.until(lambda: not panel.choice.on_map.isChecked())
    assert driver.session.compare.difference is None


def test_the_map_draws_the_status_that_the_panel_says(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    take(driver, panel.choice.source_x, "Schematic")
    take(driver, panel.choice.source_y, "UAControlMap")
    tick(panel.choice.on_map)
    assert driver.session.compare.difference == ("schematic", Y, STATUS)
    take(driver, panel.choice.status, "Ukrainian-held in Russia")
    assert driver.session.compare.difference == ("schematic", Y, "ua_held_in_ru")
    assert panel.choice.on_map.isChecked()
    drawn = "salient.compare.ground._parts?.map((part) => part.days.map(([id]) => id))"
    wanted = ["schematic/ua_held_in_ru", f"{Y}/ua_held_in_ru"]
    driver.until(lambda: wanted in (driver.js(drawn) or []))
    driver.window.undo.undo()
    assert not panel.choice.on_map.isChecked()


def test_what_the_map_draws_is_what_the_panel_chooses(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    driver.session.compare.set_difference(Pair(Y, "schematic", "ua_held_in_ru"))
    assert panel.choice.pair == (Y, "schematic", "ua_held_in_ru")
    assert panel.choice.on_map.isChecked()


def test_the_lag_lists_settlements_and_a_double_click_goes_there(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    press(panel.views.button(1))
    answered(driver, panel)
    found = read_lag(driver.window.data, X, Y, STATUS)
    view = panel.lag_view.places
    shown = view.shown()
    assert [row[0] for row in shown] == found.places["name"].tolist()
    assert len(shown) > 10
    names = [row[0] for row in shown]
    index = view.model().index(names.index("Vuhledar"), 0)
    view.scrollTo(index)
    at = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    place = found.places.set_index("name").loc["Vuhledar"]
    driver.until(lambda: driver.session.view and abs(driver.session.view.lon - place["lon"]) < 1e-3)
    assert driver.session.view is not None
    assert driver.session.view.zoom >= 11


def test_copies_carry_sources_dates_and_method(driver: MapDriver, panel: DifferencePanel) -> None:
    clipboard = QGuiApplication.clipboard()
    panel.figures_view.table.setFocus()
    driver.until(lambda: panel.figures_view.table.hasFocus())
    QTest.keyClick(panel.figures_view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: "In both\tOnly X\tOnly Y" in clipboard.text())
    for words in ("DeepState 13 Nov 2024, 0 days old", "not aligned", "Geodesic", "daily archive"):
        assert words in clipboard.text()
    panel.taking.fill_menu()
    texts = [action.text() for action in panel.menu.actions()]
    panel.menu.actions()[texts.index("Copy &sentence")].trigger()
    figures = read_difference(driver.window.data, X, Y, STATUS)
    assert clipboard.text() == sentence_of(difference_on(figures, DAY))


@pytest.mark.parametrize("kind", ["date", "all", "ground"])
def test_exports_have_the_digits_of_the_core(
    driver: MapDriver,
    panel: DifferencePanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    target = tmp_path / "out.file"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    panel.taking.export(kind)
    driver.until(target.is_file)
    text = target.read_text(encoding="utf-8")
    wanted = {name: f"{km2[1]:.6f}" for name, km2 in expected(driver).items()}
    if kind == "ground":
        rows = [one["properties"] for one in json.loads(text)["features"]]
        found = {row["sector"]: f"{row['km2']:.6f}" for row in rows if row["kind"] == "only_x"}
        assert found == {name: wanted[name] for name in found}
        assert set(found) == {"kupiansk", "kurakhove", "pokrovsk", "elsewhere"}
    else:
        table = list(csv.DictReader(io.StringIO(text)))
        found = {row["sector"]: row["only_x_km2"] for row in table if row["date"] == "2024-11-13"}
        assert found == wanted
        assert len(table) == (6 if kind == "date" else 30)
    driver.until(lambda: driver.window.tasks.current is None)


def test_a_date_that_one_lacks_is_a_sentence_with_a_way_back(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    driver.click_tick("source:schematic")
    driver.show_date("2025-02-13")
    driver.until(lambda: panel.stack.currentWidget() is panel.message)
    assert "both are there from 17 Aug 2024 to 14 Nov 2024" in panel.message.label.text()
    press(panel.message.button)
    assert driver.session.timeline.current == date(2024, 11, 14)
    driver.until(lambda: panel.stack.currentWidget() is panel.figures_view)


def test_the_chart_shows_what_the_core_says_and_leaves_gaps_open(
    driver: MapDriver, panel: DifferencePanel
) -> None:
    chart = panel.figures_view.chart
    assert chart is not None
    assert [line.name for line in chart.data.lines] == ["Kupiansk", "Kurakhove", "Pokrovsk"]
    point = chart.data.lines[0].at(DAY)
    km2 = expected(driver)["kupiansk"]
    assert point is not None
    assert point.value == pytest.approx(km2[1] + km2[2])
    assert chart.data.gaps[0] == (date(2024, 8, 18), date(2024, 8, 19))
    assert "not aligned" in chart.data.notes[1]
    take(driver, panel.figures_view.kind, "In both")
    assert chart.data.title == "In both"
    point = chart.data.lines[0].at(DAY)
    assert point is not None
    assert point.value == pytest.approx(km2[0])


def test_a_click_in_the_chart_goes_to_that_day(driver: MapDriver, panel: DifferencePanel) -> None:
    chart = panel.figures_view.chart
    assert chart is not None
    view, day = chart.view, date(2024, 8, 20)
    panel.area.ensureWidgetVisible(chart)
    place = QPointF(view.scale_now.centre_of(day), view.scale_now.height / 2)
    at = view.mapFromScene(view.box.mapToScene(place))
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    driver.until(lambda: driver.session.timeline.current == day)
    driver.until(lambda: "20 Aug 2024" in panel.figures_view.note.text())


def test_one_source_is_told_what_is_missing(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window(tmp_path / "data", (1440, 900))
    panel = open_panel(driver)
    assert panel.stack.currentWidget() is panel.message
    assert "That needs two sources" in panel.message.label.text()
    assert panel.message.button.text() == "Import files..."
    assert not panel.choice.isVisible()


def test_cancelled_work_can_be_begun_again(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.show_date(DAY.isoformat())
    panel = driver.window.details.panel("difference")
    assert isinstance(panel, DifferencePanel)
    asked = threading.Event()

    def endless(request: object, progress: Callable[[int, int, str], None]) -> object:
        while not asked.wait(0.01):  # the window needs its turn
            progress(0, 0, "")
        return real(request, progress)

    real = panel.figures._find
    monkeypatch.setattr(panel.figures, "_find", endless)
    open_panel(driver)
    driver.until(lambda: panel.message.button.isVisible())
    press(panel.message.button)
    driver.until(lambda: panel.figures.stopped)
    assert panel.message.button.text() == "Compare again"
    asked.set()
    press(panel.message.button)
    answered(driver, panel)
    driver.until(lambda: panel.stack.currentWidget() is panel.figures_view)
    assert source_of(panel.figures.result.x).name == "DeepState"
