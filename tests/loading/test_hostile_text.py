"""Whatever the bytes, readers of text formats answer in words and never crash."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_builders import MOMENT, backup_kml, version

from viewer.loading.collections import JsonError
from viewer.loading.days import ImportOptions
from viewer.loading.deepstate_names import label_of, meaning_of
from viewer.loading.deepstate_service import read_service
from viewer.loading.items import Item
from viewer.loading.kml import placemarks_of
from viewer.loading.limits import TooLargeError
from viewer.loading.rings import CoordinateError
from viewer.loading.viina_days import DayGrid
from viewer.loading.viina_header import table_kind
from viewer.loading.viina_table import read_table
from viewer.loading.xml_guard import XmlError, refuse_declarations

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "geometry", "coordinates", "properties", "name", "fill", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def item_of(data: bytes, name: str) -> Item:
    return Item(name, "", Path(name), data, None, None, "0", len(data))


@pytest.mark.parametrize(
    "encoding", ["shift_jis", "foo", "utf-7", "idna", "rot13", "utf-16", "hex", "undefined"]
)
def test_odd_encodings_of_xml(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><kml><Document/></kml>'.encode()
    with pytest.raises(XmlError):
        placemarks_of(text)
    with contextlib.suppress(XmlError):
        refuse_declarations(text)


@given(st.binary(max_size=40), st.integers(0, 3000), st.integers(0, 200))
def test_damaged_kml(noise: bytes, at: int, cut: int) -> None:
    text = backup_kml().encode()
    with contextlib.suppress(XmlError, CoordinateError):
        placemarks_of(text[:at] + noise + text[at + cut :])


@given(st.binary(max_size=300))
def test_any_bytes_as_kml(data: bytes) -> None:
    with pytest.raises((XmlError, CoordinateError)):
        placemarks_of(b"<kml>" + data)
    with contextlib.suppress(XmlError):
        refuse_declarations(data)


@given(st.lists(JSON, max_size=5))
def test_any_features_of_a_version(features: list[Any]) -> None:
    import orjson

    document = {**version(), "features": [*version()["features"], *features]}
    data = orjson.dumps(document)
    with contextlib.suppress(JsonError, CoordinateError):
        found = list(read_service(data, item_of(data, f"{MOMENT}.json"), ImportOptions()))
        assert len(found) >= 3


@given(st.dictionaries(st.sampled_from(["name", "fill", "styleUrl"]), JSON))
def test_any_properties_have_a_meaning_and_a_plain_label(properties: dict[str, Any]) -> None:
    meaning_of(properties)
    assert len(label_of(properties)) <= 40


@given(st.binary(max_size=200))
def test_any_rows_of_a_table(data: bytes) -> None:
    text = b"geonameid,date,status_isw,status\n" + data
    found = list(read_table(item_of(text, "control_latest_2024.csv"), lambda _: None))
    assert found


@given(st.binary(max_size=100))
def test_any_header(head: bytes) -> None:
    assert table_kind(head) in (None, "rows", "columns", "register")


@pytest.mark.parametrize(
    "row", ["99999999999999999999,20240801,RU,RU", "1.5,20240801,RU,RU", ",,,"]
)
def test_ids_that_are_no_ids(row: str) -> None:
    text = f"geonameid,date,status_isw,status\n{row}\n".encode()
    (found,) = read_table(item_of(text, "control_latest_2024.csv"), lambda _: None)
    assert "no number" in found.reason  # type: ignore[union-attr]


def test_more_places_or_days_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    ids = np.arange(300_000, dtype=np.int64)
    ones = np.ones(len(ids), dtype=np.int8)
    with pytest.raises(TooLargeError, match="places"):
        DayGrid().add(ids, [date(2024, 1, 1)], np.zeros(len(ids), np.int64), ones)
    monkeypatch.setattr("viewer.loading.viina_days.MAX_CELLS", 100)
    with pytest.raises(TooLargeError, match="times days"):
        DayGrid().add(ids[:101], [date(2024, 1, 1)], np.zeros(101, np.int64), ones[:101])
