"""The ledger's rows as files and on the clipboard, with the digits of the command ``ledger``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from viewer.errors import ViewerError
from viewer.loading.saving import write_whole

if TYPE_CHECKING:
    import pandas as pd


def clipboard_csv(frame: pd.DataFrame) -> str:
    """Rows as CSV, then lines that begin with ``#`` and say whose figures they are."""
    from viewer.core.ledger_text import note_text, to_csv

    return f"{to_csv([frame])}# {note_text(frame)}\n"


def export_ledger(frame: pd.DataFrame, path: Path) -> list[Path]:
    """Write rows as CSV or JSON.

    Parameters
    ----------
    frame : DataFrame
        Rows of the ledger.
    path : Path
        Ends in ``.csv`` or ``.json``; gets ``.csv`` when it has no suffix. Beside a CSV file goes a
        text file of the same name with source, dates and method; a JSON file holds them itself.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ViewerError
        When the name has another suffix, or a file cannot be written.
    """
    from viewer.core.ledger_text import note_text, to_csv, to_json

    path = path if path.suffix else path.with_suffix(".csv")
    if path.suffix.lower() == ".json":
        write_whole(path, to_json([frame]).encode())
        return [path]
    if path.suffix.lower() != ".csv":
        raise ViewerError(
            f"The ledger is written as CSV or JSON, and {path.name} ends in neither.",
            "Choose a name that ends in .csv or .json.",
        )
    note = path.with_suffix(".txt")
    write_whole(path, to_csv([frame]).encode())
    write_whole(note, f"{path.name}: {note_text(frame)}\n".encode())
    return [path, note]
