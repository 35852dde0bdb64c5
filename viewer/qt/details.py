"""The dock at the right: panels as tabs, each made when it is first seen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


@dataclass(frozen=True)
class PanelSpec:
    """A panel that the dock can show.

    Attributes
    ----------
    id : str
        Fixed id; ``show_ID`` is the action that opens it.
    title : str
        Text of the tab.
    module, name : str
        Where its class is; it is called with the window.
    """

    id: str
    title: str
    module: str
    name: str


PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("ledger", "Ledger", "viewer.qt.ledger_panel", "LedgerPanel"),
    PanelSpec("compare", "Compare", "viewer.qt.compare_panel", "ComparePanel"),
    PanelSpec("difference", "Sources", "viewer.qt.difference_panel", "DifferencePanel"),
    PanelSpec("claims", "Claims", "viewer.qt.claims_panel", "ClaimsPanel"),
    PanelSpec("annotations", "Annotations", "viewer.qt.annotation_panel", "AnnotationPanel"),
)


class Details(QWidget):
    """Tabs of panels; a panel is imported and made when its tab is first seen.

    Parameters
    ----------
    window : MainWindow
        Given to every panel.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self._made: dict[str, QWidget] = {}
        self._places: list[QVBoxLayout] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        for spec in PANELS:
            place = QWidget()
            self._places.append(QVBoxLayout(place))
            self._places[-1].setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, spec.title)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.setMinimumWidth(360)

    def sizeHint(self) -> QSize:
        """Size at first."""
        return QSize(420, 520)

    def open(self, panel_id: str) -> QWidget:
        """Bring a panel to the front, in an open dock, and give it the focus.

        Parameters
        ----------
        panel_id : str
            Id in `PANELS`; any other is a `KeyError`.
        """
        number = {spec.id: at for at, spec in enumerate(PANELS)}[panel_id]
        self._window.details_dock.show()
        self._window.details_dock.raise_()
        self.tabs.setCurrentIndex(number)
        panel = self.panel(panel_id)
        panel.setFocus()
        return panel

    def panel(self, panel_id: str) -> QWidget:
        """The panel of that id, made now if it was never seen."""
        number = {spec.id: at for at, spec in enumerate(PANELS)}[panel_id]
        if panel_id not in self._made:
            spec = PANELS[number]
            made: QWidget = getattr(import_module(spec.module), spec.name)(self._window)
            self._made[panel_id] = made
            self._places[number].addWidget(made)
        return self._made[panel_id]

    def showEvent(self, event: object) -> None:
        """Make the panel in front."""
        self._on_tab_changed(self.tabs.currentIndex())

    def _on_tab_changed(self, number: int) -> None:
        if number >= 0 and self.isVisible():
            self.panel(PANELS[number].id)
