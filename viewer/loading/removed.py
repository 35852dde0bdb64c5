"""Archives put aside: what a user removes stays in the data folder until they delete it there."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from viewer.errors import ViewerError
from viewer.paths import archive_dir

SUFFIX = ".gpkg"


def removed_dir(data: Path) -> Path:
    """Folder of the archives that were removed."""
    return data / "removed"


def remove_archive(data: Path, source: str) -> Path:
    """Put the archive of a source aside, beside any put aside before.

    Parameters
    ----------
    data : Path
        The user's data folder.
    source : str
        Id of the source.

    Returns
    -------
    Path
        Where it lies now.

    Raises
    ------
    ViewerError
        When there is none, or it cannot be moved; then it stays where it is.
    """
    folder = removed_dir(data)
    names = (f"{source}{f'-{n}' if n > 1 else ''}{SUFFIX}" for n in count(1))
    aside = next(folder / name for name in names if not (folder / name).exists())
    _move(_archive(data, source), aside)
    return aside


def restore_archive(data: Path, source: str, aside: Path) -> None:
    """Take an archive back that was put aside.

    Raises
    ------
    ViewerError
        When it is gone, cannot be moved, or the source was imported anew meanwhile.
    """
    if _archive(data, source).exists():
        raise ViewerError(
            f"There is a newer archive of {source}.",
            f"The older one stays at {aside}; import that file to add its days.",
        )
    _move(aside, _archive(data, source))


def _archive(data: Path, source: str) -> Path:
    return archive_dir(data) / f"{source}{SUFFIX}"


def _move(old: Path, new: Path) -> None:
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        old.replace(new)
    except OSError as error:
        raise ViewerError(
            f"The archive {old} cannot be moved to {new.parent}: {error.strerror or error}.",
            "Allow writing to the data folder, or close the program that has the file open.",
            repr(error),
        ) from error
