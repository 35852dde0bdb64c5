"""What of a session is not saved yet: annotations, and what is set but not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viewer.core.annotation_store import Item
from viewer.core.session import Session
from viewer.core.session_state import state_of

_LOOKED_AT = ("view", "date", "theme", "language", "speed", "loop", "swipe")
"""What a mere look at the map changes: no reason to ask on closing."""


class SessionChanges:
    """Compares a session with what its file holds.

    Parameters
    ----------
    session : Session
        What is shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._items: dict[str, Item] | None = {}
        self._state: dict[str, Any] = {}

    def saved(self, items: Mapping[str, Item] | None, state: Mapping[str, Any]) -> None:
        """Remember what a file holds.

        Parameters
        ----------
        items : dict of id to Annotation and Group, or None
            None for work that no file holds.
        state : dict
            As `state_of` gave it then.
        """
        self._items = None if items is None else dict(items)
        self.saved_state(state)

    def saved_state(self, state: Mapping[str, Any]) -> None:
        """Remember what a file holds beside annotations."""
        self._state = _set_by_hand(state)

    @property
    def edited(self) -> bool:
        """Whether annotations or groups differ."""
        return self._session.annotations.snapshot() != self._items

    @property
    def moved(self) -> bool:
        """Whether layers, window or comparison differ; layers that only one has do not count."""
        now = _set_by_hand(state_of(self._session))
        layers, before = now.pop("layers", None), dict(self._state)
        return not _same_layers(layers, before.pop("layers", None)) or now != before


def _set_by_hand(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key not in _LOOKED_AT}


def _same_layers(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    if one is None or other is None:
        return one == other
    both = one["layers"].keys() & other["layers"].keys()
    return all(one["layers"][key] == other["layers"][key] for key in both) and [
        key for key in one["order"] if key in both
    ] == [key for key in other["order"] if key in both]
