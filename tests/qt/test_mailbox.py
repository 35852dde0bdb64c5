"""What other threads have to tell is heard on the window's thread, in order."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from viewer.qt.mailbox import Background, Mailbox


def test_letters_of_a_thread_are_read_here_in_order(qtbot: QtBot) -> None:
    parent = QObject()
    mailbox, read = Mailbox(parent), list[tuple[int, int]]()
    thread = threading.Thread(
        target=lambda: [
            mailbox.post(lambda n: read.append((n, threading.get_ident())), n) for n in range(5)
        ]
    )
    thread.start()
    thread.join()
    assert read == []
    qtbot.waitUntil(lambda: len(read) == 5)
    assert read == [(n, threading.get_ident()) for n in range(5)]


def test_work_is_done_there_and_told_here(qtbot: QtBot) -> None:
    parent = QObject()
    background, told = Background("test", parent), list[tuple[Any, int]]()

    def tell(value: object) -> None:
        told.append((value, threading.get_ident()))

    background.run(threading.get_ident, tell, tell)
    background.run(lambda: 1 // 0, tell, tell)
    qtbot.waitUntil(lambda: len(told) == 2)
    background.close()
    (there, here), (error, _) = told
    assert there != here == threading.get_ident()
    assert isinstance(error, ZeroDivisionError)
