"""Where an annotation is: typed coordinates, radius and bend."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QPushButton, QWidget

from viewer.core.annotations import LARGEST_RADIUS_M, ROUND, Annotation, Kind
from viewer.core.session import Session
from viewer.core.typed_shapes import MOST_TYPED, shape_text, typed_shape
from viewer.errors import ViewerError
from viewer.qt.annotation_fields import NoteField, NumberField
from viewer.qt.inspector_part import Part

_METRES = 1000.0


class PlacePart(Part):
    """Coordinates in any format, one a line; they count when they are applied."""

    def __init__(self, session: Session, settings: QSettings, parent: QWidget) -> None:
        super().__init__(session, "Place", parent)
        self._settings = settings
        self._shown: Annotation | None = None
        self._format, self._text = "decimal", ""
        self.positions = NoteField(self, "Coordinates", "", 3)
        self.positions.setToolTip(
            "One position a line: degrees in any way, UTM or MGRS. Ctrl+Return applies"
        )
        self.apply = QPushButton("Apply coordinates", self)
        self.apply.setProperty("look", "compact")
        self.apply.setAutoDefault(False)
        self.complaint = QLabel(self)
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self.complaint.setProperty("look", "problem")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.radius = QDoubleSpinBox(self)
        self.radius.setAccessibleName("Radius")
        self.radius.setRange(0.001, LARGEST_RADIUS_M / _METRES)
        self.radius.setDecimals(3)
        self.radius.setSuffix(" km")
        self.radius.setKeyboardTracking(False)
        self.radius.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bend = NumberField(self, "Bend", (-100, 100), 0, " %")
        self.add("Coo&rdinates", self.positions)
        self.form.addRow(QLabel("", self), self.apply)
        self.form.addRow(self.complaint)
        self.add("Ra&dius", self.radius)
        self.add("&Bend", self.bend)
        self.apply.clicked.connect(self._on_apply)
        self.positions.installEventFilter(self)
        self.positions.textChanged.connect(self._on_text_changed)
        self.radius.valueChanged.connect(self._on_radius)
        self.bend.changed.connect(lambda value: self.set_fields("bend", "bend", bend=value / 100.0))
        self.bend.ended.connect(self.end_gesture)

    def fill(self) -> None:  # noqa: D102
        one = self.chosen[0] if len(self.chosen) == 1 else None
        fits = one is not None and len(one.positions()) <= MOST_TYPED
        wanted = str(self._settings.value("coordinates", "decimal"))
        if one is None or not fits:
            self._shown = None
        elif not self._typing(one, wanted):
            self._shown, self._format = one, wanted
            self._text = shape_text(one, wanted)
            self.positions.setPlainText(self._text)
        self._on_text_changed()
        self.complaint.hide()
        for field in (self.positions, self.apply):
            self.form.setRowVisible(field, fits)
        kinds = {one.kind for one in self.chosen}
        self.form.setRowVisible(self.radius, bool(kinds & ROUND))
        self.form.setRowVisible(self.bend, kinds == {Kind.ARROW})
        self.radius.blockSignals(True)
        self.radius.setValue(
            next((o.radius_m for o in self.chosen if o.kind in ROUND), 1) / _METRES
        )
        self.radius.blockSignals(False)
        self.bend.put([one.bend * 100.0 for one in self.chosen])
        self.setVisible(fits or bool(kinds & ROUND) or kinds == {Kind.ARROW})

    def _typing(self, one: Annotation, wanted: str) -> bool:
        """Whether coordinates of just this shape are being typed."""
        shown = self._shown
        same = shown is not None and (shown.id, shown.shape) == (one.id, one.shape)
        return same and wanted == self._format and self.apply.isEnabled()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Return applies."""
        if watched is self.positions and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_apply()
                return True
        return super().eventFilter(watched, event)

    def _on_text_changed(self) -> None:
        typed = self.positions.toPlainText() != self._text
        self.apply.setEnabled(self._shown is not None and typed)

    def _on_apply(self) -> None:
        shown = self._shown
        if shown is None or not self.apply.isEnabled():
            return
        try:
            shape = typed_shape(shown, self.positions.toPlainText(), self._format)
        except ViewerError as error:
            self.complaint.setText(str(error))
            self.complaint.show()
            return
        self.apply.setEnabled(False)
        self.set_fields("place", shape=shape)

    def _on_radius(self, value: float) -> None:
        radius = value * _METRES

        def edit(one: Annotation) -> Annotation:
            return replace(one, radius_m=radius) if one.kind in ROUND else one

        self.change("radius", edit)
