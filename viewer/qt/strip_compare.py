"""Date B on the time strip: a hollow handle beside the full one of the date shown."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from viewer.qt.strip_paint import StripLayout
from viewer.qt.style import CAPTION_PX, colour, text_font
from viewer.qt.time_axis import TimeAxis

HANDLE_PX, REACH_PX = 8.5, 14.0


def is_at_handle(
    axis: TimeAxis, compare: date | None, current: date | None, at: QPointF, height: float
) -> bool:
    """Whether a point is on the handle of date B, and not nearer to that of the date shown.

    Parameters
    ----------
    axis : TimeAxis
        Where the days are.
    compare, current : date or None
        Date B and the date shown.
    at : QPointF
        A point of the strip, in pixels.
    height : float
        Of the strip.
    """
    if compare is None or current is None:
        return False
    foot = StripLayout.of_height(height).foot
    away = abs(at.x() - axis.centre_of(compare))
    near = away <= REACH_PX and abs(at.y() - foot) <= REACH_PX
    return near and away < abs(at.x() - axis.centre_of(current))


def paint_handle(
    painter: QPainter, theme: str, layout: StripLayout, x: float, letter: str, *, full: bool
) -> None:
    """Paint the line and the lettered handle of a date: full for A, hollow for B."""
    accent, panel = colour(theme, "accent"), colour(theme, "panel")
    line = QPen(accent, 2 if full else 1.5)
    if not full:
        line.setDashPattern([3, 2])
    painter.setPen(line)
    painter.drawLine(QPointF(x, layout.top - 8), QPointF(x, layout.foot - HANDLE_PX))
    painter.setPen(QPen(panel if full else accent, 1.5 if full else 2))
    painter.setBrush(accent if full else colour(theme, "raised"))
    painter.drawEllipse(QPointF(x, layout.foot), HANDLE_PX, HANDLE_PX)
    painter.setFont(text_font(CAPTION_PX, bold=True))
    painter.setPen(colour(theme, "on_accent") if full else accent)
    box = QRectF(x - HANDLE_PX, layout.foot - HANDLE_PX, 2 * HANDLE_PX, 2 * HANDLE_PX)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def label_places(x: float, width: float, other: QRectF) -> tuple[float, float, float]:
    """Middles to try for a label of a width: at its date, then at either side of another label."""
    gap = 10.0
    aside = other.right() + gap + width / 2, other.left() - gap - width / 2
    near, far = aside if x >= other.center().x() else aside[::-1]
    return x, near, far
