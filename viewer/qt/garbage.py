"""Python's garbage is collected on the window's thread only, and never while a day is drawn.

Python looks for cycles in whichever thread makes an object too many, so also in those that import
or save. Objects of Qt that are found there are destroyed in the wrong thread, and the program ends.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_EVERY_MS = 1000


class GarbageCollector(QObject):
    """Takes the collector into its own hands, in the thread that makes it.

    Parameters
    ----------
    parent : QObject
        Qt owner.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > most
        ]
        if due:
            gc.collect(due[-1])
