"""The tab "Claims" in the real window, by mouse and keys; on the bundled data but for one test."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from viewer.core.claims import Verdict
from viewer.core.layers import GROUPS
from viewer.core.sources import SOURCES
from viewer.loading.claims_evidence import load_evidence
from viewer.qt.claims_dialog import ClaimDialog
from viewer.qt.claims_marks import verdict_icon
from viewer.qt.claims_panel import HOW, ONLY_SCHEMATIC, ClaimsPanel
from viewer.qt.claims_tree import Key

OpenWindow = Callable[..., MapDriver]


def open_panel(driver: MapDriver) -> ClaimsPanel:
    """Open the tab by its key and wait until all claims are tested."""
    press_with_control(driver, Qt.Key.Key_4)
    panel = driver.window.details.panel("claims")
    assert isinstance(panel, ClaimsPanel)
    wait_for_tests(driver, panel)
    return panel


def press_with_control(driver: MapDriver, key: Qt.Key) -> None:
    """Press a key of the window, once it is the active one again."""
    driver.window.activateWindow()  # the offscreen platform forgets to, after a dialog
    driver.until(lambda: QApplication.activeWindow() is driver.window)
    QTest.keyClick(driver.window, key, Qt.KeyboardModifier.ControlModifier)


def wait_for_tests(driver: MapDriver, panel: ClaimsPanel) -> None:
    """Wait until nothing is left to test."""
    driver.until(
        lambda: (
            panel.isVisible() and all((c, "schematic") in panel.found for c in panel.book.claims)
        ),
        60_000,
    )


def click(panel: ClaimsPanel, key: Key) -> None:
    """Click a row with the mouse."""
    item = panel.tree.item_of(key)
    assert item is not None
    panel.tree.reveal(item)
    at = panel.tree.visualItemRect(item).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def press_button(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(driver: MapDriver) -> ClaimDialog:
    dialogs = driver.window.findChildren(ClaimDialog)
    driver.until(lambda: dialogs and dialogs[-1].isVisible())
    return dialogs[-1]


def type_into(dialog: ClaimDialog, **texts: str) -> None:
    for name, text in texts.items():
        field = dialog.fields[name.rstrip("_")]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)


def shown(driver: MapDriver) -> tuple[object, ...]:
    timeline = driver.session.timeline
    return (
        timeline.current,
        timeline.compare,
        timeline.window,
        driver.session.layers.state()["layers"],
        [row.id for group in GROUPS for row in driver.session.layers.rows(group)],
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the ledger of the schematic, which takes seconds to make."""
    data = tmp_path_factory.mktemp("claims") / "data"
    for status in ("ru_held", "ua_held_in_ru"):
        load_evidence(data, SOURCES["schematic"], status)
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(prepared, folder)
    return folder


@pytest.fixture
def driver(open_window: OpenWindow, data: Path) -> MapDriver:
    return open_window(data)


@pytest.fixture
def panel(driver: MapDriver) -> ClaimsPanel:
    return open_panel(driver)


def test_the_bundled_claims_are_tested_against_the_schematic(panel: ClaimsPanel) -> None:
    assert panel.state.text() == ONLY_SCHEMATIC
    order = panel.tree.item_of((False, "5", "schematic"))
    assert order is not None
    assert [order.text(column) for column in (0, 1, 2)] == [
        "Schematic", "contradicted", "\u221279.3 km²",
    ]  # fmt: skip
    assert "no survey" in order.toolTip(0)
    assert "Method" in panel.details.toPlainText() or panel.claim() is None
    troops = panel.tree.item_of((False, "18", ""))
    assert troops is not None
    assert troops.childCount() == 0
    assert panel.tree.topLevelItemCount() == 23


def test_verdicts_differ_by_shape_and_not_by_colour_alone(panel: ClaimsPanel) -> None:
    masks = {
        verdict: verdict_icon(verdict, "light").pixmap(16).toImage().createAlphaMask()
        for verdict in Verdict
    }
    pictures = list(masks.values())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[i + 1 :])


def test_a_click_sets_map_dates_window_sectors_and_sources(
    driver: MapDriver, panel: ClaimsPanel
) -> None:
    driver.go_to(35.0, 51.2, 9)
    before, view = shown(driver), driver.session.view
    click(panel, (False, "5", ""))
    driver.settle()
    timeline, layers = driver.session.timeline, driver.session.layers
    assert (timeline.current, timeline.compare) == (date(2024, 9, 1), date(2024, 11, 3))
    assert timeline.window == (date(2024, 9, 1), date(2024, 11, 3))
    ticked = [sector.id for sector in driver.session.visible_sectors()]
    assert ticked == ["kupiansk", "kurakhove", "pokrovsk"]
    assert layers.get("source:schematic").visible
    driver.until(lambda: driver.session.view and abs(driver.session.view.lon - 37.4) < 0.4)
    assert "1 Sep 2024 compared with 3 Nov 2024" in panel.shown.text()
    assert "Kupiansk, Kurakhove and Pokrovsk; Schematic" in panel.shown.text()
    after = shown(driver)

    assert driver.window.undo.undo_name == "show claim 5"
    press_with_control(driver, Qt.Key.Key_Z)
    assert shown(driver) == before
    assert panel.shown.text() == HOW
    driver.until(lambda: driver.session.view == view)
    press_with_control(driver, Qt.Key.Key_Y)
    assert shown(driver) == after


def test_clicking_twice_is_one_step(driver: MapDriver, panel: ClaimsPanel) -> None:
    before = shown(driver)
    click(panel, (False, "5", ""))
    click(panel, (False, "5", ""))
    press_with_control(driver, Qt.Key.Key_Z)
    assert shown(driver) == before


def test_return_on_a_source_shows_a_place_on_one_date(
    driver: MapDriver, panel: ClaimsPanel
) -> None:
    item = panel.tree.item_of((False, "13", "schematic"))
    assert item is not None
    panel.tree.setCurrentItem(item)
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    timeline = driver.session.timeline
    assert (timeline.current, timeline.compare, timeline.window) == (date(2024, 11, 20), None, None)
    assert "20 Nov 2024; Kurakhove and what lies outside; Schematic" in panel.shown.text()
    assert "Kurakhove is not in held ground" in panel.details.toPlainText()
    assert "BBC News" in panel.details.toPlainText()


def test_the_chosen_claim_stays_in_sight_while_findings_come(
    driver: MapDriver, panel: ClaimsPanel
) -> None:
    click(panel, (False, "9", ""))
    tree, claims = panel.tree, panel.book.claims

    def place() -> int:
        item = tree.currentItem()
        assert item is not None
        assert tree.key_of(item) == (False, "9", "")
        return tree.visualItemRect(item).top()

    before = place()
    tree.fill(claims, (), {}, "light")  # as before the first test
    assert place() == before
    tree.fill(claims, panel.sources, panel.found, "light")
    assert place() == before


def test_what_no_map_tells_changes_nothing(driver: MapDriver, panel: ClaimsPanel) -> None:
    before = shown(driver)
    click(panel, (False, "18", ""))
    assert "not a map quantity" in panel.shown.text()
    assert shown(driver) == before
    assert driver.window.undo.undo_name == ""


def test_adding_a_claim_checks_what_is_typed(driver: MapDriver, panel: ClaimsPanel) -> None:
    press_button(panel.buttons.add_button)
    dialog = dialog_of(driver)
    type_into(dialog, claim="More was taken", from_="2024-02-31", to="2024-11-03", figure="500")
    press_button(dialog.save_button)
    assert dialog.isVisible()
    assert dialog.hint.text().startswith("From: “2024-02-31” is no day of the calendar.")
    assert dialog.fields["from"].property("bad") is True
    driver.until(lambda: QApplication.focusWidget() is dialog.fields["from"])

    type_into(dialog, from_="2024-09-01", figure="much")
    press_button(dialog.save_button)
    assert dialog.hint.text().startswith("Figure: “much” is not a number")
    type_into(dialog, figure="500", tolerance="10 %")
    dialog.boxes["whole"].click()
    dialog.boxes["kurakhove"].click()
    press_button(dialog.save_button)
    wait_for_tests(driver, panel)

    path = driver.window.data / "claims.csv"
    assert "More was taken" in path.read_text(encoding="utf-8")
    key = (True, "own-1", "schematic")
    row = panel.tree.item_of(key)
    assert row is not None
    finding = panel.found[panel.book.own[0], "schematic"]
    assert row.text(1) == finding.verdict.title == "supported"
    assert panel.tree.key() == (True, "own-1", "")

    press_with_control(driver, Qt.Key.Key_Z)
    assert panel.book.own == ()
    assert "More was taken" not in path.read_text(encoding="utf-8")
    press_with_control(driver, Qt.Key.Key_Y)
    assert "More was taken" in path.read_text(encoding="utf-8")


def test_the_dialog_shows_the_fields_that_a_kind_needs(
    driver: MapDriver, panel: ClaimsPanel
) -> None:
    press_button(panel.buttons.add_button)
    dialog = dialog_of(driver)
    assert not dialog.fields["place"].isVisible()
    dialog.kind.setFocus()
    QTest.keyClicks(dialog.kind, "Distance")
    assert dialog.chosen_kind.id == "distance"
    assert dialog.fields["place"].isVisible()
    assert not dialog.fields["from"].isVisible()
    assert not dialog.boxes["kupiansk"].isVisible()
    type_into(dialog, claim="Near", to="2024-11-20", figure="5", place="Kupiansk", tolerance="4")
    press_button(dialog.save_button)
    wait_for_tests(driver, panel)
    assert panel.book.own[0].place is not None
    assert panel.book.own[0].place.key == "kup-kupiansk"


def test_own_claims_are_edited_and_deleted_and_bundled_ones_are_not(
    open_window: OpenWindow, data: Path
) -> None:
    text = "id,claim,kind,to,sector,figure\na,Held,held,2024-11-20,kursk,5\n"
    (data / "claims.csv").write_text(text, encoding="utf-8")
    driver = open_window(data)
    panel = open_panel(driver)
    click(panel, (False, "4", ""))
    assert not panel.buttons.edit_button.isEnabled()
    assert "cannot be changed" in panel.buttons.delete_button.toolTip()
    click(panel, (True, "a", ""))
    press_button(panel.buttons.edit_button)
    dialog = dialog_of(driver)
    assert dialog.fields["to"].text() == "2024-11-20"
    type_into(dialog, figure="7")
    press_button(dialog.save_button)
    wait_for_tests(driver, panel)
    assert panel.book.own[0].figure == 7.0
    driver.window.activateWindow()
    driver.until(lambda: QApplication.activeWindow() is driver.window)
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_Delete)
    assert panel.book.own == ()
    assert driver.window.undo.undo_name == "delete claim"
    press_with_control(driver, Qt.Key.Key_Z)
    press_with_control(driver, Qt.Key.Key_Z)
    assert panel.book.own[0].figure == 5.0
    wait_for_tests(driver, panel)


def test_importing_keeps_the_good_rows_and_names_the_bad(
    driver: MapDriver, panel: ClaimsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,claim,kind,from,to,sector,figure\n"
        "a,=cmd() is only text,net,2024-09-01,2024-11-03,kupiansk,100\n"
        "b,Impossible,net,2024-09-31,2024-11-03,kupiansk,100\n"
        "c,<b>No markup</b>,net,2024-09-01,2024-11-03,pokrovsk,100\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    panel.buttons.choose_import()
    wait_for_tests(driver, panel)
    assert [claim.id for claim in panel.book.own] == ["a", "c"]
    notice = driver.window.notices.text
    assert "2 claims imported from mine.csv; 1 row left out." in notice
    assert "line 3, column from: “2024-09-31” is no day of the calendar." in notice
    row = panel.tree.item_of((True, "c", ""))
    assert row is not None
    click(panel, (True, "c", ""))
    assert "<b>No markup</b>" in panel.details.toPlainText()

    out = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    panel.buttons.choose_export("csv")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    own = next(row for row in rows if row["id"] == "a")
    assert own["claim"] == "'=cmd() is only text"
    assert own["source"] == "schematic"
    assert own["snapshots"] == "2024-09-01;2024-11-03"
    assert "Geodesic area on WGS 84" in own["method"]
    panel.buttons.choose_export("json")
    content = json.loads(out.read_text(encoding="utf-8"))
    finding = content["claims"][0]["findings"][0]
    assert f"{finding['measured']:.6f}" == own["measured"]
    assert finding["schematic"] is True

    click(panel, (True, "a", ""))
    QTest.keyClick(panel.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    for part in ("Schematic (no survey)", "snapshots 1 Sep 2024; 3 Nov 2024", "Method:"):
        assert part in copied


def test_a_file_that_cannot_be_read_is_told_and_never_written_over(
    open_window: OpenWindow, data: Path
) -> None:
    (data / "claims.csv").write_bytes(b"\xff\xfe\x00no csv")
    driver = open_window(data)
    panel = open_panel(driver)
    assert "not in UTF-8" in driver.window.notices.text
    press_button(panel.buttons.add_button)
    dialog = dialog_of(driver)
    type_into(dialog, claim="x", from_="2024-09-01", to="2024-11-03", figure="1")
    press_button(dialog.save_button)
    assert "could not be read" in driver.window.notices.text
    assert (data / "claims.csv").read_bytes() == b"\xff\xfe\x00no csv"
    assert driver.window.undo.undo_name == ""


def test_bad_rows_of_the_own_file_are_kept_in_a_copy(open_window: OpenWindow, data: Path) -> None:
    text = "id,claim,kind,to,figure\na,Good,not_map,,\nb,Bad,held,2024-11-31,1\n"
    (data / "claims.csv").write_text(text, encoding="utf-8")
    driver = open_window(data)
    panel = open_panel(driver)
    assert "line 3, column to" in driver.window.notices.text
    click(panel, (True, "a", ""))
    press_button(panel.buttons.delete_button)
    assert panel.book.own == ()
    assert (data / "claims-before.csv").read_text(encoding="utf-8") == text


def test_real_sources_decide_and_the_theme_is_followed(
    open_window: OpenWindow, sample_data: Path, data: Path
) -> None:
    shutil.copytree(sample_data, data, dirs_exist_ok=True)
    driver = open_window(data)
    panel = open_panel(driver)
    assert panel.state.text().startswith("Each claim against each source by itself: DeepState, UAC")
    row = panel.tree.item_of((False, "10", "deepstate"))
    assert row is not None
    assert [row.text(column) for column in (1, 2, 3)] == ["supported", "6.1 km", "+53.0 %"]
    click(panel, (False, "10", "deepstate"))
    assert [f.header.source for f in driver.session.visible_series()] == ["deepstate"]
    click(panel, (False, "7", "deepstate"))
    assert "DeepState draws nothing of it" in panel.shown.text()
    driver.session.set_theme("dark")
    assert panel.tree.key() == (False, "7", "deepstate")
    again = panel.tree.item_of((False, "10", "deepstate"))
    assert again is not None
    assert again.text(1) == "supported"


def test_an_import_tests_all_claims_again(
    driver: MapDriver, panel: ClaimsPanel, sample_data: Path
) -> None:
    assert {source for _, source in panel.found} == {"schematic"}
    shutil.copytree(sample_data, driver.window.data, dirs_exist_ok=True)
    driver.window.load_library()
    driver.until(lambda: {source.id for source in panel.sources} > {"schematic"}, 60_000)
    wait_for_tests(driver, panel)
    row = panel.tree.item_of((False, "13", "uacontrolmap"))
    assert row is not None
    # the sample ends on 14 November, and the claim is about the 20th: six days older
    assert row.text(1) == "supported"
    click(panel, (False, "13", "uacontrolmap"))
    assert "14 Nov 2024, 6 days old on 20 Nov 2024" in panel.details.toPlainText()
