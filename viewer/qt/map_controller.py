"""Keeps the page in step with the session: sends what to draw, hears what happened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.core.sectors import Bounds
from viewer.core.session import CARDS, Session, View
from viewer.page.document import START
from viewer.page.messages import (
    CardMoved,
    CursorMoved,
    EscapePressed,
    FitBounds,
    FrontsShown,
    LayersShown,
    MapClicked,
    MarkPlace,
    Message,
    PageReady,
    SetView,
    ShowCards,
    TimeShown,
    ViewChanged,
    ZoomBy,
    encode_all,
)
from viewer.page.picture import layers_message, theme_message, time_message
from viewer.qt.compare_controller import CompareController
from viewer.qt.playback import Player
from viewer.qt.web_view import MapView

PADDING = 24
"""Pixels between a box that is looked at and the edge of the map."""


class MapController(QObject):
    """Sends the session's state to the page on every change, and all of it to a new page.

    Attributes
    ----------
    fronts_shown, layers_shown, time_shown : Signal
        Serial number of the message that is now drawn; fronts come before names and events.
    cursor_moved : Signal
        Longitude and latitude in degrees and whether the pointer is over the map.
    menu_requested : Signal
        Longitude, latitude in degrees and x, y in pixels of the view.
    escape_pressed : Signal
        Esc was pressed with the focus on the map.
    problem_found : Signal
        A sentence about something the page could not load.
    """

    fronts_shown = Signal(int)
    layers_shown = Signal(int)
    time_shown = Signal(int)
    cursor_moved = Signal(float, float, bool)
    view_moved = Signal()
    menu_requested = Signal(float, float, int, int)
    escape_pressed = Signal()
    problem_found = Signal(str)

    def __init__(self, session: Session, view: MapView, home: Callable[[], Bounds]) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self._bridge = view.bridge
        self._home = home
        self._cards = ShowCards(date=True, legend=True, controls=True)
        self.player = Player(session.timeline, self)
        self.compare = CompareController(session, self._bridge, self)
        self.compare.changed.connect(self._send_time)
        self.time_serial = 0
        self.layers_serial = 0
        self._told_first: list[Message] = []
        self._layers_timer = QTimer(self, singleShot=True, interval=0)
        self._layers_timer.timeout.connect(self._send_layers)
        self._bridge.reported.connect(self._on_report)
        session.timeline.changed.connect(self._on_timeline_changed)
        session.layers.changed.connect(self._on_layers_changed)
        session.changed.connect(self._on_session_changed)
        session.compare.changed.connect(self._on_compare_changed)

    def tell_first(self) -> None:
        """From now on a page may fetch its first picture, even before it can listen."""
        self._view.handler.add_route(START, self._first)

    def fit(self, bounds: Bounds, padding: int = PADDING) -> None:
        """Look at a box (west, south, east, north in degrees), past the cards of what is shown."""
        if self._layers_timer.isActive():  # the legend has yet to grow
            self._layers_timer.stop()
            self._send_layers()
        self._bridge.send(FitBounds(list(bounds), padding))

    def look_at(self, view: View) -> None:
        """Look at a point."""
        self._bridge.send(SetView(view.lon, view.lat, view.zoom))

    def mark_place(self, lon: float, lat: float) -> None:
        """Draw attention to a place for some seconds."""
        self._bridge.send(MarkPlace(lon, lat))

    def zoom(self, delta: float) -> None:
        """Zoom in or out."""
        self._bridge.send(ZoomBy(delta))

    def show_cards(self, *, date: bool, legend: bool, controls: bool = True) -> None:
        """Show or hide the cards on the map."""
        self._cards = ShowCards(date, legend, controls)
        self._bridge.send(self._all_cards())

    def _all_cards(self) -> ShowCards:
        shown, places = self._cards, self._session.card_places
        at = {card: list(place) for card, place in places.items()}
        return ShowCards(shown.date, shown.legend, shown.controls, at)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"current", "compare", "dates"}:
            self._send_time()

    def _on_layers_changed(self, changed: frozenset[str]) -> None:
        self._layers_timer.start()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self._bridge.send(theme_message(self._session))
        if "cards" in changed:
            self._bridge.send(self._all_cards())
        if changed & {"theme", "series", "language"}:
            self._layers_timer.start()

    def _on_compare_changed(self, changed: frozenset[str]) -> None:
        if "difference" in changed:  # it may need series that are not ticked
            self._layers_timer.start()

    def _send_layers(self) -> None:
        if self._bridge.ready:
            self.layers_serial += 1
            self._bridge.send(layers_message(self._session, self.layers_serial))
            self._send_time()

    def _send_time(self) -> None:
        if self._bridge.ready:
            self.time_serial += 1
            self.player.picture_asked()
            self.compare.send()
            self._bridge.send(time_message(self._session, self.time_serial))

    def _first(self, _rest: str) -> bytes:
        self._told_first = []
        if not self.compare.active:
            self.layers_serial += 1
            self.time_serial += 1
            self.player.picture_asked()
            self._told_first = self._picture()
        return encode_all(self._told_first)

    def _picture(self) -> list[Message]:
        session, view = self._session, self._session.view
        shown = [
            layers_message(session, self.layers_serial),
            time_message(session, self.time_serial),
        ]
        if view is None:  # the cards, which the box keeps clear of, have grown by then
            look = [*shown, FitBounds(list(self._home()), PADDING)]
        else:
            look = [SetView(view.lon, view.lat, view.zoom), *shown]
        return [theme_message(session), self._all_cards(), *look]

    def _on_page_ready(self, started: bool) -> None:
        self.compare.forget_page()
        told, self._told_first = self._told_first, []
        if not started or self.compare.active or told != self._picture():
            self._send_everything()

    def _send_everything(self) -> None:
        self._bridge.send(theme_message(self._session))
        self._bridge.send(self._all_cards())
        view = self._session.view
        if view is not None:
            self.look_at(view)
        self._send_layers()
        if view is None:
            self.fit(self._home())

    def _on_report(self, message: Message) -> None:
        match message:
            case PageReady(started=started):
                self._on_page_ready(started)
            case TimeShown(serial=serial):
                if serial == self.time_serial:
                    self.player.picture_shown()
                self.time_shown.emit(serial)
            case FrontsShown(serial=serial):
                self.fronts_shown.emit(serial)
            case LayersShown(serial=serial, problems=problems):
                for problem in problems:
                    self.problem_found.emit(problem)
                self.layers_shown.emit(serial)
            case ViewChanged(lon=lon, lat=lat, zoom=zoom):
                self._session.set_view(View(lon, lat, zoom))
                self.view_moved.emit()
            case CursorMoved(lon=lon, lat=lat, inside=inside):
                self.cursor_moved.emit(lon, lat, inside)
            case CardMoved(card=card, across=across, down=down, x=x, y=y) if card in CARDS:
                self._session.set_card_place(card, (across, down, x, y))
            case EscapePressed():
                self.escape_pressed.emit()
            case MapClicked(lon=lon, lat=lat, x=x, y=y):
                self.menu_requested.emit(lon, lat, round(x), round(y))
            case _:
                self.compare.on_report(message)
