"""Shows the evidence of a claim: view, dates, window, sectors and sources, as one undoable step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from viewer.core.claims_scene import Scene
from viewer.core.layers import SOURCES
from viewer.core.session import Session, View
from viewer.core.text import date_text
from viewer.core.undo import Step

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


@dataclass(frozen=True)
class _Shown:
    """What the map shows."""

    layers: dict[str, Any]
    current: date | None
    compare: date | None
    window: tuple[date, date] | None
    view: View | None


def show_scene(window: MainWindow, scene: Scene, name: str) -> str:
    """Show a scene; undo brings back what was shown before.

    Parameters
    ----------
    window : MainWindow
        Whose map.
    scene : Scene
        What to show.
    name : str
        What the undo menu calls it.

    Returns
    -------
    str
        A sentence that says what was set, and which dates could not be.
    """
    session = window.session
    before = _shown(session)
    _apply(window, scene)
    after = _shown(session)
    if _without_view(before) != _without_view(after) or before.view is None:
        window.undo.record(
            Step(name, lambda: _apply(window, scene), lambda: _restore(window, before))
        )
    return _told(session, scene)


def _apply(window: MainWindow, scene: Scene) -> None:
    session = window.session
    session.timeline.pause()
    layers = session.layers
    for sector in session.sectors:
        layers.set_visible(f"sector:{sector.id}", sector.id in scene.sectors)
    for row in layers.rows(SOURCES):
        if not row.id.startswith("source:"):
            continue
        shown = row.key in scene.sources
        layers.set_visible(row.id, shown)
        if shown:
            layers.set_visible(f"series:{row.key}/{scene.status}", True)
    layers.set_visible("context:elsewhere", scene.elsewhere)
    _set_time(session, scene.current, scene.compare, scene.window)
    window.controller.fit(scene.bounds)


def _set_time(
    session: Session,
    current: date | None,
    compare: date | None,
    span: tuple[date, date] | None,
) -> None:
    timeline = session.timeline
    if span is None:
        timeline.clear_window()
    else:
        timeline.set_window(*span)
    if current is not None:
        timeline.seek(current)
    if compare is None:
        timeline.clear_compare()
    else:
        timeline.set_compare(compare)


def _restore(window: MainWindow, shown: _Shown) -> None:
    session = window.session
    session.timeline.pause()
    session.layers.restore(shown.layers)
    _set_time(session, shown.current, shown.compare, shown.window)
    if shown.view is not None:
        window.controller.look_at(shown.view)


def _shown(session: Session) -> _Shown:
    timeline = session.timeline
    return _Shown(
        session.layers.state(), timeline.current, timeline.compare, timeline.window, session.view
    )


def _without_view(shown: _Shown) -> tuple[object, ...]:
    return shown.layers["layers"], shown.current, shown.compare, shown.window


def _told(session: Session, scene: Scene) -> str:
    timeline = session.timeline
    text = f"Set: {scene.words(session.sectors)}. Ctrl+Z goes back."
    moved = [
        f"{date_text(wanted)} lies outside the data shown, {date_text(got)} stands for it."
        for wanted, got in ((scene.current, timeline.current), (scene.compare, timeline.compare))
        if wanted is not None and got is not None and wanted != got
    ]
    return " ".join((text, *moved))
