"""One file to read, wherever its bytes are; nothing is trusted, not even its size."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from viewer.loading.sniff import CONTAINERS, Kind

DAMAGE = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Refusal:
    """A file that is not read, and why."""

    label: str
    reason: str


@dataclass(frozen=True)
class Item:
    """One file to read: on disk, packed on disk, or a member of a container in memory.

    Attributes
    ----------
    name : str
        File name, or path inside the container.
    container : str
        Path of the container; empty for a file on its own.
    path : Path
        The file or container that the user named or that was found.
    data : bytes or None
        The bytes, when they are held.
    disk : Path or None
        Where the bytes are, when they are not held.
    packing : Kind or None
        How ``disk`` is packed.
    sha256 : str
        Of the bytes as they are, in hex.
    size : int
        Bytes as they are.
    """

    name: str
    container: str
    path: Path
    data: bytes | None
    disk: Path | None
    packing: Kind | None
    sha256: str
    size: int

    @property
    def label(self) -> str:
        """The file as the report names it."""
        return f"{self.container}: {self.name}" if self.container else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Names that may hold a date: the file's own, then its container's."""
        return names_of(self.name, self.container)

    def open(self) -> BinaryIO:
        """Open the unpacked bytes from their beginning."""
        if self.data is not None:
            return io.BytesIO(self.data)
        assert self.disk is not None
        return open_packed(self.disk, self.packing)


def names_of(file: str, container: str) -> tuple[str, ...]:
    """Names without folders: the file's own, then its container's if it has one."""
    own = PurePosixPath(file.replace("\\", "/")).name
    return (own, PurePosixPath(container.replace("\\", "/")).name) if container else (own,)


def open_packed(path: Path, packing: Kind | None) -> BinaryIO:
    """Open a file that may be packed by gzip, bzip2 or xz."""
    if packing is Kind.GZIP:
        return cast(BinaryIO, gzip.open(path, "rb"))
    if packing is Kind.BZIP2:
        return cast(BinaryIO, bz2.open(path, "rb"))
    if packing is Kind.XZ:
        return cast(BinaryIO, lzma.open(path, "rb"))
    return path.open("rb")


def reason_of(error: OSError) -> str:
    """Why the system does not let a file be read, as a clause."""
    if isinstance(error, PermissionError):
        return "cannot be read: no permission; change its permissions"
    return f"cannot be read ({error.strerror or error})"


def refusal_of(label: str, kind: Kind) -> Refusal | None:
    """Why files of a kind are not read; None when they may be."""
    if kind in CONTAINERS:
        return Refusal(label, "is a container inside a container; unpack the outer one first")
    reasons = {
        Kind.EMPTY: "is empty; download it again",
        Kind.LFS_POINTER: "is a Git LFS pointer, not the data; fetch it with git lfs pull",
        Kind.HTML: "is a web page, not data; the download failed, try it again",
        Kind.XML: "is XML, but no map that Salient reads",
    }
    return Refusal(label, reasons[kind]) if kind in reasons else None
