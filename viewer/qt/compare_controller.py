"""Keeps the page in step with the comparison: what is sent, and what the page says of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from viewer.core.compare_state import SIDE
from viewer.core.session import Session
from viewer.page.messages import CompareShown, Message, ShowCompare, SwipeMoved
from viewer.qt.bridge import Bridge


class CompareController(QObject):
    """Sends `ShowCompare`; nothing at all as long as nothing was ever compared.

    Attributes
    ----------
    changed : Signal
        The comparison needs a new picture.
    shown : Signal
        Serial number of the message that is now drawn.
    """

    changed = Signal()
    shown = Signal(int)

    def __init__(self, session: Session, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._bridge = bridge
        self._told = False
        self._hearing = False
        self.serial = 0
        session.timeline.changed.connect(self._on_timeline_changed)
        session.compare.changed.connect(self._on_compare_changed)

    @property
    def active(self) -> bool:
        """Whether anything is compared."""
        state = self._session.compare
        return (
            self._session.timeline.compare is not None or state.age or state.difference is not None
        )

    @property
    def two_maps(self) -> bool:
        """Whether the picture holds two maps side by side."""
        return self._session.timeline.compare is not None and self._session.compare.mode == SIDE

    def forget_page(self) -> None:
        """The page is new and knows of nothing."""
        self._told = False

    def send(self) -> None:
        """Tell the page what is compared, or that nothing is any longer."""
        if not self._bridge.ready or not (self.active or self._told):
            return
        self.serial += 1
        if self.active:
            from viewer.page.compare_picture import compare_message  # not needed to start

            self._bridge.send(compare_message(self._session, self.serial))
        else:
            self._bridge.send(ShowCompare(self.serial))
        self._told = self.active

    def on_report(self, message: Message) -> None:
        """Hear what the page says of the comparison."""
        match message:
            case CompareShown(serial=serial):
                self.shown.emit(serial)
            case SwipeMoved(position=position):
                self._hearing = True  # the page knows where its own handle is
                self._session.compare.set_swipe(position)
                self._hearing = False

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        compared = "compare" in changed and self._session.timeline.compare is not None
        if compared:
            self._session.compare.set_difference(None)  # what was asked for last is shown
        if "window" in changed and self._session.compare.age:
            self.changed.emit()

    def _on_compare_changed(self, changed: frozenset[str]) -> None:
        if "age" in changed and self._session.compare.age:
            self._session.compare.set_difference(None)
        if not self._hearing:
            self.changed.emit()
