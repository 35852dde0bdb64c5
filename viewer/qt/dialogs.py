"""Dialogs to read: sources, guide, keys, about, unexpected errors."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.core.sources import SOURCES, Status
from viewer.core.text import date_text
from viewer.paths import archive_dir, help_dir, vendor_dir
from viewer.qt.actions import ACTIONS
from viewer.qt.logs import log_file
from viewer.qt.notices import TextDialog, error_text
from viewer.version import version

_PICTURE = "\ufffc"  # what stands in a text for a picture


class _ReadingDialog(QDialog):
    """A dialog with a Close button that deletes itself."""

    def __init__(self, title: str, size: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*size)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 18, 20, 16)
        self._layout.setSpacing(12)

    def _fill(self, body: QWidget) -> None:
        self._layout.addWidget(body, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self._layout.addWidget(buttons)


class SourcesDialog(_ReadingDialog):
    """What has been imported, from which files, and what is known about each source.

    Parameters
    ----------
    data : Path
        The user's data folder.
    parent : QWidget
        Owner.
    """

    def __init__(self, data: Path, parent: QWidget) -> None:
        from viewer.loading.archive import list_archives

        super().__init__("Sources", (860, 520), parent)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(5)
        self.tree.setHeaderLabels(["Source", "Snapshots", "First", "Last", "Days missing"])
        self.tree.setAlternatingRowColors(False)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for summary in list_archives(archive_dir(data)):
            item = QTreeWidgetItem([summary.source.name, f"{summary.count}"])
            self.tree.addTopLevelItem(item)
            if summary.error is not None:
                item.addChild(QTreeWidgetItem([str(summary.error)]))
                item.setExpanded(True)
                continue
            for status in summary.statuses:
                missing = status.missing
                row = QTreeWidgetItem(
                    [
                        Status(status.status).title,
                        f"{status.count}",
                        date_text(status.first),
                        date_text(status.last),
                        f"{len(missing)}",
                    ]
                )
                row.setToolTip(4, "\n".join(date_text(day) for day in missing[:40]))
                item.addChild(row)
            source = summary.source
            for text in (f"Archive: {summary.path}", f"Licence: {source.licence}"):
                item.addChild(QTreeWidgetItem([text]))
            _add_sentences(item, source.note)
            item.setExpanded(True)
        schematic = SOURCES["schematic"]
        bundled = QTreeWidgetItem([schematic.name])
        bundled.addChild(QTreeWidgetItem([f"Licence: {schematic.licence}"]))
        _add_sentences(bundled, schematic.note)
        self.tree.addTopLevelItem(bundled)
        bundled.setExpanded(True)
        self._span_texts()
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._fill(self.tree)

    def _span_texts(self) -> None:
        for at in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(at)
            assert item is not None
            for row in range(item.childCount()):
                child = item.child(row)
                if child is not None and child.columnCount() == 1:
                    child.setFirstColumnSpanned(True)
                    child.setToolTip(0, child.text(0))


def _add_sentences(item: QTreeWidgetItem, text: str) -> None:
    for sentence in text.split(". "):
        item.addChild(QTreeWidgetItem([sentence.rstrip(".") + "."]))


class GuideDialog(_ReadingDialog):
    """The user guide."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("User guide", (820, 640), parent)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(help_dir())])  # for its pictures
        self.text.setMarkdown((help_dir() / "guide.md").read_text(encoding="utf-8"))
        _space_out(self.text.document())
        self._fill(self.text)


def _space_out(document: QTextDocument) -> None:
    """Leave room between paragraphs, of which Markdown brings none."""
    proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        room = QTextBlockFormat()
        above, below = (18, 6) if block.blockFormat().headingLevel() else (0, 9)
        room.setTopMargin(above)
        room.setBottomMargin(4 if block.textList() else below)
        if not block.text().startswith(_PICTURE):
            room.setLineHeight(122, proportional)
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(room)
        block = block.next()
    document.setDocumentMargin(14)


class ShortcutsDialog(_ReadingDialog):
    """All keys, from the table of actions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keyboard shortcuts", (640, 640), parent)
        rows = [spec for spec in ACTIONS if (spec.keys or spec.draw_key) and spec.menu]
        self.table = QTableWidget(len(rows), 3, self)
        self.table.setHorizontalHeaderLabels(["Action", "Keys", "Menu"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for at, spec in enumerate(rows):
            native = QKeySequence.SequenceFormat.NativeText
            keys = "  or  ".join(QKeySequence(key).toString(native) for key in spec.keys)
            keys = keys or f"{spec.draw_key} while drawing"
            if spec.id == "play":
                keys += "  or  Space"
            menu = spec.menu.replace("&", "").replace("/", " > ")
            for column, text in enumerate((spec.tip, keys, menu)):
                self.table.setItem(at, column, QTableWidgetItem(text))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._fill(self.table)


class AboutDialog(_ReadingDialog):
    """Version, licences and credits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("About Salient", (720, 560), parent)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setMarkdown(about_text())
        self._fill(self.text)


def about_text() -> str:
    """Markdown of the about dialog: our licence, then those of data and libraries."""
    lines = [
        f"# Salient {version()}",
        "Offline viewer that replays how a front line moved. MIT licence.",
        "No request leaves this machine.",
        "## Sources",
        *(
            f"- **{source.name}**: {source.attribution}. {source.licence} {source.note}"
            for source in SOURCES.values()
        ),
        "## Map",
    ]
    ground = json.loads((vendor_dir() / "basemap" / "map.json").read_text(encoding="utf-8"))
    lines += [f"- **{c['name']}** ({c['licence']}): {c['what']}" for c in ground["credits"]]
    lines.append(f"Accuracy. {ground['accuracy']['text']}")
    lines += [
        "## Libraries",
        "- **PySide6, Qt, Qt WebEngine** (LGPL-3): window and web engine",
        "- **folium, branca** (MIT), **Leaflet** (BSD-2-Clause): the map page",
        "- **milsymbol** (MIT): APP-6 symbols",
        "- **shapely, GEOS** (BSD-3-Clause, LGPL-2.1), **pyproj, PROJ** (MIT): geometry",
        "- **numpy, pandas** (BSD-3-Clause), **orjson** (Apache-2.0 or MIT): data",
        "- **pyogrio, GDAL** (MIT): file formats; **mgrs** (MIT): grid references",
        "- **platformdirs** (MIT): folders; **pyqtgraph** (MIT): charts",
        "",
        "Licence texts of what the map page carries lie in the program's folder beside the files.",
    ]
    return "\n\n".join(lines)


def unexpected_error_dialog(trace: str, parent: QWidget) -> TextDialog:
    """Details of an unexpected error, to copy."""
    path = log_file()
    return TextDialog(
        "Unexpected error",
        error_text(trace, version(), path),
        parent,
        "Copy these details when you report the fault. They name no file of yours except where "
        "the fault itself does.",
    )
