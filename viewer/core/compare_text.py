"""Comparisons as text: a table to read, CSV, JSON, and the ground as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import shapely

from viewer.core.compare import (
    FIGURES,
    Comparison,
    compare_frame,
    places_frame,
    provenance_of,
    sliver_counts,
)
from viewer.core.compare_ground import GroundPart
from viewer.core.compare_words import heading_of, meaning_of, sentence_of
from viewer.core.directions import direction_of
from viewer.core.ledger_figures import DIGITS
from viewer.core.ledger_ground import WHOLE
from viewer.core.sectors import Sector

COLUMNS = (
    "source", "status", "sector", "from", "to", "snapshot_from", "age_from_days", "snapshot_to",
    "age_to_days", *FIGURES, "notes", "attribution", "method",
)  # fmt: skip
"""Columns of the CSV of figures, in this order."""
PLACE_COLUMNS = (
    "source", "status", "sector", "from", "to", "id", "name", "name_uk", "lon", "lat", "change",
    "day", "before", "times", "notes", "attribution", "method",
)  # fmt: skip
"""Columns of the CSV of settlements, in this order."""
_READ = (
    "gained_km2", "lost_km2", "net_km2", "held_from_km2", "held_to_km2", "front_from_km",
    "front_to_km",
)  # fmt: skip
_READ_DIGITS = 2


def to_csv(comparisons: Sequence[Comparison], sectors: Sequence[str] | None = None) -> str:
    """Figures by sector as CSV, with whose they are, of which dates and how made."""
    rows = []
    for comparison in comparisons:
        common = _common(comparison)
        for row in compare_frame(comparison, sectors).to_dict("records"):
            figures = {name: f"{row[name]:.{DIGITS}f}" for name in FIGURES}
            rows.append({**common, **figures, "sector": row["sector"]})
    return _csv(COLUMNS, rows)


def places_to_csv(comparisons: Sequence[Comparison], sectors: Sequence[str] | None = None) -> str:
    """Settlements that changed hands as CSV, by day."""
    rows = []
    for comparison in comparisons:
        common = _common(comparison)
        rows += [{**common, **place} for place in _places(comparison, sectors)]
    return _csv(PLACE_COLUMNS, rows)


def to_json(comparisons: Sequence[Comparison], sectors: Sequence[str] | None = None) -> str:
    """Everything but the polygons as one JSON object."""
    content = [
        {
            **provenance_of(comparison),
            "sentence": sentence_of(comparison, sectors),
            "slivers": dict(zip(("gained", "lost"), sliver_counts(comparison), strict=True)),
            "sectors": compare_frame(comparison, sectors).to_dict("records"),
            "settlements": _places(comparison, sectors),
        }
        for comparison in comparisons
    ]
    return (
        json.dumps({"comparisons": content}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    )


def to_text(comparisons: Sequence[Comparison], sectors: Sequence[str] | None = None) -> str:
    """Tables to read, two digits, with the settlements, the sentence and the method."""
    return "\n".join(_one_text(comparison, sectors) for comparison in comparisons)


def to_tsv(comparison: Comparison) -> str:
    """Figures and settlements between tabs, for the clipboard, with heading, notes and method."""
    frame = compare_frame(comparison)
    lines = [heading_of(comparison), meaning_of(comparison), "\t".join(("sector", *FIGURES))]
    for row in frame.to_dict("records"):
        lines.append("\t".join((row["sector"], *(f"{row[name]:.{DIGITS}f}" for name in FIGURES))))
    names = ("name", "sector", "change", "day", "before")
    lines += ["", "\t".join(("settlement", *names[1:]))]
    lines += ["\t".join(str(place[name]) for name in names) for place in _places(comparison, None)]
    lines += ["", *comparison.notes, f"{comparison.source.attribution}.", comparison.method]
    return "\n".join(lines) + "\n"


def to_geojson(ground: Sequence[tuple[Comparison, Sequence[GroundPart]]]) -> str:
    """Ground gained and lost as GeoJSON (RFC 7946), one feature for each sector and change.

    Parameters
    ----------
    ground : sequence of (Comparison, parts)
        The parts from ``Comparison.ground``, those wanted.

    Returns
    -------
    str
        A FeatureCollection; positions lon, lat in WGS 84, outer rings anticlockwise. ``km2`` of a
        feature is the figure of the table; its slivers are in it and told apart.
    """
    features = [_feature(comparison, part) for comparison, parts in ground for part in parts]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    shapes = [part.geometry for _, parts in ground for part in parts]
    if shapes:
        content["bbox"] = [round(float(value), 8) for value in shapely.total_bounds(shapes)]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def ground_of(
    comparisons: Sequence[Comparison],
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    wanted: Sequence[str] | None = None,
) -> list[tuple[Comparison, list[GroundPart]]]:
    """Ground of each comparison, for `to_geojson`.

    Parameters
    ----------
    comparisons : sequence of Comparison
        From `compare_dates`.
    sectors, ukraine
        As for `compare_dates`.
    wanted : sequence of str, optional
        Sector ids; all when left out or when ``whole`` is among them.
    """
    everything = wanted is None or WHOLE in wanted
    return [
        (
            comparison,
            [
                part
                for part in comparison.ground(sectors, ukraine)
                if everything or part.sector in (wanted or ())
            ],
        )
        for comparison in comparisons
    ]


def _feature(comparison: Comparison, part: GroundPart) -> dict[str, Any]:
    words = direction_of(comparison.status)
    gained = part.change == "gained"
    return {
        "type": "Feature",
        "properties": {
            "change": part.change,
            "meaning": words.gained if gained else words.lost,
            "direction": words.gained_way if gained else words.lost_way,
            "source": comparison.source.id,
            "status": str(comparison.status),
            "sector": part.sector,
            "from": comparison.first.asked.isoformat(),
            "to": comparison.last.asked.isoformat(),
            "snapshot_from": comparison.first.snapshot.isoformat(),
            "snapshot_to": comparison.last.snapshot.isoformat(),
            "km2": comparison.value(f"{part.change}_km2", part.sector),
            "slivers_km2": comparison.value(f"{part.change}_slivers_km2", part.sector),
            "notes": list(comparison.notes),
            "attribution": comparison.source.attribution,
            "method": comparison.method,
        },
        "geometry": json.loads(shapely.to_geojson(part.geometry)),
    }


def _common(comparison: Comparison) -> dict[str, Any]:
    return {**provenance_of(comparison), "notes": " ".join(comparison.notes)}


def _places(comparison: Comparison, sectors: Sequence[str] | None) -> list[dict[str, Any]]:
    frame = places_frame(comparison)
    if sectors is not None and WHOLE not in sectors:
        wanted = [bool({*place.sectors} & {*sectors}) for place in comparison.places]
        frame = frame[wanted]
    for name in ("day", "before"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _csv(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _one_text(comparison: Comparison, sectors: Sequence[str] | None) -> str:
    frame = compare_frame(comparison, sectors)
    table = [["sector", *_READ]]
    for row in frame.to_dict("records"):
        table.append([row["sector"], *(f"{row[name]:.{_READ_DIGITS}f}" for name in _READ)])
    places = [["settlement", "sector", "change", "day"]] + [
        [place["name"], place["sector"], place["change"], place["day"]]
        for place in _places(comparison, sectors)
    ]
    lines = [heading_of(comparison), meaning_of(comparison), "", *_aligned(table, 1)]
    lines += ["", *(_aligned(places, 4) if len(places) > 1 else ["No settlement changed hands."])]
    slivers = "Slivers, all sectors: {} gained, {} lost.".format(*sliver_counts(comparison))
    lines += ["", sentence_of(comparison, sectors), f"{comparison.source.attribution}. {slivers}"]
    return "\n".join((*lines, comparison.method)) + "\n"


def _aligned(table: Sequence[Sequence[str]], left: int) -> list[str]:
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
