"""Columns of the ledger's table: heading, unit, how figures are written, what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from viewer.core.text import date_text, number_text, signed_text

NOTHING = "–"
FLAG_WORDS = {
    "identical": "identical to the one before",
    "fall": "much smaller than the one before",
}
"""What was noticed of a snapshot at its import."""


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes
    ----------
    id : str
        Name in the ledger's data frame.
    title, unit : str
        Heading; the unit stands there once and nowhere else.
    tip : str
        What the figure is.
    digits : int
        Digits after the point; -1 for what is no figure.
    signed : bool
        Whether a plus sign is written.
    shown : bool
        Whether it is there at first.
    short : str
        Shorter heading for the table.
    """

    id: str
    title: str
    unit: str
    tip: str
    digits: int = -1
    signed: bool = False
    shown: bool = True
    short: str = ""

    @property
    def label(self) -> str:
        """Heading in the table, where room is dear."""
        return self.short or self.title


COLUMNS: tuple[Column, ...] = (
    Column("date", "Date", "", "Day of the row; a day without a snapshot has none"),
    Column("sector", "Sector", "", "Sector; elsewhere is all the rest, whole the sum of all"),
    Column("held_km2", "Held", "km²", "Area held, on land within the sector", 1),
    Column("gained_km2", "Gained", "km²", "Ground that the snapshot before did not have", 1),
    Column("lost_km2", "Lost", "km²", "Ground that only the snapshot before had", 1),
    Column("net_km2", "Net", "km²", "Held less held at the snapshot before", 1, signed=True),
    Column("cumulative_km2", "Cumulative", "km²", "Held less held where the window begins", 1,
           signed=True, short="Cumul."),
    Column("rate_7d_km2", "7 days", "km²/day", "Net per day over the last 7 days", 2, signed=True,
           shown=False),
    Column("rate_30d_km2", "30 days", "km²/day", "Net per day over the last 30 days", 2,
           signed=True, shown=False),
    Column("front_km", "Front", "km", "Length of the line, without state borders, coasts, "
           "sector edges and slits", 1, shown=False),
    Column("snapshot_date", "Snapshot", "", "Snapshot that the figures are of", shown=False),
    Column("age_days", "Age", "days", "Days between the snapshot and the date of the row", 0,
           shown=False),
    Column("span_days", "Span", "days", "Days since the snapshot before; more than 1 after a gap",
           0, shown=False),
)  # fmt: skip
BY_ID = {column.id: column for column in COLUMNS}

Value = float | int | str | date | None


def cell_text(column: Column, value: Value) -> str:
    """A value as the table writes it: thin spaces, real minus, a dash for none."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, str):
        return value
    text = signed_text if column.signed else number_text
    return text(value, column.digits)


def heading(column: Column) -> str:
    """Heading in one line, for copies: ``Held km²``."""
    return f"{column.title} {column.unit}".strip()
