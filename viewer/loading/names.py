"""Ids of sources that a user names."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = dict(zip("абвгґдезиіїйклмнопрстуфыэё", "abvhgdezyiiiklmnoprstufyee", strict=True)) | {
    "є": "ie",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    "ъ": "",
}
_OTHER = re.compile(r"[^a-z0-9]+")
_MAX = 40


def slug_of(name: str) -> str:
    """Id made from a name: lower case ASCII letters, digits and hyphens, at most 40.

    Cyrillic is written in Latin letters. Empty when nothing is left.

    Examples
    --------
    >>> slug_of("Фронт ISW")
    'front-isw'
    """
    latin = "".join(_LETTERS.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", plain.lower())[:_MAX].strip("-")
