"""Signals of the models."""

from __future__ import annotations

import pytest

from viewer.core.events import Signal


def test_listeners_are_called_in_the_order_in_which_they_connected() -> None:
    signal: Signal[[int]] = Signal()
    heard: list[tuple[str, int]] = []
    signal.connect(lambda value: heard.append(("first", value)))
    signal.connect(lambda value: heard.append(("second", value)))
    signal.emit(7)
    assert heard == [("first", 7), ("second", 7)]


def test_a_disconnected_listener_hears_nothing_more() -> None:
    signal: Signal[[]] = Signal()
    heard: list[str] = []

    def listener() -> None:
        heard.append("heard")

    signal.connect(listener)
    signal.disconnect(listener)
    signal.emit()
    assert heard == []


def test_disconnecting_an_unknown_listener_is_an_error() -> None:
    signal: Signal[[]] = Signal()
    with pytest.raises(ValueError):
        signal.disconnect(print)


def test_a_listener_may_disconnect_itself_while_it_is_called() -> None:
    signal: Signal[[]] = Signal()
    heard: list[str] = []

    def once() -> None:
        heard.append("once")
        signal.disconnect(once)

    signal.connect(once)
    signal.connect(lambda: heard.append("always"))
    signal.emit()
    signal.emit()
    assert heard == ["once", "always", "always"]
