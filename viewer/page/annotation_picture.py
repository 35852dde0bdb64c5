"""What the page needs to draw annotations. Pure functions from the store to plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group

MOST_NOTE = 240
"""Characters of a note that the card beside the pointer shows."""


def item_of(annotation: Annotation, group: Group | None) -> dict[str, Any]:
    """An annotation as the page draws it; what it does not draw stays here.

    Parameters
    ----------
    annotation : Annotation
        Its positions stay lon, lat in degrees.
    group : Group or None
        Its group, whose being hidden or locked counts.
    """
    return {
        "id": annotation.id,
        "kind": annotation.kind.value,
        "shape": annotation.shape,
        "radius_m": annotation.radius_m,
        "bend": annotation.bend,
        "title": annotation.title,
        "note": " ".join(annotation.note[:MOST_NOTE].split()),
        "style": asdict(annotation.style),
        "from": annotation.valid_from.isoformat() if annotation.valid_from else "",
        "to": annotation.valid_to.isoformat() if annotation.valid_to else "",
        "visible": annotation.visible and (group is None or group.visible),
        "locked": annotation.locked or (group is not None and group.locked),
        "order": annotation.order,
        "created": annotation.created,
    }


def items_of(store: AnnotationStore, annotations: Iterable[Annotation]) -> list[dict[str, Any]]:
    """Those annotations as the page draws them."""
    return [item_of(one, group_of(store, one)) for one in annotations]


def group_of(store: AnnotationStore, annotation: Annotation) -> Group | None:
    """The group of an annotation; None without one."""
    found = store.get(annotation.group) if annotation.group else None
    return found if isinstance(found, Group) else None


def items_bytes(items: list[dict[str, Any]]) -> bytes:
    """Items as the page fetches them."""
    return json.dumps(items, allow_nan=False, separators=(",", ":")).encode()
