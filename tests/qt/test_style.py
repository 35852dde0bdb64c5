"""Theme, fonts and icons: complete, legible, recoloured."""

from __future__ import annotations

from string import Template

import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.core.theme import TOKENS
from viewer.errors import ViewerError
from viewer.paths import icons_dir
from viewer.qt.icons import app_icon, icon, pixmap
from viewer.qt.style import apply_theme, caption_font, colour, text_font, tooltip
from viewer.qt.style_sheet import STYLE_SHEET

THEMES = ("light", "dark")
NAMES = sorted(path.stem for path in icons_dir().glob("*.svg"))


def contrast(one: QColor, other: QColor) -> float:
    def luminance(of: QColor) -> float:
        parts = (of.redF(), of.greenF(), of.blueF())
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_knows_all_its_tokens(theme: str) -> None:
    told = Template(STYLE_SHEET).substitute(TOKENS[theme], theme=theme)
    assert "$" not in told


@pytest.mark.parametrize("theme", THEMES)
def test_the_pictures_of_the_style_sheet_are_there(theme: str) -> None:
    told = Template(STYLE_SHEET).substitute(TOKENS[theme], theme=theme)
    names = [part.split(".svg")[0] for part in told.split("url(icons:")[1:]]
    assert names
    assert set(names) <= set(NAMES)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_legible(theme: str) -> None:
    for text, ground in (
        ("ink", "panel"),
        ("mute", "panel"),
        ("mute", "raised"),
        ("ink", "tint"),
        ("mute", "tint"),
        ("accent", "panel"),
        ("on_accent", "accent"),
        ("ru", "panel"),
        ("ru", "raised"),
    ):
        assert contrast(colour(theme, text), colour(theme, ground)) >= 4.5, (text, ground)


def test_a_theme_reaches_palette_and_widgets(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for theme in THEMES:
        apply_theme(app, theme)
        assert app.palette().color(QPalette.ColorRole.Window).name() == TOKENS[theme]["panel"]
        assert TOKENS[theme]["accent"] in app.styleSheet()
    apply_theme(app, "light")


def test_nothing_is_smaller_than_eleven_pixels(qtbot: QtBot) -> None:
    assert text_font().pixelSize() == 13
    assert caption_font().pixelSize() == 11


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_can_be_drawn(qtbot: QtBot, name: str) -> None:
    image = pixmap(name, QColor("#123456")).toImage()
    seen = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert seen
    assert all(one.name() == "#123456" for one in seen)


def test_icons_take_the_colours_of_theme_and_state(qtbot: QtBot) -> None:
    def strongest(theme: str, state: QIcon.State) -> str:
        image = icon("pause", theme).pixmap(20, 20, QIcon.Mode.Normal, state).toImage()
        return image.pixelColor(7, 10).name()

    assert strongest("light", QIcon.State.Off) == TOKENS["light"]["ink"]
    assert strongest("dark", QIcon.State.Off) == TOKENS["dark"]["ink"]
    assert strongest("light", QIcon.State.On) == TOKENS["light"]["accent"]
    assert not app_icon().isNull()


def test_an_icon_that_is_not_there_is_a_clear_error(qtbot: QtBot) -> None:
    with pytest.raises(ViewerError, match="nonsense"):
        icon("nonsense", "light")


def test_tooltips_are_plain_text_with_a_title() -> None:
    assert tooltip("") == ""
    assert tooltip("a < b") == "<div>a &lt; b</div>"
    assert tooltip("<i>\nb") == "<div><b>&lt;i&gt;</b><br>b</div>"
