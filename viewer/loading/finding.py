"""Files to import, found in folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from viewer.loading.items import Refusal, reason_of

MAINS = {".shp", ".tab", ".mif"}
_SIDECARS = frozenset(
    {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".fix", ".qmd"}
    | {".dat", ".map", ".id", ".ind", ".mid"}
)


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
        mains = {_stem(name) for name in files if Path(name).suffix.lower() in MAINS}
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
