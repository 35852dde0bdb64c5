"""Cycles of Qt's objects are never destroyed by another thread."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from viewer.qt.garbage import GarbageCollector


class Knot(QObject):
    """Refers to itself, so that only the collector can end it; notes in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_another_thread_leaves_cycles_alone_and_the_windows_thread_ends_them(qtbot: QtBot) -> None:
    parent = QObject()
    collector = GarbageCollector(parent)
    ended_in: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended_in.append(threading.get_ident()))
    del knot

    def make_many() -> None:
        kept: list[Any] = [[] for _ in range(50 * gc.get_threshold()[0])]
        kept.clear()
        kept.extend([] for _ in range(50 * gc.get_threshold()[0]))
        gathered.append(len(kept))

    gathered: list[int] = []
    thread = threading.Thread(target=make_many)
    thread.start()
    thread.join()
    assert gathered
    assert ended_in == []
    held: list[Any] = [[] for _ in range(2 * gc.get_threshold()[0])]
    collector.look()
    assert held
    assert ended_in == [threading.get_ident()]


def test_the_window_has_its_collector(driver: Any) -> None:
    assert driver.window.findChild(GarbageCollector) is not None
    assert not gc.isenabled()
