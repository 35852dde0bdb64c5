"""How much the importer takes from one file, so that a hostile one does no harm."""

from __future__ import annotations

from typing import BinaryIO

MIB = 1024 * 1024
MAX_DAY_BYTES = 32 * MIB
"""One day: a daily file, or one feature of a unified file."""
MAX_STREAMED_BYTES = 2048 * MIB
"""A unified file, unpacked; it is read feature by feature."""
MAX_VECTOR_BYTES = 512 * MIB
"""Any other vector file, unpacked; GDAL reads it as a whole."""
MAX_CONTAINER_BYTES = 8192 * MIB
"""All members of one container together, unpacked."""
MAX_MEMBERS = 20_000
MAX_RATIO = 200
"""Unpacked to packed; map data reaches about 10."""
RATIO_FREE_BYTES = 16 * MIB
"""Below this the ratio does not matter."""
MAX_ROWS = 200_000
"""Rows of one vector layer."""
CHUNK = 1 * MIB


class TooLargeError(Exception):
    """A file or member is larger than Salient takes; the text says which limit."""


def readable_size(size: int) -> str:
    """Size in words, such as ``64 MB``."""
    return f"{size // MIB} MB" if size >= MIB else f"{size} bytes"


def check_ratio(packed: int, unpacked: int) -> None:
    """Refuse a member that swells beyond reason.

    Raises
    ------
    TooLargeError
        When more than 16 MB come out of less than a 200th of it.
    """
    if unpacked > RATIO_FREE_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise TooLargeError(f"unpacks to more than {MAX_RATIO} times its size, as no map data does")


def read_at_most(stream: BinaryIO, limit: int, packed: int | None = None) -> bytes:
    """Read a whole stream, but never more than a limit.

    Parameters
    ----------
    stream : binary file
        Read from its present position to its end.
    limit : int
        Bytes.
    packed : int, optional
        Packed size in bytes, to refuse bombs early.

    Raises
    ------
    TooLargeError
        When there is more.
    """
    pieces: list[bytes] = []
    total = 0
    while True:
        piece = stream.read(min(CHUNK, limit + 1 - total))
        if not piece:
            return b"".join(pieces)
        total += len(piece)
        if packed is not None:
            check_ratio(packed, total)
        if total > limit:
            raise TooLargeError(f"is larger than {readable_size(limit)}")
        pieces.append(piece)
