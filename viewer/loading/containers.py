"""What a file holds: itself, or the members of a zip or tar container."""

from __future__ import annotations

import hashlib
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from viewer.loading import limits
from viewer.loading.items import (
    DAMAGE,
    Item,
    Refusal,
    open_packed,
    reason_of,
    refusal_of,
)
from viewer.loading.limits import TooLargeError, readable_size
from viewer.loading.members import Members, sha256_of
from viewer.loading.sniff import HEAD_BYTES, PACKED, Kind, kind_of


def items_of(path: Path, temp: Callable[[], Path]) -> Iterator[Item | Refusal]:
    """Give what a file holds: itself, or the members of a container.

    Parameters
    ----------
    path : Path
        A file that exists.
    temp : callable
        Gives a new, empty, private folder for members that must be on disk.
    """
    try:
        mode = path.stat().st_mode  # once: each look at the disk costs as much as a small read
        if stat.S_ISDIR(mode):
            digest, size = _sha256_of_folder(path)
            yield Item(path.name, "", path, None, path, None, digest, size)
        elif not stat.S_ISREG(mode):
            yield Refusal(path.name, "is no ordinary file")
        else:
            yield from _items_of_file(path, temp)
    except TooLargeError as error:
        yield Refusal(path.name, str(error))
    except EOFError:
        yield Refusal(path.name, "is cut off in the middle; download it again")
    except DAMAGE as error:
        yield Refusal(path.name, f"is damaged ({type(error).__name__}); download it again")
    except OSError as error:
        yield Refusal(path.name, reason_of(error))


def _items_of_file(path: Path, temp: Callable[[], Path]) -> Iterator[Item | Refusal]:
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        head = handle.read(HEAD_BYTES)
        kind = kind_of(head)
        if kind is Kind.ZIP:
            yield from _zip_members(path, temp)
            return
        if kind is not Kind.TAR and kind not in PACKED:
            refusal = refusal_of(path.name, kind)
            if refusal:
                yield refusal
                return
            if size <= limits.MAX_DAY_BYTES:
                data = head + handle.read()
                yield Item(path.name, "", path, data, path, None, sha256_of(data), len(data))
                return
            if size > limits.MAX_STREAMED_BYTES:
                raise TooLargeError(f"is larger than {readable_size(limits.MAX_STREAMED_BYTES)}")
        digest = hashlib.sha256(head)
        while piece := handle.read(limits.CHUNK):
            digest.update(piece)
    if kind in PACKED:
        with open_packed(path, kind) as unpacked:
            inner = kind_of(unpacked.read(HEAD_BYTES))
        if inner is Kind.TAR:
            yield from _tar_members(path, kind, temp)
            return
        refusal = refusal_of(path.name, inner)
        yield refusal or Item(path.name, "", path, None, path, kind, digest.hexdigest(), size)
    elif kind is Kind.TAR:
        yield from _tar_members(path, None, temp)
    else:
        yield Item(path.name, "", path, None, path, None, digest.hexdigest(), size)


def _sha256_of_folder(folder: Path) -> tuple[str, int]:
    """Hash of names and contents of a folder's files, and their size."""
    digest, size = hashlib.sha256(), 0
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        size += path.stat().st_size
        if size > limits.MAX_VECTOR_BYTES:
            raise TooLargeError(f"is larger than {readable_size(limits.MAX_VECTOR_BYTES)}")
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest(), size


def _zip_members(path: Path, temp: Callable[[], Path]) -> Iterator[Item | Refusal]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename.lower() == "doc.kml" for info in infos):  # KMZ: the rest are icons
            infos = [info for info in infos if info.filename.lower().endswith(".kml")]
        if len(infos) > limits.MAX_MEMBERS:
            raise TooLargeError(f"holds more than {limits.MAX_MEMBERS:,} members")
        reader = Members(path, temp)
        for info in infos:
            try:
                limits.check_ratio(info.compress_size, info.file_size)
                with archive.open(info) as stream:
                    yield from reader.take(
                        info.filename, cast(BinaryIO, stream), info.file_size, info.compress_size
                    )
            except TooLargeError as error:
                yield Refusal(f"{path.name}: {info.filename}", str(error))
            except (RuntimeError, NotImplementedError):
                yield Refusal(
                    f"{path.name}: {info.filename}",
                    "is encrypted or packed in an unusual way; unpack it first",
                )
            except (*DAMAGE, EOFError) as error:
                reason = f"is damaged inside the container ({type(error).__name__})"
                yield Refusal(f"{path.name}: {info.filename}", reason)
        yield from reader.families()


def _tar_members(
    path: Path, packing: Kind | None, temp: Callable[[], Path]
) -> Iterator[Item | Refusal]:
    with (
        open_packed(path, packing) as stream,
        tarfile.open(fileobj=stream, mode="r:") as archive,
    ):
        reader = Members(path, temp)
        for count, member in enumerate(archive):
            if count >= limits.MAX_MEMBERS:
                raise TooLargeError(f"holds more than {limits.MAX_MEMBERS:,} members")
            if not member.isreg():
                continue
            if member.size > limits.MAX_STREAMED_BYTES:
                raise TooLargeError(
                    f"holds a member larger than {readable_size(limits.MAX_STREAMED_BYTES)}"
                )
            handle = archive.extractfile(member)
            if handle is not None:
                yield from reader.take(member.name, cast(BinaryIO, handle), member.size, None)
        yield from reader.families()
