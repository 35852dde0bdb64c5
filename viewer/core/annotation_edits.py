"""Edits of annotations: each function is one step that undo names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotation_store import AnnotationStore, Item
from viewer.core.annotations import (
    AREAS,
    DRAWN,
    Annotation,
    Group,
    Kind,
    Line,
    Style,
    fresh_id,
    now,
)
from viewer.errors import ViewerError

SHAPE_FIELDS = frozenset({"shape", "radius_m", "bend"})
DRAWN_FIELDS = SHAPE_FIELDS | {"kind", "title"}
_ORDER_WORDS = {
    "front": "bring to front",
    "forward": "bring forward",
    "backward": "send backward",
    "back": "send to back",
}
ORDERS = tuple(_ORDER_WORDS)


def words_for(annotations: Sequence[Annotation]) -> str:
    """What undo calls them: the kind of a single one, else how many."""
    if len(annotations) == 1:
        return annotations[0].kind.words
    return f"{len(annotations)} annotations"


def is_locked(store: AnnotationStore, annotation: Annotation) -> bool:
    """Whether it, or the group that it is in, is locked."""
    group = store.get(annotation.group) if annotation.group else None
    return annotation.locked or (isinstance(group, Group) and group.locked)


def found(store: AnnotationStore, ids: Iterable[str], *, locked: bool = False) -> list[Annotation]:
    """The annotations of those ids; locked ones only if asked for."""
    items = [store.get(key) for key in ids]
    return [
        one
        for one in items
        if isinstance(one, Annotation) and (locked or not is_locked(store, one))
    ]


def draw(store: AnnotationStore, values: Mapping[str, object], style: Style) -> Annotation:
    """Add what a tool has drawn, on top of all others, and select it.

    Parameters
    ----------
    store : AnnotationStore
        Where it goes.
    values : mapping
        kind, shape, and where they apply radius_m, bend, title; as from the page, so anything.
    style : Style
        How it is drawn.

    Raises
    ------
    WrongAnnotation
        When the values do not make an annotation.
    """
    more = set(values) - DRAWN_FIELDS
    if more:
        raise WrongAnnotation(f"it has unknown fields: {', '.join(sorted(map(str, more))[:5])}")
    moment = now()
    made = from_json({**values, "id": fresh_id(), "created": moment, "changed": moment})
    assert isinstance(made, Annotation)
    made = replace(made, style=style, order=_top(store) + 1.0)
    store.edit(f"draw {made.kind.words}", {made.id: made})
    store.select((made.id,))
    return made


def reshape(store: AnnotationStore, gesture: str, shapes: Iterable[object]) -> list[Annotation]:
    """Take over the shapes that a gesture has changed.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    gesture : str
        What was done, such as ``move``; undo says "move arrow".
    shapes : iterable of mapping
        id, and what of `SHAPE_FIELDS` is different; as from the page, so anything.

    Raises
    ------
    WrongAnnotation
        When one of them does not fit; nothing is changed then. Those that are locked or gone are
        left as they are.
    """
    made: list[Annotation] = []
    for values in shapes:
        if not isinstance(values, Mapping) or set(values) - SHAPE_FIELDS - {"id"}:
            raise WrongAnnotation("it is no object of a changed shape")
        before = store.get(str(values.get("id")))
        if not isinstance(before, Annotation) or is_locked(store, before):
            continue
        after = from_json({**to_json(before), **values})
        assert isinstance(after, Annotation)
        made.append(replace(after, changed=now()))
    store.edit(f"{gesture} {words_for(made)}", {one.id: one for one in made})
    return made


def change(
    store: AnnotationStore,
    ids: Iterable[str],
    name: str,
    edit: Callable[[Annotation], Annotation],
    gesture: str = "",
    *,
    locked: bool = False,
) -> None:
    """Change annotations as one step; locked ones stay unless `locked`.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    ids : iterable of str
        Which.
    name : str
        A verb such as ``colour``; what they are is added.
    edit : callable
        From the old annotation to the new one.
    gesture : str
        As in `Step`: steps of one gesture become one.
    locked : bool
        Whether locked ones are changed too, as when they are unlocked.
    """
    before = found(store, ids, locked=locked)
    after = {one.id: edit(one) for one in before}
    real = {one.id: replace(after[one.id], changed=now()) for one in before if after[one.id] != one}
    store.edit(f"{name} {words_for(before)}", real, gesture)


def change_style(
    store: AnnotationStore, ids: Iterable[str], name: str, gesture: str = "", **fields: Any
) -> None:
    """Change fields of the style, such as ``colour="#b3261e"``."""
    change(store, ids, name, lambda one: replace(one, style=replace(one.style, **fields)), gesture)


def delete(store: AnnotationStore, ids: Iterable[str]) -> None:
    """Remove annotations that are not locked."""
    gone = found(store, ids)
    store.edit(f"delete {words_for(gone)}", {one.id: None for one in gone})


def duplicate(
    store: AnnotationStore, ids: Iterable[str], east_deg: float = 0.02, north_deg: float = -0.02
) -> list[Annotation]:
    """Copy annotations beside themselves, on top of all, and select the copies."""
    from viewer.core.annotation_shapes import moved  # numpy and shapely: not before it is needed

    before = found(store, ids, locked=True)
    moment, top = now(), _top(store)
    made = []
    for number, one in enumerate(before, 1):
        lon, lat = one.positions()[0]
        copy = moved(one, (lon, lat), (lon + east_deg, lat + north_deg))
        made.append(
            replace(
                copy,
                id=fresh_id(),
                order=top + number,
                created=moment,
                changed=moment,
                locked=False,
            )
        )
    store.edit(f"duplicate {words_for(before)}", {one.id: one for one in made})
    store.select(one.id for one in made)
    return made


def rotate(store: AnnotationStore, ids: Iterable[str], degrees: float) -> None:
    """Turn annotations clockwise around the middle of them all."""
    from viewer.core.annotation_shapes import bounds_of, turned

    ids = tuple(ids)
    boxes = [bounds_of(one) for one in found(store, ids)]
    if boxes:
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        middle = ((west + east) / 2, (south + north) / 2)
        change(store, ids, "rotate", lambda one: turned(one, degrees, middle))


def line_of(value: object) -> Line:
    """A line from values that may be anything.

    Raises
    ------
    WrongAnnotation
        When it is none.
    """
    made = from_json({"id": fresh_id(), "kind": Kind.LINE.value, "shape": value})
    assert isinstance(made, Annotation)
    return made.line


def cut(store: AnnotationStore, ids: Iterable[str], blade: Line) -> list[Annotation]:
    """Cut lines and areas along a line; the pieces are selected.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    ids : iterable of str
        Which; none means all that the line goes through.
    blade : line
        Where to cut.

    Raises
    ------
    ViewerError
        When the line goes through none of them.
    """
    from viewer.core import annotation_shapes

    chosen = found(store, ids) or [one for one in store.annotations() if not is_locked(store, one)]
    after: dict[str, Item | None] = {}
    whole: list[Annotation] = []
    pieces: list[Annotation] = []
    for one in chosen:
        if one.kind not in DRAWN | AREAS or not one.visible:
            continue
        try:
            shapes = annotation_shapes.cut(one, blade)
        except ViewerError:
            continue
        kind = Kind.POLYGON if one.kind in AREAS else one.kind
        parts = [
            replace(one, id=one.id if not i else fresh_id(), kind=kind, shape=s, bend=0.0)  # type: ignore[arg-type]
            for i, s in enumerate(shapes)
        ]
        whole.append(one)
        pieces += [replace(part, changed=now()) for part in parts]
    if not whole:
        raise ViewerError(
            "The cut goes through no line or area.",
            "Draw it from one side of an annotation to the other; locked ones are not cut.",
        )
    after.update({one.id: one for one in pieces})
    store.edit(f"cut {words_for(whole)}", after)
    store.select(one.id for one in pieces)
    return pieces


def merge(store: AnnotationStore, ids: Iterable[str]) -> Annotation:
    """Join areas into one, or lines that meet; the first keeps its style and words.

    Raises
    ------
    ViewerError
        When fewer than two can be merged, or they do not fit together.
    """
    from viewer.core.annotation_shapes import merged

    before = found(store, ids)
    if len(before) < 2:
        raise ViewerError(
            "There are not two annotations to merge.",
            "Select two areas, or two lines that meet; locked ones are left alone.",
        )
    first = before[0]
    kind = Kind.POLYGON if first.kind in AREAS else first.kind
    made = replace(first, kind=kind, shape=merged(before), bend=0.0, changed=now())
    after: dict[str, Item | None] = {one.id: None for one in before[1:]}
    store.edit(f"merge {words_for(before)}", {**after, made.id: made})
    store.select((made.id,))
    return made


def reorder(store: AnnotationStore, ids: Iterable[str], where: str) -> None:
    """Bring annotations to the ``front`` or ``back``, or one step ``forward`` or ``backward``."""
    wanted = set(ids)
    everything = store.annotations()
    chosen = [one for one in everything if one.id in wanted]
    rest = [one for one in everything if one.id not in wanted]
    if not chosen or not rest:
        return
    if where == "front":
        row = rest + chosen
    elif where == "back":
        row = chosen + rest
    else:
        row = _stepped(everything, wanted, forward=where == "forward")
    after = {
        one.id: replace(one, order=float(place), changed=now())
        for place, one in enumerate(row)
        if one.order != place
    }
    store.edit(f"{_ORDER_WORDS[where]} {words_for(chosen)}", after)


def hold_from(store: AnnotationStore, ids: Iterable[str], day: date) -> None:
    """Let annotations hold from that day on; an end before it is opened."""
    change(
        store, ids, "hold from date",
        lambda one: replace(one, valid_from=day, valid_to=_end(one.valid_to, day)),
    )  # fmt: skip


def hold_until(store: AnnotationStore, ids: Iterable[str], day: date) -> None:
    """Let annotations hold up to and with that day; a begin after it is opened."""

    def edit(one: Annotation) -> Annotation:
        late = one.valid_from is not None and one.valid_from > day
        return replace(one, valid_to=day, valid_from=None if late else one.valid_from)

    change(store, ids, "hold until date", edit)


def hold_always(store: AnnotationStore, ids: Iterable[str]) -> None:
    """Let annotations hold on every day."""
    change(store, ids, "hold always", lambda one: replace(one, valid_from=None, valid_to=None))


def _end(end: date | None, day: date) -> date | None:
    return end if end is None or end >= day else None


def _top(store: AnnotationStore) -> float:
    return max((one.order for one in store.annotations()), default=0.0)


def _stepped(row: list[Annotation], wanted: set[str], *, forward: bool) -> list[Annotation]:
    """Each chosen one passes the nearest neighbour that is not chosen."""
    row = list(row) if forward else row[::-1]
    for place in range(len(row) - 2, -1, -1):
        if row[place].id in wanted and row[place + 1].id not in wanted:
            row[place], row[place + 1] = row[place + 1], row[place]
    return row if forward else row[::-1]
