"""Annotations on the clipboard: as GeoJSON, which other programs and other windows can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QByteArray, QMimeData

from viewer.core.annotation_edits import words_for
from viewer.core.annotation_store import AnnotationStore, Item
from viewer.core.annotations import Annotation, Group, fresh_id, now
from viewer.errors import ViewerError
from viewer.loading.annotation_files import geojson
from viewer.loading.annotation_files.report import ReadAnnotations

OWN_TYPE, GEOJSON_TYPE = "application/x-salient-annotations", "application/geo+json"
_LARGEST_TEXT = 64 * 2**20


def mime_of(store: AnnotationStore, annotations: Sequence[Annotation]) -> QMimeData:
    """Annotations with their groups, for the clipboard: nothing of them is lost."""
    wanted = {one.group for one in annotations}
    groups = [group for group in store.groups() if group.id in wanted]
    data, _report = geojson.write(annotations, groups)
    mime = QMimeData()
    mime.setData(OWN_TYPE, QByteArray(data))
    mime.setData(GEOJSON_TYPE, QByteArray(data))
    mime.setText(data.decode())
    return mime


def read_mime(mime: QMimeData | None) -> ReadAnnotations:
    """Annotations of the clipboard, ours or any GeoJSON.

    Raises
    ------
    ViewerError
        When there are none.
    """
    data = b""
    if mime is not None:
        for kind in (OWN_TYPE, GEOJSON_TYPE):
            data = data or bytes(mime.data(kind).data())
        data = data or mime.text().encode("utf-8", "replace")[: _LARGEST_TEXT + 1]
    if not data.lstrip().startswith((b"{", b"[")) or len(data) > _LARGEST_TEXT:
        raise ViewerError(
            "There are no annotations on the clipboard.",
            "Copy some here or in another window first, or copy GeoJSON as text.",
        )
    return geojson.read(data)


def add(
    store: AnnotationStore, verb: str, annotations: Iterable[Annotation], groups: Iterable[Group]
) -> list[Annotation]:
    """Add copies on top of what is there as one step, and select them.

    Parameters
    ----------
    store : AnnotationStore
        Where they go.
    verb : str
        Of the step, such as ``paste``.
    annotations, groups : iterable
        What to add; all get new ids when theirs are taken. Groups that are there already take
        their members in.

    Returns
    -------
    list of Annotation
        As they are in the store.
    """
    moment = now()
    top = max((one.order for one in store.annotations()), default=0.0)
    known = {group.id for group in store.groups()}
    fresh = [group for group in groups if group.id not in known]
    known |= {group.id for group in fresh}
    made: list[Annotation] = []
    taken: set[str] = set()
    lowest_first = sorted(annotations, key=lambda one: one.order)
    for number, one in enumerate(lowest_first, start=1):
        clash = store.get(one.id) is not None or one.id in taken
        made.append(
            replace(
                one,
                id=fresh_id() if clash else one.id,
                group=one.group if one.group in known else "",
                order=top + number,
                created=one.created or moment,
                changed=moment,
            )
        )
        taken.add(made[-1].id)
    after: dict[str, Item | None] = {group.id: group for group in fresh}
    after.update({one.id: one for one in made})
    store.edit(f"{verb} {words_for(made)}", after)
    store.select(one.id for one in made)
    return made
