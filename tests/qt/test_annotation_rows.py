"""What the list of annotations shows, and in what order."""

from __future__ import annotations

from datetime import date

import pytest

from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group, Kind
from viewer.core.undo import UndoStack
from viewer.qt.annotation_rows import (
    BY_NAME,
    BY_TIME,
    FLAGGED,
    HIDDEN,
    LOCKED,
    NOW,
    Wanted,
    arranged,
    validity_text,
)

DAY = date(2024, 11, 13)


def key(number: int) -> str:
    return f"{number:032x}"


def one(number: int, **fields: object) -> Annotation:
    return Annotation(key(number), Kind.POINT, (37.0, 48.0), order=float(number), **fields)  # type: ignore[arg-type]


@pytest.fixture
def store() -> AnnotationStore:
    made = AnnotationStore(UndoStack())
    made.load(
        (
            one(1, title="Bridge at Zelene", valid_to=date(2024, 11, 12)),
            one(2, title="artillery", note="See the BRIDGE", valid_from=DAY),
            one(3, title="Depot", visible=False),
            one(4, title="Trench", group="g", valid_from=date(2024, 9, 1)),
            one(5, title="Camera", group="h", locked=True, links=("https://example.org/zelene",)),
            Group("g", "Hidden ones", visible=False, order=1.0),
            Group("h", "Locked bridge", locked=True, order=2.0),
        )
    )
    return made


def rows(store: AnnotationStore, wanted: Wanted, flags: dict[str, str] | None = None) -> list[int]:
    return [int(k, 16) for k in arranged(store, wanted, DAY, flags or {}).annotations()]


def test_groups_come_first_and_the_topmost_on_top(store: AnnotationStore) -> None:
    found = arranged(store, Wanted(), DAY, {})
    assert found.top == ["g", "h", key(3), key(2), key(1)]
    assert found.children == {"g": [key(4)], "h": [key(5)]}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted("bridge"), [5, 2, 1]),
        (Wanted("zelene BRIDGE"), [5, 1]),
        (Wanted("nothing"), []),
        (Wanted(kind=NOW), [5, 2]),
        (Wanted(kind=HIDDEN), [4, 3]),
        (Wanted(kind=LOCKED), [5]),
        (Wanted("zelene", kind=NOW), [5]),
        (Wanted(column=BY_NAME), [4, 5, 2, 1, 3]),
        (Wanted(column=BY_NAME, down=True), [4, 5, 3, 1, 2]),
        (Wanted(column=BY_TIME), [4, 5, 1, 3, 2]),
    ],
)
def test_filter_and_order(store: AnnotationStore, wanted: Wanted, expected: list[int]) -> None:
    assert rows(store, wanted) == expected


def test_flagged_ones(store: AnnotationStore) -> None:
    assert rows(store, Wanted(kind=FLAGGED), {key(2): "why", key(4): ""}) == [2]


def test_a_group_without_rows_goes_only_while_filtering(store: AnnotationStore) -> None:
    store.load([*store.annotations()[:1], Group("e", "Empty")])
    assert arranged(store, Wanted(), DAY, {}).top == ["e", key(1)]
    assert arranged(store, Wanted("bridge"), DAY, {}).top == [key(1)]


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (None, None, "always"),
        (DAY, None, "from 13 Nov ’24"),
        (None, DAY, "until 13 Nov ’24"),
        (DAY, DAY, "13 Nov ’24"),
        (DAY, date(2025, 1, 3), "13 Nov–3 Jan ’25"),
        (DAY, date(2026, 1, 3), "13 Nov ’24–3 Jan ’26"),
    ],
)
def test_validity_in_words(start: date | None, end: date | None, text: str) -> None:
    assert validity_text(one(1, valid_from=start, valid_to=end)) == text
