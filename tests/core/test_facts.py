"""Facts read from the bundled tables, and what a broken row says."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from viewer.core.facts import (
    facts_json,
    load_control_points,
    load_events,
    load_margin_settlements,
    load_settlements,
)
from viewer.core.sectors import load_sectors
from viewer.errors import ViewerError
from viewer.paths import facts_dir


@pytest.fixture
def copy_of_facts(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(facts_dir(), folder)
    return folder


def test_places_lie_in_their_sector_and_have_unique_ids() -> None:
    sectors = {sector.id: sector for sector in load_sectors()}
    places = load_settlements()
    assert len({place.id for place in places}) == len(places) > 500
    assert all(sectors[place.sector].holds(place.lon, place.lat) for place in places)
    assert {place.sector for place in load_margin_settlements()} == {"margin"}


def test_at_most_fifteen_control_points_per_sector() -> None:
    points = load_control_points()
    for sector in load_sectors():
        ranks = [point.rank for point in points if point.sector == sector.id]
        assert ranks == sorted(set(ranks))
        assert 10 <= len(ranks) <= 15
        assert ranks[-1] <= 15


def test_vuhledar_changes_hands_and_both_maps_are_told() -> None:
    (place,) = [place for place in load_settlements() if place.name == "Vuhledar"]
    assert place.name_uk == "Вугледар"
    assert place.holder(date(2024, 10, 1)) == "ua"
    assert place.holder(date(2024, 10, 2)) == "ru"
    assert place.second is not None
    assert place.second.source == "UAControlMap"
    assert place.second.changes == ((date(2024, 10, 1), "ru"),)


def test_local_names_are_those_of_the_places() -> None:
    """Names read with the letters of the national transliteration; three places have two names."""
    letters = dict(zip("абвгґдезиіклмнопрстуф", "abvhgdezyiklmnoprstuf", strict=True))
    more = {"х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ж": "zh", "й": "i"}
    more |= {"є": "ie", "ї": "i", "ю": "iu", "я": "ia", "ь": "", "'": "", "\u2019": ""}
    table = str.maketrans({**letters, **more})
    strange = set()
    with (facts_dir() / "settlements_second_opinion.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, local = row["name"].lower(), row["name_local"].lower().translate(table)
            if local and SequenceMatcher(None, name, local).ratio() < 0.75:
                strange.add(row["id"])
    assert strange == {"kup-myrove", "pok-rodynske", "pok-leontovychi"}


def test_kursk_places_have_no_second_opinion_where_the_other_map_is_silent() -> None:
    (place,) = [place for place in load_settlements() if place.name == "Sudzha"]
    assert place.source.endswith("control: UAControlMap")
    assert place.changes == ((date(2024, 8, 8), "ua"), (date(2025, 3, 11), "ru"))
    assert place.second is None


def test_events_ascend() -> None:
    days = [event.day for event in load_events()]
    assert days == sorted(days)
    assert days[0] == date(2024, 8, 6)


def test_json_has_the_shape_the_page_reads() -> None:
    document = json.loads(facts_json())
    place = next(item for item in document["settlements"] if item["name"] == "Vuhledar")
    assert place["changes"] == [["2024-10-02", "ru"]]
    assert place["second"] == {
        "source": "UAControlMap",
        "start": "ua",
        "changes": [["2024-10-01", "ru"]],
    }
    assert set(document["events"][0]) == {
        "date",
        "title",
        "lat",
        "lon",
        "sector",
        "kind",
        "source",
    }


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("47.7803", "147.7803", "not a place on earth"),
        ("47.7803", "north", "could not convert"),
        ("2024-10-02:ru", "2024-13-02:ru", "month must be in 1..12"),
        ("2024-10-02:ru", "2024-10-02:xx", "neither ru nor ua"),
        ("2024-10-02:ru", "2024-10-02:ua", "same holder"),
        ("2024-10-02:ru", "2024-10-02:ru;2024-09-02:ua", "do not ascend"),
        ("2024-10-02:ru", "2024-10-02:ru,,", "does not have 9 cells"),
    ],
)
def test_a_broken_row_is_named_with_its_line(
    copy_of_facts: Path, old: str, new: str, says: str
) -> None:
    path = copy_of_facts / "settlements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if ",Vuhledar," in line)
    assert old in lines[number]
    lines[number] = lines[number].replace(old, new)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ViewerError) as caught:
        load_settlements(copy_of_facts)
    assert f"settlements.csv, line {number + 1}" in caught.value.message
    assert says in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"id,name\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_table_is_refused(copy_of_facts: Path, content: bytes) -> None:
    (copy_of_facts / "events.csv").write_bytes(content)
    with pytest.raises(ViewerError) as caught:
        load_events(copy_of_facts)
    assert "events.csv" in caught.value.message


def test_a_missing_file_is_named(copy_of_facts: Path) -> None:
    (copy_of_facts / "settlements_second_opinion.csv").unlink()
    with pytest.raises(ViewerError, match="settlements_second_opinion"):
        load_settlements(copy_of_facts)


def test_reading_the_facts_imports_nothing_heavy() -> None:
    code = (
        "import sys; from viewer.core.facts import facts_json; facts_json();"
        "print(sorted({'numpy','pandas','shapely','pyproj'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
