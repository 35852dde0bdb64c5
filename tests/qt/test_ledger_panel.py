"""The panel "Ledger" in the real window, with real archives, by mouse and keys."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver
from project_files import PROJECT
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from viewer.core.text import MINUS
from viewer.qt.chart_data import ChartLine
from viewer.qt.ledger_model import LedgerModel
from viewer.qt.ledger_panel import LedgerPanel
from viewer.qt.style import text_font

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., MapDriver]


@pytest.fixture
def driver(open_window: OpenWindow, sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window on a copy of the sample."""
    data = tmp_path / "data"
    for part in ("archives", "cache"):
        (data / part).mkdir(parents=True)
        for file in (sample_data / part).iterdir():
            shutil.copy2(file, data / part)  # with its time, else it is packed anew
    return open_window(data, (1440, 900))


def open_panel(driver: MapDriver) -> LedgerPanel:
    QTest.keyClick(driver.window, Qt.Key.Key_1, CTRL)
    panel = driver.window.details.panel("ledger")
    assert isinstance(panel, LedgerPanel)
    driver.until(panel.isVisible)
    return panel


@pytest.fixture
def panel(driver: MapDriver) -> LedgerPanel:
    """The panel with the figures of DeepState, opened by its key."""
    panel = open_panel(driver)
    driver.until(lambda: panel.chart is not None)
    return panel


def shown(panel: LedgerPanel, name: str) -> dict[str, str]:
    """Texts of a column by sector."""
    model: LedgerModel = panel.table.ledger
    ids = [column.id for column in model.columns]
    return {
        model.text(row, ids.index("sector")): model.text(row, ids.index(name))
        for row in range(model.rowCount())
    }


def command(data: Path, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, str(PROJECT / "main.py"), "ledger", *words, "--data-dir", str(data)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        check=True,
    )
    return ran.stdout


def test_the_dock_is_closed_at_first_and_the_key_opens_it(driver: MapDriver) -> None:
    assert not driver.window.details_dock.isVisible()
    panel = open_panel(driver)
    driver.until(lambda: panel.chart is not None)
    assert driver.window.map_view.width() > 600


def test_nothing_heavy_is_imported_before_the_tab_is_seen() -> None:
    heavy = ("pyqtgraph", "pandas", "numpy", "shapely")
    code = (
        "import sys, viewer.app, viewer.qt.furniture, viewer.qt.main_window\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert told.stdout == "[]\n"


def test_the_table_follows_date_and_sectors(driver: MapDriver, panel: LedgerPanel) -> None:
    rest = ["Elsewhere", "Whole"]
    assert list(shown(panel, "held_km2")) == ["Kupiansk", "Kurakhove", "Pokrovsk", *rest]
    assert panel.source.currentText() == "DeepState, Russian-held"
    driver.click_tick("sector:kurakhove")
    assert list(shown(panel, "held_km2")) == ["Kupiansk", "Pokrovsk", *rest]
    now = shown(panel, "held_km2")["Pokrovsk"]
    driver.press(",")
    assert shown(panel, "held_km2")["Pokrovsk"] != now
    driver.session.timeline.seek(date(2024, 8, 19))
    assert "Snapshot of 17 Aug 2024, 2 days old" in panel.note.text()
    assert panel.chart is not None
    assert [line.id for line in panel.chart.data.lines] == ["kupiansk", "pokrovsk"]


def test_no_figure_is_cut_whatever_the_day(driver: MapDriver, panel: LedgerPanel) -> None:
    """The first snapshot after the gap of the sample has gained far more than a day's ground."""
    table, model = panel.table, panel.table.ledger
    metrics = QFontMetrics(text_font())
    widths = [table.columnWidth(column) for column in range(model.columnCount())]
    after_gap = min(day for day in driver.session.timeline.dates if day > date(2024, 10, 1))
    driver.show_date(after_gap.isoformat())
    for column in range(model.columnCount()):
        texts = [model.text(row, column) for row in range(model.rowCount())]
        widest = max(map(metrics.horizontalAdvance, texts))
        assert widest + 6 <= table.columnWidth(column), texts
        assert table.columnWidth(column) >= widths[column]


def test_window_command_and_export_say_the_same_to_the_last_digit(
    driver: MapDriver, panel: LedgerPanel, tmp_path: Path
) -> None:
    driver.session.timeline.set_window(date(2024, 8, 18), date(2024, 11, 13))
    QTest.mouseClick(panel.all_dates, LEFT)
    out = tmp_path / "out"
    out.mkdir()
    panel.taking.export_as(out / "ledger")
    panel.taking.export_as(out / "ledger.json")
    assert sorted(path.name for path in out.iterdir()) == [
        "ledger.csv",
        "ledger.json",
        "ledger.txt",
    ]
    words = ["--source", "deepstate", "--from", "2024-08-18", "--to", "2024-11-13"]
    for sector in ("kupiansk", "kurakhove", "pokrovsk", "elsewhere", "whole"):
        words += ["--sector", sector]
    written = command(driver.window.data, *words, "--csv", "-")
    assert (out / "ledger.csv").read_text(encoding="utf-8") == written
    told = json.loads(command(driver.window.data, *words, "--json"))
    assert json.loads((out / "ledger.json").read_text(encoding="utf-8")) == told
    note = (out / "ledger.txt").read_text(encoding="utf-8")
    for part in ("deepstate ru_held", "2024-08-20 to 2024-11-13", "since 2024-08-17", "WGS 84"):
        assert part in note

    rows = list(csv.DictReader(io.StringIO(written)))
    model = panel.table.ledger
    assert len(rows) == model.rowCount() == 15
    ids = [column.id for column in model.columns]
    for number, row in enumerate(rows):
        for name in ("held_km2", "gained_km2", "lost_km2", "net_km2", "cumulative_km2"):
            cell = model.explanation(number, ids.index(name))[0]
            figure = cell.rpartition(": ")[2].removesuffix(" km²").replace("\u2009", "")
            assert float(figure.replace(MINUS, "-").replace("+", "")) == float(row[name])
    # the sidebar reads the packed series: the same figures again
    header = next(f for f in driver.session.visible_series()).header
    held = {row["sector"]: float(row["held_km2"]) for row in rows if row["date"] == "2024-11-13"}
    place = header.dates.index(date(2024, 11, 13))
    for sector in ("kupiansk", "kurakhove", "pokrovsk"):
        assert header.held_km2[sector][place] == held[sector]
    # and the chart draws them
    assert panel.chart is not None
    for line in panel.chart.data.lines:
        point = line.at(date(2024, 11, 13))
        assert point is not None
        assert point.value == held[line.id]


def test_the_shown_date_is_exported_as_of_that_date(
    driver: MapDriver, panel: LedgerPanel, tmp_path: Path
) -> None:
    driver.session.timeline.seek(date(2024, 8, 19))
    panel.taking.export_as(tmp_path / "day.csv")
    text = (tmp_path / "day.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["date"] for row in rows} == {"2024-08-19"}
    assert {(row["snapshot_date"], row["age_days"]) for row in rows} == {("2024-08-17", "2")}


def test_a_click_in_the_chart_moves_map_and_table(driver: MapDriver, panel: LedgerPanel) -> None:
    assert panel.chart is not None
    view = panel.chart.view
    before = shown(panel, "held_km2")
    scale = view.scale_now
    place = QPointF(scale.centre_of(date(2024, 8, 20)), scale.height / 2)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.mapFromScene(view.box.mapToScene(place)))
    assert driver.session.timeline.current == date(2024, 8, 20)
    driver.settle()
    assert "20 Aug 2024" in driver.js("document.body.textContent")
    assert shown(panel, "held_km2") != before
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert driver.session.timeline.current == date(2024, 11, 12)
    assert view.dates.current == date(2024, 11, 12)


def test_no_line_between_august_and_november(panel: LedgerPanel) -> None:
    assert panel.chart is not None
    data = panel.chart.data
    assert (date(2024, 8, 21), date(2024, 11, 11)) in data.gaps
    for line in data.lines:
        assert [len(run) for run in line.runs()] == [1, 1, 3]


def test_net_per_day_week_and_month(driver: MapDriver, panel: LedgerPanel) -> None:
    assert not panel.unit.isVisible()
    QTest.mouseClick(panel.kinds.button(1), LEFT)
    assert panel.unit.isVisible()
    assert panel.chart is not None
    assert panel.chart.data.unit == "km² per week"

    def sums(lines: tuple[ChartLine, ...]) -> list[float]:
        return [round(sum(p.value for p in line.periods), 4) for line in lines]

    weeks = sums(panel.chart.data.lines)
    panel.unit.setFocus()
    QTest.keyClick(panel.unit, Qt.Key.Key_Down)
    driver.until(lambda: panel.chart and panel.chart.data.unit == "km² per month")
    assert sums(panel.chart.data.lines) == weeks
    QTest.mouseClick(panel.kinds.button(2), LEFT)
    assert panel.chart.data.title == "Cumulative since 17 Aug 2024"
    assert [round(line.points[-1].value, 4) for line in panel.chart.data.lines] == weeks


def test_sources_are_chosen_and_never_mixed(driver: MapDriver, panel: LedgerPanel) -> None:
    panel.source.setFocus()
    QTest.keyClick(panel.source, Qt.Key.Key_Down)
    driver.until(lambda: panel.table.ledger.rowCount() and not panel.loader.running)
    assert panel.source.currentText().startswith("UAControlMap")
    assert panel.chart is not None
    assert "UAControlMap" in panel.chart.data.notes[0]
    driver.click_tick("source:uacontrolmap")
    driver.until(lambda: panel.chart and "DeepState" in panel.chart.data.notes[0])
    assert panel.source.count() == 1


def test_keys_and_mouse_of_the_table(driver: MapDriver, panel: LedgerPanel) -> None:
    table = panel.table
    QTest.mouseClick(
        table.viewport(), LEFT, pos=table.visualRect(table.ledger.index(1, 0)).center()
    )
    QTest.keyClick(table, Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Sector\tHeld km²\tGained km²")
    assert lines[1].startswith("Kurakhove\t")
    assert (
        lines[3] == "Snapshot of 13 Nov 2024. Gained, lost and net since the snapshot 1 day before."
    )
    assert lines[4].startswith("DeepState, Russian-held; 5 snapshots")
    panel.taking.copy_csv()
    text = QGuiApplication.clipboard().text()
    (row,) = csv.DictReader(io.StringIO(text.rpartition("#")[0]))
    assert row["sector"] == "kurakhove"
    assert "WGS 84" in text.splitlines()[-1]
    # a click on a heading sorts; another turns it round
    header = table.horizontalHeader()
    x = header.sectionViewportPosition(1) + header.sectionSize(1) // 2
    for _ in range(2):
        QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(x, 20))
    names = list(shown(panel, "held_km2"))
    assert names[:3] in (
        ["Kupiansk", "Kurakhove", "Pokrovsk"],
        ["Pokrovsk", "Kurakhove", "Kupiansk"],
    )
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(x, 20))
    # letters stay keys of the window
    QTest.keyClick(table, ",")
    assert driver.session.timeline.current == date(2024, 11, 12)


def test_all_dates_mark_the_shown_one_and_a_double_click_goes_there(
    driver: MapDriver, panel: LedgerPanel
) -> None:
    QTest.mouseClick(panel.all_dates, LEFT)
    table = panel.table
    model = table.ledger
    assert model.rowCount() == 25
    of_day = [table.visualRect(model.index(row, 0)) for row in range(15, 20)]  # 13 Nov 2024
    assert all(table.viewport().rect().contains(place.center()) for place in of_day)
    table.scrollToTop()
    first = table.visualRect(model.index(0, 0)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=first)
    QTest.mouseDClick(table.viewport(), LEFT, pos=first)
    assert driver.session.timeline.current == date(2024, 8, 17)
    tints = [
        model.index(row, 0).data(Qt.ItemDataRole.BackgroundRole) is not None for row in range(25)
    ]
    assert tints == [True] * 5 + [False] * 20


def test_columns_are_chosen_and_remembered(driver: MapDriver, panel: LedgerPanel) -> None:
    menu = panel.table.columns_menu()
    front = next(action for action in menu.actions() if action.text() == "Front (km)")
    front.trigger()
    assert "front_km" in [column.id for column in panel.table.ledger.columns]
    assert "front_km" in str(driver.window.settings.value("ledger/columns"))
    assert float(shown(panel, "front_km")["Pokrovsk"]) > 50


def test_calm_sentences_where_there_are_no_figures(driver: MapDriver, panel: LedgerPanel) -> None:
    for sector in ("kupiansk", "kurakhove", "pokrovsk"):
        driver.click_tick(f"sector:{sector}")
    assert panel.message.label.text().startswith(
        "Russian-held ground is followed in Kupiansk, Kurakhove and Pokrovsk"
    )
    assert panel.message.isVisible()
    driver.click_tick("sector:kursk")
    assert panel.message.label.text().startswith("No sector is ticked.")
    driver.window.actions_by_id["all_layers"].trigger()
    driver.until(lambda: not panel.message.isVisible())
    for source in ("deepstate", "uacontrolmap"):
        driver.click_tick(f"source:{source}")
    assert panel.message.label.text().startswith("No source is ticked.")


def test_a_date_before_the_source_is_said(driver: MapDriver, panel: LedgerPanel) -> None:
    driver.click_tick("source:schematic")
    panel.choose("deepstate/ru_held")
    driver.until(lambda: not panel.loader.running)
    driver.session.timeline.seek(date(2024, 7, 20))
    text = "DeepState begins on 17 Aug 2024; of 20 Jul 2024 it says nothing."
    assert panel.note.text() == text
    assert panel.table.ledger.rowCount() == 0


def test_the_ledger_is_extended_when_an_import_adds_days(
    driver: MapDriver, panel: LedgerPanel, sample_dir: Path
) -> None:
    assert panel.chart is not None
    before = panel.chart.data.lines[0].points
    driver.window.import_paths([sample_dir / "deepstate" / "deepstatemap_data_20241115.geojson"])
    driver.until(lambda: panel.chart and len(panel.chart.data.lines[0].points) == 6)
    after = panel.chart.data.lines[0].points
    assert after[:5] == before
    assert after[5].day == date(2024, 11, 15)
    driver.until(lambda: driver.window.tasks.current is None)


def test_cancelling_keeps_nothing_and_can_be_taken_up_again(
    driver: MapDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from viewer.loading import ledger_cache

    real, begun, go_on = ledger_cache.read_ledger, threading.Event(), threading.Event()

    def slow(data, source, status, sectors, progress):  # type: ignore[no-untyped-def]
        begun.set()
        assert go_on.wait(20)
        progress(1, 2, "Held")
        return real(data, source, status, sectors, progress)

    monkeypatch.setattr(ledger_cache, "read_ledger", slow)
    panel = open_panel(driver)
    driver.until(begun.is_set)
    # the window answers meanwhile
    driver.press(",")
    assert driver.session.timeline.current == date(2024, 11, 12)
    assert panel.message.bar.isVisible()
    QTest.mouseClick(panel.message.button, LEFT)
    go_on.set()
    driver.until(lambda: panel.message.button.text() == "Compute it")
    driver.until(lambda: driver.window.tasks.current is None)
    assert not list((driver.window.data / "cache").glob("*.ledger"))
    monkeypatch.setattr(ledger_cache, "read_ledger", real)
    QTest.mouseClick(panel.message.button, LEFT)
    driver.until(lambda: panel.chart is not None)
    assert list((driver.window.data / "cache").glob("deepstate__ru_held.ledger"))


def test_damage_is_told_with_a_cure(driver: MapDriver) -> None:
    (driver.window.data / "archives" / "deepstate.gpkg").write_bytes(b"no archive")
    panel = open_panel(driver)
    driver.until(lambda: panel.message.button.text() == "Try again")
    assert panel.message.label.text().rstrip().endswith(".")
    assert "deepstate" in panel.message.label.text()


def test_what_is_hidden_costs_nothing_and_catches_up(driver: MapDriver, panel: LedgerPanel) -> None:
    driver.window.details_dock.hide()
    before = shown(panel, "held_km2")
    driver.session.timeline.seek(date(2024, 8, 17))
    driver.click_tick("sector:kupiansk")
    assert shown(panel, "held_km2") == before
    QTest.keyClick(driver.window, Qt.Key.Key_1, CTRL)
    driver.until(panel.isVisible)
    assert list(shown(panel, "held_km2")) == ["Kurakhove", "Pokrovsk", "Elsewhere", "Whole"]
    assert "17 Aug 2024" in panel.note.text()


def test_opacity_is_nothing_to_the_ledger(
    driver: MapDriver, panel: LedgerPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(panel, "refresh", lambda: calls.append(1))
    driver.session.layers.set_opacity("source:deepstate", 0.5)
    assert calls == []
    driver.click_tick("sector:kupiansk")
    assert calls == [1]


def test_saving_is_asked_for_with_a_telling_name(
    driver: MapDriver, panel: LedgerPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        asked.append(Path(name).name)
        return str(tmp_path / "no folder" / "x.csv"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    panel.taking.export()
    assert asked == ["ledger-deepstate-ru_held-2024-11-13.csv"]
    assert driver.window.notices.isVisible()
    assert panel.chart is not None
    panel.chart.save_picture()
    assert asked[1] == "ledger-deepstate-ru_held-held.png"
    app = QApplication.instance()
    assert app is not None
