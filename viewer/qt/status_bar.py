"""The status bar: cursor position, scale, age of the data, messages, progress, OFFLINE."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QStatusTipEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from viewer.core.text import COORDINATE_FORMATS, coordinate_text, number_text, scale_text
from viewer.qt.icons import icon
from viewer.qt.style import tooltip

_FORMAT_NAMES = {"decimal": "decimal degrees", "dms": "degrees, minutes, seconds"}
_WIDEST = {
    "decimal": "88.8888° N 88.8888° E",
    "dms": "88° 88′ 88.8″ N 88° 88′ 88.8″ E",
    "utm": "38M 888888 E 8888888 N",
    "mgrs": "38M MM 88888 88888",
}
MESSAGE_MS = 6000


class ElidedLabel(QLabel):
    """A label of one line that shortens what does not fit and tells all of it as a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._note = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", "mute")

    def set_whole_text(self, text: str, note: str = "") -> None:
        """Show a text, with a note for the tooltip."""
        self._whole, self._note = text, note
        self._fit()
        self.updateGeometry()

    @property
    def whole_text(self) -> str:
        """The text, also when it is shortened on the screen."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: D102
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().sizeHint().height())

    def _fit(self) -> None:
        short = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(0, self.width())
        )
        if short != self.text():
            self.setText(short)
        cut = [self._whole] if short != self._whole else []
        self.setToolTip(tooltip("\n".join(cut + ([self._note] if self._note else []))))


class StatusBar(QStatusBar):
    """The line at the foot of the window.

    Signals
    -------
    coordinate_format_changed : str
        One of `viewer.core.text.COORDINATE_FORMATS`, to be remembered.
    scale_clicked
        The user wants to type a scale.
    """

    coordinate_format_changed = Signal(str)
    scale_clicked = Signal()

    def __init__(self, theme: str = "light", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._format = COORDINATE_FORMATS[0]
        self._lonlat: tuple[float, float] | None = None
        self._cancel: Callable[[], object] | None = None
        self._stopping = False
        self.setSizeGripEnabled(False)
        self.setFixedHeight(36)
        self._make_place()
        self._make_texts()
        self._make_progress()
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.timeout.connect(self.clear_message)
        line = QFrame()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(5, 0, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self._place)
        layout.addWidget(self._copy)
        layout.addSpacing(12)
        layout.addWidget(self._scale)
        layout.addSpacing(16)
        layout.addWidget(self._age)
        layout.addSpacing(16)
        layout.addWidget(self._message, 1)
        layout.addSpacing(8)
        layout.addWidget(self._title)
        layout.addSpacing(4)
        layout.addWidget(self._progress)
        layout.addSpacing(4)
        layout.addWidget(self._cancel_button)
        layout.addSpacing(12)
        layout.addWidget(self._pill)
        self.addPermanentWidget(line, 1)
        self.set_theme(theme)
        self._show_place()
        self.set_blocked(0)
        self.clear_progress()

    def _make_place(self) -> None:
        self._place = QPushButton()
        self._place.setProperty("look", "text")
        self._place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._place.setAccessibleName("Cursor position")
        self._place.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._place.customContextMenuRequested.connect(lambda _: self.copy_coordinate())
        self._place.clicked.connect(self.cycle_format)
        self._copy = QToolButton()
        self._copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._copy.setAccessibleName("Copy the cursor position")
        self._copy.setToolTip("Copy the last cursor position")
        self._copy.setIconSize(QSize(16, 16))
        self._copy.clicked.connect(self.copy_coordinate)

    def _make_texts(self) -> None:
        self._scale = QPushButton()
        self._scale.setProperty("look", "text")
        self._scale.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scale.setToolTip(
            "Scale at the centre of the map, for a screen of 96 dots per inch\nClick: type another"
        )
        self._scale.setAccessibleName("Scale")
        self._scale.clicked.connect(self.scale_clicked)
        self._age = ElidedLabel()
        self._age.setAccessibleName("Age of the data")
        self._hint = ""
        self._message = ElidedLabel()
        self._message.setAccessibleName("Message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._age.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pill = QLabel()
        self._pill.setProperty("look", "pill")
        self._pill.setFixedHeight(24)
        self._pill.setAccessibleName("Offline")

    def _make_progress(self) -> None:
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(140)
        self._cancel_button = QToolButton()
        self._cancel_button.setText("Cancel")
        self._cancel_button.setProperty("look", "small")
        self._cancel_button.clicked.connect(self._on_cancel)

    @property
    def coordinate_format(self) -> str:
        """How the position is written."""
        return self._format

    def set_theme(self, theme: str) -> None:
        """Recolour the icons."""
        self._theme = theme
        self._copy.setIcon(icon("copy", theme, off="mute"))

    def set_coordinate_format(self, coordinate_format: str) -> None:
        """Write the position in that format; unknown ones count as decimal."""
        known = coordinate_format in COORDINATE_FORMATS
        chosen = coordinate_format if known else COORDINATE_FORMATS[0]
        changed = chosen != self._format
        self._format = chosen
        self._show_place()
        if changed:
            self.coordinate_format_changed.emit(chosen)

    def cycle_format(self) -> None:
        """Write the position in the next format."""
        at = COORDINATE_FORMATS.index(self._format)
        self.set_coordinate_format(COORDINATE_FORMATS[(at + 1) % len(COORDINATE_FORMATS)])

    def set_cursor(self, lon: float | None, lat: float | None = None) -> None:
        """Show where the cursor is.

        Parameters
        ----------
        lon, lat : float or None
            Degrees, EPSG:4326; None when the cursor is off the map.
        """
        self._lonlat = None if lon is None or lat is None else (lon, lat)
        self._show_place()

    def copy_coordinate(self) -> None:
        """Put the position on the clipboard, as it is written."""
        if self._lonlat is None:
            self.show_message("Move the cursor over the map first.")
            return
        text = coordinate_text(*self._lonlat, self._format)
        QGuiApplication.clipboard().setText(text)
        self.show_message(f"Copied {text}")

    def set_scale(self, denominator: float | None) -> None:
        """Show the scale 1 : denominator; None when there is no map."""
        self._scale.setText(scale_text(denominator) if denominator else "")

    def set_data_age(self, text: str, note: str = "") -> None:
        """Show which snapshots are on the map and how old they are."""
        self._age.set_whole_text(text, note)

    def show_message(self, text: str, duration_ms: int = MESSAGE_MS, *, bad: bool = False) -> None:
        """Show one sentence.

        Parameters
        ----------
        text : str
            Plain text.
        duration_ms : int
            How long; 0 leaves it until the next one.
        bad : bool
            Whether it tells of a problem.
        """
        self._message.setProperty("look", "problem" if bad else "mute")
        self._message.style().polish(self._message)
        self._message.set_whole_text(text or self._hint)
        self._message_timer.stop()
        if duration_ms and text:
            self._message_timer.start(duration_ms)

    def clear_message(self) -> None:
        """Remove the sentence."""
        self.show_message("", 0)

    def set_hint(self, text: str) -> None:
        """Show a text for as long as there is no message."""
        self._hint = text
        self.clear_message()

    def progress(
        self, title: str, done: int, total: int, cancel: Callable[[], object] | None = None
    ) -> None:
        """Show how far a long task is.

        Parameters
        ----------
        title : str
            What is being done, such as ``Importing``.
        done, total : int
            Parts of the work; a total of 0 means that it is not known yet.
        cancel : callable, optional
            Called when the user cancels; without it there is no button.
        """
        self._cancel = cancel
        counted = f"{title} · {number_text(done)} of {number_text(total)}" if total else title
        self._title.setText(counted)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setAccessibleName(counted)
        self._cancel_button.setToolTip(f"Stop: {title}")
        self._cancel_button.setEnabled(not self._stopping)
        self._cancel_button.setText("Stopping" if self._stopping else "Cancel")
        for widget in (self._title, self._progress):
            widget.setVisible(True)
        self._cancel_button.setVisible(cancel is not None)

    def clear_progress(self) -> None:
        """Remove the progress: the long task is over."""
        self._cancel, self._stopping = None, False
        for widget in (self._title, self._progress, self._cancel_button):
            widget.setVisible(False)

    def set_blocked(self, count: int) -> None:
        """Show how many requests to the network were blocked; there should be none."""
        requests = "request" if count == 1 else "requests"
        self._pill.setText(f"● OFFLINE · {number_text(count)}" if count else "● OFFLINE")
        self._pill.setToolTip(
            f"No request leaves this machine; {number_text(count)} {requests} blocked."
        )

    def event(self, event: QEvent) -> bool:
        """Show status tips in our own message area; the base class would hide nothing for them."""
        if isinstance(event, QStatusTipEvent):
            self.show_message(event.tip(), 0)
            return True
        return super().event(event)

    def _on_cancel(self) -> None:
        cancel, self._cancel = self._cancel, None
        self._stopping = True
        self._cancel_button.setEnabled(False)
        self._cancel_button.setText("Stopping")
        if cancel is not None:
            cancel()

    def _show_place(self) -> None:
        name = _FORMAT_NAMES.get(self._format, self._format.upper())
        widest = self._place.fontMetrics().horizontalAdvance(_WIDEST[self._format])
        self._place.setMinimumWidth(widest + 18)
        self._place.setText(
            coordinate_text(*self._lonlat, self._format) if self._lonlat else "no position"
        )
        self._place.setToolTip(
            f"Cursor position, WGS 84, {name}\nClick: next format · right click: copy"
        )
