"""The one kind of error that a user is meant to read."""

from __future__ import annotations


class ViewerError(Exception):
    """Something went wrong that the user can understand and often cure.

    Parameters
    ----------
    message : str
        What is wrong and where, as one sentence.
    hint : str
        What to do next, as one sentence; empty when there is nothing to do.
    details : str
        Technical text for "copy details" and the log; never shown at first.
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
