"""What an annotation measures, in words."""

from __future__ import annotations

import math

import pytest

from viewer.core.annotation_measures import measures_text
from viewer.core.annotations import Annotation, Kind
from viewer.core.text import time_text

RING = ((37.0, 48.0), (37.1, 48.0), (37.1, 48.1), (37.0, 48.1), (37.0, 48.0))


@pytest.mark.parametrize(
    ("kind", "shape", "words"),
    [
        (Kind.POINT, (37.0, 48.0), ""),
        (Kind.LINE, ((37.0, 48.0), (37.0, 48.005)), "556 m long, towards 000°"),
        (Kind.ARROW, ((37.0, 48.0), (38.0, 48.0)), "74.62 km long, towards 090°"),
        (Kind.POLYGON, ((RING,),), "82.90 km², 37.15 km round"),
    ],
)
def test_lengths_areas_and_directions(kind: Kind, shape: object, words: str) -> None:
    assert measures_text(Annotation("0" * 32, kind, shape)) == words  # type: ignore[arg-type]


def test_a_small_disc_is_almost_flat() -> None:
    disc = Annotation("0" * 32, Kind.CIRCLE, (37.0, 48.0), radius_m=3000.0)
    assert measures_text(disc) == f"radius 3.00 km, {9 * math.pi:.2f} km²"


def test_moments_are_told_with_their_zone() -> None:
    assert time_text("2026-11-22T10:00:31.123Z") == "22 Nov 2026 10:00 UTC"
    assert time_text("2026-11-22T01:30:00+02:00") == "21 Nov 2026 23:30 UTC"
    assert time_text("<b>") == "<b>"
