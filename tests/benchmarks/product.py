"""The product in the harness: its importer, its packer, its page and its bridge; no docks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from peers import CENTRE, ZOOM

from viewer.core.facts import facts_json
from viewer.core.layers import CONTEXT, SECTORS
from viewer.core.sectors import load_sectors
from viewer.core.session import Session, View
from viewer.core.theme import TOKENS
from viewer.loading.library import open_library, series_bytes
from viewer.qt.garbage import GarbageCollector
from viewer.qt.map_controller import MapController
from viewer.qt.tasks import TaskQueue
from viewer.qt.web_view import MapView

SERIES = "deepstate/ru_held"


def import_and_pack(days: Path, data: Path) -> None:
    """Do what ``main.py FILES`` does in the background while its window opens."""
    from viewer.loading.importing import ImportOptions, import_paths
    from viewer.loading.library import pack_archive
    from viewer.paths import archive_dir

    import_paths([days], archive_dir(data), ImportOptions())
    for archive in open_library(data).to_pack:
        pack_archive(archive, data, load_sectors(), lambda *_: None)


class Product:
    """The map of the product, showing the imported source alone and beyond the sectors.

    Parameters
    ----------
    view : MapView
        Its page may be loading already, as when the program starts.
    data : Path
        Data folder with the archive and its packed series.
    plain : bool
        Draw what the peer draws and no more: without sectors, context layers and cards.
    days : Path, optional
        Import and pack these files first, as the window does: beside the opening of the page.

    Attributes
    ----------
    dates : sequence of date
        Days with a snapshot.
    """

    def __init__(
        self, view: MapView, data: Path, plain: bool = False, days: Path | None = None
    ) -> None:
        self.session = Session(load_sectors())
        self.data = data
        self.dates: Sequence[Any] = []
        if days is None:
            self.take_series()
        if plain:
            self.session.layers.set_group_visible(SECTORS, False)
            self.session.layers.set_group_visible(CONTEXT, False)
        self.session.layers.set_visible("context:elsewhere", True)
        self.session.set_view(View(CENTRE[1], CENTRE[0], ZOOM))
        view.set_background(TOKENS["light"]["land"])
        view.handler.add_route("series", partial(series_bytes, self.session))
        view.handler.add_route("facts.json", lambda _rest: facts_json())
        self.controller = MapController(self.session, view, lambda: load_sectors()[0].bounds_wgs84)
        self.controller.show_cards(date=not plain, legend=not plain, controls=not plain)
        self.awaited = 1  # serial number of the first message that names the series
        self.ready = False  # the day is on the ground
        self.settled = False  # names and events are there too
        self.controller.fronts_shown.connect(self._on_fronts_shown)
        self.controller.layers_shown.connect(self._on_layers_shown)
        GarbageCollector(view)
        self.tasks = TaskQueue(view)
        self.failure: object = None
        if days is not None:
            task = self.tasks.add("Importing", lambda *_: import_and_pack(days, data))
            task.finished.connect(lambda _result: self._on_packed())
            task.failed.connect(self._on_failed)

    def take_series(self) -> None:
        """Show the last day of what is packed."""
        library = open_library(self.data)
        files = [file for file in library.series if file.id == SERIES]
        if not files:
            raise SystemExit(f"no series in {self.data}: {library.to_pack} {library.problems}")
        self.session.set_series(files)
        self.dates = files[0].header.dates
        self.session.timeline.seek(self.dates[-1])

    def show(self, index: int) -> None:
        """Show the snapshot of that number, as a click on the time bar does."""
        self.session.timeline.seek(self.dates[index])

    def _on_packed(self) -> None:
        self.awaited = self.controller.layers_serial + 1
        self.take_series()

    def _on_failed(self, error: object) -> None:
        self.failure = error

    def _on_layers_shown(self, serial: int) -> None:
        self.settled = bool(self.dates) and serial >= self.awaited

    def _on_fronts_shown(self, serial: int) -> None:
        self.ready = bool(self.dates) and serial >= self.awaited
