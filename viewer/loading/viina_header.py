"""VIINA's control tables, recognised by their first line."""

from __future__ import annotations

import re

ID, DATE, STATUS = "geonameid", "date", "status"
WIDE = re.compile(r"ctr_(\d{8})\d{0,6}")
"""Column of one moment in the old table; the day is the first group."""
_OPINIONS = {"status", "status_wiki", "status_boost", "status_dsm", "status_isw"}


def header_of(head: bytes) -> list[str]:
    """Names of the columns in the first line of a CSV file; empty when it is no text."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    if b"\x00" in line or b"," not in line:
        return []
    text = line.decode("utf-8", "replace")
    return [name.strip().strip('"').strip() for name in text.split(",")]


def table_kind(head: bytes) -> str | None:
    """Which of VIINA's tables a file is, by its header.

    Returns
    -------
    str or None
        ``rows`` (one row per place and day), ``columns`` (the old one, a column per time),
        ``register`` (places of the Ukrainian register), or None.
    """
    names = set(header_of(head))
    if any(WIDE.fullmatch(name) for name in names):
        return "columns"
    opinions = names & _OPINIONS
    if DATE in names and opinions:
        if ID in names:
            return "rows"
        if len(opinions) > 1:
            return "register"
    return None
