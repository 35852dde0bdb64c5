"""The title of a dock: its name, and buttons large enough to hit; above or at the left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QDockWidget, QLabel, QToolButton, QWidget

from viewer.core.session import Session
from viewer.qt.follow import follow
from viewer.qt.icons import icon
from viewer.qt.style import ROW_PX, caption_font

_ICON_PX = 16


class DockTitle(QWidget):
    """Title bar of a dock; drag it to move the dock, double-click it to let it float.

    Parameters
    ----------
    dock : QDockWidget
        Whose title it becomes.
    session : Session
        Owner of the theme.
    at_left : bool
        Upright at the left edge, where height is scarce; the name is then only a tooltip.
    """

    def __init__(self, dock: QDockWidget, session: Session, *, at_left: bool = False) -> None:
        super().__init__(dock)
        self._session = session
        self._dock = dock
        direction = QBoxLayout.Direction
        layout = QBoxLayout(direction.TopToBottom if at_left else direction.LeftToRight, self)
        layout.setContentsMargins(*((0, 4, 0, 4) if at_left else (12, 4, 6, 0)))
        layout.setSpacing(0)
        if not at_left:
            name = QLabel(dock.windowTitle())
            name.setProperty("look", "mute")
            name.setFont(caption_font())
            layout.addWidget(name)
            layout.addStretch(1)
        self.float_button = self._button(f"Float {dock.windowTitle()}, or dock it again")
        self.float_button.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_button = self._button(f"Close {dock.windowTitle()} (back: View, Panels)")
        self.close_button.clicked.connect(dock.close)
        buttons = [self.float_button, self.close_button]
        for button in reversed(buttons) if at_left else buttons:
            layout.addWidget(button)
        if at_left:
            layout.addStretch(1)
            features = dock.features() | QDockWidget.DockWidgetFeature.DockWidgetVerticalTitleBar
            dock.setFeatures(features)
            self.setFixedWidth(ROW_PX + 2)
            self.setToolTip(f"{dock.windowTitle()}: drag to move, double-click to float")
        dock.setTitleBarWidget(self)
        follow(self, session.changed, self._on_session_changed)
        self._recolour()

    def _button(self, told: str) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(ROW_PX, ROW_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(told)
        button.setAccessibleName(told.partition(" (")[0])
        return button

    def _recolour(self) -> None:
        self.float_button.setIcon(icon("float", self._session.theme, off="mute"))
        self.close_button.setIcon(icon("close", self._session.theme, off="mute"))

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self._recolour()
