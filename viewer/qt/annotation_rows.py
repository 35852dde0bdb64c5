"""Which annotations the list shows, and in what order; without any widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group
from viewer.core.text import short_date_text

ALL, NOW, FLAGGED, HIDDEN, LOCKED = "all", "now", "flagged", "hidden", "locked"
KINDS_OF_FILTER = {
    ALL: "All",
    NOW: "Shown on the date",
    FLAGGED: "To be looked at",
    HIDDEN: "Hidden",
    LOCKED: "Locked",
}
BY_ORDER, BY_NAME, BY_TIME = -1, 0, 1
"""How rows are sorted: the topmost on the map first, or by a column."""


@dataclass(frozen=True)
class Wanted:
    """What the list is asked to show.

    Attributes
    ----------
    words : str
        All of these words must be found; capitals do not count.
    kind : str
        One of `KINDS_OF_FILTER`.
    column : int
        `BY_ORDER`, `BY_NAME` or `BY_TIME`.
    down : bool
        Whether the last comes first.
    """

    words: str = ""
    kind: str = ALL
    column: int = BY_ORDER
    down: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.words.strip() and self.kind == ALL


@dataclass
class Arranged:
    """Ids in the order of the list.

    Attributes
    ----------
    top : list of str
        Groups, then annotations of no group.
    children : dict of str to list of str
        Annotations of each group.
    """

    top: list[str] = field(default_factory=list)
    children: dict[str, list[str]] = field(default_factory=dict)

    def annotations(self) -> list[str]:
        """Ids of the annotations, as they stand in the list."""
        inside = [key for group in self.top for key in self.children.get(group, [])]
        return inside + [key for key in self.top if key not in self.children]


def arranged(
    store: AnnotationStore, wanted: Wanted, day: date | None, flags: Mapping[str, str]
) -> Arranged:
    """Filter and sort.

    Parameters
    ----------
    store : AnnotationStore
        Holds them.
    wanted : Wanted
        What to show.
    day : date or None
        The date shown.
    flags : mapping of id to str
        Why annotations are to be looked at.
    """
    groups = {group.id: group for group in store.groups()}
    found = Arranged(children={key: [] for key in groups})
    fits = _filter(wanted, groups, day, flags)
    loose: list[str] = []
    for one in _sorted(store.annotations(), wanted):
        if fits(one):
            found.children.get(one.group, loose).append(one.id)
    if not wanted.everything:
        found.children = {key: inside for key, inside in found.children.items() if inside}
    found.top = [*found.children, *loose]
    return found


def is_shown(one: Annotation, group: Group | None, day: date | None) -> bool:
    """Whether an annotation is on the map on that day."""
    ticked = one.visible and (group is None or group.visible)
    return ticked and (day is None or one.holds(day))


def validity_text(one: Annotation) -> str:
    """When it holds, in a few words, as ``from 13 Nov ’24``."""
    if one.valid_from is None and one.valid_to is None:
        return "always"
    if one.valid_to is None:
        return f"from {_day(one.valid_from)}"
    if one.valid_from is None:
        return f"until {_day(one.valid_to)}"
    if one.valid_from == one.valid_to:
        return _day(one.valid_from)
    near = (one.valid_to - one.valid_from).days < 365
    start = short_date_text(one.valid_from) if near else _day(one.valid_from)
    return f"{start}–{_day(one.valid_to)}"


def _day(day: date | None) -> str:
    return f"{short_date_text(day)} ’{day.year % 100:02d}" if day else ""


def _sorted(lowest_first: list[Annotation], wanted: Wanted) -> list[Annotation]:
    if wanted.column == BY_ORDER:
        return lowest_first[::-1]
    if wanted.column == BY_NAME:
        return sorted(lowest_first, key=lambda one: one.name.casefold(), reverse=wanted.down)
    return sorted(
        lowest_first,
        key=lambda one: (one.valid_from or date.min, one.valid_to or date.max),
        reverse=wanted.down,
    )


def _filter(
    wanted: Wanted, groups: Mapping[str, Group], day: date | None, flags: Mapping[str, str]
) -> Callable[[Annotation], bool]:
    words = wanted.words.casefold().split()
    kinds: dict[str, Callable[[Annotation], bool]] = {
        ALL: lambda one: True,
        NOW: lambda one: is_shown(one, groups.get(one.group), day),
        FLAGGED: lambda one: bool(flags.get(one.id)),
        HIDDEN: lambda one: not is_shown(one, groups.get(one.group), None),
        LOCKED: lambda one: one.locked or (one.group in groups and groups[one.group].locked),
    }
    of_kind = kinds[wanted.kind]

    def fits(one: Annotation) -> bool:
        if not of_kind(one):
            return False
        if not words:
            return True
        group = groups.get(one.group)
        text = "\n".join(
            (one.name, one.kind.words, one.note, one.author, one.confidence, one.anchor)
            + one.links
            + ((group.name,) if group else ())
        ).casefold()
        return all(word in text for word in words)

    return fits
