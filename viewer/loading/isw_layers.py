"""Layers of ISW and the Critical Threats Project, known by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from viewer.core.sources import Status

_NO_LETTER = re.compile(r"[^a-z]+")
_COLUMNS = {"globalid_2", "editdate"}


@dataclass(frozen=True)
class IswLayer:
    """What a layer asserts.

    Attributes
    ----------
    title : str
        Name for people.
    status : Status or None
        None when the layer is not taken.
    rank : int
        Of two layers of one status and day the higher counts.
    note : str
        What to know about it; for a layer that is not taken, why.
    """

    title: str
    status: Status | None
    rank: int = 0
    note: str = ""


_UKRAINIAN = "says what Ukraine claims, for which there is no status here"
_IN_RUSSIA = "shows Russian ground; what Russia holds there is no status here"
_LAYERS = (
    (
        re.compile("limitofukrainianadvance"),
        IswLayer("Claimed limit of Ukrainian advance", None, note=_UKRAINIAN),
    ),
    (
        re.compile("ukrainiancounteroffensive"),
        IswLayer("Claimed Ukrainian counteroffensives", None, note=_UKRAINIAN),
    ),
    (
        re.compile("partisan"),
        IswLayer("Partisan warfare", None, note="shows where partisans act, not who holds what"),
    ),
    (
        re.compile("beforefeb"),
        IswLayer(
            "Russian-controlled before 24 February 2022",
            None,
            note="is a part of the control layers, which hold it already",
        ),
    ),
    (
        re.compile(r"russianadvances?inrussia|russianadvances?inkursk"),
        IswLayer("Russian advances in Russia", None, note=_IN_RUSSIA),
    ),
    (
        re.compile("assessed(?:russian)?infiltration"),
        IswLayer("Assessed infiltration areas", Status.CONTESTED),
    ),
    (
        re.compile("claimedrussian(?:territory|control|advance)"),
        IswLayer("Claimed Russian territory", Status.CLAIMED),
    ),
    (
        re.compile("russiacotinukraine|ukrainecontrolmap|assessedrussiancontrol"),
        IswLayer("Assessed Russian control", Status.RU_HELD, rank=2),
    ),
    (
        re.compile("assessedrussianadvance"),
        IswLayer(
            "Assessed Russian advances",
            Status.RU_HELD,
            rank=1,
            note="assessed advances may hold ground where Russian forces act without control",
        ),
    ),
)


def layer_of(names: tuple[str, ...]) -> IswLayer | None:
    """Find the layer that the names of a file, its folder or its container speak of.

    Parameters
    ----------
    names : tuple of str
        The first one that names a layer counts.
    """
    for name in names:
        letters = _NO_LETTER.sub("", name.lower())
        for pattern, layer in _LAYERS:
            if pattern.search(letters):
                return layer
    return None


def has_isw_columns(names: list[str]) -> bool:
    """Whether a layer has the columns of ISW's services."""
    return {name.casefold() for name in names} >= _COLUMNS
