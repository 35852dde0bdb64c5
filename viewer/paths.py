"""Where things live: what ships with the program, and the user's own folders."""

from __future__ import annotations

import os
from pathlib import Path

APP_NAME = "Salient"
_PACKAGE = Path(__file__).resolve().parent


def project_dir() -> Path:
    """Folder that holds ``viewer/``, and in a clone ``resources/`` and ``data/`` too."""
    return _PACKAGE.parent


def _shipped(in_clone: str, in_wheel: str) -> Path:
    clone = project_dir() / in_clone
    return clone if clone.is_dir() else _PACKAGE / in_wheel


def vendor_dir() -> Path:
    """Browser libraries, basemap and schematic series that the build brought."""
    return _PACKAGE / "_vendor"


def web_dir() -> Path:
    """Our own JavaScript and style of the page."""
    return _shipped("resources/web", "_web")


def icons_dir() -> Path:
    """Our own icons."""
    return _shipped("resources/icons", "_icons")


def help_dir() -> Path:
    """The user guide."""
    return _shipped("resources/help", "_help")


def facts_dir() -> Path:
    """The bundled facts: settlements, control points, sectors, events."""
    return _shipped("data", "_data")


def data_dir(override: Path | None = None) -> Path:
    """Folder of the user's archives.

    Parameters
    ----------
    override : Path, optional
        What ``--data-dir`` says. Without it ``SALIENT_DATA_DIR`` counts, then the platform's
        standard folder for user data. The folder need not exist yet.
    """
    if override is not None:
        return override.expanduser().absolute()
    from_environment = os.environ.get("SALIENT_DATA_DIR")
    if from_environment:
        return Path(from_environment).expanduser().absolute()
    return default_data_dir()


def default_data_dir() -> Path:
    """The platform's standard folder for the user's archives."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def archive_dir(data: Path) -> Path:
    """Folder of the GeoPackages, one per source."""
    return data / "archives"


def series_dir(data: Path) -> Path:
    """Folder of the packed series derived from the archives; safe to delete."""
    return data / "cache"


def state_dir(data: Path) -> Path:
    """Folder of work in progress: working copies and earlier versions of sessions.

    Parameters
    ----------
    data : Path
        The user's data folder. The platform's own has the platform's folder for state beside it;
        one that the user chose holds everything, so that a folder on a stick does too.
    """
    import platformdirs

    if data == default_data_dir():
        return Path(platformdirs.user_state_dir(APP_NAME, appauthor=False))
    return data / "state"


def cache_dir() -> Path:
    """Folder for things that can be made again, such as the map page."""
    import platformdirs

    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def log_dir() -> Path:
    """Folder of the log files."""
    import platformdirs

    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
