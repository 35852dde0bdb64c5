"""What can be shown: sectors, sources with their series, and context, with order and opacity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from viewer.core.events import Signal

SECTORS, SOURCES, CONTEXT = "sectors", "sources", "context"
GROUPS = (SECTORS, SOURCES, CONTEXT)


@dataclass(frozen=True)
class Layer:
    """One row of the layer tree.

    Attributes
    ----------
    id : str
        ``sector:kupiansk``, ``source:deepstate``, ``series:deepstate/ru_held``, ``context:places``.
    group : str
        One of `GROUPS`.
    title, note : str
        Name and longer text for people.
    parent : str
        Id of the source that a series belongs to; empty for all others.
    visible : bool
        The tick of this row alone; see `LayerStack.shown` for what counts.
    opacity : float
        0 to 1.
    """

    id: str
    group: str
    title: str
    note: str = ""
    parent: str = ""
    visible: bool = True
    opacity: float = 1.0

    @property
    def key(self) -> str:
        """The id without its kind: ``kupiansk`` of ``sector:kupiansk``."""
        return self.id.partition(":")[2]


class LayerStack:
    """All layers in order; the first of a group is drawn on top.

    Attributes
    ----------
    changed : Signal
        Emits a frozenset of ids whose tick or opacity changed, or of group names whose rows or
        order changed.
    """

    def __init__(self) -> None:
        self.changed: Signal[[frozenset[str]]] = Signal()
        self._layers: list[Layer] = []
        self._remembered: dict[str, dict[str, Any]] = {}
        self._order: list[str] = []

    def set_group(self, group: str, layers: Iterable[Layer]) -> None:
        """Replace the rows of a group; ticks, opacity and order known from before are kept."""
        fresh = self._recalled(layers)
        if fresh != self._in_group(group):
            self._layers = [layer for layer in self._layers if layer.group != group] + fresh
            self._remember()
            self.changed.emit(frozenset({group}))

    def remembers(self, layer_id: str) -> bool:
        """Whether a layer of that id was ever there, now or at an earlier start."""
        return layer_id in self._remembered

    def rows(self, group: str) -> list[Layer]:
        """Top rows of a group, in order."""
        return [layer for layer in self._layers if layer.group == group and not layer.parent]

    def children(self, layer_id: str) -> list[Layer]:
        """Rows below a row, in order."""
        return [layer for layer in self._layers if layer.parent == layer_id]

    def get(self, layer_id: str) -> Layer:
        """Return the layer of that id; KeyError when there is none."""
        for layer in self._layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def has(self, layer_id: str) -> bool:
        """Whether there is a layer of that id."""
        return any(layer.id == layer_id for layer in self._layers)

    def shown(self, layer_id: str) -> bool:
        """Whether the layer and the row above it are ticked."""
        layer = self.get(layer_id)
        return layer.visible and (not layer.parent or self.shown(layer.parent))

    def group_tick(self, group: str) -> bool | None:
        """True when all rows are ticked, False when none is, None when some are."""
        ticks = {layer.visible for layer in self.rows(group)}
        return ticks.pop() if len(ticks) == 1 else (None if ticks else False)

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Tick or untick one layer."""
        self._update({layer_id: {"visible": visible}})

    def set_group_visible(self, group: str, visible: bool) -> None:
        """Tick or untick all top rows of a group."""
        self._update({layer.id: {"visible": visible} for layer in self.rows(group)})

    def show_only(self, layer_id: str) -> None:
        """Tick one layer and untick its neighbours."""
        layer = self.get(layer_id)
        peers = self.children(layer.parent) if layer.parent else self.rows(layer.group)
        self._update({peer.id: {"visible": peer.id == layer_id} for peer in peers})

    def set_opacity(self, layer_id: str, opacity: float) -> None:
        """Set how much of the layer is seen, 0 to 1."""
        self._update({layer_id: {"opacity": round(max(0.0, min(1.0, opacity)), 3)}})

    def move(self, layer_id: str, position: int) -> None:
        """Move a layer among its neighbours.

        Parameters
        ----------
        layer_id : str
            The layer to move.
        position : int
            Its new place among the rows of the same parent, 0 is the top.
        """
        layer = self.get(layer_id)
        peers = self.children(layer.parent) if layer.parent else self.rows(layer.group)
        order = [peer.id for peer in peers if peer.id != layer_id]
        order.insert(max(0, min(position, len(order))), layer_id)
        if order != [peer.id for peer in peers]:
            by_id = {peer.id: peer for peer in peers}
            fresh = iter(by_id[peer_id] for peer_id in order)
            self._layers = [next(fresh) if x.id in by_id else x for x in self._layers]
            self._remember()
            self.changed.emit(frozenset({layer.group}))

    def state(self) -> dict[str, Any]:
        """Ticks, opacity and order, as plain data to be remembered."""
        self._remember()
        return {"layers": dict(self._remembered), "order": list(self._order)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` gave earlier; what does not fit is ignored."""
        layers, order = state.get("layers"), state.get("order")
        if isinstance(layers, dict):
            for layer_id, values in layers.items():
                if isinstance(values, dict):
                    self._remembered[str(layer_id)] = values
        if isinstance(order, list):
            self._order = [str(layer_id) for layer_id in order]
        # All groups at once: noting the state of one would forget what is to come for another.
        fresh = {group: self._recalled(self._in_group(group)) for group in GROUPS}
        changed = frozenset(group for group in GROUPS if fresh[group] != self._in_group(group))
        if changed:
            self._layers = [layer for group in GROUPS for layer in fresh[group]]
            self._remember()
            self.changed.emit(changed)

    def _in_group(self, group: str) -> list[Layer]:
        return [layer for layer in self._layers if layer.group == group]

    def _recalled(self, layers: Iterable[Layer]) -> list[Layer]:
        fresh = [self._recall(layer) for layer in layers]
        rank = {layer_id: float(i) for i, layer_id in enumerate(self._order)}
        below = float(len(rank))
        for layer in reversed(fresh):  # a new layer goes above the known one that it is given above
            below = rank.setdefault(layer.id, below - 1e-6)
        return sorted(fresh, key=lambda layer: rank[layer.id])

    def _recall(self, layer: Layer) -> Layer:
        values = self._remembered.get(layer.id, {})
        visible, opacity = values.get("visible"), values.get("opacity")
        if isinstance(visible, bool):
            layer = replace(layer, visible=visible)
        if isinstance(opacity, int | float) and 0 <= opacity <= 1:
            layer = replace(layer, opacity=float(opacity))
        return layer

    def _remember(self) -> None:
        for layer in self._layers:
            self._remembered[layer.id] = {"visible": layer.visible, "opacity": layer.opacity}
        known = [layer.id for layer in self._layers]
        self._order = known + [x for x in self._order if x not in set(known)]

    def _update(self, changes: Mapping[str, dict[str, Any]]) -> None:
        changed: set[str] = set()
        for at, layer in enumerate(self._layers):
            fresh = replace(layer, **changes.get(layer.id, {}))
            if fresh != layer:
                self._layers[at] = fresh
                changed.add(layer.id)
        if changed:
            self._remember()
            self.changed.emit(frozenset(changed))
