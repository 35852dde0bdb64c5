"""How the window tells things: one sentence, details on demand, unexpected errors caught."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from viewer.errors import ViewerError
from viewer.qt.error_catcher import ErrorCatcher
from viewer.qt.notices import NoticeBar, TextDialog, error_text


def click(widget: QWidget, text: str) -> None:
    (button,) = [b for b in widget.findChildren(QPushButton) if b.text().replace("&", "") == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_notice_is_shown_as_text_and_closed(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = NoticeBar(parent)
    parent.show()
    assert not bar.isVisible()
    bar.show_notice("<b>Not bold</b> & plain")
    assert bar.isVisible()
    assert bar.text == "<b>Not bold</b> & plain"
    assert all(x.textFormat() == Qt.TextFormat.PlainText for x in bar.findChildren(QLabel))
    assert [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == ["Close"]
    click(bar, "Close")
    assert not bar.isVisible()


def test_details_open_and_can_be_copied(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = NoticeBar(parent)
    parent.show()
    bar.show_error(ViewerError("It broke.", "Mend it.", "technical words"), parent)
    assert bar.text == "It broke. Mend it."
    assert bar.property("kind") == "problem"
    click(bar, "Details")
    dialog = parent.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    assert dialog.body.toPlainText() == "technical words"
    assert dialog.body.isReadOnly()
    click(dialog, "Copy")
    assert QGuiApplication.clipboard().text() == "technical words"
    click(dialog, "Close")
    qtbot.waitUntil(lambda: parent.findChild(TextDialog) is None)


def test_an_error_without_details_offers_none(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = NoticeBar(parent)
    parent.show()
    bar.show_error(ViewerError("It broke."), parent)
    assert bar.text == "It broke."
    assert [b.text() for b in bar.findChildren(QPushButton) if b.isVisible()] == ["Close"]


def test_unexpected_errors_go_to_the_log_and_the_window(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catcher = ErrorCatcher(Path("salient.log"))
    heard: list[str] = []
    catcher.caught.connect(heard.append)
    catcher.install()
    try:
        raise ZeroDivisionError("by us")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (text,) = heard
    assert "ZeroDivisionError: by us" in text
    assert "test_notices.py" in text
    assert [r.levelname for r in caplog.records] == ["CRITICAL"]
    caplog.clear()


def test_a_stop_by_the_keyboard_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    catcher = ErrorCatcher(Path("salient.log"))
    heard: list[str] = []
    catcher.caught.connect(heard.append)
    catcher.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert heard == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_the_text_to_copy_says_version_system_and_log() -> None:
    text = error_text("trace", "1.2.3", Path("salient.log"))
    assert text.startswith("Salient 1.2.3, Python 3.")
    assert "Log: salient.log" in text
    assert text.endswith("trace")
