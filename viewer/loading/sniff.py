"""What a file is, told from its first bytes and never from its suffix."""

from __future__ import annotations

import re
from enum import Enum

HEAD_BYTES = 4096
_XML_ROOT = re.compile(rb"<\s*(?!\?|!)([A-Za-z_][\w.:-]*)")
_XML_ROOTS = {b"kml", b"featurecollection", b"gpx", b"feature"}
_BLANK = b" \t\r\n"


class Kind(Enum):
    """What the first bytes say."""

    EMPTY = "empty"
    LFS_POINTER = "lfs pointer"
    HTML = "web page"
    XML = "xml that is no map"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZIP = "zip"
    TAR = "tar"
    JSON = "json"
    OTHER = "other"


_MAGIC = (
    (b"\x1f\x8b", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
)
PACKED = (Kind.GZIP, Kind.BZIP2, Kind.XZ)
CONTAINERS = (*PACKED, Kind.ZIP, Kind.TAR)


def kind_of(head: bytes) -> Kind:
    """Kind of a file from its first bytes (4 kB are enough).

    Parameters
    ----------
    head : bytes
        The beginning of the file; empty means an empty file.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return Kind.TAR
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)
    if not text.strip(b"\x00"):
        return Kind.EMPTY
    if text.startswith(b"version https://git-lfs"):
        return Kind.LFS_POINTER
    if text[:1] in (b"{", b"["):
        return Kind.JSON
    if text[:1] == b"<":
        return _kind_of_xml(text)
    return Kind.OTHER


def _kind_of_xml(text: bytes) -> Kind:
    lowered = text.lower()
    if b"<!doctype html" in lowered or b"<html" in lowered:
        return Kind.HTML
    root = _XML_ROOT.search(text)
    name = root.group(1).lower().rpartition(b":")[2] if root else b""
    return Kind.OTHER if name in _XML_ROOTS else Kind.XML
