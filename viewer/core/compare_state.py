"""How two dates, or two sources, are held against each other; date B itself is the timeline's."""

from __future__ import annotations

from typing import NamedTuple

from viewer.core.events import Signal
from viewer.core.sources import Status

OVERLAY, SWIPE, SIDE = "overlay", "swipe", "side"
MODES = (OVERLAY, SWIPE, SIDE)


class Pair(NamedTuple):
    """Two sources and what both assert.

    Attributes
    ----------
    x, y : str
        Ids of the sources.
    status : str
        Id of the status; "" when they have none in common.
    """

    x: str
    y: str
    status: str


class CompareState:
    """Settings of the comparison; they last while date B is set and are kept afterwards.

    Attributes
    ----------
    changed : Signal
        Emits a frozenset of ``mode``, ``swipe``, ``age``, ``difference`` or ``align``.
    """

    def __init__(self) -> None:
        self.changed: Signal[[frozenset[str]]] = Signal()
        self._mode = OVERLAY
        self._swipe = 0.5
        self._age = False
        self._difference: Pair | None = None
        self._align = False

    @property
    def mode(self) -> str:
        """One of `MODES`: both dates in one map, a handle between them, or two maps."""
        return self._mode

    @property
    def swipe(self) -> float:
        """Place of the handle, 0 at the left edge of the map to 1 at the right."""
        return self._swipe

    @property
    def age(self) -> bool:
        """Whether ground is coloured by when it changed hands within the window."""
        return self._age

    @property
    def difference(self) -> Pair | None:
        """The two sources and the status whose difference is drawn; None for none."""
        return self._difference

    @property
    def align(self) -> bool:
        """Whether the cut-off times of the two sources are taken into account."""
        return self._align

    def set_mode(self, mode: str) -> None:
        """Choose one of `MODES`; anything else is a `ValueError`."""
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
        if mode != self._mode:
            self._mode = mode
            self._emit("mode")

    def set_swipe(self, place: float) -> None:
        """Move the handle; held within the map."""
        place = min(1.0, max(0.0, place))
        if place != self._swipe:
            self._swipe = place
            self._emit("swipe")

    def set_age(self, on: bool) -> None:
        """Colour ground by when it changed hands, or not."""
        if on != self._age:
            self._age = on
            self._emit("age")

    def set_difference(self, pair: Pair | None) -> None:
        """Draw the difference of two sources in one status, or none.

        Raises
        ------
        ValueError
            When both are the same source, or there is no such status.
        """
        if pair is not None:
            if pair.x == pair.y:
                raise ValueError("a source has no difference from itself")
            Status(pair.status)
        if pair != self._difference:
            self._difference = pair
            self._emit("difference")

    def set_align(self, on: bool) -> None:
        """Take cut-off times into account, or not."""
        if on != self._align:
            self._align = on
            self._emit("align")

    def _emit(self, name: str) -> None:
        self.changed.emit(frozenset({name}))
