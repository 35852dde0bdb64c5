"""Previous and next extent, as in a browser."""

from __future__ import annotations

from viewer.core.session import View

LENGTH = 100


class ViewHistory:
    """Views in the order in which they were visited."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._at = -1

    def visit(self, view: View) -> None:
        """Note a view; going back or forward to a known one changes nothing."""
        if 0 <= self._at < len(self._views) and _same(self._views[self._at], view):
            return
        self._views = [*self._views[: self._at + 1], view][-LENGTH:]
        self._at = len(self._views) - 1

    def back(self) -> View | None:
        """The view before, or None at the beginning."""
        return self._go(-1)

    def forward(self) -> View | None:
        """The view after, or None at the end."""
        return self._go(1)

    def _go(self, step: int) -> View | None:
        if not 0 <= self._at + step < len(self._views):
            return None
        self._at += step
        return self._views[self._at]


def _same(one: View, other: View) -> bool:
    close = 1e-3 * 2 ** (7 - one.zoom)
    return (
        abs(one.zoom - other.zoom) < 1e-6
        and abs(one.lon - other.lon) < close
        and abs(one.lat - other.lat) < close
    )
