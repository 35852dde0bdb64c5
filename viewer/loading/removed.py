"""Archives put aside: what a user removes stays in the data folder until it is removed again."""

from __future__ import annotations

from pathlib import Path

from viewer.errors import ViewerError
from viewer.paths import archive_dir

SUFFIX = ".gpkg"


def removed_dir(data: Path) -> Path:
    """Folder of the archives that were removed."""
    return data / "removed"


def remove_archive(data: Path, source: str) -> None:
    """Put the archive of a source aside; one put aside earlier goes for good.

    Parameters
    ----------
    data : Path
        The user's data folder.
    source : str
        Id of the source.

    Raises
    ------
    ViewerError
        When there is none, or it cannot be moved; then it stays where it is.
    """
    _move(_archive(data, source), removed_dir(data) / f"{source}{SUFFIX}")


def restore_archive(data: Path, source: str) -> None:
    """Take an archive back that was put aside.

    Raises
    ------
    ViewerError
        When it is gone, cannot be moved, or the source was imported anew meanwhile.
    """
    if _archive(data, source).exists():
        raise ViewerError(
            f"There is a newer archive of {source}.",
            f"The older one stays in {removed_dir(data)}; import that file to add its days.",
        )
    _move(removed_dir(data) / f"{source}{SUFFIX}", _archive(data, source))


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
