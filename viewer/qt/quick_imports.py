"""Spare PySide6 the reading of every module's source when it is imported; import this first.

PySide6 reads and searches the source of each module imported after it, to know whether it could
have switched on ``snake_case`` or ``true_property``. We use neither; not looking saves a quarter of
our imports at the start. Where PySide6 has no such function, nothing is changed.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - installs the hook

_feature = sys.modules.get("PySide6.support.feature")
if hasattr(_feature, "_mod_uses_pyside"):
    _feature._mod_uses_pyside = lambda _module: False  # type: ignore[union-attr]
