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
from viewer.paths import cache_dir
from viewer.qt.map_controller import MapController
from viewer.qt.web_view import MapView

SERIES = "deepstate/ru_held"


def import_and_pack(days: Path, data: Path) -> None:
    """Do what ``main.py import`` and the first start after it do."""
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
    data : Path
        Data folder with the archive and its packed series.
    plain : bool
        Draw what the peer draws and no more: without sectors, context layers and cards.

    Attributes
    ----------
    view : MapView
        What is watched.
    dates : sequence of date
        Days with a snapshot.
    """

    def __init__(self, data: Path, plain: bool = False) -> None:
        self.session = Session(load_sectors())
        library = open_library(data)
        files = [file for file in library.series if file.id == SERIES]
        if not files:
            raise SystemExit(f"no packed series in {data}: {library.to_pack} {library.problems}")
        self.session.set_series(files)
        if plain:
            self.session.layers.set_group_visible(SECTORS, False)
            self.session.layers.set_group_visible(CONTEXT, False)
        self.session.layers.set_visible("context:elsewhere", True)
        self.session.set_view(View(CENTRE[1], CENTRE[0], ZOOM))
        self.dates: Sequence[Any] = files[0].header.dates
        self.session.timeline.seek(self.dates[-1])
        self.view = MapView(cache_dir())
        self.view.handler.add_route("series", partial(series_bytes, self.session))
        self.view.handler.add_route("facts.json", lambda _rest: facts_json())
        self.controller = MapController(
            self.session, self.view, lambda: load_sectors()[0].bounds_wgs84
        )
        self.controller.show_cards(date=not plain, legend=not plain, controls=not plain)
        self.ready = False  # the day is on the ground
        self.settled = False  # names and events are there too
        self.controller.fronts_shown.connect(self._on_fronts_shown)
        self.controller.layers_shown.connect(self._on_layers_shown)

    def start(self) -> None:
        """Load the page."""
        self.view.start(TOKENS["light"]["land"])

    def show(self, index: int) -> None:
        """Show the snapshot of that number, as a click on the time bar does."""
        self.session.timeline.seek(self.dates[index])

    def _on_layers_shown(self, _serial: int) -> None:
        self.settled = True

    def _on_fronts_shown(self, _serial: int) -> None:
        self.ready = True
