"""Any other vector file, read by GDAL through pyogrio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.loading.items import Item
    from viewer.loading.reading import Found, ImportOptions


def read_vector(item: Item, options: ImportOptions) -> Iterator[Found]:
    """Read a vector file of any format that GDAL knows."""
    from viewer.loading.reading import Skip

    yield Skip("is no file of a known archive")
