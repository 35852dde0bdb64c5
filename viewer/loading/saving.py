"""Write whole files: beside the target first, then swapped in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from viewer.errors import ViewerError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that the old one stays whole until the new one is.

    Parameters
    ----------
    path : Path
        Target; its folder must exist.
    data : bytes
        All of the new content.

    Raises
    ------
    ViewerError
        With the reason, when the target cannot be written; the old file is then untouched.
    """
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
        part = None
    except OSError as error:
        raise ViewerError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Choose another folder, or free some space, and try again.",
            repr(error),
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
