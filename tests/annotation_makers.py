"""Annotations of every kind for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from viewer.core.annotations import (
    AREAS,
    CONFIDENCES,
    DASHES,
    DRAWN,
    HATCHES,
    ROUND,
    Annotation,
    Group,
    Kind,
    Shape,
    Style,
)

ids = st.integers(0, 16**32 - 1).map(lambda number: f"{number:032x}")
numbers = st.floats(-1, 1, allow_nan=False)
positions = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
days = st.none() | st.dates()
styles = st.builds(
    Style,
    colour=colours,
    width=st.floats(0.5, 20),
    dash=st.sampled_from(DASHES),
    opacity=st.floats(0, 1),
    fill=st.just("") | colours,
    fill_opacity=st.floats(0, 1),
    hatch=st.sampled_from(HATCHES),
    symbol=st.sampled_from(["pin", "flag", "app6:10031000001211000000"]),
    size=st.floats(8, 96),
    text_size=st.floats(8, 96),
    halo=st.booleans(),
)
lines = st.lists(positions, min_size=2, max_size=6, unique=True).map(tuple)
rings = st.lists(positions, min_size=3, max_size=5, unique=True).map(lambda a: (*a, a[0]))
polygons = st.lists(st.lists(rings, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(
    tuple
)
groups = st.builds(
    Group, id=ids, name=words, visible=st.booleans(), locked=st.booleans(), order=numbers
)


def _shapes(kind: Kind) -> st.SearchStrategy[Shape]:
    return polygons if kind in AREAS else lines if kind in DRAWN else positions


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    """Any annotation that passes its checks."""
    kind = draw(st.sampled_from(list(Kind)))
    start, end = draw(days), draw(days)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
    return Annotation(
        id=draw(ids),
        kind=kind,
        shape=draw(_shapes(kind)),
        radius_m=draw(st.floats(1, 1e6)) if kind in ROUND else 0.0,
        bend=draw(numbers) if kind is Kind.ARROW else 0.0,
        title=draw(words),
        note=draw(words),
        author=draw(words),
        confidence=draw(st.sampled_from(CONFIDENCES)),
        links=tuple(f"https://example.org/{n}" for n in range(draw(st.integers(0, 2)))),
        style=draw(styles),
        valid_from=start,
        valid_to=end,
        anchor=draw(st.sampled_from(["", "sector:kursk", "place:Vuhledar"])),
        group=draw(st.just("") | ids),
        visible=draw(st.booleans()),
        locked=draw(st.booleans()),
        order=draw(numbers),
        created="2026-11-22T10:00:00.000Z",
        changed=draw(st.sampled_from(["", "2026-11-22T10:00:00.123Z"])),
    )
