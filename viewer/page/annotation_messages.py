"""Messages about annotations: what the page draws, which tool is in hand, what a gesture did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from viewer.page.message import Message


@dataclass(frozen=True)
class ShowAnnotations(Message):
    """Annotations that are new or different, those that are gone, and the selection.

    Attributes
    ----------
    serial : int
        Told again in `AnnotationsShown`.
    reset : bool
        Whether the page forgets all others first.
    items : list of dict
        As `annotation_picture.item_of` makes them.
    url : str
        Where many items are fetched instead; "" for none.
    gone : list of str
        Ids that are no longer there.
    selection : list of str
        Ids of what is selected.
    fade : int
        Days over which an annotation fades after its last day; 0 for none.
    """

    type: ClassVar[str] = "show_annotations"
    serial: int
    reset: bool = False
    items: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    gone: list[str] = field(default_factory=list)
    selection: list[str] = field(default_factory=list)
    fade: int = 0


@dataclass(frozen=True)
class SetTool(Message):
    """Which tool the pointer is.

    Attributes
    ----------
    tool : str
        A kind of annotation, ``cut``, ``box``, or "" to pan and select.
    style : dict
        Style of what will be drawn, all its fields.
    snap : list of str
        What positions snap to: ``fronts``, ``sectors``, ``places``, ``annotations``.
    keep : bool
        Whether the tool stays in hand after a shape.
    """

    type: ClassVar[str] = "set_tool"
    tool: str
    style: dict[str, Any] = field(default_factory=dict)
    snap: list[str] = field(default_factory=list)
    keep: bool = False


@dataclass(frozen=True)
class AnnotationsShown(Message):
    """All of a `ShowAnnotations` is drawn."""

    type: ClassVar[str] = "annotations_shown"
    serial: int


@dataclass(frozen=True)
class AnnotationDrawn(Message):
    """A tool has finished a shape; `text` is JSON: kind, shape, and radius_m, bend or title."""

    type: ClassVar[str] = "annotation_drawn"
    text: str


@dataclass(frozen=True)
class AnnotationsChanged(Message):
    """A gesture has changed shapes; `text` is a JSON list of id, shape, radius_m and bend."""

    type: ClassVar[str] = "annotations_changed"
    gesture: str
    text: str


@dataclass(frozen=True)
class CutDrawn(Message):
    """The user has drawn a line to cut along; `text` is a JSON list of positions."""

    type: ClassVar[str] = "cut_drawn"
    text: str


@dataclass(frozen=True)
class SelectionChanged(Message):
    """The user has selected those annotations and no others."""

    type: ClassVar[str] = "selection_changed"
    ids: list[str]


@dataclass(frozen=True)
class ToolEnded(Message):
    """The page has put the tool down: a shape is finished, or Esc was pressed."""

    type: ClassVar[str] = "tool_ended"
    tool: str


@dataclass(frozen=True)
class AnnotationOpened(Message):
    """An annotation was clicked twice."""

    type: ClassVar[str] = "annotation_opened"
    id: str


@dataclass(frozen=True)
class AnnotationMenuRequested(Message):
    """The user asked for the menu of the selection, at degrees and at pixels of the page."""

    type: ClassVar[str] = "annotation_menu_requested"
    lon: float
    lat: float
    x: float
    y: float


@dataclass(frozen=True)
class DeletePressed(Message):
    """Delete was pressed on the map with annotations selected."""

    type: ClassVar[str] = "delete_pressed"


ANNOTATION_COMMANDS: tuple[type[Message], ...] = (ShowAnnotations, SetTool)
ANNOTATION_REPORTS: tuple[type[Message], ...] = (
    AnnotationsShown,
    AnnotationDrawn,
    AnnotationsChanged,
    CutDrawn,
    SelectionChanged,
    ToolEnded,
    AnnotationOpened,
    AnnotationMenuRequested,
    DeletePressed,
)
