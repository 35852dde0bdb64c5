"""The border of Ukraine that the build left beside the basemap."""

from __future__ import annotations

from pathlib import Path

import shapely

from viewer.errors import ViewerError
from viewer.paths import vendor_dir


def read_border(folder: Path | None = None) -> shapely.MultiPolygon:
    """Ukraine within its internationally recognised borders, lakes filled: they are its own.

    Parameters
    ----------
    folder : Path, optional
        Folder with ``ukraine.wkb``; the one that the build filled by default.

    Returns
    -------
    MultiPolygon
        lon, lat in EPSG:4326, valid.

    Raises
    ------
    ViewerError
        When the build did not leave it there.
    """
    path = (folder or vendor_dir() / "basemap") / "ukraine.wkb"
    try:
        border = shapely.from_wkb(path.read_bytes())
    except (OSError, shapely.errors.ShapelyError) as error:
        raise ViewerError(
            f"The border of Ukraine cannot be read from {path}.",
            "Build the basemap again: python resources/build_assets.py --force.",
            repr(error),
        ) from error
    outlines = [shapely.Polygon(part.exterior) for part in shapely.get_parts(border)]
    filled = shapely.union_all(outlines)
    return shapely.MultiPolygon(list(shapely.get_parts(filled)))
