"""Version of the program."""

from __future__ import annotations


def version() -> str:
    """Version of the installed package, or ``unknown`` when run without being installed."""
    from importlib import metadata  # slow to import, and rarely needed

    try:
        return metadata.version("salient")
    except metadata.PackageNotFoundError:
        return "unknown"
