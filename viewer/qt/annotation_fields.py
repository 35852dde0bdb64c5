"""Fields of the inspector: each shows one value, or that values differ, and says the choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QWidget,
)

from viewer.core.text import date_text, parse_date
from viewer.errors import ViewerError

VARIOUS = "(various)"
_PAUSE_MS = 400
_STEPS = 1000


class LineField(QLineEdit):
    """One line of text; said when typing pauses, and at its end.

    Signals
    -------
    typed : str
        The text so far, or at the end.
    ended :
        Typing is over.
    """

    typed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QWidget, name: str, placeholder: str = "") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._placeholder = placeholder
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._say)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.editingFinished.connect(self.flush)

    def put(self, values: Sequence[str]) -> None:
        """Show what all have; text that is being typed stays."""
        same = len(set(values)) == 1
        self.setPlaceholderText(self._placeholder if same else VARIOUS)
        text = values[0] if same else ""
        if not self._timer.isActive() and text != self.text():
            self.setText(text)

    def flush(self) -> None:
        """Say what is typed and not said yet."""
        if not shiboken6.isValid(self):  # the focus leaves a field that is being destroyed
            return
        if self._timer.isActive():
            self._timer.stop()
            self._say()
        self.ended.emit()

    def _say(self) -> None:
        self.typed.emit(self.text())


class NoteField(QPlainTextEdit):
    """Several lines of plain text, said as by `LineField`; Tab goes on to the next field."""

    typed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QWidget, name: str, placeholder: str = "", lines: int = 4) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._placeholder = placeholder
        self._putting = False
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 20)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._say)
        self.textChanged.connect(self._on_text_changed)

    def put(self, values: Sequence[str]) -> None:
        """Show what all have; text that is being typed stays."""
        same = len(set(values)) == 1
        self.setPlaceholderText(self._placeholder if same else VARIOUS)
        text = values[0] if same else ""
        if not self._timer.isActive() and text != self.toPlainText():
            self._putting = True
            self.setPlainText(text)
            self._putting = False

    def flush(self) -> None:
        """Say what is typed and not said yet."""
        if not shiboken6.isValid(self):  # the focus leaves a field that is being destroyed
            return
        if self._timer.isActive():
            self._timer.stop()
            self._say()
        self.ended.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()

    def _on_text_changed(self) -> None:
        if not self._putting:
            self._timer.start()

    def _say(self) -> None:
        self.typed.emit(self.toPlainText())


class DayField(QLineEdit):
    """A day, or nothing for an open end; what cannot be read is marked and not said.

    Signals
    -------
    chosen : date or None
        What was typed.
    complained : str
        What is wrong with it; "" when nothing is.
    """

    chosen = Signal(object)
    complained = Signal(str)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(f"{name}: 13 Nov 2024, 13.11.2024 or 2024-11-13; empty for open")
        self.editingFinished.connect(self.flush)

    def put(self, values: Sequence[date | None]) -> None:
        """Show what all have; text that is being typed stays."""
        same = len(set(values)) == 1
        self.setPlaceholderText("open" if same else VARIOUS)
        day = values[0] if same else None
        if not (self.hasFocus() and self.isModified()):
            self.setText(date_text(day) if day else "")
            self._mark(bad=False)

    def flush(self) -> None:
        """Say what is typed and not said yet."""
        if not shiboken6.isValid(self) or not self.isModified():
            return
        try:
            day = parse_date(self.text()) if self.text().strip() else None
        except ViewerError as error:
            self._mark(bad=True)
            self.complained.emit(str(error))
            return
        self.setModified(False)
        self._mark(bad=False)
        self.complained.emit("")
        self.chosen.emit(day)

    def _mark(self, *, bad: bool) -> None:
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            self.style().polish(self)


class NumberField(QWidget):
    """A slider and a number; a drag of the slider is one gesture.

    Signals
    -------
    changed : float
        The value so far.
    ended :
        The gesture is over.
    """

    changed = Signal(float)
    ended = Signal()

    def __init__(
        self,
        parent: QWidget,
        name: str,
        limits: tuple[float, float],
        digits: int = 0,
        suffix: str = "",
    ) -> None:
        super().__init__(parent)
        self._low, self._high = limits
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setSingleStep(_STEPS // 50)
        self.spin = QDoubleSpinBox(self)
        self.spin.setRange(*limits)
        self.spin.setDecimals(digits)
        self.spin.setSingleStep((self._high - self._low) / 40 if digits else 1.0)
        self.spin.setSuffix(suffix)
        self.spin.setKeyboardTracking(False)
        self.spin.setFixedWidth(84)
        for one in (self.slider, self.spin):
            one.setAccessibleName(name)
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            one.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.spin)
        self.setFocusProxy(self.spin)
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self.ended)
        self.spin.valueChanged.connect(self._on_typed)

    def put(self, values: Sequence[float]) -> None:
        """Show what all have, or the first with a sign that others differ."""
        value = min(self._high, max(self._low, values[0]))
        differ = len(set(values)) > 1
        for one in (self.slider, self.spin):
            one.blockSignals(True)
        if not self.slider.isSliderDown():
            self.slider.setValue(round((value - self._low) / (self._high - self._low) * _STEPS))
        self.spin.setPrefix("\u2248 " if differ else "")
        self.spin.setValue(value)
        for one in (self.slider, self.spin):
            one.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form unless the field has the focus."""
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget):
            if not watched.hasFocus():
                event.ignore()
                return True
        elif event.type() == QEvent.Type.KeyRelease:
            assert isinstance(event, QKeyEvent)
            if not event.isAutoRepeat():
                self.ended.emit()
        return super().eventFilter(watched, event)

    def _on_slid(self, place: int) -> None:
        value = self._low + (self._high - self._low) * place / _STEPS
        self.changed.emit(round(value, self.spin.decimals()))
        if not self.slider.isSliderDown():
            self.ended.emit()

    def _on_typed(self, value: float) -> None:
        self.changed.emit(value)
        self.ended.emit()


class ChoiceField(QComboBox):
    """One of several; empty when values differ.

    Signals
    -------
    chosen : str
        The value, not its words.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str, words: dict[str, str]) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumWidth(60)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, text in words.items():
            self.addItem(text, value)
        self.setPlaceholderText(VARIOUS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda at: self.chosen.emit(str(self.itemData(at))))

    def put(self, values: Sequence[str]) -> None:
        """Show what all have."""
        same = len(set(values)) == 1
        self.setCurrentIndex(self.findData(values[0]) if same else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the form."""
        event.ignore()


def typing_field(widget: QWidget | None) -> bool:
    """Whether a widget is one to type in."""
    return isinstance(widget, QLineEdit | QPlainTextEdit | QAbstractSpinBox)
