"""Annotations and groups as JSON values, and back with every field checked.

This one form serves the session file, the page, the clipboard and the journal of edits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from viewer.core.annotations import (
    AREAS,
    DRAWN,
    MOST_POSITIONS,
    Annotation,
    Group,
    Kind,
    Line,
    Position,
    Shape,
    Style,
    problem_of,
)

_DAYS = ("valid_from", "valid_to")


class WrongAnnotation(ValueError):
    """What is wrong with a JSON value that should be an annotation or a group."""


def to_json(item: Annotation | Group) -> dict[str, Any]:
    """Return an annotation or group as values that JSON knows; what is at its default is left out.

    The shape is nested as in GeoJSON: a position, a line, or the coordinates of a MultiPolygon.
    """
    kind = type(item)
    values: dict[str, Any] = {}
    for one in fields(item):
        value = getattr(item, one.name)
        if isinstance(value, Style):
            style = {k: v for k, v in asdict(value).items() if v != getattr(Style(), k)}
            values.update({"style": style} if style else {})
        elif isinstance(value, date):
            values[one.name] = value.isoformat()
        elif one.name in ("id", "kind", "shape", "name") or value != one.default:
            values[one.name] = value
    if kind is Group:
        values["is_group"] = True
    return values


def from_json(value: object) -> Annotation | Group:
    """Check a JSON value and make the annotation or group that it says.

    Parameters
    ----------
    value : object
        From a file, the page or the clipboard: anything.

    Raises
    ------
    WrongAnnotation
        With the rest of a sentence that begins with "annotation ...".
    """
    if not isinstance(value, Mapping):
        raise WrongAnnotation("it is no JSON object")
    if value.get("is_group") is True:
        return _group({key: part for key, part in value.items() if key != "is_group"})
    _refuse_unknown(value, Annotation)
    made: dict[str, Any] = {}
    for key, part in value.items():
        made[key] = _PARTS.get(key, _plain)(key, part)
    missing = {"id", "kind", "shape"} - set(made)
    if missing:
        raise WrongAnnotation(f"it has no {' and no '.join(sorted(missing))}")
    made["shape"] = _shape(made["kind"], made["shape"])
    annotation = Annotation(**made)
    problem = problem_of(annotation)
    if problem:
        raise WrongAnnotation(problem)
    return annotation


def _group(value: Mapping[str, object]) -> Group:
    _refuse_unknown(value, Group)
    made: dict[str, Any] = {key: _plain(key, part, Group) for key, part in value.items()}
    if not {"id", "name"} <= set(made) or not made["id"]:
        raise WrongAnnotation("the group has no id or no name")
    return Group(**made)


def _refuse_unknown(value: Mapping[str, object], kind: type) -> None:
    unknown = set(value) - {one.name for one in fields(kind)}
    if unknown:
        raise WrongAnnotation(f"it has unknown fields: {', '.join(sorted(map(str, unknown))[:5])}")


def _plain(key: str, part: object, kind: type = Annotation) -> object:
    wanted = next(one.type for one in fields(kind) if one.name == key)
    if wanted == "str" and isinstance(part, str):
        _refuse_surrogates(key, part)
        return part
    if wanted == "bool" and isinstance(part, bool):
        return part
    if wanted == "float":
        return _number(key, part)
    raise WrongAnnotation(f"its {key} is of the wrong type")


def _number(key: str, part: object) -> float:
    if isinstance(part, bool) or not isinstance(part, int | float):
        raise WrongAnnotation(f"its {key} is no number")
    try:
        number = float(part)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise WrongAnnotation(f"its {key} is not finite")
    return number


def _refuse_surrogates(key: str, text: str) -> None:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise WrongAnnotation(f"its {key} is no proper text")


def _kind(_key: str, part: object) -> Kind:
    try:
        return Kind(part)  # type: ignore[arg-type]
    except ValueError:
        raise WrongAnnotation(f"its kind is unknown: {part!r:.40}") from None


def _day(key: str, part: object) -> date | None:
    if part is None:
        return None
    try:
        if not isinstance(part, str) or len(part) != 10:
            raise ValueError
        return date.fromisoformat(part)
    except ValueError:
        raise WrongAnnotation(f"its {key} is no date such as 2024-11-13") from None


def _links(_key: str, part: object) -> tuple[str, ...]:
    if not isinstance(part, list | tuple) or not all(isinstance(link, str) for link in part):
        raise WrongAnnotation("its links are no list of texts")
    for link in part:
        _refuse_surrogates("links", link)
    return tuple(part)


def _style(_key: str, part: object) -> Style:
    if not isinstance(part, Mapping):
        raise WrongAnnotation("its style is no JSON object")
    _refuse_unknown(part, Style)
    return Style(**{key: _plain(key, value, Style) for key, value in part.items()})  # type: ignore[arg-type]


_PARTS: dict[str, Callable[[str, object], object]] = {
    "kind": _kind,
    "shape": lambda _key, part: part,
    "links": _links,
    "style": _style,
    **dict.fromkeys(_DAYS, _day),
}


def _shape(kind: Kind, part: object) -> Shape:
    budget = [MOST_POSITIONS]
    if kind in AREAS:
        return tuple(
            tuple(_line(ring, budget) for ring in _items(polygon)) for polygon in _items(part)
        )
    return _line(part, budget) if kind in DRAWN else _position(part)


def _line(part: object, budget: list[int]) -> Line:
    items = _items(part)
    budget[0] -= len(items)
    if budget[0] < 0:
        raise WrongAnnotation(f"it has more than {MOST_POSITIONS} positions")
    return tuple(_position(item) for item in items)


def _position(part: object) -> Position:
    items = _items(part)
    if len(items) != 2:
        raise WrongAnnotation("a position is not a longitude and a latitude")
    return (_number("longitude", items[0]), _number("latitude", items[1]))


def _items(part: object) -> list[object] | tuple[object, ...]:
    if not isinstance(part, list | tuple):
        raise WrongAnnotation("its shape is not nested as its kind needs it")
    return part
