"""Typed coordinates: degrees in any of the usual ways, UTM and MGRS."""

from __future__ import annotations

import re

from viewer.core.annotations import Position
from viewer.errors import ViewerError

HINT = (
    "Write latitude and longitude as 49.7102 N 37.6159 E, 49.7102, 37.6159 or "
    "49° 42′ 36.7″ N 37° 36′ 57.2″ E, or use UTM (37U 400212 5507329) or MGRS (37U DR 00212 07329)."
)
_UTM = re.compile(
    r"(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*M?E?[\s,]+(\d{1,8}(?:\.\d+)?)\s*M?N?"
)
_MGRS = re.compile(r"(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z]{2})\s*((?:\d\s*){0,10})")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u2009": " ", "º": "°"})
_MARKS = re.compile(r"[°'\"′″’”:]")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def parse_positions(text: str) -> list[Position]:
    """Read one position from each line that is not empty.

    Parameters
    ----------
    text : str
        Lines in any format that `parse_position` knows.

    Returns
    -------
    list of (lon, lat)
        Degrees, EPSG:4326.

    Raises
    ------
    ViewerError
        With the number of the line that cannot be read.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(parse_position(line))
            except ViewerError as error:
                raise ViewerError(f"Line {number}: {error.message}", error.hint) from error
    if not found:
        raise ViewerError("No coordinate was typed.", HINT)
    return found


def parse_position(text: str) -> Position:
    """Read a typed position.

    Without the letters N, S, E and W the latitude comes first.

    Parameters
    ----------
    text : str
        Degrees (with minutes and seconds or without), UTM or MGRS.

    Returns
    -------
    tuple of float
        lon, lat in degrees, EPSG:4326.

    Raises
    ------
    ViewerError
        When it is none of these or lies outside the world.
    """
    typed = " ".join(text.translate(_SIGNS).upper().split())
    if match := _UTM.fullmatch(typed):
        return _from_utm(typed, *match.groups())
    if match := _MGRS.fullmatch(typed):
        return _from_mgrs(typed, *match.groups())
    lat, lon = _degrees(typed)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ViewerError(f"“{typed}” lies outside the world: latitude comes first.", HINT)
    return (lon, lat)


def _degrees(typed: str) -> tuple[float, float]:
    plain = " ".join(_MARKS.sub(" ", typed).split())
    sides = re.findall(r"[NSEW]", plain)
    if not sides:
        values = [_angle(part, "", typed) for part in _halves(plain, typed)]
        return values[0], values[1]
    if plain[0] in "NSEW":
        named = dict(re.findall(r"([NSEW])([^NSEW]+)", plain))
    else:
        named = {side: value for value, side in re.findall(r"([^NSEW]+)([NSEW])", plain)}
    if "".join(sides) not in _ORDERS or len(named) != 2:
        raise _unreadable(typed)
    angles = {_AXIS[side]: _angle(value, side, typed) for side, value in named.items()}
    return angles["lat"], angles["lon"]


_AXIS = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}
_ORDERS = {a + b for a in "NS" for b in "EW"} | {b + a for a in "NS" for b in "EW"}


def _halves(plain: str, typed: str) -> list[str]:
    for sign in (";", ", ", ","):
        parts = [part.strip() for part in plain.split(sign)]
        if len(parts) == 2:
            return parts
    numbers = plain.split()
    if len(numbers) not in (2, 4, 6):
        raise _unreadable(typed)
    half = len(numbers) // 2
    return [" ".join(numbers[:half]), " ".join(numbers[half:])]


def _angle(text: str, side: str, typed: str) -> float:
    numbers = _DECIMAL_COMMA.sub(".", text.strip(" ,;")).split()
    if not 1 <= len(numbers) <= 3 or not all(_NUMBER.fullmatch(part) for part in numbers):
        raise _unreadable(typed)
    negative = numbers[0].startswith("-")
    values = [abs(float(numbers[0])), *(float(part) for part in numbers[1:])]
    fractions = any("." in part for part in numbers[:-1])
    if fractions or not all(0 <= part < 60 for part in values[1:]) or (negative and side):
        raise _unreadable(typed)
    size: float = sum(part / 60.0**power for power, part in enumerate(values))
    return -size if negative or side in ("S", "W") else size


def _from_utm(typed: str, zone: str, band: str, east: str, north: str) -> Position:
    import pyproj  # only when UTM is typed

    if not 1 <= int(zone) <= 60:
        raise ViewerError(f"“{typed}” names no zone of UTM; they run from 1 to 60.", HINT)
    code = 32600 + int(zone) if band >= "N" else 32700 + int(zone)
    to_degrees = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    lon, lat = to_degrees.transform(float(east), float(north))
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):
        raise ViewerError(f"“{typed}” lies outside the area of UTM.", HINT)
    return (float(lon), float(lat))


def _from_mgrs(typed: str, zone: str, band: str, square: str, digits: str) -> Position:
    import mgrs  # only when MGRS is typed

    plain = digits.replace(" ", "")
    if len(plain) % 2:
        raise ViewerError(f"“{typed}” has an odd number of digits.", HINT)
    try:
        lat, lon = mgrs.MGRS().toLatLon(f"{int(zone)}{band}{square}{plain}")
    except mgrs.core.MGRSError as error:
        raise ViewerError(f"“{typed}” is no MGRS reference.", HINT, str(error)) from error
    return (float(lon), float(lat))


def _unreadable(typed: str) -> ViewerError:
    said = f"“{typed}” is not a coordinate." if typed else "No coordinate was typed."
    return ViewerError(said, HINT)
