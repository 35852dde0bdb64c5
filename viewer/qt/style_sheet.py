"""The style sheet of the window; ``$name`` is a token of the theme."""

STYLE_SHEET = """
* { outline: none; }
QMainWindow, QDialog, QMessageBox { background: $panel; }
QDialog[look="finder"] QTreeWidget { background: transparent; border: none; }
QDialog[look="finder"] QTreeWidget::item { min-height: 28px; padding: 0 6px; }
QDialog[look="finder"] QLineEdit { font-size: 16px; padding: 0 10px; }
QDialog[look="finder"] { background: $raised; border: 1px solid $accent; border-radius: 8px; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QToolTip {
    background: $raised; color: $ink; border: 1px solid $line; padding: 5px 7px;
}

QMenuBar { background: $panel; border-bottom: 1px solid $line; padding: 0 4px; }
QMenuBar::item { background: transparent; padding: 7px 9px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $tint; color: $ink; }
QMenu {
    background: $raised; border: 1px solid $line; border-radius: 6px; padding: 5px;
}
QMenu::item { padding: 6px 26px 6px 10px; border-radius: 4px; min-height: 16px; }
QMenu::item:selected { background: $tint; color: $ink; }
QMenu::item:disabled { color: $mute; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::right-arrow { image: url(icons:style-right-$theme.svg); width: 12px; height: 12px;
    margin-right: 8px; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QToolBar#drawBar { background: $panel; border: none; border-bottom: 1px solid $line; padding: 3px;
    spacing: 3px; }
QToolBar#drawBar::separator { background: $line; width: 1px; height: 1px; margin: 5px; }
QDockWidget { color: $mute; titlebar-close-icon: url(icons:style-close-$theme.svg);
    titlebar-normal-icon: url(icons:style-float-$theme.svg); font-weight: 600; }
QDockWidget::title { background: $panel; padding: 7px 12px 5px 12px; text-align: left; }
QDockWidget::close-button, QDockWidget::float-button {
    border: none; background: transparent; padding: 1px; border-radius: 4px;
}
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $tint; }
QTabBar::tab {
    background: transparent; color: $mute; padding: 7px 12px; border: none;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $ink; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $ink; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QTreeView, QListView, QTableView, QTextEdit, QPlainTextEdit, QTextBrowser {
    background: $panel; color: $ink; border: none;
    selection-background-color: $tint; selection-color: $ink;
}
QTextEdit, QPlainTextEdit, QTextBrowser { background: $raised; border: 1px solid $line;
    border-radius: 6px; padding: 4px; }
QTreeView[look="ticks"]::item { min-height: 26px; }
QTreeView[look="ticks"]::item:selected { background: $tint; color: $ink; }
QTreeView[look="ticks"]::indicator {
    width: 14px; height: 14px; border: 1px solid $mute; border-radius: 4px; background: $raised;
}
QTreeView[look="ticks"]::indicator:checked {
    background: $accent; border-color: $accent; image: url(icons:style-check-$theme.svg);
}
QTreeView[look="ticks"]::indicator:hover { border-color: $accent; }
QHeaderView::section {
    background: $panel; color: $mute; border: none; border-bottom: 1px solid $line;
    padding: 5px 8px;
}
QTableView { gridline-color: $line; }
QTableView[look="rows"]::item { padding: 0 4px; border: none; }
QTableView[look="rows"]::item:selected { background: $tint; color: $ink; }
QTableView[look="rows"] QHeaderView::section { padding: 5px 7px; }
QTableView[look="rows"] QHeaderView::up-arrow, QTableView[look="rows"] QHeaderView::down-arrow {
    width: 8px; height: 8px; subcontrol-origin: margin; subcontrol-position: top center;
}
QTableView[look="rows"] QHeaderView::up-arrow { image: url(icons:style-up-$theme.svg); }
QTableView[look="rows"] QHeaderView::down-arrow { image: url(icons:style-down-$theme.svg); }

QPushButton {
    background: $raised; color: $ink; border: 1px solid $line; border-radius: 6px;
    padding: 0 14px; min-height: 28px;
}
QPushButton:hover { border-color: $mute; }
QPushButton:pressed { background: $tint; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover { border-color: $ink; }
QPushButton:disabled { color: $mute; background: $panel; }
QPushButton:focus { border-color: $accent; }

QToolButton {
    background: transparent; color: $ink; border: 1px solid transparent; border-radius: 6px;
    min-width: 26px; min-height: 26px;
}
QToolButton:hover { background: $tint; }
QToolButton:pressed { background: $line; }
QToolButton:checked { background: $tint; color: $accent; border-color: $accent; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $mute; }
QToolButton#compare::menu-indicator { image: none; }
QToolButton[look="outlined"] { background: $raised; border-color: $line; }
QToolButton[look="outlined"]:hover { border-color: $mute; }
QToolButton[look="outlined"]:pressed { background: $tint; }
QToolButton[look="outlined"]:checked { background: $tint; border-color: $accent; }
QToolButton[look="outlined"]:focus { border-color: $accent; }
QToolButton[look="primary"] { background: $accent; border: 2px solid $accent; border-radius: 22px;
    min-width: 40px; min-height: 40px; max-width: 40px; max-height: 40px; }
QToolButton[look="primary"]:hover, QToolButton[look="primary"]:focus { border-color: $ink; }
QToolButton[look="primary"]:disabled { background: $line; border-color: $line; }
QPushButton[look="text"] {
    color: $mute; background: transparent; border-color: transparent; padding: 0 6px;
    min-height: 26px; text-align: left;
}
QPushButton[look="text"]:hover { color: $ink; background: $tint; }
QPushButton[look="text"]:focus { border-color: $accent; }
QPushButton[look="compact"] { padding: 0 6px; min-height: 26px; }
QPushButton[look="compact"]::menu-indicator { image: none; width: 0; }
QLabel[look="quote"] { background: $raised; border: 1px solid $line; border-radius: 6px;
    padding: 8px 10px; }
QToolButton[look="small"] { background: $raised; border-color: $line; min-width: 66px; }
QToolButton[look="small"]:hover { border-color: $mute; }

QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox {
    background: $raised; color: $ink; border: 1px solid $line; border-radius: 6px;
    padding: 0 8px; min-height: 26px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QAbstractSpinBox QLineEdit {
    border: none; background: transparent; padding: 0 0 0 6px; min-height: 0; border-radius: 0;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QDateEdit:hover, QComboBox:hover {
    border-color: $mute;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QComboBox:focus {
    border-color: $accent;
}
QLineEdit[bad="true"], QLineEdit[bad="true"]:focus { border-color: $ru; color: $ru; }
QLabel[look="hint"] {
    background: $raised; color: $ru; border: 1px solid $ru; padding: 5px 8px;
}
QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-origin: border; subcontrol-position: top right; width: 20px; height: 13px;
    border: none; background: transparent; margin: 1px 1px 0 0;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; subcontrol-position: bottom right; width: 20px; height: 13px;
    border: none; background: transparent; margin: 0 1px 1px 0;
}
QSpinBox::up-button:hover, QSpinBox::down-button:hover { background: $tint; }
QSpinBox::up-arrow { image: url(icons:style-up-$theme.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url(icons:style-down-$theme.svg); width: 10px; height: 10px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(icons:style-down-$theme.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 4px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: 28px; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $mute; border-radius: 4px; background: $raised;
}
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url(icons:style-check-$theme.svg);
}
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: $accent; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $mute; border-radius: 8px; background: $raised;
}
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }

QSlider { min-height: 28px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: $accent; border: 1px solid $raised;
}
QSlider::handle:horizontal:focus { border-color: $ink; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: $mute; }

QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $mute; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QStatusBar { background: $panel; color: $mute; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $mute; }
QLabel[look="pill"] {
    color: $ink; background: $raised; border: 1px solid $line; border-radius: 11px;
    padding: 2px 10px; font-size: 11px; font-weight: 600;
}
QLabel[look="mute"] { color: $mute; }
QLabel[look="problem"] { color: $ru; }
QFrame[look="rule"] { background: $line; border: none; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: $panel; }
QCalendarWidget QToolButton { padding: 0 8px; font-weight: 600; }
QCalendarWidget QToolButton#qt_calendar_prevmonth {
    qproperty-icon: url(icons:style-left-$theme.svg);
}
QCalendarWidget QToolButton#qt_calendar_nextmonth {
    qproperty-icon: url(icons:style-right-$theme.svg);
}
QCalendarWidget QToolButton::menu-indicator { image: none; }
QCalendarWidget QSpinBox { min-height: 22px; }
QCalendarWidget QAbstractItemView {
    background: $raised; selection-background-color: $accent; selection-color: $on_accent;
}
QCalendarWidget QAbstractItemView:disabled { color: $mute; }
"""
