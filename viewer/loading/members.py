"""Members of one container, read one after another."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from viewer.loading import limits
from viewer.loading.finding import MAINS, is_sidecar
from viewer.loading.items import DAMAGE, Item, Refusal, refusal_of
from viewer.loading.limits import TooLargeError, read_at_most, readable_size
from viewer.loading.sniff import HEAD_BYTES, Kind, kind_of

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def sha256_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def kml_of(kmz: bytes) -> bytes:
    """KML document of a KMZ file held in memory.

    Raises
    ------
    TooLargeError, zipfile.BadZipFile and other `DAMAGE`
        When it cannot be read, or holds no KML.
    """
    with zipfile.ZipFile(io.BytesIO(kmz)) as archive:
        infos = [info for info in archive.infolist() if info.filename.lower().endswith(".kml")]
        infos.sort(key=lambda info: info.filename.lower() != "doc.kml")
        if not infos:
            raise zipfile.BadZipFile("no KML inside")
        info = infos[0]
        limits.check_ratio(info.compress_size, info.file_size)
        with archive.open(info) as stream:
            return read_at_most(cast(BinaryIO, stream), limits.MAX_DAY_BYTES, info.compress_size)


class Members:
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
        if suffix in MAINS or is_sidecar(base):
            self._spool_family(name, base, stream, packed)
            return
        if size <= limits.MAX_DAY_BYTES:
            data = read_at_most(stream, limits.MAX_DAY_BYTES, packed)
            digest = sha256_of(data)
            refusal = None
            if suffix == ".kmz" and kind_of(data[:HEAD_BYTES]) is Kind.ZIP:
                try:
                    data = kml_of(data)
                except TooLargeError as error:
                    refusal = Refusal(label, str(error))
                except (*DAMAGE, EOFError, RuntimeError, NotImplementedError) as error:
                    reason = f"is damaged inside the container ({type(error).__name__})"
                    refusal = Refusal(label, reason)
            refusal = refusal or refusal_of(label, kind_of(data[:HEAD_BYTES]))
            yield refusal or Item(
                name, str(self._path), self._path, data, None, None, digest, len(data)
            )
            return
        disk = self._temp() / _UNSAFE.sub("_", base)
        digest = _spool(stream, disk, packed)
        with disk.open("rb") as handle:
            refusal = refusal_of(label, kind_of(handle.read(HEAD_BYTES)))
        yield refusal or Item(name, str(self._path), self._path, None, disk, None, digest, size)

    def _spool_family(self, name: str, base: str, stream: BinaryIO, packed: int | None) -> None:
        parent = str(PurePosixPath(name.replace("\\", "/")).parent)
        folder = self._folders.get(parent)
        if folder is None:
            folder = self._folders[parent] = self._temp()
        disk = folder / _UNSAFE.sub("_", base)
        digest = _spool(stream, disk, packed)
        if disk.suffix.lower() in MAINS:
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
