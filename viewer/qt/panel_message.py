"""What a panel says when it has no figures: a calm sentence, progress, or an offer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget


class PanelMessage(QWidget):
    """One sentence in the middle, with a progress bar or a button where they help.

    Attributes
    ----------
    cancelled : callable
        Called after the work was cancelled by the button.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cancelled: Callable[[], object] = lambda: None
        self._press: Callable[[], object] = lambda: None
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setProperty("look", "mute")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.button = QPushButton(self)
        self.button.clicked.connect(lambda: self._press())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.label.setText(text)
        self.bar.hide()
        self.button.hide()

    def offer(self, text: str, button: str, press: Callable[[], object]) -> None:
        """Show a sentence and a button."""
        self.say(text)
        self.button.setText(button)
        self.button.show()
        self._press = press

    def wait(self, text: str, cancel: Callable[[], object]) -> None:
        """Show that work is going on, and how to cancel it."""

        def stop() -> None:
            cancel()
            self.cancelled()

        self.offer(text, "Cancel", stop)
        self.bar.setRange(0, 0)
        self.bar.show()

    def progress(self, done: int, total: int, what: str) -> None:
        """Show how far the work is; a total of 0 means that it is not known."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setAccessibleName(what)
