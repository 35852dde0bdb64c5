"""Differences of two sources as text: a table to read, CSV, JSON, and the ground as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import shapely

from viewer.core.difference_ground import AGREED, ONLY_X, DifferencePart
from viewer.core.difference_lag import PLACE_COLUMNS, SUMMARY_COLUMNS, LagTables, lag_words
from viewer.core.difference_table import COLUMNS, FLAG_COLUMNS, records
from viewer.core.directions import direction_of
from viewer.core.ledger_figures import DIGITS
from viewer.core.ledger_ground import WHOLE
from viewer.core.sources import Status
from viewer.core.text import age_text, date_text, number_text

CSV_COLUMNS = (*COLUMNS, "alignment", "method", "attribution")
"""Columns of the CSV of figures, in this order."""
LAG_CSV_COLUMNS = (
    "x", "y", "status", "aligned", "from", "to", *PLACE_COLUMNS, "alignment", "method",
    "attribution",
)  # fmt: skip
"""Columns of the CSV of settlements, in this order."""
_READ_DIGITS = 2
_PROVENANCE = ("alignment", "method", "attribution")


def to_csv(frames: Sequence[pd.DataFrame]) -> str:
    """Rows of `difference_frame` or `difference_on` as CSV, with how they were made."""
    lines = [",".join(CSV_COLUMNS)]
    for frame in frames:
        rest = [_quoted(str(frame.attrs[name])) for name in _PROVENANCE]
        for row in frame[list(COLUMNS)].itertuples(index=False, name=None):
            lines.append(",".join([*(_cell(value) for value in row), *rest]))
    return "\n".join(lines) + "\n"


def lag_to_csv(tables: Sequence[LagTables]) -> str:
    """Settlements of `lag_tables` as CSV, with how they were made."""
    lines = [",".join(LAG_CSV_COLUMNS)]
    for one in tables:
        attrs = one.places.attrs
        head = [_cell(attrs[name]) for name in ("x", "y", "status", "aligned", "from", "to")]
        rest = [_quoted(str(attrs[name])) for name in _PROVENANCE]
        for row in one.places[list(PLACE_COLUMNS)].itertuples(index=False, name=None):
            lines.append(",".join([*head, *(_cell(value) for value in row), *rest]))
    return "\n".join(lines) + "\n"


def to_json(frames: Sequence[pd.DataFrame], lags: Sequence[LagTables] = ()) -> str:
    """Rows with whose they are and how made; lags by sector and settlement where given."""
    content: dict[str, Any] = {
        "columns": list(COLUMNS),
        "differences": [
            {**frame.attrs, "rows": _records(frame, (*COLUMNS, *FLAG_COLUMNS))} for frame in frames
        ],
    }
    if lags:
        content["lags"] = [
            {
                **one.places.attrs,
                "sectors": _records(one.summary, SUMMARY_COLUMNS),
                "settlements": _records(one.places, PLACE_COLUMNS),
            }
            for one in lags
        ]
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def to_text(frames: Sequence[pd.DataFrame]) -> str:
    """Tables to read, two digits, each followed by what it is and how it was made."""
    return "\n".join(_text_of(frame) for frame in frames)


def lag_to_text(tables: Sequence[LagTables]) -> str:
    """Lags to read: medians by sector in words, then the settlements."""
    parts = []
    for one in tables:
        attrs = one.places.attrs
        lines = [f"{_title(attrs)}, {attrs['from']} to {attrs['to']}", ""]
        for row in records(one.summary):
            lines += summary_lines(row, attrs)
        names = ("sector", "name", "change", "x_date", "y_date", "lag_days", "words")
        rows = [
            [_cell(value) or "-" for value in row]
            for row in one.places[list(names)].itertuples(index=False, name=None)
        ]
        heading = ["sector", "settlement", "becomes", attrs["x_name"], attrs["y_name"], "lag", ""]
        lines += ["", *_aligned([heading, *rows], right=(5,)), "", _notes(attrs), ""]
        parts.append("\n".join(lines))
    return "\n".join(parts)


def to_geojson(
    parts: Sequence[DifferencePart], frame: pd.DataFrame, sectors: Sequence[str] | None = None
) -> str:
    """Ground of one date as GeoJSON (RFC 7946), one feature for each sector and kind.

    Parameters
    ----------
    parts : sequence of DifferencePart
        From ``difference_parts``.
    frame : DataFrame
        From ``difference_on``, of the same date: its figures are the areas of the features.
    sectors : sequence of str, optional
        Ids wanted; all by default.
    """
    rows = {str(row["sector"]): row for row in records(frame)}
    features = [
        {
            "type": "Feature",
            "properties": _properties(part, rows[part.sector], frame.attrs),
            "geometry": json.loads(shapely.to_geojson(part.geometry)),
        }
        for part in parts
        if part.sector in rows and (sectors is None or part.sector in sectors)
    ]
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def sentence_of(frame: pd.DataFrame) -> str:
    """One sentence to paste: both sources with dates and ages, what they share and what not.

    Parameters
    ----------
    frame : DataFrame
        From ``difference_on``; its last row is told, ``whole`` where there is one.
    """
    row, attrs = records(frame)[-1], frame.attrs
    what = direction_of(Status(attrs["status"])).held
    where = "" if row["sector"] == WHOLE else f" in {row['sector']}"
    km2 = [number_text(row[name], 0) for name in ("agreed_km2", "only_x_km2", "only_y_km2")]
    aligned = "cut-offs aligned" if attrs["aligned"] else "cut-offs not aligned"
    return (
        f"For {date_text(row['date'].date())} {attrs['x_name']} and {attrs['y_name']} both show "
        f"{km2[0]} km² {what}{where}; {km2[1]} km² are only in {attrs['x_name']}, {km2[2]} km² "
        f"only in {attrs['y_name']} ({snapshots_text(row, attrs)}; {aligned})."
    )


def kind_title(kind: str, attrs: Mapping[Any, Any]) -> str:
    """Name a kind of ground for people, as ``Only in DeepState``."""
    if kind == AGREED:
        return "In both"
    return f"Only in {attrs['x_name'] if kind == ONLY_X else attrs['y_name']}"


def snapshots_text(row: Mapping[Any, Any], attrs: Mapping[Any, Any], *, lines: bool = False) -> str:
    """Name both snapshots of a row with their ages, in one line or one a line with X and Y."""
    found = []
    for which in ("x", "y"):
        name = f"{which.upper()}  {attrs[which + '_name']}"
        snapshot = date_text(row[f"{which}_snapshot_date"].date())
        same = ", identical to the one before" if row[f"{which}_flag"] == "identical" else ""
        age = age_text(int(row[f"{which}_age_days"]))
        found.append(f"{name if lines else name[3:]} {snapshot}, {age}{same}")
    return ("\n" if lines else "; ").join(found)


def _properties(
    part: DifferencePart, row: Mapping[Any, Any], attrs: Mapping[Any, Any]
) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "title": kind_title(part.kind, attrs),
        "sector": part.sector,
        "km2": row[f"{part.kind}_km2"],
        **{name: _plain(row[name]) for name in COLUMNS if not name.endswith("km2")},
        **{name: attrs[name] for name in _PROVENANCE},
    }


def _text_of(frame: pd.DataFrame) -> str:
    attrs = frame.attrs
    names = (
        "date", "sector", "agreed_km2", "only_x_km2", "only_y_km2", "x_held_km2", "y_held_km2",
        "x_snapshot_date", "x_age_days", "y_snapshot_date", "y_age_days", "stale",
    )  # fmt: skip
    heading = [*names[:2], "agreed_km2", *(
        f"{words} {attrs[f'{which}_name']}"
        for words in ("only", "held") for which in ("x", "y")
    ), attrs["x_name"], "age", attrs["y_name"], "age", ""]  # fmt: skip
    rows = [
        [_cell(value, _READ_DIGITS) or "-" for value in row[:-1]] + ["stale" if row[-1] else ""]
        for row in frame[list(names)].itertuples(index=False, name=None)
    ]
    table = _aligned([heading, *rows], right=range(2, 11))
    return "\n".join((_title(attrs), "", *table, "", _notes(attrs), ""))


def _title(attrs: Mapping[Any, Any]) -> str:
    how = "cut-offs aligned" if attrs["aligned"] else "cut-offs not aligned"
    return f"X = {attrs['x_name']}, Y = {attrs['y_name']}, {attrs['status']}, {how}, km2"


def _notes(attrs: Mapping[Any, Any]) -> str:
    return " ".join([str(attrs["alignment"]), str(attrs["method"]), *attrs["notes"],
                     f"{attrs['attribution']}."])  # fmt: skip


def summary_lines(row: Mapping[str, Any], attrs: Mapping[Any, Any]) -> list[str]:
    """Say the medians of a sector, a row of the summary, plainly; nothing when it has none."""
    lines = []
    how = (attrs["x"], attrs["y"], attrs["aligned"])
    if row["places"]:
        words = lag_words(row["places_median_days"], *how)
        lines.append(f"{row['sector']}: {words} (median of {row['places']} settlements)")
    if row["ground_km2"]:
        words = lag_words(row["ground_median_days"], *how)
        area = number_text(row["ground_km2"])
        spread = f"half of it between {row['ground_lower_days']:+.0f} and "
        spread += f"{row['ground_upper_days']:+.0f} days"
        lines.append(f"{row['sector']}: {words} (median of {area} km2 of ground, {spread})")
    return lines


def _aligned(rows: list[list[str]], right: Sequence[int]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _records(frame: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        dict(zip(names, (_plain(value) for value in row), strict=True))
        for row in frame[list(names)].itertuples(index=False, name=None)
    ]


def _plain(value: Any) -> str | float | int | bool | None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return value if isinstance(value, (str, float, bool)) else int(value)


def _cell(value: Any, digits: int = DIGITS) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return f"{plain:.{digits}f}" if isinstance(plain, float) else _quoted(str(plain))


def _quoted(text: str) -> str:
    """Text as a cell of a CSV."""
    if any(letter in text for letter in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
