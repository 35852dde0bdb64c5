"""Joins the store of annotations to the page: sends what changed, takes over what was drawn."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.core import annotation_edits as edits
from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group, Kind, Style
from viewer.core.session import Session
from viewer.errors import ViewerError
from viewer.page.annotation_messages import (
    AnnotationDrawn,
    AnnotationMenuRequested,
    AnnotationOpened,
    AnnotationsChanged,
    AnnotationsShown,
    CutDrawn,
    DeletePressed,
    SelectionChanged,
    SetTool,
    ShowAnnotations,
    ToolEnded,
)
from viewer.page.annotation_picture import items_bytes, items_of
from viewer.page.document import BASE
from viewer.page.message import Message
from viewer.page.messages import PageReady
from viewer.qt.web_view import MapView

log = logging.getLogger(__name__)

CUT, BOX = "cut", "box"
TOOLS = ("", *(kind.value for kind in Kind), CUT, BOX)
"""What can be in hand; "" pans and selects."""
SNAPS = ("fronts", "sectors", "places", "annotations")
MOST_IN_MESSAGE = 100
"""More items than these are fetched by the page instead of crossing the bridge."""
GESTURES = ("move", "reshape", "rotate", "resize", "bend")
LONGEST_FADE_DAYS = 365


class AnnotationController(QObject):
    """Sends `ShowAnnotations` and `SetTool`; nothing at all as long as there is nothing to show.

    Parameters
    ----------
    session : Session
        Owns the annotations.
    view : MapView
        Shows them.

    Attributes
    ----------
    shown : Signal
        Serial number of the message that is now drawn.
    tool_changed : Signal
        The tool in hand, one of `TOOLS`.
    menu_requested : Signal
        The menu of the selection is wanted: lon, lat in degrees, x, y in pixels of the view.
    opened : Signal
        Id of an annotation that was clicked twice.
    failed : Signal
        A `ViewerError` to show.
    """

    shown = Signal(int)
    tool_changed = Signal(str)
    menu_requested = Signal(float, float, int, int)
    opened = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, view: MapView) -> None:
        super().__init__(view)
        self._store = session.annotations
        self._bridge = view.bridge
        self.tool = ""
        self.keep_tool = False
        self.style = Style()
        self.snap = frozenset(SNAPS)
        self.fade_days = 0
        self.serial = 0
        self._told: set[str] | None = None  # ids that the page has; None before the first message
        self._pending: set[str] = set()
        self._documents: dict[str, bytes] = {}  # by serial, until they are drawn
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._send)
        self._bridge.reported.connect(self._on_report)
        view.handler.add_route("annotations", self._documents.get)
        self._store.changed.connect(self._on_changed)
        self._store.selected.connect(self._timer.start)
        self.destroyed.connect(_disconnecter(self._store, self._on_changed, self._timer.start))
        if self._bridge.ready:
            self._send_everything()

    # -- what is asked of the page ---------------------------------------------------------

    def set_tool(self, tool: str, *, keep: bool = False) -> None:
        """Take a tool in hand.

        Parameters
        ----------
        tool : str
            One of `TOOLS`.
        keep : bool
            Whether it stays in hand after a shape.
        """
        if tool not in TOOLS:
            raise ValueError(f"there is no tool {tool}")
        changed = tool != self.tool
        self.tool, self.keep_tool = tool, keep
        self._send_tool()
        if changed:
            self.tool_changed.emit(tool)

    def set_style(self, **fields: Any) -> None:
        """Change fields of the style of what will be drawn next, such as ``colour="#b3261e"``."""
        self.style = replace(self.style, **fields)
        self._send_tool()

    def set_snap(self, kinds: Iterable[str]) -> None:
        """Say what positions snap to, of `SNAPS`; nothing for no snapping."""
        self.snap = frozenset(kinds) & set(SNAPS)
        self._send_tool()

    def set_fade(self, days: int) -> None:
        """Let annotations fade over so many days after their last day; 0 for not at all."""
        self.fade_days = max(0, min(LONGEST_FADE_DAYS, days))
        self._timer.start()

    @property
    def settled(self) -> bool:
        """Whether all that changed has been sent."""
        return not self._timer.isActive() and not self._pending

    # -- sending ---------------------------------------------------------------------------

    def _send_tool(self) -> None:
        if self._bridge.ready and (self.tool or self._told is not None):
            snap = [kind for kind in SNAPS if kind in self.snap]
            self._bridge.send(SetTool(self.tool, asdict(self.style), snap, self.keep_tool))

    def _on_changed(self, ids: frozenset[str]) -> None:
        self._pending |= ids
        self._timer.start()

    def _send_everything(self) -> None:
        """Tell a new page all; it knows of nothing."""
        self._told = None
        self._documents.clear()
        self._pending.clear()
        self._timer.stop()
        annotations = self._store.annotations()
        if annotations:
            self._told = {one.id for one in annotations}
            self._say(annotations, [], reset=True)
        self._send_tool()

    def _send(self, *, answering: bool = False) -> None:
        pending, self._pending = self._pending, set()
        if not self._bridge.ready:
            return  # a page that comes will be told everything
        first = self._told is None
        if first and not answering and not self._store.annotations():
            return
        if self._told is None:
            self._told = set()
            pending = {one.id for one in self._store.annotations()}
        fresh, gone = self._sorted_out(pending, self._told)
        self._told = (self._told - set(gone)) | {one.id for one in fresh}
        self._say(fresh, gone, reset=first)
        if first:
            self._send_tool()

    def _sorted_out(self, pending: set[str], told: set[str]) -> tuple[list[Annotation], list[str]]:
        """What is new or different, with all members of changed groups; and what is gone."""
        fresh: dict[str, Annotation] = {}
        gone: list[str] = []
        groups: set[str] = set()
        for key in pending:
            item = self._store.get(key)
            if isinstance(item, Annotation):
                fresh[key] = item
            elif key in told:
                gone.append(key)
            else:
                groups.add(key)
        if groups:
            fresh |= {one.id: one for one in self._store.annotations() if one.group in groups}
        return list(fresh.values()), gone

    def _say(self, annotations: list[Annotation], gone: list[str], *, reset: bool) -> None:
        self.serial += 1
        items, url = items_of(self._store, annotations), ""
        if len(items) > MOST_IN_MESSAGE:
            self._documents[str(self.serial)] = items_bytes(items)
            items, url = [], f"{BASE}/annotations/{self.serial}"
        selection = [key for key in self._store.selection if self._is_annotation(key)]
        self._bridge.send(
            ShowAnnotations(self.serial, reset, items, url, gone, selection, self.fade_days)
        )

    def _is_annotation(self, key: str) -> bool:
        return not isinstance(self._store.get(key), Group)

    def _answer(self, ids: Iterable[str]) -> None:
        """Tell the page the truth about those, even if nothing has changed: it shows a draft."""
        self._pending |= {key for key in ids if self._told and key in self._told}
        self._timer.stop()
        self._send(answering=True)

    # -- hearing ---------------------------------------------------------------------------

    def _on_report(self, message: Message) -> None:
        match message:
            case PageReady():
                self._send_everything()
            case AnnotationsShown(serial=serial):
                for key in [key for key in self._documents if int(key) <= serial]:
                    del self._documents[key]
                self.shown.emit(serial)
            case AnnotationDrawn(text=text):
                self._on_drawn(text)
            case AnnotationsChanged(gesture=gesture, text=text):
                self._on_reshaped(gesture, text)
            case CutDrawn(text=text):
                self._on_cut(text)
            case SelectionChanged(ids=ids):
                self._store.select(ids)
            case ToolEnded(tool=tool):
                if tool == self.tool:
                    self.tool, self.keep_tool = "", False
                    self.tool_changed.emit("")
            case AnnotationOpened(id=key):
                if isinstance(self._store.get(key), Annotation):
                    self._store.select((key,))
                    self.opened.emit(key)
            case AnnotationMenuRequested(lon=lon, lat=lat, x=x, y=y):
                self.menu_requested.emit(lon, lat, round(x), round(y))
            case DeletePressed():
                self._try(lambda: edits.delete(self._store, self._store.selection))

    def _on_drawn(self, text: str) -> None:
        def act() -> None:
            values = _parsed(text)
            if not isinstance(values, dict):
                raise WrongAnnotation("it is no JSON object")
            edits.draw(self._store, values, self.style)

        self._try(act)
        self._answer(())

    def _on_reshaped(self, gesture: str, text: str) -> None:
        ids: list[str] = []

        def act() -> None:
            values = _parsed(text)
            if not isinstance(values, list) or gesture not in GESTURES:
                raise WrongAnnotation("it is no JSON list of a known gesture")
            ids.extend(str(one.get("id")) for one in values if isinstance(one, dict))
            edits.reshape(self._store, gesture, values)

        self._try(act)
        self._answer(ids)

    def _on_cut(self, text: str) -> None:
        def act() -> None:
            edits.cut(self._store, self._store.selection, edits.line_of(_parsed(text)))

        self._try(act)
        self._answer(())

    def _try(self, act: Callable[[], object]) -> None:
        """Do what the page wants; what does not fit is refused with a line in the log."""
        try:
            act()
        except WrongAnnotation as error:
            log.error("refused an annotation of the page: %s", error)
        except ViewerError as error:
            self.failed.emit(error)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise WrongAnnotation("it is no JSON") from None


def _disconnecter(
    store: AnnotationStore,
    changed: Callable[[frozenset[str]], object],
    selected: Callable[[], object],
) -> Callable[[], None]:
    def disconnect() -> None:
        store.changed.disconnect(changed)
        store.selected.disconnect(selected)

    return disconnect
