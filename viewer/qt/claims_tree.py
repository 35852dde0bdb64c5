"""The list of claims: each with what it says, and below it a line for every source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from viewer.core.claims import Claim, Finding
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.claims_text import (
    claimed_text,
    measured_text,
    sentence,
    short_difference_text,
    span_text,
    tolerance_text,
    typeset,
)
from viewer.core.sources import Source
from viewer.core.theme import TOKENS
from viewer.qt.claims_marks import verdict_icon

_KEY = Qt.ItemDataRole.UserRole
_LINES = Qt.ItemDataRole.UserRole + 1
_PAD_PX, _ID_PX, _GAP_PX = 8, 38, 2
_SHARES = (0.265, 0.305, 0.225)
"""Of the width, for all columns but the last."""
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Index = QModelIndex | QPersistentModelIndex
Key = tuple[bool, str, str]
"""Own or bundled, id of the claim, id of the source or "" for the claim itself."""


class ClaimsTree(QTreeWidget):
    """Claims and what the sources say of them.

    Attributes
    ----------
    chosen : Signal
        Key of the row that was clicked, or activated by Return.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Claims")
        self.setColumnCount(4)
        self.setHeaderLabels(["Source", "Verdict", "Measured", "Difference"])
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._theme = "light"
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.itemClicked.connect(lambda item, _column: self._choose(item))
        self.itemActivated.connect(lambda item, _column: self._choose(item))

    def set_theme(self, theme: str) -> None:
        """Draw the marks in the colours of a theme."""
        if theme != self._theme:
            self._theme = theme
            self._delegate.theme = theme
            self.viewport().update()

    def fill(
        self,
        claims: Sequence[Claim],
        sources: Sequence[Source],
        found: Mapping[tuple[Claim, str], Finding],
        theme: str,
    ) -> None:
        """Show claims and findings; the row that is current stays so, and where it is seen.

        Parameters
        ----------
        claims, sources : sequence
            In the order wanted.
        found : dict of (claim, source id) to Finding
            What is known; a claim that is not tested yet says so.
        theme : str
            ``light`` or ``dark``.
        """
        self._theme = self._delegate.theme = theme
        current = self.key()
        bar = self.verticalScrollBar()
        scrolled, seen = bar.value(), self._place_of_current()
        self.clear()
        for claim in claims:
            self.addTopLevelItem(self._claim_item(claim, sources, found))
        for at in range(self.topLevelItemCount()):
            self.setFirstColumnSpanned(at, self.rootIndex(), True)
        self.expandAll()
        self.select(current)
        now = self._place_of_current()
        if seen is None or now is None or not 0 <= seen < self.viewport().height():
            bar.setValue(scrolled)
        else:
            bar.setValue(bar.value() + now - seen)

    def _place_of_current(self) -> int | None:
        """Where the current row begins below the top of the view, px."""
        item = self.currentItem()
        return None if item is None else self.visualItemRect(item).top()

    def key(self) -> Key | None:
        """Key of the current row."""
        item = self.currentItem()
        return None if item is None else self.key_of(item)

    def key_of(self, item: QTreeWidgetItem) -> Key:
        """Key of a row."""
        key: Key = item.data(0, _KEY)
        return key

    def item_of(self, key: Key) -> QTreeWidgetItem | None:
        """The row of that key."""
        for at in range(self.topLevelItemCount()):
            claim = self.topLevelItem(at)
            assert claim is not None
            for item in (claim, *(claim.child(row) for row in range(claim.childCount()))):
                if item is not None and self.key_of(item) == key:
                    return item
        return None

    def select(self, key: Key | None) -> None:
        """Make the row of that key the current one, if it is there."""
        item = None if key is None else self.item_of(key)
        if item is not None:
            self.setCurrentItem(item)
            self.reveal(item)

    def reveal(self, item: QTreeWidgetItem | None) -> None:
        """Scroll so that a claim is seen with what the sources say of it."""
        if item is None:
            return
        last = item.child(item.childCount() - 1) if item.childCount() else None
        if last is not None:
            self.scrollToItem(last)
        self.scrollToItem(item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns; claims wrap anew."""
        super().resizeEvent(event)
        width = left = self.viewport().width()
        for column, share in enumerate(_SHARES):
            self.header().resizeSection(column, round(width * share))
            left -= round(width * share)
        self.header().resizeSection(len(_SHARES), left)
        self.scheduleDelayedItemsLayout()

    def _choose(self, item: QTreeWidgetItem) -> None:
        # not when it becomes current: scrolling while the button is down would move it away
        self.reveal(item)
        self.chosen.emit(self.key_of(item))

    def _claim_item(
        self,
        claim: Claim,
        sources: Sequence[Source],
        found: Mapping[tuple[Claim, str], Finding],
    ) -> QTreeWidgetItem:
        below = under_text(claim)
        item = QTreeWidgetItem([claim.text])
        item.setData(0, _KEY, (claim.own, claim.id, ""))
        item.setData(0, _LINES, ("own" if claim.own else claim.id, typeset(claim.text), below))
        item.setData(
            0, Qt.ItemDataRole.AccessibleTextRole, f"Claim {claim.id}: {claim.text}. {below}"
        )
        item.setToolTip(0, "Click to show its evidence on the map")
        if claim.kind.id == NOT_MAP:
            return item
        for source in sources:
            finding = found.get((claim, source.id))
            if finding is None:
                row = QTreeWidgetItem([source.name, "not tested yet"])
            else:
                row = self._finding_item(source, finding)
            row.setData(0, _KEY, (claim.own, claim.id, source.id))
            item.addChild(row)
        return item

    def _finding_item(self, source: Source, finding: Finding) -> QTreeWidgetItem:
        row = QTreeWidgetItem(
            [
                source.name,
                finding.verdict.title,
                measured_text(finding),
                short_difference_text(finding),
            ]
        )
        row.setIcon(1, verdict_icon(finding.verdict, self._theme))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in (2, 3):
            row.setTextAlignment(column, right)
        text = "\n".join(
            (
                sentence(finding),
                finding.method,
                f"{source.attribution}, {finding.claim.status.title}",
            )
        )
        for column in range(4):
            row.setToolTip(column, text)
        return row


def under_text(claim: Claim) -> str:
    """The second line of a claim: what is measured, claimed figure, tolerance, dates."""
    if claim.kind.id == NOT_MAP:
        return "Not a map quantity"
    claimed = claimed_text(claim) if claim.figure is not None else ""
    parts = [
        f"Claimed {claimed}" if claimed else "",
        f"tolerance {tolerance_text(claim)}" if claimed and claim.tolerance_in_unit else "",
        span_text(claim),
    ]
    return " · ".join(part for part in parts if part)


class _Delegate(QStyledItemDelegate):
    """Draws a claim over the whole width, wrapped; sources as ordinary rows."""

    def __init__(self, tree: ClaimsTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self.theme = "light"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Height of a claim by its text; that of a source fixed."""
        lines = index.sibling(index.row(), 0).data(_LINES)
        if lines is None:
            return QSize(60, 24)
        title, small = self._fonts(option.font)
        width = self._tree.viewport().width() - 2 * _PAD_PX - _ID_PX
        height = sum(
            QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), _WRAP, text).height()
            for font, text in ((title, lines[1]), (small, lines[2]))
        )
        return QSize(60, height + 2 * _PAD_PX + _GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a claim, or leave a source to Qt."""
        lines = index.sibling(index.row(), 0).data(_LINES)
        if lines is None:
            if index.column() == 0:
                option.rect.adjust(_PAD_PX, 0, 0, 0)
            super().paint(painter, option, index)
            return
        tokens = TOKENS[self.theme]
        painter.save()
        box = QRect(0, option.rect.top(), self._tree.viewport().width(), option.rect.height())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(tokens["tint" if chosen else "raised"]))
        painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), QColor(tokens["line"]))
        title, small = self._fonts(option.font)
        text = box.adjusted(_PAD_PX + _ID_PX, _PAD_PX, -_PAD_PX, -_PAD_PX)
        painter.setFont(title)
        painter.setPen(QColor(tokens["mute"]))
        painter.drawText(box.adjusted(_PAD_PX, _PAD_PX, 0, 0), _WRAP, lines[0])
        painter.setPen(QColor(tokens["ink"]))
        painter.drawText(text, _WRAP, lines[1])
        high = QFontMetrics(title).boundingRect(QRect(0, 0, text.width(), 1000), _WRAP, lines[1])
        painter.setFont(small)
        painter.setPen(QColor(tokens["mute"]))
        painter.drawText(text.adjusted(0, high.height() + _GAP_PX, 0, 0), _WRAP, lines[2])
        painter.restore()

    @staticmethod
    def _fonts(base: QFont) -> tuple[QFont, QFont]:
        title, small = QFont(base), QFont(base)
        title.setWeight(QFont.Weight.DemiBold)
        if base.pixelSize() > 0:
            small.setPixelSize(base.pixelSize() - 1)
        else:
            small.setPointSizeF(base.pointSizeF() - 0.5)
        return title, small
