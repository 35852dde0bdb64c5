"""Our line icons, drawn once in black and recoloured for the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.core.theme import TOKENS
from viewer.errors import ViewerError
from viewer.paths import icons_dir

ICON_SIZE_PX = 20


def icon(name: str, theme: str, *, on: str = "accent", off: str = "ink") -> QIcon:
    """Return an icon of ``resources/icons`` in the colours of a theme.

    Parameters
    ----------
    name : str
        File name without ``.svg``.
    theme : str
        ``light`` or ``dark``.
    on, off : str
        Token of the colour when checked, and otherwise; see `viewer.core.theme.TOKENS`.

    Raises
    ------
    ViewerError
        When there is no such icon.
    """
    return _icon(name, theme, on, off, _pixel_ratio())


def pixmap(name: str, colour: QColor, size_px: int = ICON_SIZE_PX) -> QPixmap:
    """Draw an icon in one colour, square, sharp on the finest of the screens."""
    ratio = _pixel_ratio()
    return _tinted(_mask(name, size_px, ratio), colour)


def app_icon() -> QIcon:
    """Return the icon of the program, in its own colours."""
    result = QIcon()
    for size_px in (16, 32, 64, 256):
        result.addPixmap(_mask("salient", size_px, 1.0))
    return result


@lru_cache(maxsize=256)
def _icon(name: str, theme: str, on: str, off: str, ratio: float) -> QIcon:
    mask = _mask(name, ICON_SIZE_PX, ratio)
    tokens = TOKENS[theme]
    faint = QColor(tokens["mute"])
    faint.setAlphaF(0.5)
    result = QIcon()
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, QColor(tokens[off])),
        (QIcon.Mode.Normal, QIcon.State.On, QColor(tokens[on])),
        (QIcon.Mode.Disabled, QIcon.State.Off, faint),
        (QIcon.Mode.Disabled, QIcon.State.On, faint),
    ):
        result.addPixmap(_tinted(mask, colour), mode, state)
    return result


@lru_cache(maxsize=128)
def _mask(name: str, size_px: int, ratio: float) -> QPixmap:
    path = icons_dir() / f"{name}.svg"
    try:
        drawing = path.read_bytes()
    except OSError as error:
        raise ViewerError(
            f"The icon {path} cannot be read.", "Install Salient again.", repr(error)
        ) from error
    result = QPixmap(round(size_px * ratio), round(size_px * ratio))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, result.width(), result.height()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def _tinted(mask: QPixmap, colour: QColor) -> QPixmap:
    result = QPixmap(mask)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, mask.width(), mask.height()), colour)
    painter.end()
    return result


def _pixel_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
