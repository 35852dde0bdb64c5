"""What all tests of Qt's objects share: an application, made before any timer is started."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """A timer that starts before there is an application brings a later test down."""
