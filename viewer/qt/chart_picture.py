"""Pictures of a chart: title, legend, plot, and source, dates and method, as PNG or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from viewer.core.timeline import Timeline
from viewer.errors import ViewerError
from viewer.loading.saving import write_whole
from viewer.qt.chart_data import ChartData
from viewer.qt.chart_legend import legend_height, paint_legend
from viewer.qt.chart_plot import ChartPlot
from viewer.qt.style import colour, text_font

SIZE, RATIO, _EDGE_PX = QSize(1040, 600), 2.0, 24.0
_NOTE_PX = 12
_DOTS_PER_INCH = 96
_NOTE_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class ChartPicture:
    """A chart laid out for a picture, with what must be said beside it.

    Parameters
    ----------
    data : ChartData
        What is shown; its notes are printed below.
    timeline : Timeline
        Its dates are drawn.
    theme : str
        ``light`` or ``dark``.
    days : tuple of float, optional
        Ordinals of the edges; all days by default.
    """

    def __init__(
        self,
        data: ChartData,
        timeline: Timeline,
        theme: str,
        days: tuple[float, float] | None = None,
    ) -> None:
        self._data, self._timeline, self._theme, self._days = data, timeline, theme, days

    def image(self) -> QImage:
        """The picture, two pixels of the image per pixel of the drawing."""
        image = QImage(SIZE * RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(RATIO)
        painter = QPainter(image)
        self._paint(painter)
        painter.end()
        return image

    def svg(self) -> bytes:
        """The picture as SVG, its text as text."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        drawing = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        drawing.setOutputDevice(buffer)
        drawing.setSize(SIZE)
        drawing.setResolution(_DOTS_PER_INCH)
        drawing.setViewBox(QRectF(0, 0, SIZE.width(), SIZE.height()))
        drawing.setTitle(self._data.title)
        drawing.setDescription("\n".join(self._data.notes))
        painter = QPainter(drawing)
        self._paint(painter)
        painter.end()
        return bytes(content.data())

    def save(self, path: Path) -> Path:
        """Write a file: SVG when its name says so, otherwise PNG.

        Returns
        -------
        Path
            The file; gets the suffix ``.png`` when it has none.

        Raises
        ------
        ViewerError
            When the name has another suffix, or the file cannot be written.
        """
        path = path if path.suffix else path.with_suffix(".png")
        if path.suffix.lower() == ".svg":
            write_whole(path, self.svg())
            return path
        if path.suffix.lower() != ".png":
            raise ViewerError(
                f"Charts are written as PNG or SVG, and {path.name} ends in neither.",
                "Choose a name that ends in .png or .svg.",
            )
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.image())
        write_whole(path, bytes(content.data()))
        return path

    def _paint(self, painter: QPainter) -> None:
        width = SIZE.width() - 2 * _EDGE_PX
        painter.fillRect(QRectF(0, 0, SIZE.width(), SIZE.height()), colour(self._theme, "panel"))
        head = legend_height(self._data, width)
        paint_legend(
            painter,
            QRectF(_EDGE_PX, _EDGE_PX - 6, width, head),
            self._data,
            self._timeline.current,
            self._theme,
        )
        notes = "\n".join(self._data.notes)
        font = text_font(_NOTE_PX)
        room = QRectF(0, 0, width, SIZE.height())
        foot = QFontMetricsF(font).boundingRect(room, int(_NOTE_FLAGS), notes).height()
        top = _EDGE_PX + head + 4
        plot = QRectF(_EDGE_PX, top, width, SIZE.height() - top - foot - _EDGE_PX - 10)
        self._paint_plot(painter, plot)
        painter.setFont(font)
        painter.setPen(colour(self._theme, "mute"))
        painter.drawText(
            QRectF(_EDGE_PX, plot.bottom() + 10, width, foot + 4), int(_NOTE_FLAGS), notes
        )

    def _paint_plot(self, painter: QPainter, rect: QRectF) -> None:
        view = ChartPlot(self._timeline, self._theme, for_picture=True)
        view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.resize(rect.size().toSize())
        view.show()  # off screen: only so is it laid out
        view.set_data(self._data)
        if self._days is not None:
            view.show_range(*self._days)
        painter.save()
        painter.setClipRect(rect)
        view.scene().render(painter, rect, QRectF(view.rect()))
        painter.restore()
        view.close()
        view.deleteLater()
