"""Listening to the models for as long as a widget lives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from viewer.core.events import Signal


def follow(
    owner: QObject,
    signal: Signal[[frozenset[str]]],
    listener: Callable[[frozenset[str]], object],
) -> None:
    """Call ``listener`` on every emit of a model's signal until ``owner`` is destroyed.

    Parameters
    ----------
    owner : QObject
        Whose life counts.
    signal : Signal
        A ``changed`` signal of the session, its timeline or its layers.
    listener : callable
        Takes the names of what changed.
    """
    signal.connect(listener)
    # Not a slot of the owner: Qt drops those before it says that the owner is destroyed.
    owner.destroyed.connect(lambda *_: signal.disconnect(listener))
