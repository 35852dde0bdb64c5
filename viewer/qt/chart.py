"""A chart over time: legend, plot, menu and pictures, tied to the session's timeline and theme.

Not imported before a panel with a chart is seen: pyqtgraph and numpy come with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from viewer.core.session import Session
from viewer.errors import ViewerError
from viewer.qt.chart_data import ChartData
from viewer.qt.chart_legend import ChartLegend
from viewer.qt.chart_picture import ChartPicture
from viewer.qt.chart_view import ChartView
from viewer.qt.follow import follow

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


class Chart(QWidget):
    """Legend above, plot below; the legend tells the figures of the date shown or pointed at.

    Parameters
    ----------
    session : Session
        Its timeline is followed and changed, its theme followed.
    parent : QWidget, optional
        Owner.

    Attributes
    ----------
    view : ChartView
        The plot.
    told, failed : Signal
        A sentence for the status bar, and a `ViewerError`.
    """

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.view = ChartView(session.timeline, session.theme)
        self.legend = ChartLegend(session.theme, self)
        self.file_name = "chart"
        self.folder: Callable[[], str] = lambda: str(Path.home())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.legend)
        layout.addWidget(self.view, 1)
        self.view.hovered.connect(self._tell)
        self.view.menu_requested.connect(self._show_menu)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.changed, self._on_session_changed)
        self.setFocusProxy(self.view)

    @property
    def data(self) -> ChartData:
        """What is shown."""
        return self.view.data

    def connect_to(self, window: MainWindow) -> None:
        """Tell of pictures and errors in a window."""
        self.told.connect(window.status.show_message)
        self.failed.connect(window.show_failure)

    def set_data(self, data: ChartData) -> None:
        """Show something else; the zoom stays while the days are the same."""
        self.view.set_data(data)
        self._tell(self.view.dates.hovered)

    def picture(self) -> ChartPicture:
        """A picture of what is shown, with title, source, dates and method."""
        view, session = self.view, self._session
        return ChartPicture(view.data, session.timeline, session.theme, view.shown_range)

    def copy_picture(self) -> None:
        """Put a picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture().image())
        self.told.emit("Chart copied as a picture")

    def save_picture(self) -> None:
        """Ask for a name, and write a PNG or SVG file."""
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Save chart",
            str(Path(self.folder()) / f"{self.file_name}.png"),
            "Pictures (*.png *.svg)",
        )
        if chosen:
            self.save_picture_as(Path(chosen))

    def save_picture_as(self, path: Path) -> None:
        """Write a PNG or SVG file and say so, or say why not."""
        try:
            written = self.picture().save(path)
        except ViewerError as error:
            self.failed.emit(error)
        else:
            self.told.emit(f"Saved {written.name}")

    def menu(self) -> QMenu:
        """What can be done with the chart."""
        menu = QMenu(self)
        menu.addAction("&Copy chart", self.copy_picture)
        menu.addAction("&Save chart...", self.save_picture)
        menu.addSeparator()
        menu.addAction("Show &all days", self.view.show_all)
        return menu

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _tell(self, day: date | None) -> None:
        shown = day or self._session.timeline.current
        self.legend.show_figures(self.view.data, shown, self._session.theme)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"current", "compare", "window", "dates"}:
            self.view.follow_timeline()
            self._tell(self.view.dates.hovered)

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self.view.set_theme(self._session.theme)
            self._tell(self.view.dates.hovered)
