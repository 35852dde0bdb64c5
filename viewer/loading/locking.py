"""One import at a time, for all programs of the machine; a killed program lets go by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viewer.errors import ViewerError

_NAME = ".import.lock"


@contextmanager
def import_lock(archive_dir: Path) -> Iterator[None]:
    """Hold the lock of an archive folder.

    Raises
    ------
    ViewerError
        When another import holds it, or when the folder cannot be written.
    """
    path = archive_dir / _NAME
    try:
        archive_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise cannot_write(archive_dir, error) from error
    try:
        if not take_lock(handle):
            raise ViewerError(
                "Another import into the same archives is running.",
                "Wait until it is done, or cancel it, then import again.",
            )
        yield
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError) -> ViewerError:
    """Say that a folder or file cannot be written, and why."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ViewerError(
            f"The disk that holds {path} is full; the archives are as they were.",
            "Free some space, or choose another folder with --data-dir, then import again.",
            repr(error),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ViewerError(
            f"{path} cannot be written: no permission; the archives are as they were.",
            "Choose a folder of your own with --data-dir or SALIENT_DATA_DIR.",
            repr(error),
        )
    return ViewerError(
        f"{path} cannot be written ({error.strerror or error}); the archives are as they were.",
        "Check the folder, or choose another one with --data-dir.",
        repr(error),
    )


if sys.platform == "win32":
    import msvcrt

    def take_lock(handle: int) -> bool:
        """Lock an open file; False when another holds it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def take_lock(handle: int) -> bool:
        """Lock an open file; False when another holds it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
