"""Groups of annotations and their order in the list: each function is one step that undo names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from viewer.core.annotation_edits import found, words_for
from viewer.core.annotation_store import AnnotationStore, Item
from viewer.core.annotations import Annotation, Group, fresh_id, now


def members(store: AnnotationStore, group_id: str) -> list[Annotation]:
    """Annotations of a group, the lowest first."""
    return [one for one in store.annotations() if one.group == group_id]


def group(store: AnnotationStore, ids: Iterable[str], name: str = "") -> Group | None:
    """Put annotations that are not locked into a new group.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    ids : iterable of str
        Which; those of other groups leave them, and groups left empty go.
    name : str
        Of the group; the next free "Group N" by default.

    Returns
    -------
    Group or None
        None when there is nothing to group.
    """
    chosen = found(store, ids)
    if not chosen:
        return None
    made = Group(fresh_id(), name or _free_name(store), order=_last(store) + 1.0)
    store.edit(f"group {words_for(chosen)}", {made.id: made, **_into(store, chosen, made.id)})
    return made


def ungroup(store: AnnotationStore, ids: Iterable[str]) -> None:
    """Take annotations that are not locked out of their groups; groups left empty go."""
    chosen = [one for one in found(store, ids) if one.group]
    if chosen:
        store.edit(f"ungroup {words_for(chosen)}", _into(store, chosen, ""))


def change_group(store: AnnotationStore, group_id: str, verb: str, /, **fields: Any) -> None:
    """Change fields of a group, such as ``visible=False``; undo names the verb, as ``hide``."""
    before = store.get(group_id)
    if isinstance(before, Group):
        store.edit(f"{verb} group", {group_id: replace(before, **fields)})


def place(store: AnnotationStore, ids: Iterable[str], group_id: str, below: str) -> None:
    """Put annotations into a group and at a place in the drawing order.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    ids : iterable of str
        Which; locked ones stay.
    group_id : str
        Their group from now on; "" for none.
    below : str
        Id of an annotation that they are drawn right above of, the lowest of them first; "" to
        draw them below all others of that group.
    """
    chosen = found(store, ids)
    moving = {one.id for one in chosen}
    rest = [one for one in store.annotations() if one.id not in moving]
    at = next((i + 1 for i, one in enumerate(rest) if one.id == below), None)
    if at is None:
        at = next((i for i, one in enumerate(rest) if one.group == group_id), len(rest))
    order = sorted(chosen, key=lambda one: (one.order, one.created, one.id))
    row = [*rest[:at], *order, *rest[at:]]
    after: dict[str, Item | None] = {
        one.id: replace(
            one,
            order=float(number),
            group=group_id if one.id in moving else one.group,
            changed=now(),
        )
        for number, one in enumerate(row)
        if one.order != number or (one.id in moving and one.group != group_id)
    }
    store.edit(f"arrange {words_for(chosen)}", {**after, **_emptied(store, chosen, group_id)})


def _into(
    store: AnnotationStore, chosen: list[Annotation], group_id: str
) -> dict[str, Item | None]:
    moment = now()
    after: dict[str, Item | None] = {
        one.id: replace(one, group=group_id, changed=moment) for one in chosen
    }
    return {**after, **_emptied(store, chosen, group_id)}


def _emptied(
    store: AnnotationStore, chosen: list[Annotation], group_id: str
) -> dict[str, Item | None]:
    """Groups that the chosen ones leave with nobody in them."""
    leaving = {one.id for one in chosen}
    left = {one.group for one in chosen} - {"", group_id}
    kept = {one.group for one in store.annotations() if one.id not in leaving}
    return dict.fromkeys(key for key in left - kept if store.get(key) is not None)


def _free_name(store: AnnotationStore) -> str:
    taken = {one.name for one in store.groups()}
    return next(name for i in range(1, len(taken) + 2) if (name := f"Group {i}") not in taken)


def _last(store: AnnotationStore) -> float:
    return max((one.order for one in store.groups()), default=0.0)
