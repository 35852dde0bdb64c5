"""How the window tells things: a bar above the map, a report to read, and unexpected errors."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from viewer.errors import ViewerError


class NoticeBar(QFrame):
    """One sentence above the map, with details to open; never modal, gone when closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._details = QPushButton("Details", self)
        self._close = QPushButton("Close", self)
        self._open: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._details)
        row.addWidget(self._close)
        self._details.clicked.connect(lambda: self._open and self._open())
        self._close.clicked.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    def show_notice(
        self,
        text: str,
        kind: str = "info",
        details: Callable[[], object] | None = None,
        action: str = "Details",
    ) -> None:
        """Show a sentence.

        Parameters
        ----------
        text : str
            Plain text.
        kind : str
            ``info`` or ``problem``.
        details : callable, optional
            What the button beside the text does; without it there is none.
        action : str
            What that button says.
        """
        self._text.setText(text)
        self._open = details
        self._details.setText(action)
        self._details.setVisible(details is not None)
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def show_error(self, error: ViewerError, parent: QWidget) -> None:
        """Show an error's sentence and cure; technical text behind Details."""
        details = error.details
        self.show_notice(
            str(error),
            "problem",
            (lambda: TextDialog("Details", details, parent).open()) if details else None,
        )


class TextDialog(QDialog):
    """Text to read and copy."""

    def __init__(self, title: str, text: str, parent: QWidget | None, intro: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        if intro:
            label = QLabel(intro, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)
        self.body = QPlainTextEdit(text, self)
        self.body.setReadOnly(True)
        self.body.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self.body, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.body.toPlainText()))
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def error_text(trace: str, version: str, log_file: Path) -> str:
    """Text for "copy details": what failed and on what system."""
    return (
        f"Salient {version}, Python {platform.python_version()}, {platform.platform()}\n"
        f"Log: {log_file}\n\n{trace}"
    )
