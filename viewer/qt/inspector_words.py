"""The words of an annotation: title, note, sources, author and confidence."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QVBoxLayout, QWidget

from viewer.core.annotations import CONFIDENCES
from viewer.core.session import Session
from viewer.qt.annotation_fields import ChoiceField, LineField, NoteField
from viewer.qt.inspector_part import Part

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_MOST_LINKS, _LONGEST_LINK = 8, 44


class WordsPart(Part):
    """Words; links open only on a click, and only after asking."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "Words", parent)
        self.title = LineField(self, "Title")
        self.note = NoteField(self, "Note", "Plain text", 4)
        self.sources = NoteField(self, "Sources", "Web addresses, one a line", 2)
        self.author = LineField(self, "Author", "optional")
        self.confidence = ChoiceField(
            self, "Confidence", {value: value or "not said" for value in CONFIDENCES}
        )
        self.links = QWidget(self)
        self.links_layout = QVBoxLayout(self.links)
        self.links_layout.setContentsMargins(0, 0, 0, 0)
        self.links_layout.setSpacing(0)
        self.complaint = QLabel(self)
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint.setProperty("look", "problem")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        for label, field in (
            ("&Title", self.title),
            ("&Note", self.note),
            ("&Sources", self.sources),
        ):
            self.add(label, field)
        self.form.addRow("", self.complaint)
        self.form.addRow("", self.links)
        self.add("A&uthor", self.author)
        self.add("Con&fidence", self.confidence)
        self.title.typed.connect(lambda text: self.set_fields("title", "title", title=text))
        self.note.typed.connect(lambda text: self.set_fields("note", "note", note=text))
        self.author.typed.connect(lambda text: self.set_fields("author", "author", author=text))
        self.sources.typed.connect(self._on_sources)
        self.confidence.chosen.connect(
            lambda value: self.set_fields("confidence", confidence=value)
        )
        for field in (self.title, self.note, self.author, self.sources):
            field.ended.connect(self.end_gesture)

    def fill(self) -> None:  # noqa: D102
        self.title.put([one.title for one in self.chosen])
        self.note.put([one.note for one in self.chosen])
        self.author.put([one.author for one in self.chosen])
        self.confidence.put([one.confidence for one in self.chosen])
        if not self.complaint.isVisibleTo(self):
            self.sources.put(["\n".join(one.links) for one in self.chosen])
        self._show_links()

    def flush(self) -> None:  # noqa: D102
        for field in (self.title, self.note, self.author, self.sources):
            field.flush()
        self.complaint.hide()

    def _on_sources(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        wrong = [line for line in lines if not _ADDRESS.fullmatch(line)]
        self.complaint.setVisible(bool(wrong))
        if wrong:
            self.complaint.setText(
                f"“{wrong[0][:60]}” is no web address: begin it with https:// or http://."
            )
        else:
            self.set_fields("sources", "sources", links=tuple(lines))

    def _show_links(self) -> None:
        while (item := self.links_layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        found: list[str] = []
        if len(self.chosen) == 1:
            one = self.chosen[0]
            in_note = [link.rstrip(".,;:!?)]}") for link in _ADDRESS.findall(one.note)]
            found = list(dict.fromkeys([*one.links, *in_note]))[:_MOST_LINKS]
        for link in found:
            short = link.partition("://")[2]
            short = short if len(short) <= _LONGEST_LINK else f"{short[: _LONGEST_LINK - 1]}…"
            button = QPushButton(f"↗ {short}".replace("&", "&&"), self.links)
            button.setProperty("look", "text")
            button.setProperty("address", link)
            button.setToolTip("Open in the browser, after asking")
            button.setMinimumWidth(40)
            button.clicked.connect(partial(self._ask, link))
            self.links_layout.addWidget(button)
        self.links.setVisible(bool(found))

    def _ask(self, link: str) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Open a web page?")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText("Salient itself never connects. Open this address in your browser?")
        box.setInformativeText(link)
        opening = box.addButton("&Open", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        opening.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(link)))
        box.open()
