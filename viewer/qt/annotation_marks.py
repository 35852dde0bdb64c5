"""Small pictures of the list of annotations: kind and colour, shown or not, locked, flagged."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPainter, QPen, QPixmap

from viewer.core.annotations import Annotation
from viewer.qt.icons import pixmap
from viewer.qt.style import colour

_MARK_PX, _DOT_PX = 16, 12
_LEAST_CONTRAST = 0.45


def swatch(one: Annotation, theme: str) -> QPixmap:
    """The sign of its kind in its colour, lighter or darker where it would not be seen."""
    return _swatch(one.kind.value, one.style.colour, theme)


@lru_cache(maxsize=512)
def _swatch(kind: str, own: str, theme: str) -> QPixmap:
    shade, ground = QColor(own), colour(theme, "panel").lightnessF()
    if abs(shade.lightnessF() - ground) < _LEAST_CONTRAST:
        lightness = ground + (_LEAST_CONTRAST if ground < 0.5 else -_LEAST_CONTRAST)
        shade = QColor.fromHslF(max(0.0, shade.hslHueF()), shade.hslSaturationF(), lightness)
    return pixmap(f"tool-{kind}", shade, _MARK_PX)


@lru_cache(maxsize=64)
def mark(name: str, theme: str, token: str = "mute") -> QPixmap:
    """An icon in the colour of a token, at the size of a row."""
    return pixmap(name, colour(theme, token), _MARK_PX)


@lru_cache(maxsize=8)
def dot(full: bool, theme: str) -> QPixmap:
    """A full dot for what is on the map, a ring for what is not."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made = QPixmap(round(_DOT_PX * ratio), round(_DOT_PX * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shade = colour(theme, "accent" if full else "mute")
    painter.setPen(QPen(shade, 1.4))
    painter.setBrush(QBrush(shade) if full else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(_DOT_PX / 2, _DOT_PX / 2), 3.4, 3.4)
    painter.end()
    return made


def colour_chip(own: str, theme: str, width: int = 28, height: int = 14) -> QPixmap:
    """A rounded chip of a colour; crossed out for none."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(theme, "mute"), 1.0))
    painter.setBrush(QColor(own) if own else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1.0, height - 1.0), 3.0, 3.0)
    if not own:
        painter.drawLine(QPointF(3, height - 3), QPointF(width - 3, 3))
    painter.end()
    return made
