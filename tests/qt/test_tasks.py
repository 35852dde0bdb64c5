"""Background work: in order, with progress, cancel and errors, and an end."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread, QTimer

from viewer.errors import ViewerError
from viewer.qt.tasks import Task, TaskQueue


@pytest.fixture
def queue(qapp: object) -> Any:
    parent = QObject()
    queue = TaskQueue(parent)
    yield queue
    queue.stop()


def test_tasks_run_one_after_another_in_another_thread(qtbot: Any, queue: TaskQueue) -> None:
    order: list[str] = []
    threads: set[int] = set()
    results: list[object] = []

    def work(name: str) -> Any:
        def run(progress: Any, cancelled: Any) -> str:
            order.append(f"{name} begins")
            threads.add(threading.get_ident())
            order.append(f"{name} ends")
            return name

        return run

    for name in ("a", "b", "c"):
        queue.add(name, work(name)).finished.connect(results.append)
    with qtbot.waitSignal(queue.idle):
        pass
    assert order == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]
    assert results == ["a", "b", "c"]
    assert threading.get_ident() not in threads


def test_work_that_ends_at_once_is_told_to_everybody(
    qtbot: Any, queue: TaskQueue, caplog: pytest.LogCaptureFixture
) -> None:
    """Also to those who connect after `add`: the thread begins only when Qt has control again."""
    for _ in range(30):
        heard: list[object] = []
        failed = queue.add("fails", lambda *_: 1 / 0)
        failed.failed.connect(heard.append)
        done = queue.add("works", lambda *_: 7)
        done.finished.connect(heard.append)
        qtbot.waitUntil(lambda heard=heard: len(heard) == 2)
        assert isinstance(heard[0], ZeroDivisionError)
        assert heard[1] == 7
    assert {record.getMessage() for record in caplog.records} == {"task fails failed"}
    caplog.clear()


def test_progress_and_results_arrive_in_the_window_thread(qtbot: Any, queue: TaskQueue) -> None:
    told: list[tuple[int, int, str]] = []
    where: list[bool] = []

    def work(progress: Any, cancelled: Any) -> None:
        progress(1, 2, "half")
        progress(2, 2, "all")

    class Listener(QObject):
        def hear(self, done: int, total: int, what: str) -> None:
            told.append((done, total, what))
            where.append(QThread.currentThread() is self.thread())

    listener = Listener()
    task = queue.add("work", work)
    task.progressed.connect(listener.hear)
    with qtbot.waitSignal(queue.idle):
        pass
    assert told[-1] == (2, 2, "all")  # what the window did not take in time is past
    assert set(told) <= {(1, 2, "half"), (2, 2, "all")}
    assert set(where) == {True}


def test_work_that_tells_without_pause_leaves_the_window_its_time(
    qtbot: Any, queue: TaskQueue
) -> None:
    """Only the newest progress is told, and other events come between."""
    told: list[int] = []
    events: list[str] = []
    last = 0

    def work(progress: Any, cancelled: Any) -> int:
        nonlocal last
        while not cancelled():
            last += 1
            progress(last, 0, "on")
        return last

    task = queue.add("tells", work)
    task.progressed.connect(lambda done, _total, _what: told.append(done))
    timer = QTimer(queue, interval=1)
    timer.timeout.connect(lambda: events.append("tick"))
    timer.start()
    qtbot.waitUntil(lambda: len(events) > 20 and len(told) > 20)
    with qtbot.waitSignal(task.finished) as finished:
        task.cancel()
    assert told == sorted(set(told))
    assert finished.args == [last]
    assert told[-1] <= last


def test_an_expected_error_is_handed_on(qtbot: Any, queue: TaskQueue) -> None:
    error = ViewerError("It broke.", "Mend it.")
    heard: list[object] = []

    def work(*_: Any) -> None:
        raise error

    queue.add("work", work).failed.connect(heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [error]


def test_cancel_reaches_the_work(qtbot: Any, queue: TaskQueue) -> None:
    began = threading.Event()
    ended: list[str] = []

    def work(progress: Any, cancelled: Any) -> str:
        began.set()
        while not cancelled():
            began.wait(0.005)
        return "stopped"

    task = queue.add("work", work)
    task.finished.connect(ended.append)
    qtbot.waitUntil(began.is_set)
    task.cancel()
    qtbot.waitUntil(lambda: ended == ["stopped"])


def test_stop_cancels_waits_and_lets_nothing_begin_more(qtbot: Any, queue: TaskQueue) -> None:
    began = threading.Event()
    ran: list[str] = []

    def endless(progress: Any, cancelled: Any) -> None:
        began.set()
        while not cancelled():
            began.wait(0.005)
        ran.append("endless")

    first = queue.add("endless", endless)
    queue.add("second", lambda *_: ran.append("second"))
    first.finished.connect(lambda _: queue.add("third", lambda *_: ran.append("third")))
    qtbot.waitUntil(began.is_set)
    queue.stop()
    assert ran == ["endless"]
    with qtbot.waitSignal(queue.idle):
        pass
    qtbot.waitUntil(lambda: queue.current is None)
    assert ran == ["endless"]


def test_a_task_can_be_waited_for(qapp: object) -> None:
    parent = QObject()
    gate = threading.Event()
    task = Task("work", lambda *_: gate.wait(5), parent)
    task.start()
    assert task.wait(0.01) is False
    gate.set()
    assert task.wait(5.0) is True
