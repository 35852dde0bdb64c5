"""The look of all widgets: font, palette and one style sheet, made from the theme's tokens."""

from __future__ import annotations

from functools import lru_cache
from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from viewer.core.theme import TOKENS
from viewer.paths import icons_dir
from viewer.qt.style_sheet import STYLE_SHEET

TEXT_PX, CAPTION_PX, ROW_PX = 13, 11, 28
_FAMILY = "Inter"


def apply_theme(app: QApplication, name: str) -> None:
    """Give the whole program the look of a theme; widgets that are there follow at once.

    Parameters
    ----------
    app : QApplication
        The running application.
    name : str
        ``light`` or ``dark``.
    """
    QDir.setSearchPaths("icons", [str(icons_dir())])
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(text_font())
    app.setPalette(_palette(name))
    app.setStyleSheet(Template(STYLE_SHEET).substitute(TOKENS[name], theme=name))


def colour(theme: str, token: str, alpha: float = 1.0) -> QColor:
    """Return a token's colour, made see-through by ``alpha`` (0 to 1)."""
    result = QColor(TOKENS[theme][token])
    result.setAlphaF(result.alphaF() * alpha)
    return result


def text_font(size_px: int = TEXT_PX, *, bold: bool = False) -> QFont:
    """Return the sans for text and figures; its figures all have one width."""
    font = QFont(_base_font())
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


@lru_cache(maxsize=1)
def _base_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if QFontDatabase.hasFamily(_FAMILY):
        font.setFamily(_FAMILY)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def caption_font() -> QFont:
    """Return the font of headings: small, in capitals, widely spaced."""
    font = text_font(CAPTION_PX, bold=True)
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)
    return font


def tooltip(lines: str) -> str:
    """Return plain text as a tooltip, its first line as a title where more follow.

    What comes from files is never taken for HTML.
    """
    from html import escape  # reads all names of characters: not to start

    first, *rest = escape(lines).split("\n")
    if not rest:
        return f"<div>{first}</div>" if first else ""
    return f"<div><b>{first}</b><br>{'<br>'.join(rest)}</div>"


def _palette(name: str) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for token, roles in {
        "panel": (role.Window, role.Button),
        "raised": (role.Base, role.ToolTipBase),
        "tint": (role.AlternateBase,),
        "ink": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText),
        "mute": (role.PlaceholderText,),
        "accent": (role.Highlight, role.Link, role.LinkVisited, role.Accent),
        "on_accent": (role.HighlightedText,),
        "line": (role.Mid, role.Midlight, role.Dark),
    }.items():
        for one in roles:
            palette.setColor(one, colour(name, token))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, colour(name, "mute", 0.7))
    return palette
