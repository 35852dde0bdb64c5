"""Small samples of how a series is drawn: its area with hatching, or its line."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, radians, sin
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def paint_area_swatch(painter: QPainter, rect: QRectF, style: Mapping[str, Any]) -> None:
    """Paint fill, hatching and outline of a series.

    Parameters
    ----------
    painter : QPainter
        Where to paint.
    rect : QRectF
        The outside of the sample.
    style : mapping
        As from `viewer.core.theme.series_style`.
    """
    body = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    path = QPainterPath()
    path.addRoundedRect(body, 2, 2)
    painter.save()
    fill = QColor(style["fill"])
    fill.setAlphaF(min(1.0, style["fillOpacity"] * 1.4))
    painter.fillPath(path, fill)
    hatch = style["hatch"]
    if hatch:
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        line = QColor(style["stroke"])
        line.setAlphaF(0.7)
        painter.setPen(QPen(line, 1.0))
        paint_hatch(painter, body, hatch["angle"], 4.5)
    painter.restore()
    painter.save()
    pen = QPen(QColor(style["stroke"]), 1.4)
    _dash(pen, style["dash"], 0.6)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def paint_line_swatch(painter: QPainter, rect: QRectF, style: Mapping[str, Any]) -> None:
    """Paint a piece of the front as a series draws it; parameters as `paint_area_swatch`."""
    painter.save()
    pen = QPen(QColor(style["stroke"]), style["width"])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    _dash(pen, style["dash"], 0.75)
    painter.setPen(pen)
    middle = rect.center().y()
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
    painter.restore()


def paint_hatch(painter: QPainter, rect: QRectF, angle_degrees: float, spacing: float) -> None:
    """Paint parallel lines over a rectangle with the painter's pen; clip before.

    Parameters
    ----------
    painter : QPainter
        Where to paint.
    rect : QRectF
        What to cover.
    angle_degrees : float
        Direction of the lines; positive rises to the right.
    spacing : float
        Pixels between two lines.
    """
    angle = radians(angle_degrees)
    along, across = QPointF(cos(angle), -sin(angle)), QPointF(sin(angle), cos(angle))
    reach = rect.width() + rect.height()
    count = int(reach / spacing) + 1
    for number in range(-count, count + 1):
        middle = rect.center() + across * (number * spacing)
        painter.drawLine(QLineF(middle - along * reach, middle + along * reach))


def _dash(pen: QPen, dash: list[float], shrink: float) -> None:
    if dash:
        pen.setDashPattern([part * shrink / pen.widthF() for part in dash])
