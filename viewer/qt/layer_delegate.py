"""Paints the rows of the layer tree and says where tick, fold mark and name are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from viewer.core.layers import CONTEXT, SECTORS, Layer
from viewer.core.session import Session
from viewer.core.text import THIN_SPACE
from viewer.core.theme import series_style
from viewer.qt.icons import pixmap
from viewer.qt.layer_model import LayerModel
from viewer.qt.layer_texts import NO_FIGURE, figure_text, files_of, sector_of, short_figure
from viewer.qt.style import CAPTION_PX, ROW_PX, caption_font, colour, text_font
from viewer.qt.swatch import paint_area_swatch, paint_line_swatch

HEADING_PX = 34
_MARGIN, _GAP, _TICK, _FOLD = 12, 8, 16, 14
_INDENT, _GAP_BELOW = 18, 6
_SWATCH = QSize(18, 12)


@dataclass(frozen=True)
class RowLayout:
    """Where the parts of a row are, in the coordinates of the viewport."""

    tick: QRect
    swatch: QRect
    name: QRect
    fold: QRect
    note: QRect
    figure: QRect
    figure_text: str

    @property
    def tick_target(self) -> QRect:
        """Where a click ticks: at least 28 by 28."""
        return self.tick.adjusted(-6, -9, 6, 9)

    @property
    def fold_target(self) -> QRect:
        """Where a click folds; empty for a row without children."""
        return self.fold.adjusted(-7, -9, 7, 9) if self.fold.isValid() else QRect()


class LayerDelegate(QStyledItemDelegate):
    """Draws headings, ticks, swatches, names and figures."""

    def __init__(self, session: Session, model: LayerModel) -> None:
        super().__init__(model)
        self._session = session
        self._model = model
        self.refresh_fonts()

    def refresh_fonts(self) -> None:
        """Take over the fonts of the program; after a change of theme or font."""
        self._text, self._caption, self._small = text_font(), caption_font(), text_font(CAPTION_PX)
        self._metrics = QFontMetrics(self._text)
        self._widths: dict[tuple[int, str], int] = {}
        self._pictures: dict[object, QPixmap] = {}

    def sizeHint(  # noqa: D102
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, ROW_PX if index.parent().isValid() else HEADING_PX)

    def row_layout(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> RowLayout:
        """Return where the parts of a row are.

        Parameters
        ----------
        rect : QRect
            The row, over the whole width of the viewport.
        index : QModelIndex
            The row.
        """
        layer = self._model.layer_of(index)
        if layer is None:
            rect = QRect(rect.left(), rect.bottom() - ROW_PX + 1, rect.width(), ROW_PX)
        below = layer is not None and bool(layer.parent)
        gap = _GAP_BELOW if below else _GAP
        middle = rect.center().y() + 1
        x = rect.left() + _MARGIN + (_INDENT if below else 0)
        tick = QRect(x, middle - _TICK // 2, _TICK, _TICK)
        x = tick.right() + 1 + gap
        swatch = QRect()
        if layer is not None and layer.group != CONTEXT:
            swatch = QRect(x, middle - _SWATCH.height() // 2, _SWATCH.width(), _SWATCH.height())
            x = swatch.right() + 1 + gap
        note = self.note(layer)
        note_width = self._width(self._small, note) + _GAP if note else 0
        fold_width = _FOLD + 4 if self._model.rowCount(index) else 0
        title = str(self._model.data(index)) if layer is None else layer.title
        wanted = self._width(self._caption if layer is None else self._text, title) + 1
        figure = "" if layer is None else figure_text(self._session, layer)
        right = rect.right() + 1 - (_MARGIN if figure else 4)
        room = right - x - fold_width - note_width
        width = self._width(self._text, figure)
        if figure and wanted > room - width - _GAP:
            figure = short_figure(figure)
            width = self._width(self._text, figure)
        figure_rect = QRect(right - width, rect.top(), width, rect.height())
        room = max(0, room - width - _GAP if figure else room)
        name = QRect(x, rect.top(), min(wanted, room), rect.height())
        x = name.right() + 1
        fold = QRect(x + 4, middle - _FOLD // 2, _FOLD, _FOLD) if fold_width else QRect()
        x += fold_width + _GAP
        note_rect = QRect(x, rect.top(), note_width - _GAP, rect.height()) if note else QRect()
        return RowLayout(tick, swatch, name, fold, note_rect, figure_rect, figure)

    @staticmethod
    def note(layer: Layer | None) -> str:
        """Return the small text behind the name: the opacity when it is not full."""
        if layer is None or layer.opacity >= 0.995:
            return ""
        return f"{round(layer.opacity * 100)}{THIN_SPACE}%"

    def is_elided(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the name does not fit its row."""
        layer = self._model.layer_of(index)
        if layer is None:
            return False
        return self.row_layout(rect, index).name.width() < self._width(self._text, layer.title)

    def paint(  # noqa: D102
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        view: Any = option
        layer = self._model.layer_of(index)
        parts = self.row_layout(view.rect, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, view, layer)
        self._draw_tick(painter, parts.tick, self._model.tick(index), heading=layer is None)
        if layer is None:
            self._paint_heading(painter, parts, str(self._model.data(index)))
        else:
            self._paint_layer(painter, parts, layer)
        if parts.fold.isValid():
            opened = bool(view.state & QStyle.StateFlag.State_Open)
            mark = "chevron-down" if opened else "chevron-right"
            painter.drawPixmap(parts.fold, pixmap(mark, self._colour("mute"), _FOLD))
        painter.restore()

    def _paint_background(self, painter: QPainter, view: Any, layer: Layer | None) -> None:
        state = view.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        body = QRectF(view.rect).adjusted(4, 1 if layer else 7, -4, -1)
        if current or hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour("tint", 1.0 if current else 0.55))
            painter.drawRoundedRect(body, 5, 5)
        if current and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_heading(self, painter: QPainter, parts: RowLayout, title: str) -> None:
        painter.setFont(self._caption)
        painter.setPen(self._colour("mute"))
        painter.drawText(parts.name, _LEFT, title)

    def _paint_layer(self, painter: QPainter, parts: RowLayout, layer: Layer) -> None:
        shown = self._session.layers.shown(layer.id)
        if parts.swatch.isValid():
            painter.setOpacity(1.0 if shown else 0.45)
            self._draw_swatch(painter, parts.swatch, layer)
            painter.setOpacity(1.0)
        painter.setFont(self._text)
        painter.setPen(self._colour("ink" if shown else "mute"))
        name = layer.title
        if parts.name.width() < self._width(self._text, name):
            name = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, parts.name.width())
        painter.drawText(parts.name, _LEFT, name)
        figure = parts.figure_text
        if figure:
            bold = layer.group == SECTORS and shown and figure != NO_FIGURE
            painter.setPen(self._colour("ink" if bold else "mute"))
            painter.drawText(parts.figure, _RIGHT, figure)
        note = self.note(layer)
        if note:
            painter.setFont(self._small)
            painter.setPen(self._colour("mute"))
            painter.drawText(parts.note, _LEFT, note)

    def _draw_swatch(self, painter: QPainter, rect: QRect, layer: Layer) -> None:
        if layer.group == SECTORS:
            sector = sector_of(self._session, layer)
            held = self._session.held(sector)
            source, status = held.source if held else "deepstate", str(sector.status)
        else:
            files = files_of(self._session, layer)
            if not files:
                return
            source, status = files[0].header.source, files[0].header.status
        line = layer.group != SECTORS and not layer.parent
        style = series_style(source, status, self._session.theme)
        paint = paint_line_swatch if line else paint_area_swatch
        self._draw(painter, rect, ("swatch", line, source, status), lambda p, r: paint(p, r, style))

    def _draw_tick(
        self, painter: QPainter, rect: QRect, state: Qt.CheckState, *, heading: bool
    ) -> None:
        self._draw(
            painter,
            rect,
            ("tick", state, heading),
            lambda p, r: self._paint_tick(p, r, state, heading=heading),
        )

    def _draw(
        self,
        painter: QPainter,
        rect: QRect,
        key: tuple[object, ...],
        paint: Callable[[QPainter, QRectF], None],
    ) -> None:
        """Draw a small picture that is painted only once per theme and kind of screen."""
        ratio = painter.device().devicePixelRatioF()
        whole_key = (*key, self._session.theme, ratio)
        picture = self._pictures.get(whole_key)
        if picture is None:
            picture = QPixmap(rect.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            own = QPainter(picture)
            own.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(own, QRectF(0, 0, rect.width(), rect.height()))
            own.end()
            self._pictures[whole_key] = picture
        painter.drawPixmap(rect.topLeft(), picture)

    def _paint_tick(
        self, painter: QPainter, rect: QRectF, state: Qt.CheckState, *, heading: bool
    ) -> None:
        box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        if heading:
            box.adjust(1, 1, -1, -1)
        filled = state != Qt.CheckState.Unchecked and not heading
        edge = self._colour("accent") if filled else self._colour("mute", 0.75)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(self._colour("accent") if filled else self._colour("raised"))
        painter.drawRoundedRect(box, 4, 4)
        pen = QPen(self._colour("on_accent") if filled else self._colour("mute"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        centre = box.center()
        if state == Qt.CheckState.Checked:
            painter.drawPolyline(
                [centre + QPointF(*point) for point in ((-3.6, 0.2), (-1.2, 2.7), (3.8, -2.6))]
            )
        elif state == Qt.CheckState.PartiallyChecked:
            painter.drawLine(centre + QPointF(-3.2, 0), centre + QPointF(3.2, 0))

    def _colour(self, token: str, alpha: float = 1.0) -> Any:
        return colour(self._session.theme, token, alpha)

    def _width(self, font: QFont, text: str) -> int:
        if not text:
            return 0
        key = (id(font), text)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > 2000:
                self._widths.clear()
            width = self._widths[key] = QFontMetrics(font).horizontalAdvance(text)
        return width


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
