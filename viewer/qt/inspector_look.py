"""How an annotation is drawn: colour, line, fill, hatching, symbol and text."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from viewer.core.annotations import AREAS, DASHES, HATCHES, ROUND, Kind
from viewer.core.session import Session
from viewer.qt.annotation_fields import ChoiceField, NumberField
from viewer.qt.colour_field import ColourField
from viewer.qt.inspector_part import Part
from viewer.qt.symbol_field import SymbolField

_DASH_WORDS = dict(zip(DASHES, ("Solid", "Dashed", "Dotted"), strict=True))
_HATCH_WORDS = dict(
    zip(HATCHES, ("None", "Falling \\", "Rising /", "Crossed"), strict=True)
)  # as drawn by the page: see resources/web/annotations
_FILLED = AREAS | ROUND | {Kind.ARROW}
_SYMBOL = {Kind.POINT}
_LINED = frozenset(Kind) - {Kind.POINT, Kind.TEXT}
_PERCENT = 100.0


class LookPart(Part):
    """Fields of the style; only those that any of the chosen kinds is drawn with."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "Look", parent)
        self.colour = ColourField(self, "Colour", session.theme)
        self.fill_colour = ColourField(self, "Fill", session.theme, none=True)
        self.dash = ChoiceField(self, "Line", _DASH_WORDS)
        self.hatch = ChoiceField(self, "Hatching", _HATCH_WORDS)
        self.width_ = NumberField(self, "Width", (0.5, 20), 1, " px")
        self.opacity = NumberField(self, "Opacity", (0, 100), 0, " %")
        self.fill_opacity = NumberField(self, "Opacity of the fill", (0, 100), 0, " %")
        self.size_ = NumberField(self, "Size of the symbol", (8, 96), 0, " px")
        self.text_size = NumberField(self, "Size of the text", (8, 96), 0, " px")
        self.symbol = SymbolField(self, session.theme)
        self.halo = QCheckBox("Halo around the text", self)
        self.halo.setTristate(False)
        self._rows: list[tuple[QWidget, frozenset[Kind]]] = []
        every = frozenset(Kind)
        self._add("&Colour", self.colour, every)
        self._add_number("O&pacity", "opacity", self.opacity, every, _PERCENT)
        self._add("&Line", self.dash, _LINED)
        self._add_number("&Width", "width", self.width_, _LINED)
        self._add("F&ill", self.fill_colour, _FILLED)
        self._add_number("Fill op&acity", "fill_opacity", self.fill_opacity, _FILLED, _PERCENT)
        self._add("&Hatching", self.hatch, _FILLED)
        self._add("&Symbol", self.symbol, frozenset(_SYMBOL))
        self._add_number("Symbol si&ze", "size", self.size_, frozenset(_SYMBOL))
        self._add_number("Te&xt size", "text_size", self.text_size, every)
        self._add("", self.halo, every)
        self.colour.chosen.connect(lambda value: self.set_style("colour", colour=value))
        self.fill_colour.chosen.connect(lambda value: self.set_style("fill", fill=value))
        self.symbol.chosen.connect(lambda value: self.set_style("symbol", symbol=value))
        self.dash.chosen.connect(lambda value: self.set_style("line style", dash=value))
        self.hatch.chosen.connect(lambda value: self.set_style("hatch", hatch=value))
        self.halo.clicked.connect(lambda on: self.set_style("halo", halo=on))

    def fill(self) -> None:  # noqa: D102
        styles = [one.style for one in self.chosen]
        for chip in (self.colour, self.fill_colour):
            chip.set_theme(self.session.theme)
        self.symbol.theme = self.session.theme
        points = [one.style.symbol for one in self.chosen if one.kind in _SYMBOL]
        self.symbol.put(points or [""])
        self.colour.put([style.colour for style in styles])
        self.fill_colour.put([style.fill for style in styles])
        self.dash.put([style.dash for style in styles])
        self.hatch.put([style.hatch for style in styles])
        self.width_.put([style.width for style in styles])
        self.opacity.put([style.opacity * _PERCENT for style in styles])
        self.fill_opacity.put([style.fill_opacity * _PERCENT for style in styles])
        self.size_.put([style.size for style in styles])
        self.text_size.put([style.text_size for style in styles])
        self.halo.setChecked(all(style.halo for style in styles))
        kinds = {one.kind for one in self.chosen}
        for field, wanted in self._rows:
            self.form.setRowVisible(field, bool(kinds & wanted))

    def _add(self, label: str, field: QWidget, kinds: frozenset[Kind]) -> None:
        if label:
            self.add(label, field)
        else:
            self.form.addRow(QLabel("", self), field)
        self._rows.append((field, kinds))

    def _add_number(
        self, label: str, name: str, field: NumberField, kinds: frozenset[Kind], per: float = 1.0
    ) -> None:
        self._add(label, field, kinds)
        verb = name.replace("_", " ")
        field.changed.connect(lambda value: self.set_style(verb, name, **{name: value / per}))
        field.ended.connect(self.end_gesture)
