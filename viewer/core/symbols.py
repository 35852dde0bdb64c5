"""Symbols for points: our own set, and APP-6 by its number codes (SIDC), both searchable.

The page draws our own from the same file that is read here, and APP-6 by milsymbol.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from viewer.paths import web_dir

APP6 = "app6:"
"""Begins the id of an APP-6 symbol; its SIDC of 20 digits follows."""

IDENTITIES = {"friend": "3", "hostile": "6", "neutral": "4", "unknown": "1"}
"""Standard identities; which side is "friend" is for the user to say."""

ECHELONS = {
    "": "00", "team": "11", "squad": "12", "section": "13", "platoon": "14", "company": "15",
    "battalion": "16", "regiment": "17", "brigade": "18", "division": "21", "corps": "22",
    "army": "23", "army group": "24",
}  # fmt: skip
"""Sizes of units; "" for none."""

UNIT, EQUIPMENT, INSTALLATION, AIR = "10", "15", "20", "01"


@dataclass(frozen=True)
class Symbol:
    """A symbol that a point can have.

    Attributes
    ----------
    id : str
        What `Style.symbol` holds.
    name : str
        For people.
    words : str
        What a search also finds it by, in small letters.
    path : str
        Outline on a square of 24 units, as in SVG; "" for APP-6.
    """

    id: str
    name: str
    words: str
    path: str = ""


@dataclass(frozen=True)
class Entity:
    """What an APP-6 symbol stands for, without whose and how large it is.

    Attributes
    ----------
    symbol_set, code : str
        Two and six digits of the SIDC.
    name, words : str
        As in `Symbol`.
    """

    symbol_set: str
    code: str
    name: str
    words: str = ""

    @property
    def sized(self) -> bool:
        """Whether an echelon can be given."""
        return self.symbol_set == UNIT


_E = Entity
ENTITIES: tuple[Entity, ...] = (
    _E(UNIT, "121100", "Infantry", "rifle"),
    _E(UNIT, "121102", "Mechanised infantry", "mechanized armoured"),
    _E(UNIT, "121104", "Motorised infantry", "motorized motor rifle"),
    _E(UNIT, "121105", "Infantry fighting vehicles", "mechanised ifv bmp"),
    _E(UNIT, "121101", "Naval infantry", "marines amphibious"),
    _E(UNIT, "120100", "Air assault", "airborne vdv"),
    _E(UNIT, "120500", "Armour", "tank armor"),
    _E(UNIT, "121000", "Combined arms"),
    _E(UNIT, "121300", "Reconnaissance", "scout recon"),
    _E(UNIT, "121700", "Special forces", "spetsnaz"),
    _E(UNIT, "121800", "Special operations forces", "sof"),
    _E(UNIT, "121500", "Sniper"),
    _E(UNIT, "121200", "Observation post", "observer"),
    _E(UNIT, "121600", "Surveillance"),
    _E(UNIT, "121900", "Unmanned systems", "drone uav"),
    _E(UNIT, "120400", "Anti-tank", "antitank armour"),
    _E(UNIT, "120600", "Army aviation, rotary wing", "helicopter"),
    _E(UNIT, "120800", "Aviation, fixed wing", "air force aircraft"),
    _E(UNIT, "130300", "Field artillery", "gun howitzer"),
    _E(UNIT, "130301", "Self-propelled artillery", "gun howitzer"),
    _E(UNIT, "130800", "Mortar"),
    _E(UNIT, "130700", "Missile", "rocket"),
    _E(UNIT, "130100", "Air defence", "antiaircraft sam"),
    _E(UNIT, "130102", "Air defence missile", "sam"),
    _E(UNIT, "140700", "Engineer", "sapper"),
    _E(UNIT, "140701", "Mechanised engineer", "armoured sapper"),
    _E(UNIT, "141400", "Mine clearing", "demining"),
    _E(UNIT, "141600", "Mine laying"),
    _E(UNIT, "140100", "CBRN defence", "chemical nuclear"),
    _E(UNIT, "141200", "Military police"),
    _E(UNIT, "141700", "Security", "guard national guard"),
    _E(UNIT, "200200", "Border guard", "border patrol"),
    _E(UNIT, "150500", "Electronic warfare", "ew jamming"),
    _E(UNIT, "151000", "Military intelligence"),
    _E(UNIT, "111000", "Signals", "communications"),
    _E(UNIT, "110000", "Command and control", "headquarters post"),
    _E(UNIT, "161100", "Maintenance", "repair"),
    _E(UNIT, "161300", "Medical"),
    _E(UNIT, "163400", "Supply", "logistics"),
    _E(UNIT, "163600", "Transport", "transportation"),
    _E(UNIT, "160400", "Ammunition"),
    _E(UNIT, "162500", "Fuel", "petroleum oil"),
    _E(EQUIPMENT, "120200", "Tank", "armour"),
    _E(EQUIPMENT, "120101", "Armoured fighting vehicle", "ifv bmp"),
    _E(EQUIPMENT, "120103", "Armoured personnel carrier", "apc btr"),
    _E(EQUIPMENT, "110900", "Howitzer", "artillery gun"),
    _E(EQUIPMENT, "111600", "Multiple rocket launcher", "mlrs himars grad"),
    _E(EQUIPMENT, "111300", "Surface-to-surface missile", "iskander atacms"),
    _E(EQUIPMENT, "111100", "Air defence missile launcher", "sam"),
    _E(EQUIPMENT, "111400", "Mortar"),
    _E(EQUIPMENT, "110600", "Anti-tank gun"),
    _E(EQUIPMENT, "111200", "Anti-tank missile launcher", "atgm"),
    _E(EQUIPMENT, "110200", "Machine gun"),
    _E(INSTALLATION, "110701", "Bridge", "crossing"),
    _E(INSTALLATION, "110300", "Ammunition depot", "supply cache"),
    _E(INSTALLATION, "111900", "Camp", "tent"),
    _E(AIR, "110300", "Unmanned aircraft", "drone uav"),
    _E(AIR, "110100", "Fixed-wing aircraft", "plane jet"),
    _E(AIR, "110200", "Helicopter", "rotary wing"),
)


@cache
def own_symbols() -> tuple[Symbol, ...]:
    """Our own symbols, in the order in which they are offered."""
    path = web_dir() / "annotations" / "symbols.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Symbol(one["id"], one["name"], one["words"], one["path"]) for one in document["symbols"]
    )


def app6(entity: Entity, identity: str = "hostile", echelon: str = "") -> Symbol:
    """An APP-6 symbol.

    Parameters
    ----------
    entity : Entity
        What it stands for.
    identity : str
        One of `IDENTITIES`.
    echelon : str
        One of `ECHELONS`; left out for what is no unit.
    """
    size = echelon if entity.sized else ""
    # Version, real, identity, set, present, no headquarters, size, entity, no modifiers.
    sidc = f"100{IDENTITIES[identity]}{entity.symbol_set}00{ECHELONS[size]}{entity.code}0000"
    name = " ".join(part for part in (identity.capitalize(), entity.name.lower(), size) if part)
    return Symbol(APP6 + sidc, name, f"{name} {entity.words}".lower())


def symbol_name(symbol_id: str) -> str:
    """What a symbol is called; the id itself when it is not one of those offered."""
    for one in own_symbols():
        if one.id == symbol_id:
            return one.name
    sidc = symbol_id.removeprefix(APP6)
    if len(sidc) == 20:
        identities = {code: word for word, code in IDENTITIES.items()}
        echelons = {code: word for word, code in ECHELONS.items()}
        for entity in ENTITIES:
            if entity.symbol_set == sidc[4:6] and entity.code == sidc[10:16]:
                whose, size = identities.get(sidc[3], "unknown"), echelons.get(sidc[8:10], "")
                return app6(entity, whose, size).name
    return symbol_id


def search(text: str, most: int = 60) -> list[Symbol]:
    """Symbols whose name or words hold every word of a text, our own first.

    Parameters
    ----------
    text : str
        Such as ``hostile tank`` or ``brigade infantry``; "" finds our own set and the entities.
    most : int
        No more than so many are returned.

    Returns
    -------
    list of Symbol
        APP-6 symbols are hostile unless the text says whose, and without a size unless it says one.
    """
    words = text.lower().split()
    found = [one for one in own_symbols() if _holds(f"{one.name} {one.words}", words)]
    whose = [word for word in words if word in IDENTITIES]
    sizes = [word for word in words if word in ECHELONS]
    rest = [word for word in words if word not in (*whose, *sizes, "app6", "app-6")]
    for entity in ENTITIES:
        if not _holds(f"{entity.name} {entity.words}", rest) or (sizes and not entity.sized):
            continue
        for identity in whose or (("hostile", "friend") if rest else ("hostile",)):
            found.append(app6(entity, identity, sizes[-1] if sizes else ""))
    return found[:most]


def _holds(text: str, words: list[str]) -> bool:
    parts = text.lower().replace("-", " ").replace(",", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in words)
