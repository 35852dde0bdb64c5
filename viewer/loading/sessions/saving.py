"""Saving with care: nobody else's work is written over, and what was there is kept."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.versions import keep_version
from viewer.loading.sessions.writing import cannot_save, write_session


@dataclass(frozen=True)
class FileMark:
    """What a session file was when it was read or written: digest and size."""

    sha256: str
    size: int

    @classmethod
    def of(cls, path: Path) -> FileMark | None:
        """Mark of a file; None when there is none.

        Raises
        ------
        OSError
            When it is there and cannot be read.
        """
        try:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
                return cls(digest, file.tell())
        except FileNotFoundError:
            return None


def save_session(
    path: Path, content: SessionContent, versions: Path, known: FileMark | None
) -> FileMark:
    """Save a session over its own file, or to a new one.

    Parameters
    ----------
    path : Path
        Where.
    content : SessionContent
        What.
    versions : Path
        Folder of earlier versions.
    known : FileMark or None
        What the file was when this session last read or wrote it; None when there was none, or
        when the user has said that it may be replaced whatever it is (use `FileMark.of` then).

    Returns
    -------
    FileMark
        Of the new file.

    Raises
    ------
    ViewerError
        When another program changed the file meanwhile, or it cannot be written. The file is
        then as it was.
    """

    def check_and_keep(target: Path) -> None:
        if FileMark.of(target) != known:
            raise ViewerError(
                f"{target} was changed by another program since it was opened. "
                "It was not written over.",
                "Save under another name with Save as, then compare the two.",
            )
        try:
            keep_version(versions, target)
        except OSError as error:
            raise ViewerError(
                f"{target} was not saved: its present version cannot be kept in {versions} "
                f"({error.strerror or error}). The file is as it was.",
                "Free some space there, or save under another name with Save as.",
                repr(error),
            ) from error

    write_session(path, content, check_and_keep)
    try:
        mark = FileMark.of(path)
    except OSError as error:
        raise cannot_save(path, error) from error
    if mark is None:
        raise cannot_save(path, FileNotFoundError(f"{path} is gone"))
    return mark
