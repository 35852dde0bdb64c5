"""The version of the program, as its installation says."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Version such as ``0.1.0``; ``unknown`` when the program runs without being installed."""
    try:
        return version("salient")
    except PackageNotFoundError:
        return "unknown"
