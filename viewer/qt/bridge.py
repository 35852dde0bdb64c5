"""The one object that both Python and the page hold: one signal out, one slot in."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from viewer.page.messages import Message


class Bridge(QObject):
    """Sends commands to the page and hands on its reports.

    Commands wait in a queue until the page says that it is ready.

    Attributes
    ----------
    command_sent : Signal
        JSON text for the page; QWebChannel carries it.
    reported : Signal
        A checked `Message` from the page.
    """

    command_sent = Signal(str)
    reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ready = False
        self._waiting: list[Message] = []

    @property
    def ready(self) -> bool:
        """Whether the page listens."""
        return self._ready

    def send(self, message: Message) -> None:
        """Send a command now, or as soon as the page is ready."""
        if self._ready:
            self.command_sent.emit(_messages().encode(message))
        else:
            self._waiting.append(message)

    def reset(self) -> None:
        """Forget the page and all that waits for it: it is gone and will be loaded again."""
        self._ready = False
        self._waiting.clear()

    @Slot(str)
    def report(self, text: str) -> None:
        """Take a report from the page; what is not well formed is logged and dropped."""
        message = _messages().decode(text)
        if message is None:
            return
        ready = isinstance(message, _messages().PageReady)
        if ready:
            self._ready = True
        self.reported.emit(message)
        if ready:
            waiting, self._waiting = self._waiting, []
            for command in waiting:
                self.send(command)


@cache
def _messages() -> ModuleType:
    """Import the messages once and late: the page begins to load without them."""
    from viewer.page import messages

    return messages
