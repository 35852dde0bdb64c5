"""Pictures of the map: known to be fresh, saved with a world file, never half written."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer
from PySide6.QtGui import QColor, QImage, QImageWriter

from viewer.core.session import View
from viewer.errors import ViewerError
from viewer.loading.saving import write_whole
from viewer.page.messages import ShowMark
from viewer.qt.web_view import MapView

MARKS = ("#01fe02", "#fe01fd")
_EARTH_M = 2 * math.pi * 6378137.0
_POLL_MS = 15


class FreshPicture(QObject):
    """Takes a picture that shows all that was sent to the page before.

    The page shows a mark and takes it away again; the first picture without the mark after one
    with it is what was wanted.

    Parameters
    ----------
    view : MapView
        What to take a picture of; must be shown.
    done : callable
        Called with the picture.
    """

    _turn = 0

    def __init__(self, view: MapView, done: Callable[[QImage], object]) -> None:
        super().__init__(view)
        self._view = view
        self._done = done
        self._seen = False
        FreshPicture._turn += 1
        self._mark = QColor(MARKS[FreshPicture._turn % 2])
        view.bridge.send(ShowMark(self._mark.name()))
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        image = self._view.grab().toImage()
        ratio = image.devicePixelRatio()
        corner = image.pixelColor(round(2 * ratio), image.height() - round(3 * ratio))
        marked = corner.rgb() == self._mark.rgb()
        if marked and not self._seen:
            self._seen = True
            self._view.bridge.send(ShowMark(""))
        elif self._seen and not marked:
            self._timer.stop()
            self.deleteLater()
            self._done(image)


def save_picture(image: QImage, path: Path, view: View | None) -> list[Path]:
    """Write the picture as PNG and its world file beside it.

    Parameters
    ----------
    image : QImage
        Picture of the whole map view.
    path : Path
        Target; gets the suffix ``.png`` when it has none.
    view : View or None
        Centre and zoom of the map; None for a picture of two maps, which has no place of its own.

    Returns
    -------
    list of Path
        The files written: picture, world file (metres in EPSG:3857) and its projection.

    Raises
    ------
    ViewerError
        When a file cannot be written.
    """
    if not path.suffix:
        path = path.with_suffix(".png")
    if path.suffix.lower() != ".png":
        raise ViewerError(
            f"Pictures are written as PNG, and {path.name} does not end in .png.",
            "Choose a name that ends in .png.",
        )
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    if view is None:
        write_whole(path, bytes(data.data()))
        return [path]
    world, projection = path.with_suffix(".pgw"), path.with_suffix(".prj")
    write_whole(path, bytes(data.data()))
    write_whole(world, world_file(view, image).encode())
    write_whole(projection, _web_mercator_wkt().encode())
    return [path, world, projection]


def world_file(view: View, image: QImage) -> str:
    """Six lines that place the picture in EPSG:3857.

    Parameters
    ----------
    view : View
        What the centre of the picture shows, and Leaflet's zoom.
    image : QImage
        The picture; its device pixel ratio counts.

    Returns
    -------
    str
        Pixel width, two rotations, negative pixel height, and the centre of the upper left pixel,
        in metres.
    """
    metres = _EARTH_M / (256 * 2**view.zoom) / image.devicePixelRatio()
    x = math.radians(view.lon) * 6378137.0
    y = math.asinh(math.tan(math.radians(view.lat))) * 6378137.0
    left = x - metres * (image.width() - 1) / 2
    top = y + metres * (image.height() - 1) / 2
    return "".join(f"{value:.10f}\n" for value in (metres, 0.0, 0.0, -metres, left, top))


def _web_mercator_wkt() -> str:
    from pyproj import CRS

    return str(CRS.from_epsg(3857).to_wkt("WKT1_ESRI"))
