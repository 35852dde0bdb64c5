"""What the actions of annotations do, and what keeps their ticks and texts in step."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeySequence

from viewer.core import annotation_edits as edits
from viewer.core import annotation_groups
from viewer.core.annotations import Annotation, Group
from viewer.errors import ViewerError
from viewer.qt.draw_hints import HINTS, LOCKED, all_locked

if TYPE_CHECKING:
    from viewer.qt.annotation_panel import AnnotationPanel
    from viewer.qt.main_window import MainWindow

FADE_DAYS = 14
_TURN_DEGREES = 15.0
_LEAST_SPAN_DEG = 0.06
_MARGIN = 0.15
_SNAPS = ("fronts", "sectors", "places", "annotations")
TOOLS = {
    "tool_select": "", "tool_box": "box", "tool_point": "point", "tool_text": "text",
    "tool_line": "line", "tool_arrow": "arrow", "tool_freehand": "freehand",
    "tool_polygon": "polygon", "tool_rectangle": "rectangle", "tool_circle": "circle",
    "tool_range_ring": "range_ring", "tool_cut": "cut",
}  # fmt: skip
"""Tool of each action."""
NEED_SELECTION = (
    "annotations_cut", "annotations_copy", "annotations_duplicate", "annotations_delete",
    "annotations_edit", "annotations_zoom", "annotations_hide", "annotations_lock", "hold_from",
    "hold_until", "hold_always", "annotations_group", "annotations_ungroup", "annotations_merge",
    "rotate_right", "rotate_left", "rotate_by", "order_front", "order_forward", "order_backward",
    "order_back",
)  # fmt: skip


def annotation_handlers(window: MainWindow) -> dict[str, Callable[..., object]]:
    """Map the ids of the actions of annotations to the functions that they call."""

    def edit(how: Callable[..., object], *more: object) -> Callable[[], None]:
        return lambda: _edit(window, lambda ids: how(window.session.annotations, ids, *more))

    def held(how: Callable[..., object]) -> Callable[[], None]:
        def act(ids: tuple[str, ...]) -> None:
            day = window.session.timeline.current
            if day is not None:
                how(window.session.annotations, ids, day)

        return lambda: _edit(window, act)

    return {
        "annotations_import": lambda: _import(window),
        "annotations_export": lambda: _export(window),
        "annotations_cut": lambda: _copy(window, remove=True),
        "annotations_copy": lambda: _copy(window),
        "annotations_paste": lambda: _try(window, lambda: _paste(window)),
        "annotations_duplicate": edit(edits.duplicate),
        "annotations_select_all": lambda: _select_all(window),
        "annotations_delete": edit(edits.delete),
        "annotations_edit": lambda: open_panel(window).edit(),
        "annotations_zoom": lambda: zoom_to(window, _ids(window)),
        "annotations_hide": lambda: _toggle(window, "visible", ("hide", "show")),
        "annotations_lock": lambda: _toggle(window, "locked", ("unlock", "lock")),
        "annotations_group": edit(annotation_groups.group),
        "annotations_ungroup": edit(annotation_groups.ungroup),
        "annotations_merge": edit(edits.merge),
        "rotate_right": edit(edits.rotate, _TURN_DEGREES),
        "rotate_left": edit(edits.rotate, -_TURN_DEGREES),
        "rotate_by": lambda: _ask_turn(window),
        **{f"order_{where}": edit(edits.reorder, where) for where in edits.ORDERS},
        "hold_from": held(edits.hold_from),
        "hold_until": held(edits.hold_until),
        "hold_always": edit(edits.hold_always),
        "draw": lambda on: _draw(window, on),
        "draw_typed": lambda: _draw_typed(window),
        "keep_tool": lambda on: window.annotating.set_tool(window.annotating.tool, keep=on),
        **{name: partial(_take, window, tool) for name, tool in TOOLS.items()},
        "snapping": lambda on: _set_snapping(window),
        **{f"snap_{kind}": lambda on: _set_snapping(window) for kind in _SNAPS},
        "fade": lambda on: window.annotating.set_fade(FADE_DAYS if on else 0),
    }


def follow_annotations(window: MainWindow) -> None:
    """Keep ticks, texts and what is possible in step with selection, clipboard and tool."""
    from viewer.qt.annotation_menu import show_annotation_menu

    store, annotating = window.session.annotations, window.annotating
    update = partial(_update, window)
    store.selected.connect(update)
    store.changed.connect(lambda _ids: update())
    annotating.tool_changed.connect(lambda _tool: _tick_tool(window))
    annotating.menu_requested.connect(partial(show_annotation_menu, window))
    annotating.opened.connect(lambda _key: open_panel(window).edit())
    update()
    _tick_tool(window)


def open_panel(window: MainWindow) -> AnnotationPanel:
    """Bring the panel to the front."""
    from viewer.qt.annotation_panel import AnnotationPanel

    panel = window.details.open("annotations")
    assert isinstance(panel, AnnotationPanel)
    return panel


def flush_typing(window: MainWindow) -> None:
    """Take over what is being typed in the panel, as before saving."""
    if "viewer.qt.annotation_panel" not in sys.modules:
        return  # it was never opened
    from viewer.qt.annotation_panel import AnnotationPanel

    panel = window.findChild(AnnotationPanel)
    if panel is not None:
        panel.flush()


def zoom_to(window: MainWindow, ids: Iterable[str]) -> None:
    """Look at annotations, with some room around them."""
    from viewer.core.annotation_shapes import bounds_of

    boxes = [bounds_of(one) for one in edits.found(window.session.annotations, ids, locked=True)]
    if not boxes:
        return
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wide = max(_LEAST_SPAN_DEG, (east - west) * (1 + _MARGIN)) / 2
    high = max(_LEAST_SPAN_DEG, (north - south) * (1 + _MARGIN)) / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    window.controller.fit((lon - wide, lat - high, lon + wide, lat + high))


def _ids(window: MainWindow) -> tuple[str, ...]:
    return window.session.annotations.selection


def _edit(window: MainWindow, act: Callable[[tuple[str, ...]], object]) -> None:
    """Change what is selected, and say why when nothing has changed."""
    store, ids = window.session.annotations, _ids(window)
    before = [store.get(key) for key in ids]
    _try(window, lambda: act(ids))
    if before == [store.get(key) for key in ids] and all_locked(store, ids):
        window.status.show_message(LOCKED)


def _try(window: MainWindow, act: Callable[[], object]) -> None:
    try:
        act()
    except ViewerError as error:
        window.notices.show_error(error, window)


def _import(window: MainWindow) -> None:
    from viewer.qt.annotation_files_flow import choose_import  # shapely: not before it is needed

    choose_import(window)


def _export(window: MainWindow) -> None:
    from viewer.qt.annotation_files_flow import choose_export

    choose_export(window)


def _copy(window: MainWindow, *, remove: bool = False) -> None:
    from viewer.qt.annotation_clipboard import mime_of

    store = window.session.annotations
    chosen = edits.found(store, _ids(window), locked=not remove)
    if not chosen:
        return
    QGuiApplication.clipboard().setMimeData(mime_of(store, chosen))
    if remove:
        edits.delete(store, [one.id for one in chosen])
    verb = "Cut" if remove else "Copied"
    window.status.show_message(f"{verb} {edits.words_for(chosen)}")


def _paste(window: MainWindow) -> None:
    from viewer.qt.annotation_clipboard import add, read_mime

    found = read_mime(QGuiApplication.clipboard().mimeData())
    if not found.annotations:
        raise ViewerError(
            "Nothing on the clipboard could be an annotation.",
            "Copy points, lines or areas.",
            "\n".join(found.problems),
        )
    add(window.session.annotations, "paste", found.annotations, found.groups)


def _select_all(window: MainWindow) -> None:
    """All that the list shows, or all that there are when it was never opened."""
    from viewer.qt.annotation_panel import AnnotationPanel

    store = window.session.annotations
    panel = window.findChild(AnnotationPanel)
    if panel is not None and panel.isVisible():
        store.select(panel.list.rows.rows.annotations())
    else:
        store.select(one.id for one in store.annotations())


def _toggle(window: MainWindow, field: str, verbs: tuple[str, str]) -> None:
    """Turn a mark on for all selected unless all have it; groups keep their own."""
    store, ids = window.session.annotations, _ids(window)
    chosen = edits.found(store, ids, locked=True)
    on = not all(getattr(one, field) for one in chosen)

    def edit(one: Annotation) -> Annotation:
        return replace(one, **{field: on})  # type: ignore[arg-type]

    edits.change(store, ids, verbs[on], edit, locked=True)


def _ask_turn(window: MainWindow) -> None:
    from viewer.qt.typed_drawing import ask_turn

    ask_turn(window)


def _draw_typed(window: MainWindow) -> None:
    from viewer.qt.typed_drawing import TypedDrawing

    TypedDrawing(window).open()


def _draw(window: MainWindow, on: bool) -> None:
    from viewer.qt.draw_bar import DrawBar

    bar = window.findChild(DrawBar)
    if bar is None and on:
        bar = DrawBar(window)
    if bar is not None:
        bar.set_open(on)


def _take(window: MainWindow, tool: str, _on: bool = True) -> None:
    """Take a tool; the bar comes with it, and the map has the keys."""
    actions = window.actions_by_id
    if tool and not actions["draw"].isChecked():
        actions["draw"].trigger()
    window.annotating.set_tool(tool, keep=actions["keep_tool"].isChecked())
    _tick_tool(window)
    window.map_view.setFocus()


def _tick_tool(window: MainWindow) -> None:
    tool = window.annotating.tool
    window.status.set_hint(HINTS.get(tool, ""))
    for name, one in TOOLS.items():
        window.actions_by_id[name].setChecked(one == tool)


def _set_snapping(window: MainWindow) -> None:
    actions = window.actions_by_id
    on = actions["snapping"].isChecked()
    kinds = [kind for kind in _SNAPS if actions[f"snap_{kind}"].isChecked()]
    for kind in _SNAPS:
        actions[f"snap_{kind}"].setEnabled(on)
    window.annotating.set_snap(kinds if on else ())


def _update(window: MainWindow) -> None:
    """Allow what can be done with the selection."""
    store, actions = window.session.annotations, window.actions_by_id
    chosen = edits.found(store, store.selection, locked=True)
    for name in NEED_SELECTION:
        actions[name].setEnabled(bool(chosen))
    actions["annotations_ungroup"].setEnabled(
        any(isinstance(store.get(one.group), Group) for one in chosen)
    )
    actions["annotations_merge"].setEnabled(len(chosen) > 1)


def show_draw_keys(window: MainWindow, on: bool) -> None:
    """Give the tools their single keys while the bar is open, and take them from other actions."""
    from viewer.qt.actions import ACTIONS

    taken = {spec.draw_key for spec in ACTIONS if spec.draw_key} if on else set()
    for spec in ACTIONS:
        keys = (spec.draw_key,) if on and spec.draw_key else spec.keys
        kept = [QKeySequence(key) for key in keys if key not in taken or key == spec.draw_key]
        action = window.actions_by_id[spec.id]
        if action.shortcuts() != kept:
            action.setShortcuts(kept)
