"""The base of all messages between Python and the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Message:
    """Base of all messages; `type` is the name that both languages know."""

    type: ClassVar[str] = ""
