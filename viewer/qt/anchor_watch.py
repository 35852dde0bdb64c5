"""Watches the places that annotations are tied to, and says which are to be looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.core.annotation_anchors import Anchor, anchor_of, middle_of, reason
from viewer.core.annotations import Annotation, Position
from viewer.core.facts import load_settlements
from viewer.core.sectors import Sector
from viewer.core.session import SeriesFile
from viewer.qt.follow import follow

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

Place = tuple[str, Position]
"""An anchor, and where the annotation is."""
_WAIT_MS = 200


class AnchorWatch(QObject):
    """Finds out in the background what happened at the anchors; a date is then answered at once.

    Parameters
    ----------
    window : MainWindow
        Whose session and background tasks are used.

    Attributes
    ----------
    reasons : dict of id to str
        Why annotations are to be looked at on the date shown.
    changed : Signal
        `reasons` differ.
    """

    changed = Signal()

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._session = window.session
        self._store = window.session.annotations
        self._known: dict[Place, Anchor] = {}
        self._series: tuple[SeriesFile, ...] = ()
        self._sectors: tuple[Sector, ...] = ()
        self._working = False
        self.reasons: dict[str, str] = {}
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._look)
        follow(self, self._store.changed, lambda _ids: self._timer.start())
        follow(self, self._session.timeline.changed, self._on_time_changed)
        follow(self, self._session.layers.changed, lambda _changed: self._timer.start())
        follow(self, self._session.changed, self._on_session_changed)
        self._look()

    @property
    def settled(self) -> bool:
        """Whether all is found out."""
        return not self._timer.isActive() and not self._working

    def _on_time_changed(self, changed: frozenset[str]) -> None:
        if "current" in changed:
            self._tell()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if changed & {"series", "sectors"}:
            self._timer.start()

    def _anchored(self) -> list[Annotation]:
        return [one for one in self._store.annotations() if one.anchor]

    def _look(self) -> None:
        """Find out what is not known yet."""
        series = tuple(self._session.visible_series())
        if (series, self._session.sectors) != (self._series, self._sectors):
            self._known.clear()
            self._series, self._sectors = series, self._session.sectors
        wanted = {_place(one): one for one in self._anchored()}
        missing = [one for place, one in wanted.items() if place not in self._known]
        if missing and not self._working:
            self._working = True
            work = partial(_find_out, missing, self._sectors, series)
            task = self._window.tasks.add(
                "Looking at anchored annotations", lambda _progress, _cancelled: work()
            )
            task.finished.connect(partial(self._on_found, series))
            task.failed.connect(self._on_failed)
        self._tell()

    def _on_found(self, series: tuple[SeriesFile, ...], found: object) -> None:
        self._working = False
        if isinstance(found, dict) and series == self._series:
            self._known.update(found)
        self._look()

    def _on_failed(self, error: object) -> None:
        self._working = False
        self._window.show_failure(error)

    def _tell(self) -> None:
        day = self._session.timeline.current
        reasons = {}
        for one in self._anchored() if day else ():
            anchor = self._known.get(_place(one))
            text = reason(one, anchor, day) if anchor and day else ""
            if text:
                reasons[one.id] = text
        if reasons != self.reasons:
            self.reasons = reasons
            self.changed.emit()


def _place(one: Annotation) -> Place:
    return one.anchor, middle_of(one)


def _find_out(
    missing: list[Annotation], sectors: tuple[Sector, ...], series: tuple[SeriesFile, ...]
) -> dict[Place, Anchor]:
    settlements = load_settlements()
    return {_place(one): anchor_of(one, settlements, sectors, series) for one in missing}
