"""Marks of the verdicts: a shape each, so that colour alone tells nothing."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap, QPolygonF

from viewer.core.claims import Verdict
from viewer.core.theme import TOKENS

SIZE_PX = 16
_COLOURS = {
    Verdict.SUPPORTED: "accent",
    Verdict.CONTRADICTED: "changed",
    Verdict.NOT_DECIDABLE: "mute",
}


def verdict_icon(verdict: Verdict, theme: str) -> QIcon:
    """A filled disc with a tick, a diamond with a cross, or an empty ring.

    Parameters
    ----------
    verdict : Verdict
        Which.
    theme : str
        ``light`` or ``dark``.
    """
    screen = QGuiApplication.primaryScreen()
    return _icon(verdict, theme, screen.devicePixelRatio() if screen is not None else 1.0)


@lru_cache(maxsize=16)
def _icon(verdict: Verdict, theme: str, ratio: float) -> QIcon:
    tokens = TOKENS[theme]
    picture = QPixmap(round(SIZE_PX * ratio), round(SIZE_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint(painter, verdict, QColor(tokens[_COLOURS[verdict]]), QColor(tokens["raised"]))
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(picture, mode)
    return icon


def _paint(painter: QPainter, verdict: Verdict, colour: QColor, inside: QColor) -> None:
    pen = QPen(colour, 1.6)
    if verdict is Verdict.NOT_DECIDABLE:
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawEllipse(QRectF(3.0, 3.0, 10.0, 10.0))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    strokes = QPen(inside, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if verdict is Verdict.SUPPORTED:
        painter.drawEllipse(QRectF(2.0, 2.0, 12.0, 12.0))
        painter.setPen(strokes)
        painter.drawPolyline(QPolygonF([QPointF(5, 8.2), QPointF(7.2, 10.4), QPointF(11, 5.8)]))
        return
    painter.drawPolygon(
        QPolygonF([QPointF(8, 0.6), QPointF(15.4, 8), QPointF(8, 15.4), QPointF(0.6, 8)])
    )
    painter.setPen(strokes)
    painter.drawLine(QPointF(6, 6), QPointF(10, 10))
    painter.drawLine(QPointF(10, 6), QPointF(6, 10))
