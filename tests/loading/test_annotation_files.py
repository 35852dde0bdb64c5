"""Annotations in other programs' formats: ours to theirs to ours, theirs to ours, and rubbish."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyogrio
import pytest
from annotation_makers import annotations, groups
from geopackage_rules import broken_rules
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from viewer.core.annotations import DRAWN, PLACED, Annotation, Group, Kind, Style
from viewer.errors import ViewerError
from viewer.loading.annotation_files.files import FORMATS, read_annotations, write_annotations

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
POINT = Annotation(
    "a" * 32, Kind.POINT, (36.5, 48.25), title="=1+1", note="<b>x</b>",
    style=Style("#d00000", fill="#00ff00"), valid_from=date(2024, 9, 1),
)  # fmt: skip
many = st.lists(annotations(), max_size=5, unique_by=lambda one: one.id)
quick = settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _there_and_back(path: Path, given_: Sequence[Annotation], own: Sequence[Group]) -> None:
    write_annotations(path, given_, own)
    found = read_annotations(path)
    assert found.problems == []
    assert sorted(found.annotations, key=lambda x: x.id) == sorted(given_, key=lambda x: x.id)
    assert sorted(found.groups, key=lambda x: x.id) == sorted(own, key=lambda x: x.id)


def _as_xml(one: Annotation) -> Annotation:
    """What XML can hold of the words: no control characters."""
    words = {name: NOT_IN_XML.sub("", getattr(one, name)) for name in ("title", "note", "author")}
    return replace(one, **words)


own_groups = st.lists(groups, max_size=2, unique_by=lambda one: one.id)


@quick
@given(many, own_groups)
def test_geojson_loses_nothing(tmp_path: Path, given_: list[Annotation], own: list[Group]) -> None:
    _there_and_back(tmp_path / "a.geojson", given_, own)


@quick
@given(many, own_groups)
def test_a_geopackage_loses_nothing(
    tmp_path: Path, given_: list[Annotation], own: list[Group]
) -> None:
    _there_and_back(tmp_path / "a.gpkg", given_, own)


@quick
@given(many, own_groups, st.sampled_from(["kml", "kmz"]))
def test_kml_loses_nothing_that_xml_can_hold(
    tmp_path: Path, given_: list[Annotation], own: list[Group], suffix: str
) -> None:
    named = [replace(one, name=NOT_IN_XML.sub("", one.name)) for one in own]
    _there_and_back(tmp_path / f"a.{suffix}", [_as_xml(one) for one in given_], named)


@quick
@given(many)
def test_gpx_loses_nothing_of_points_and_lines(tmp_path: Path, given_: list[Annotation]) -> None:
    path = tmp_path / "a.gpx"
    held = [_as_xml(one) for one in given_ if one.kind in PLACED | DRAWN]
    _there_and_back(path, held, [])
    report = write_annotations(path, given_)
    assert report.count == len(held)
    assert bool(report.left_out) == (len(held) < len(given_))


@quick
@given(many)
def test_csv_loses_nothing_of_points(tmp_path: Path, given_: list[Annotation]) -> None:
    _there_and_back(tmp_path / "a.csv", [one for one in given_ if one.kind in PLACED], [])


def test_a_spreadsheet_sees_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_annotations(path, [POINT])
    assert ",'=1+1," in path.read_text("utf-8-sig")


def test_the_usual_names_are_there_for_other_programs(tmp_path: Path) -> None:
    write_annotations(tmp_path / "a.gpkg", [POINT])
    assert broken_rules(tmp_path / "a.gpkg") == []
    write_annotations(tmp_path / "a.geojson", [POINT])
    (feature,) = json.loads((tmp_path / "a.geojson").read_text("utf-8"))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [36.5, 48.25]}
    assert feature["properties"]["stroke"] == "#d00000"
    write_annotations(tmp_path / "a.kml", [POINT])
    text = (tmp_path / "a.kml").read_text("utf-8")
    assert "<TimeSpan><begin>2024-09-01</begin></TimeSpan>" in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "<color>ff0000d0</color>" in text
    for name in ("a.gpkg", "a.kml", "a.geojson"):
        write_annotations(tmp_path / name, [POINT])
        layer = pyogrio.list_layers(tmp_path / name)[0][0]
        assert pyogrio.read_info(tmp_path / name, layer=layer)["features"] == 1


def test_what_other_programs_write_becomes_the_nearest_kind(tmp_path: Path) -> None:
    path = tmp_path / "theirs.json"
    shape = [[[36, 48], [37, 48], [37, 49], [36, 48]]]
    features = [
        {"geometry": {"type": "Polygon", "coordinates": shape}, "properties": {"name": "Box"}},
        {"geometry": {"type": "Point", "coordinates": [36, 48, 120]}, "properties": None},
        {"geometry": {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]] * 2}},
        {"geometry": {"type": "Point", "coordinates": ["x", 1]}, "properties": {}},
        {"geometry": None, "properties": {}},
        {"geometry": {"type": "Point", "coordinates": [1, 2]},
         "properties": {"stroke": "red", "stroke-width": 400, "begin": "2024-09-01T10:00:00Z"}},
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_annotations(path)
    kinds = [str(one.kind) for one in found.annotations]
    assert kinds == ["polygon", "point", "line", "line", "point"]
    assert found.annotations[0].title == "Box"
    assert found.annotations[4].valid_from == date(2024, 9, 1)
    assert found.annotations[4].style == Style()
    assert [text.split(" was")[0] for text in found.problems] == ["Feature 4", "Feature 5"]


def test_kml_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "doc.kml"
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        '<Style id="s"><LineStyle><color>7f0000ff</color><width>4</width></LineStyle></Style>'
        "<Folder><name>Roads</name><Placemark><name>M04</name><styleUrl>#s</styleUrl>"
        "<TimeSpan><begin>2024-08</begin><end>2024-10-05T00:00:00Z</end></TimeSpan>"
        "<LineString><coordinates> 36,48,0\n37,48.5,0 </coordinates></LineString></Placemark>"
        "</Folder></Document></kml>"
    )
    found = read_annotations(path)
    (road,) = found.annotations
    assert (road.title, road.kind, road.line) == ("M04", Kind.LINE, ((36.0, 48.0), (37.0, 48.5)))
    assert (road.style.colour, road.style.opacity, road.style.width) == ("#ff0000", 0.498, 4.0)
    assert road.valid_to == date(2024, 10, 5)
    assert [group.id for group in found.groups] == [road.group]


def test_a_table_with_grid_references_and_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Name;MGRS\nKupiansk;37U DR 00212 07329\nNowhere;x\n;\n", encoding="utf-8")
    found = read_annotations(path)
    assert [one.title for one in found.annotations] == ["Kupiansk"]
    assert found.annotations[0].point == pytest.approx((37.6159, 49.7102), abs=1e-4)
    assert found.problems[0].startswith("Row 3 was left out: “X” is not a coordinate")


HOSTILE = {
    "bomb.kml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><kml>&a;</kml>',
    "cut.kml": b"<kml><Document>",
    "deep.kml": b"<kml>" * 5000,
    "other.xml": b"<html/>",
    "empty.csv": b"",
    "words.csv": b"a,b\n1,2\n",
    "latin.csv": b"name,lat,lon\n\xe4,1,2\n",
    "half.geojson": b'{"type": "FeatureCollection", "features": [',
    "other.json": b"[1, 2]",
    "bad.kmz": b"PK\x03\x04rubbish",
    "bad.gpkg": b"SQLite format 3\0rubbish",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_cannot_be_read_gets_a_sentence_and_a_cure(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    with pytest.raises(ViewerError) as caught:
        read_annotations(tmp_path / name)
    assert str(caught.value).endswith(".")
    assert caught.value.hint


def test_a_kmz_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("doc.kml", b" " * 64 * 1024 * 1024)
    with pytest.raises(ViewerError, match="unpacks to more than"):
        read_annotations(path)


def test_a_missing_file_and_an_unknown_suffix(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match="cannot be read"):
        read_annotations(tmp_path / "none.kml")
    with pytest.raises(ViewerError, match="does not say a format"):
        write_annotations(tmp_path / "a.doc", [POINT])
    assert set(FORMATS) == {".geojson", ".gpkg", ".kml", ".kmz", ".gpx", ".csv"}
