"""Write a packed series: the days of one source and status as the page draws them.

Little endian: 8 bytes magic, the length of the header (uint32), the header (JSON, padded with
blanks), then int32 arrays. Offsets in the header count bytes from the first array. A series is
derived from an archive and can be made again at any time.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.arcs import Arcs, build_arcs
from viewer.core.front_mask import FrontMask
from viewer.core.ledger_changes import Progress
from viewer.core.ledger_figures import sector_areas
from viewer.core.outlines import Outlines
from viewer.core.sectors import Sector
from viewer.core.series import ARRAYS, MAGIC, VERSION
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status
from viewer.errors import ViewerError


def pack_series(
    table: SnapshotTable,
    sectors: Sequence[Sector],
    front_mask: FrontMask,
    out: Path,
    *,
    schematic: bool = False,
    fingerprint: str = "",
    ukraine: shapely.MultiPolygon | None = None,
    progress: Progress | None = None,
) -> None:
    """Pack the snapshots of one source and status into one file.

    Parameters
    ----------
    table : SnapshotTable
        Snapshots, dates rising. Geometries in EPSG:4326; they are not clipped to the sectors.
    sectors : sequence of Sector
        Sectors that get figures.
    front_mask : FrontMask
        Tells which part of the outlines is front.
    out : Path
        File to write, beside itself first, then swapped in. The folder is made when missing.
    schematic : bool
        True when the source is computed sector by sector and is no survey.
    fingerprint : str
        What the series was made from, to know later whether it is still right.
    ukraine : MultiPolygon, optional
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326; the figures
        count on the land that the status speaks of, as the ledger does.
    progress : callable, optional
        Told (done, total, what) from another thread; may raise to stop, and then nothing is
        written.

    Raises
    ------
    ViewerError
        When the file cannot be written.
    """
    status = Status(table.status)
    outlines = Outlines.of(table.geometries)
    with ThreadPoolExecutor(1, thread_name_prefix="packing") as pool:
        figures = pool.submit(_figures, table, sectors, ukraine, outlines, progress)
        arcs = build_arcs(
            outlines,
            lambda starts, ends: front_mask.is_front(starts, ends, status, schematic=schematic),
        )
        header = figures.result()
    header |= {
        "version": VERSION,
        "source": table.source,
        "status": str(status),
        "dates": [str(day) for day in table.dates.astype("datetime64[D]")],
        "flags": [str(flag) for flag in table.flags],
        "bounds": _bounds(table.geometries),
        "fingerprint": fingerprint,
        "schematic": schematic,
    }
    _swap_in(out, _encode(header, arcs))


def _figures(
    table: SnapshotTable,
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    outlines: Outlines,
    progress: Progress | None,
) -> dict[str, Any]:
    """Figures per sector and date; the first date has none before it to be compared with."""
    areas = sector_areas(table, sectors, ukraine, outlines=outlines, progress=progress)
    return {
        "sectors": [sector.id for sector in sectors],
        "outlines": {sector.id: sector.mark for sector in sectors if sector.own},
        **{
            name: {
                sector.id: [None if np.isnan(value) else value for value in row]
                for sector, row in zip(sectors, values.tolist(), strict=True)
            }
            for name, values in areas.items()
        },
    }


def _bounds(geometries: npt.NDArray[np.object_]) -> list[float] | None:
    boxes = shapely.bounds(geometries).reshape(-1, 4)
    boxes = boxes[~np.isnan(boxes[:, 0])]
    if len(boxes) == 0:
        return None
    box = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)]
    return [round(float(value), 6) for value in box]


def _encode(header: dict[str, Any], arcs: Arcs) -> bytes:
    places: dict[str, list[int]] = {}
    body = bytearray()
    for name in ARRAYS:
        array = np.ascontiguousarray(getattr(arcs, name), dtype="<i4")
        places[name] = [len(body), array.size]
        body += array.tobytes()
    text = json.dumps(
        {**header, "arrays": places}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()
    text += b" " * (-len(text) % 4)
    return MAGIC + struct.pack("<I", len(text)) + text + bytes(body)


def _swap_in(out: Path, content: bytes) -> None:
    temporary = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ViewerError(
            f"The packed series {out} cannot be written: {error.strerror or error}.",
            "Make room on the disk or allow writing to the folder, then try again.",
            repr(error),
        ) from error
