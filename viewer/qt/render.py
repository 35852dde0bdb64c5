"""The map as a picture, without a window."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtGui import QImage

from viewer.core.compare_state import OVERLAY
from viewer.core.facts import facts_json
from viewer.core.layers import SECTORS, SOURCES
from viewer.core.sectors import Bounds, union_bounds
from viewer.core.session import Session, View
from viewer.core.session_state import show_state
from viewer.core.theme import TOKENS
from viewer.core.user_sectors import all_sectors
from viewer.errors import ViewerError
from viewer.loading.library import open_library, pack_archive, series_bytes
from viewer.page.messages import FitBounds
from viewer.paths import cache_dir
from viewer.qt.annotation_controller import AnnotationController
from viewer.qt.map_controller import MapController
from viewer.qt.picture import FreshPicture, save_picture
from viewer.qt.web_view import MapView

if TYPE_CHECKING:
    from viewer.loading.sessions.opening import OpenedSession

PATIENCE_MS = 120_000
"""How long the page may be silent before the picture is given up."""


class Renderer(QObject):
    """Draws one picture of a session with the same page as the window's.

    Parameters
    ----------
    session : Session
        Empty; filled from the library.
    data : Path
        The user's data folder.
    size : tuple of int
        Width and height in pixels.
    """

    def __init__(self, session: Session, data: Path, size: tuple[int, int]) -> None:
        super().__init__()
        self._session = session
        self._data = data
        self._from_file = False
        library = open_library(data)
        for archive in library.to_pack:
            pack_archive(archive, data, all_sectors(data))
        if library.to_pack:
            library = open_library(data)
        session.set_series(library.series)
        self._size = size
        self._loop = QEventLoop(self)
        self._problems: list[str] = []
        self._files: list[Path] = []
        self._taken = False
        self._error: ViewerError | None = None
        self._apart = TemporaryDirectory(prefix="salient-", ignore_cleanup_errors=True)

    def close(self) -> None:
        """Remove what was unpacked for the picture."""
        self._apart.cleanup()

    def take_session(self, path: Path) -> None:
        """Take view, date, layers and annotations from a session file.

        What this computer does not hold is told on standard error, and the rest is drawn.

        Raises
        ------
        ViewerError
            When nothing of the file can be read.
        """
        from viewer.loading.sessions.carrying import compare_here
        from viewer.loading.sessions.opening import open_session

        opened = open_session(path)
        missing = compare_here(opened.content, self._data).missing
        if missing and opened.content.snapshots:
            self._take_carried(opened)
            still = compare_here(opened.content, Path(self._apart.name)).missing
            missing = [used for used in missing if used in still]
        show_state(self._session, opened.content.state)
        self._session.annotations.load(opened.content.items)
        self._from_file = True
        told = [f"Snapshots that it shows are not here: {len(missing)}."] if missing else []
        for sentence in (*opened.problems, *told):
            sys.stderr.write(f"salient: {path.name}: {sentence}\n")

    def _take_carried(self, opened: OpenedSession) -> None:
        """Draw with the snapshots that a session brings along too, which no archive keeps."""
        from viewer.loading.sessions.carrying import unpack_apart

        apart = Path(self._apart.name)
        unpack_apart(opened.content, opened.path, self._data, apart)
        for archive in open_library(apart).to_pack:
            pack_archive(archive, apart, all_sectors(self._data))
        series = {file.id: file for file in self._session.series}
        series.update((file.id, file) for file in open_library(apart).series)
        self._session.set_series(series.values())

    def choose(
        self,
        day: date | None,
        sectors: list[str] | None,
        sources: list[str] | None,
        theme: str | None,
        language: str | None,
        compare: date | None = None,
        mode: str = OVERLAY,
    ) -> None:
        """Say what the picture shows.

        Parameters
        ----------
        day : date or None
            Date to show; None only after `take_session`.
        sectors, sources : list of str or None
            Ids; None shows all sectors, and the sources that a first start shows.
        theme, language : str or None
            As in `Session`; None leaves them as they are.
        compare : date or None
            Date B, to compare with.
        mode : str
            How, as in `CompareState`.

        Raises
        ------
        ViewerError
            When a source is not there, a date lies outside, or both are the same.
        """
        session, layers = self._session, self._session.layers
        known = [row.key for row in layers.rows(SOURCES)]
        for source in sources or ():
            if source not in known:
                raise ViewerError(
                    f"There is no source {source}; there are {', '.join(known)}.",
                    "Import its files first, with the command import.",
                )
        wanted = sources or ([key for key in known if key != "schematic"] or known)
        if sources or not self._from_file:
            for row in layers.rows(SOURCES):
                layers.set_visible(row.id, row.key in wanted)
        if sectors or not self._from_file:
            for row in layers.rows(SECTORS):
                layers.set_visible(row.id, sectors is None or row.key in sectors)
        if theme is not None:
            session.set_theme(theme)
        if language is not None:
            session.set_language(language)
        if day is not None:
            self._check_covered(day)
            session.timeline.seek(day)
        if compare is not None:
            self._check_covered(compare)
            if compare == session.timeline.current:
                raise ViewerError(
                    f"Both dates are {compare}; there is nothing to compare.",
                    "Choose two different dates.",
                )
            session.compare.set_mode(mode)
            session.timeline.set_compare(compare)

    def _check_covered(self, day: date) -> None:
        extent = self._session.timeline.extent
        if extent is None or not extent[0] <= day <= extent[1]:
            covered = f"; they cover {extent[0]} to {extent[1]}" if extent else ""
            raise ViewerError(
                f"The chosen sources have nothing for {day}{covered}.",
                "Choose a date inside, or import more files.",
            )

    def draw(self, out: Path, bounds: Bounds | None) -> list[Path]:
        """Draw, write and close.

        Parameters
        ----------
        out : Path
            PNG to write; its world file goes beside it, unless it holds two maps.
        bounds : tuple of float or None
            west, south, east, north in degrees; None looks at the visible sectors.

        Returns
        -------
        list of Path
            Files written.

        Raises
        ------
        ViewerError
            When the page fails, a series cannot be drawn, or a file cannot be written.
        """
        box = bounds or union_bounds(self._session.visible_sectors())
        view = MapView(cache_dir())
        view.handler.add_route("series", partial(series_bytes, self._session))
        view.handler.add_route("facts.json", lambda _rest: facts_json())
        view.resize(*self._size)
        controller = MapController(self._session, view, lambda: box)
        controller.show_cards(date=True, legend=True, controls=False)
        if bounds is not None:
            self._session.view = None  # a box that is asked for counts before a session's view
            view.bridge.send(FitBounds(list(bounds), 0, exact=True))
        controller.problem_found.connect(self._problems.append)
        view.map_page.script_failed.connect(
            lambda text: self._fail(f"The map page failed: {text}.")
        )
        view.page_lost.connect(lambda _again: self._fail("The map's process ended."))
        silence = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        silence.timeout.connect(lambda: self._fail("The map page stopped answering."))
        view.bridge.reported.connect(lambda _message: silence.start())
        silence.start()

        annotating = AnnotationController(self._session, view)
        shown = {"layers": 0, "compare": 0, "annotations": 0}

        def note(what: str, serial: int) -> None:
            shown[what] = serial
            wanted = {
                "layers": controller.layers_serial,
                "compare": controller.compare.serial,
                "annotations": annotating.serial,
            }
            if shown == wanted and not self._taken:
                self._taken = True
                place = None if controller.compare.two_maps else self._session.view
                FreshPicture(view, lambda image: self._save(image, out, place))

        controller.layers_shown.connect(partial(note, "layers"))
        controller.compare.shown.connect(partial(note, "compare"))
        annotating.shown.connect(partial(note, "annotations"))
        view.show()
        view.start(TOKENS[self._session.theme]["land"])
        self._loop.exec()
        view.close_page()
        view.deleteLater()
        if self._error is not None:
            raise self._error
        return self._files

    def _save(self, image: QImage, out: Path, place: View | None) -> None:
        try:
            self._files = save_picture(image, out, place)
        except ViewerError as error:
            self._error = error
        if self._problems:
            self._error = ViewerError(
                f"The picture is not complete: {self._problems[0]}.",
                "Import the files again if a series is damaged.",
                "\n".join(self._problems),
            )
        self._loop.quit()

    def _fail(self, sentence: str) -> None:
        self._error = ViewerError(sentence, "Try again; if it happens again, send the log.")
        self._loop.quit()
