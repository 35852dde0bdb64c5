"""Pens and hatching of the lines and bars of a chart."""

from __future__ import annotations

from math import cos, radians, sin

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from viewer.qt.chart_data import ChartLine


def line_pen(line: ChartLine, theme: str) -> QPen:
    """Pen of a line, in pixels whatever the scale."""
    pen = QPen(QColor(line.style.colour(theme)), line.style.width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.style.dash:
        pen.setDashPattern([part / line.style.width for part in line.style.dash])
    return pen


def hatching(rect: QRectF, angle_degrees: float, spacing: float) -> list[QLineF]:
    """Parallel lines over a rectangle, ending at its edges: not every reader of SVG clips.

    Parameters
    ----------
    rect : QRectF
        What to cover.
    angle_degrees : float
        Direction of the lines; positive rises to the right.
    spacing : float
        Pixels between two lines.
    """
    angle = radians(angle_degrees)
    along, across = (cos(angle), -sin(angle)), (sin(angle), cos(angle))
    reach = (rect.width() + rect.height()) / 2
    middle, lines = rect.center(), []
    for number in range(-int(reach / spacing), int(reach / spacing) + 1):
        x, y = (
            middle.x() + across[0] * number * spacing,
            middle.y() + across[1] * number * spacing,
        )
        enter, leave = -2 * reach, 2 * reach
        for start, way, low, high in (
            (x, along[0], rect.left(), rect.right()),
            (y, along[1], rect.top(), rect.bottom()),
        ):
            if abs(way) < 1e-9:
                if not low <= start <= high:
                    enter, leave = 1.0, 0.0
                continue
            ends = sorted(((low - start) / way, (high - start) / way))
            enter, leave = max(enter, ends[0]), min(leave, ends[1])
        if enter < leave:
            lines.append(
                QLineF(
                    x + enter * along[0],
                    y + enter * along[1],
                    x + leave * along[0],
                    y + leave * along[1],
                )
            )
    return lines
