"""Files to read, found in folders and containers; nothing is trusted, not even its size."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from viewer.loading import limits
from viewer.loading.limits import TooLargeError, read_at_most, readable_size
from viewer.loading.sniff import CONTAINERS, HEAD_BYTES, PACKED, Kind, kind_of

DAMAGE = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, lzma.LZMAError)
_MAINS = {".shp", ".tab", ".mif"}
_SIDECARS = frozenset(
    {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".fix", ".qmd"}
    | {".dat", ".map", ".id", ".ind", ".mid"}
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


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


def find_files(paths: list[Path]) -> Iterator[Path | Refusal]:
    """Find the files of the paths, folders recursively, each folder in the order of names.

    Hidden files and folders inside folders are left out, and so are the side files of a
    shapefile. A File Geodatabase (a folder ``*.gdb``) counts as a file.
    """
    for path in paths:
        if not path.exists():
            yield Refusal(str(path), "does not exist; check the path")
        elif not path.is_dir() or path.suffix.lower() == ".gdb":
            yield path
        else:
            found = False
            for found_path in _walk(path):
                found = True
                yield found_path
            if not found:
                yield Refusal(str(path), "is a folder without files to import; check the path")


def _walk(top: Path) -> Iterator[Path | Refusal]:
    refused: list[Refusal] = []

    def on_error(error: OSError) -> None:
        refused.append(Refusal(str(error.filename), reason_of(error)))

    for folder, names, files in os.walk(top, onerror=on_error):
        here = Path(folder)
        for name in sorted(names):
            if name.lower().endswith(".gdb"):
                yield here / name
        names[:] = sorted(n for n in names if n[0] != "." and not n.lower().endswith(".gdb"))
        mains = {_stem(name) for name in files if Path(name).suffix.lower() in _MAINS}
        for name in sorted(files):
            if name.startswith(".") or name.endswith(("-wal", "-shm", "-journal")):
                continue
            if is_sidecar(name) and _stem(name) in mains:
                continue
            yield here / name
        yield from refused
        refused.clear()


def is_sidecar(name: str) -> bool:
    """Whether a name is that of a side file of a shapefile or MapInfo file."""
    lowered = name.lower()
    return PurePosixPath(lowered).suffix in _SIDECARS or lowered.endswith(".shp.xml")


def _stem(name: str) -> str:
    lowered = name.lower().removesuffix(".xml")
    return str(PurePosixPath(lowered).with_suffix(""))


def reason_of(error: OSError) -> str:
    """Why the system does not let a file be read, as a clause."""
    if isinstance(error, PermissionError):
        return "cannot be read: no permission; change its permissions"
    return f"cannot be read ({error.strerror or error})"


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
        if path.is_dir():
            digest, size = _sha256_of_folder(path)
            yield Item(path.name, "", path, None, path, None, digest, size)
        elif not path.is_file():
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
    size = path.stat().st_size
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
        kind = kind_of(head)
        if kind is Kind.ZIP:
            yield from _zip_members(path, temp)
            return
        if kind is not Kind.TAR and kind not in PACKED:
            refusal = _refusal(path.name, kind)
            if refusal:
                yield refusal
                return
            if size <= limits.MAX_DAY_BYTES:
                data = head + handle.read()
                yield Item(path.name, "", path, data, path, None, _sha256(data), len(data))
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
        refusal = _refusal(path.name, inner)
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


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refusal(label: str, kind: Kind) -> Refusal | None:
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


def _zip_members(path: Path, temp: Callable[[], Path]) -> Iterator[Item | Refusal]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > limits.MAX_MEMBERS:
            raise TooLargeError(f"holds more than {limits.MAX_MEMBERS:,} members")
        reader = _Members(path, temp)
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
        reader = _Members(path, temp)
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


class _Members:
    """Members of one container, read one after another."""

    def __init__(self, path: Path, temp: Callable[[], Path]) -> None:
        self._path = path
        self._temp = temp
        self._total = 0
        self._folders: dict[str, Path] = {}
        self._mains: list[tuple[str, Path, str, int]] = []

    def take(
        self, name: str, stream: BinaryIO, size: int, packed: int | None
    ) -> Iterator[Item | Refusal]:
        """Read one member; side files wait for the whole."""
        base = PurePosixPath(name.replace("\\", "/")).name
        if base.startswith(("._", ".")) or "__MACOSX" in name:
            return
        self._total += size
        if self._total > limits.MAX_CONTAINER_BYTES:
            limit = readable_size(limits.MAX_CONTAINER_BYTES)
            raise TooLargeError(f"unpacks to more than {limit} in all")
        label = f"{self._path.name}: {name}"
        suffix = PurePosixPath(base.lower()).suffix
        if suffix in _MAINS or is_sidecar(base):
            self._spool_family(name, base, stream, packed)
            return
        if size <= limits.MAX_DAY_BYTES:
            data = read_at_most(stream, limits.MAX_DAY_BYTES, packed)
            refusal = _refusal(label, kind_of(data[:HEAD_BYTES]))
            yield refusal or Item(
                name, str(self._path), self._path, data, None, None, _sha256(data), len(data)
            )
            return
        disk = self._temp() / _UNSAFE.sub("_", base)
        digest = _spool(stream, disk, packed)
        with disk.open("rb") as handle:
            refusal = _refusal(label, kind_of(handle.read(HEAD_BYTES)))
        yield refusal or Item(name, str(self._path), self._path, None, disk, None, digest, size)

    def _spool_family(self, name: str, base: str, stream: BinaryIO, packed: int | None) -> None:
        parent = str(PurePosixPath(name.replace("\\", "/")).parent)
        folder = self._folders.get(parent)
        if folder is None:
            folder = self._folders[parent] = self._temp()
        disk = folder / _UNSAFE.sub("_", base)
        digest = _spool(stream, disk, packed)
        if disk.suffix.lower() in _MAINS:
            self._mains.append((name, disk, digest, disk.stat().st_size))

    def families(self) -> Iterator[Item]:
        """Give the shapefiles and MapInfo files, once all their side files are on disk."""
        for name, disk, digest, size in self._mains:
            yield Item(name, str(self._path), self._path, None, disk, None, digest, size)


def _spool(stream: BinaryIO, disk: Path, packed: int | None) -> str:
    digest = hashlib.sha256()
    total = 0
    with disk.open("wb") as out:
        while piece := stream.read(limits.CHUNK):
            total += len(piece)
            if packed is not None:
                limits.check_ratio(packed, total)
            if total > limits.MAX_STREAMED_BYTES:
                raise TooLargeError(f"is larger than {readable_size(limits.MAX_STREAMED_BYTES)}")
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()
