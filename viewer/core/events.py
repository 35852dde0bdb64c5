"""A small signal for models, so that the core needs no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Signal(Generic[P]):
    """Calls every connected function when something really changed.

    Models compare first and emit only on a real change; that ends the loop of
    widget to model to widget without blocking counters.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[P, object]] = []

    def connect(self, listener: Callable[P, object]) -> None:
        """Call ``listener`` on every emit from now on."""
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[P, object]) -> None:
        """Stop calling ``listener``; unknown listeners are an error."""
        self._listeners.remove(listener)

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all listeners in the order in which they connected."""
        for listener in tuple(self._listeners):
            listener(*args, **kwargs)
