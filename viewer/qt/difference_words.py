"""Words that go with every figure of a difference: whose, of which dates, how made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.core.sources import Status, source_of

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.difference_lag import LagTables


def date_provenance(frame: pd.DataFrame) -> str:
    """Status, both snapshots with ages, alignment, method and attribution, a sentence a line."""
    from viewer.core.difference_table import records
    from viewer.core.difference_text import snapshots_text

    attrs = frame.attrs
    snapshots = snapshots_text(records(frame)[-1], attrs)
    return _lines(f"{Status(attrs['status']).title}: {snapshots}", frame)


def lag_provenance(lags: LagTables) -> str:
    """Sources, status, time looked at, alignment, method and attribution, a sentence a line."""
    attrs = lags.places.attrs
    return _lines(
        f"X {attrs['x_name']}, Y {attrs['y_name']}, {Status(attrs['status']).title}, "
        f"{attrs['from']} to {attrs['to']}",
        lags.places,
    )


def apart_text(x: str, y: str) -> str:
    """Say that two sources have no status in common."""
    return (
        f"{source_of(x).name} and {source_of(y).name} tell of different things: they have no "
        "status in common. Choose two other sources."
    )


def _lines(first: str, frame: pd.DataFrame) -> str:
    attrs = frame.attrs
    rest = [*_sentences(attrs["alignment"]), *_sentences(attrs["method"]), *attrs["notes"]]
    return "\n".join((first, *rest, attrs["attribution"]))


def _sentences(text: str) -> list[str]:
    """A sentence a line, so that a tooltip is not as wide as the screen."""
    return text.replace("; ", ";\n").replace(". ", ".\n").split("\n")
