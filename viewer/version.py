"""Version of the program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """Version of the installed package, or ``unknown`` when run without being installed."""
    try:
        return installed_version("salient")
    except PackageNotFoundError:
        return "unknown"
