"""The base of all messages between Python and the page.

A message is a frozen dataclass to whoever reads or checks it, but costs nothing to define: what
`dataclasses` writes and compiles for each class took 15 ms of the program's start.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, field
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Message:
    """Base of all messages; `type` is the name that both languages know.

    Raises
    ------
    TypeError
        When a field is missing, unknown or given twice.
    """

    type: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()
    """Names of the fields, in order."""

    def __init_subclass__(cls) -> None:
        cls.names = tuple(name for name in cls.__annotations__ if name != "type")

    def __init__(self, *values: Any, **named: Any) -> None:
        if len(values) > len(self.names):
            raise TypeError(f"{type(self).__name__} has only {len(self.names)} fields")
        given = dict(zip(self.names, values, strict=False))
        if wrong := [name for name in named if name in given or name not in self.names]:
            raise TypeError(f"{type(self).__name__}: {wrong} unknown or given twice")
        given |= named
        for name in self.names:
            object.__setattr__(self, name, given[name] if name in given else self._default(name))

    def _default(self, name: str) -> Any:
        default = type(self).__dict__.get(name, MISSING)
        if isinstance(default, Field):
            default = default.default_factory() if callable(default.default_factory) else MISSING
        if default is MISSING:
            raise TypeError(f"{type(self).__name__} needs {name}")
        return default

    def values(self) -> dict[str, Any]:
        """Fields by name, in order."""
        return {name: getattr(self, name) for name in self.names}

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message) or type(other) is not type(self):
            return NotImplemented
        return self.values() == other.values()

    def __hash__(self) -> int:
        return hash((type(self), *self.values().values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.values().items())
        return f"{type(self).__name__}({fields})"
