"""The panel that compares two dates, in the real window with real archives, by mouse and keys."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from viewer.core.compare_words import heading_of, sentence_of
from viewer.core.text import MINUS
from viewer.loading.comparing import read_comparison
from viewer.qt.compare_panel import ComparePanel
from viewer.qt.compare_rows import WAITING
from viewer.qt.compare_tables import RowsView

LEFT = Qt.MouseButton.LeftButton
OpenWindow = Callable[..., MapDriver]
A, B = date(2024, 11, 12), date(2024, 8, 17)


@pytest.fixture
def driver(open_window: OpenWindow, sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window on a copy of the sample, wide enough for the panel."""
    data = tmp_path / "data"
    for part in ("archives", "cache"):
        (data / part).mkdir(parents=True)
        for file in (sample_data / part).iterdir():
            shutil.copy2(file, data / part)  # with its time, else it is packed anew
    return open_window(data, (1440, 900))


@pytest.fixture
def panel(driver: MapDriver) -> ComparePanel:
    """The panel, opened by its key."""
    QTest.keyClick(driver.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    panel = driver.window.details.panel("compare")
    assert isinstance(panel, ComparePanel)
    driver.until(panel.isVisible)
    return panel


def answered(driver: MapDriver, panel: ComparePanel) -> None:
    """Wait until the panel shows the answer to what is asked for now."""
    driver.until(lambda: panel.work.result is not None or panel.work.error is not None)


def press(button: object) -> None:
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, LEFT)


def type_b(driver: MapDriver, panel: ComparePanel, text: str) -> None:
    field = panel.dates.field_b
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def compared(driver: MapDriver, panel: ComparePanel) -> None:
    """Compare A and B."""
    driver.show_date(A.isoformat())
    type_b(driver, panel, "17 Aug 2024")
    answered(driver, panel)


def choose_row(view: RowsView, row: int, column: int = 0) -> QPoint:
    return view.visualRect(view.model().index(row, column)).center()


def test_the_panel_says_how_to_begin(panel: ComparePanel) -> None:
    assert panel.stack.currentIndex() == 0
    assert "Compare the date shown (A) with a second one (B)" in panel.message.text()
    assert not panel.dates.swap.isEnabled()
    assert not panel.dates.leave.isEnabled()
    assert panel.dates.field_b.text() == ""


def test_the_table_has_the_figures_of_the_core(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    change = read_comparison(driver.window.data, "deepstate", "ru_held", A, B)
    rows = {row[0]: row[1:] for row in panel.result.sectors.shown()}
    assert list(rows)[-1] == "Whole"
    for name, sector in (("Kurakhove", "kurakhove"), ("Whole", "whole")):
        assert rows[name] == [
            f"{change.value('gained_km2', sector):,.2f}".replace(",", "\u2009"),
            f"{change.value('lost_km2', sector):,.2f}",
            f"+{change.value('net_km2', sector):,.2f}".replace(",", "\u2009"),
        ]
    assert "Kursk salient" not in rows  # nothing is held there by this status
    assert panel.result.heading.text() == heading_of(change)
    assert "from Ukraine to Russia" in panel.result.meaning.text()
    assert panel.result.sentence.text() == sentence_of(change)
    places = {row[0]: row[1:] for row in panel.result.places.shown()}
    assert places["Vuhledar"] == ["to Russia", "12 Nov"]  # the sample has nothing in between


def test_tooltips_say_whose_figures_they_are(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    for view in (panel.result.sectors, panel.result.places):
        for column in range(view.model().columnCount()):
            tip = view.model().index(0, column).data(Qt.ItemDataRole.ToolTipRole)
            for part in ("DeepState, Russian-held", "17 Aug 2024 to 12 Nov 2024", "WGS 84"):
                assert part in tip


def test_headings_sort_and_sums_stay_below(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    view = panel.result.sectors
    header = view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(3) + 20, header.height() // 2)

    def nets() -> list[float]:
        return [
            float(row[3].replace("\u2009", "").replace(MINUS, "-")) for row in view.shown()[:-1]
        ]

    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    assert nets() == sorted(nets())
    assert view.shown()[-1][0] == "Whole"
    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    assert nets() == sorted(nets(), reverse=True)
    assert len(set(nets())) > 2
    assert view.shown()[-1][0] == "Whole"


def test_what_is_out_of_date_is_never_shown(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    before = panel.result.sectors.shown()
    QTest.keyClick(driver.window, Qt.Key.Key_Comma)  # one date back
    assert driver.session.timeline.current == date(2024, 8, 20)
    assert panel.work.result is None
    assert all(row[1:] == [WAITING] * 3 for row in panel.result.sectors.shown())
    assert panel.result.sentence.text() == ""
    assert panel.result.places.shown() == []
    assert not any(button.isEnabled() for button in panel.result.buttons)
    assert not panel.result.export.isEnabled()
    answered(driver, panel)
    assert panel.result.sectors.shown() != before
    assert "17 Aug 2024 to 20 Aug 2024" in panel.result.heading.text()


def test_only_the_last_of_many_requests_is_answered(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    asked = []
    panel.work.changed.connect(lambda: asked.append(panel.work.result))
    for key in (Qt.Key.Key_Period, Qt.Key.Key_Period, Qt.Key.Key_Comma):
        QTest.keyClick(driver.window, key)
    answered(driver, panel)
    result = panel.work.result
    assert result is not None
    assert result.last.asked == driver.session.timeline.current == date(2024, 11, 13)
    assert sum(one is not None for one in asked) == 1


def test_quick_buttons_swap_leave_and_undo(driver: MapDriver, panel: ComparePanel) -> None:
    timeline = driver.session.timeline
    driver.show_date(A.isoformat())
    for button, expected in zip(panel.dates.quick, (5, 13), strict=True):
        press(button)
        assert timeline.compare is not None
        month = 11 if expected == 5 else 10
        assert timeline.compare == date(2024, month, expected)
    QTest.mouseClick(panel.dates.swap, LEFT)
    assert (timeline.current, timeline.compare) == (date(2024, 10, 13), A)
    assert panel.dates.field_b.text() == "12 Nov 2024"
    answered(driver, panel)
    assert "A is the later" not in panel.result.meaning.text()
    press(panel.dates.leave)
    assert timeline.compare is None
    assert panel.stack.currentIndex() == 0
    for expected_day in (A, date(2024, 10, 13)):
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert timeline.compare == expected_day
    press(panel.dates.window_start)
    assert timeline.compare == date(2024, 8, 17)


def test_another_source_is_compared_alone(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    names = [panel.source.itemText(row) for row in range(panel.source.count())]
    assert names == [
        "DeepState · Russian-held",
        "UAControlMap · Russian-held",
        "UAControlMap · Ukrainian-held in Russia",
    ]
    panel.source.setFocus()
    for _ in range(2):
        QTest.keyClick(panel.source, Qt.Key.Key_Down)
    assert panel.work.result is None
    answered(driver, panel)
    result = panel.work.result
    assert result is not None
    assert (result.source.id, str(result.status)) == ("uacontrolmap", "ua_held_in_ru")
    assert [row[0] for row in panel.result.sectors.shown()] == ["Kursk salient", "Whole"]
    assert "to Russia" in {row[1] for row in panel.result.places.shown()}
    driver.click_tick("source:uacontrolmap")
    assert panel.source.count() == 1
    answered(driver, panel)
    assert panel.work.result is not None
    assert panel.work.result.source.id == "deepstate"


def test_double_clicks_go_there(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    places = panel.result.places
    names = [row[0] for row in places.shown()]
    at = choose_row(places, 0)
    QTest.mouseClick(places.viewport(), LEFT, pos=at)
    QTest.mouseDClick(places.viewport(), LEFT, pos=at)
    change = panel.work.result
    assert change is not None
    place = next(one for one in change.places if one.name == names[0])

    def there() -> bool:
        view = driver.session.view
        return (
            view is not None
            and abs(view.lon - place.lon) < 0.01
            and abs(view.lat - place.lat) < 0.01
            and view.zoom >= 10.9
        )

    driver.until(there)
    sectors = panel.result.sectors
    row = [name for name, *_ in sectors.shown()].index("Kupiansk")
    at = choose_row(sectors, row)
    QTest.mouseClick(sectors.viewport(), LEFT, pos=at)
    QTest.mouseDClick(sectors.viewport(), LEFT, pos=at)
    driver.until(lambda: driver.session.view and driver.session.view.lat > 49)


def test_copies_carry_source_dates_and_method(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    change = panel.work.result
    assert change is not None
    clipboard = QGuiApplication.clipboard()
    press(panel.result.buttons[0])
    assert clipboard.text() == sentence_of(change)
    press(panel.result.buttons[1])
    lines = clipboard.text().splitlines()
    assert lines[0] == heading_of(change)
    whole = next(line for line in lines if line.startswith("whole\t"))
    assert f"{change.value('gained_km2', 'whole'):.6f}" in whole.split("\t")
    assert change.method in lines
    assert any(line.startswith("Vuhledar\tkurakhove\tgained") for line in lines)
    clipboard.clear()
    view = panel.result.sectors
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text().splitlines() == lines


def test_exports_are_those_of_the_command(
    driver: MapDriver, panel: ComparePanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared(driver, panel)
    change = panel.work.result
    assert change is not None
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(tmp_path / Path(name).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    menu = panel.result.export.menu()
    for action in menu.actions():
        action.trigger()
        driver.until(lambda: (tmp_path / offered[-1]).exists())
        driver.until(lambda: driver.window.tasks.current is None)
    base = "deepstate_ru_held_2024-08-17_2024-11-12"
    assert offered == [f"{base}.csv", f"{base}_settlements.csv", f"{base}.geojson"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / offered[0]).read_text("utf-8"))))
    assert float(rows[-1]["gained_km2"]) == change.value("gained_km2", "whole")
    features = json.loads((tmp_path / offered[2]).read_text("utf-8"))["features"]
    assert {feature["properties"]["source"] for feature in features} == {"deepstate"}


def test_what_cannot_be_compared_is_said_in_the_panel(
    driver: MapDriver, panel: ComparePanel
) -> None:
    driver.show_date("2024-08-17")
    type_b(driver, panel, "18 Aug 2024")
    answered(driver, panel)
    assert "both dates show the same one" in panel.message.text()
    assert "Choose dates further apart" in panel.message.text()
    assert not panel.again.isVisible()
    type_b(driver, panel, "yesterday")
    assert "is not a date" in panel.dates.field_b.hint
    type_b(driver, panel, "1.1.2030")
    assert "The data runs from" in panel.dates.field_b.hint


def test_cancelling_is_told_and_can_be_taken_back(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    type_b(driver, panel, "20 Aug 2024")
    driver.until(lambda: driver.window.tasks.current is not None)
    task = driver.window.tasks.current
    assert task is not None
    task.cancel()
    driver.until(lambda: panel.work.result is not None or panel.work.stopped)
    if panel.work.stopped:
        assert panel.message.text() == "The comparison was stopped."
        press(panel.again)
        answered(driver, panel)
    assert panel.work.result is not None


def test_keys_go_there_too(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    places = panel.result.places
    places.setFocus()
    QTest.keyClick(places, Qt.Key.Key_Down)
    QTest.keyClick(places, Qt.Key.Key_Down)
    row = places.currentIndex().row()
    QTest.keyClick(places, Qt.Key.Key_Return)
    place = places.item(places.currentIndex())
    assert row >= 0
    driver.until(lambda: driver.session.view and abs(driver.session.view.lon - place.lon) < 0.01)


def test_an_import_is_compared_anew(
    driver: MapDriver, panel: ComparePanel, sample_dir: Path
) -> None:
    compared(driver, panel)
    days = {row[0]: row[2] for row in panel.result.places.shown()}
    assert days["Vuhledar"] == "12 Nov"
    driver.window.import_paths([sample_dir / "deepstate" / "deepstatemap_data_20241002.geojson"])
    driver.until(
        lambda: (
            dict((row[0], row[2]) for row in panel.result.places.shown()).get("Vuhledar") == "2 Oct"
        )
    )
    assert panel.work.result is not None


def test_tab_walks_through_the_dates_in_order(driver: MapDriver, panel: ComparePanel) -> None:
    compared(driver, panel)
    dates = panel.dates
    dates.field_a.setFocus()
    walked = [driver.window.focusWidget()]
    for _ in range(6):
        QTest.keyClick(walked[-1], Qt.Key.Key_Tab)
        walked.append(driver.window.focusWidget())
    assert walked == [
        dates.field_a, dates.swap, dates.field_b, *dates.quick, dates.window_start, dates.leave,
    ]  # fmt: skip


def test_nothing_is_computed_while_playing_or_unseen(
    driver: MapDriver, panel: ComparePanel
) -> None:
    compared(driver, panel)
    driver.session.timeline.seek(date(2024, 8, 1))
    answered(driver, panel)
    driver.session.timeline.play()
    assert panel.work.result is None
    assert panel.result.heading.text() == "Figures follow when playing stops."
    driver.session.timeline.pause()
    answered(driver, panel)
    driver.window.details_dock.hide()
    driver.session.timeline.next()
    assert panel.work.request is None
    driver.window.details_dock.show()
    answered(driver, panel)
    assert panel.work.result is not None
