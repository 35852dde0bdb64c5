"""A lock on a file that a killed process lets go by itself."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from viewer.loading.locking import take_lock


class FileLock:
    """A held lock; the file ``NAME.lock`` beside the locked one carries it."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    @classmethod
    def take(cls, path: Path) -> FileLock | None:
        """Lock a file for this process; None when another process or window holds it.

        Raises
        ------
        OSError
            When the folder cannot be written, as on a read-only disk.
        """
        beside = path.with_name(f".{path.name}.lock")
        while True:
            handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o644)
            if not take_lock(handle):
                os.close(handle)
                return None
            if _is_still(handle, beside):
                return cls(beside, handle)
            os.close(handle)  # who held it has removed it in the meantime

    def release(self) -> None:
        """Let go; does nothing the second time."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
