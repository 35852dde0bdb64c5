"""Dialogs to read: sources, guide, about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget

from viewer.core.sources import SOURCES
from viewer.paths import help_dir
from viewer.qt.dialogs import (
    AboutDialog,
    GuideDialog,
    SourcesDialog,
    about_text,
    unexpected_error_dialog,
)


@pytest.fixture
def parent(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def rows(dialog: SourcesDialog) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for at in range(dialog.tree.topLevelItemCount()):
        item = dialog.tree.topLevelItem(at)
        assert item is not None
        children = [item.child(row) for row in range(item.childCount())]
        found[item.text(0)] = [[c.text(n) for n in range(c.columnCount())] for c in children if c]
    return found


def test_sources_lists_archives_with_span_and_missing_days(
    parent: QWidget, sample_data: Path
) -> None:
    told = rows(SourcesDialog(sample_data, parent))
    (status, *texts) = told["DeepState"]
    assert status[:1] + status[2:] == ["Russian-held", "17 Aug 2024", "14 Nov 2024", "85"]
    assert any("deepstate.gpkg" in text[0] for text in texts)
    assert any("Licence" in text[0] for text in texts)
    assert SOURCES["schematic"].name in told


def test_sources_says_what_is_wrong_with_a_damaged_archive(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "deepstate.gpkg").write_bytes(b"no database at all")
    told = rows(SourcesDialog(tmp_path, parent))
    assert "deepstate.gpkg" in told["DeepState"][0][0]


def test_without_archives_only_the_bundled_source_is_told(parent: QWidget, tmp_path: Path) -> None:
    assert list(rows(SourcesDialog(tmp_path, parent))) == [SOURCES["schematic"].name]


def test_the_guide_is_there_with_its_pictures(parent: QWidget) -> None:
    text = GuideDialog(parent).text
    assert "first minute" in text.toPlainText().lower()
    names = re.findall(r'<img src="([^"]+)"', text.toHtml())
    assert len(names) >= 4
    for name in names:
        picture = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
        image = QImage.fromData(picture)
        assert 0 < image.width() <= 760, name  # the dialog has no more room
        assert (help_dir() / name).stat().st_size < 60_000, name


def test_about_names_licences_and_credits_of_all(parent: QWidget) -> None:
    text = AboutDialog(parent).text.toPlainText()
    for word in ("MIT", "LGPL", "Leaflet", "folium", "OpenStreetMap", "GeoNames", "ODbL", "GSHHG"):
        assert word in text, word
    for source in SOURCES.values():
        assert source.name in text
    assert "Accuracy" in about_text()


def test_an_unexpected_error_can_be_copied(parent: QWidget) -> None:
    dialog = unexpected_error_dialog("Traceback: x", parent)
    assert "Traceback: x" in dialog.body.toPlainText()
    assert "Log:" in dialog.body.toPlainText()
