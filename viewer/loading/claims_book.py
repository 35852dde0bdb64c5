"""The claims of a window: bundled and the user's own, kept in step with the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from viewer.core.claims import Claim
from viewer.core.events import Signal
from viewer.errors import ViewerError
from viewer.loading.claims_store import (
    bundled_claims,
    known_places,
    own_claims,
    own_path,
    read_file,
    save_own,
)
from viewer.loading.saving import write_whole

_OWN_ID = "own-"


class ClaimsBook:
    """All claims; a change of the user's own is saved before it counts.

    Parameters
    ----------
    data : Path
        The user's data folder.

    Attributes
    ----------
    changed : Signal
        Emits after every change.
    bundled, own : tuple of Claim
        What there is.
    problems : tuple of str
        Rows of the user's file that could not be read, each as a sentence.
    unreadable : ViewerError or None
        Why the user's file could not be read at all; it is then never written over.
    """

    def __init__(self, data: Path) -> None:
        self.changed: Signal[[]] = Signal()
        self.places = known_places()
        self.bundled = bundled_claims(self.places)
        self.own: tuple[Claim, ...] = ()
        self.problems: tuple[str, ...] = ()
        self.unreadable: ViewerError | None = None
        self._data = data
        try:
            read = own_claims(data, self.places)
        except ViewerError as error:
            self.unreadable = error
        else:
            self.own, self.problems = read.claims, read.problems

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The user's own, then the bundled."""
        return (*self.own, *self.bundled)

    def replace_own(self, claims: Sequence[Claim]) -> None:
        """Save other claims of the user's in place of those there are.

        Raises
        ------
        ViewerError
            When they cannot be saved, or the file that is there could not be read; nothing has
            changed then.
        """
        if self.unreadable is not None:
            raise ViewerError(
                f"Your claims are not changed, because {own_path(self._data)} could not be read: "
                f"{self.unreadable.message}",
                "Mend that file or move it away, then start Salient again.",
                str(self.unreadable),
            )
        if self.problems:
            # rows that could not be read are not ours to lose
            path = own_path(self._data)
            write_whole(path.with_name("claims-before.csv"), path.read_bytes())
            self.problems = ()
        save_own(self._data, claims)
        self.own = tuple(claims)
        self.changed.emit()

    def free_id(self, taken: Sequence[Claim] | None = None) -> str:
        """An id that no claim of the user's has."""
        used = {claim.id for claim in (self.own if taken is None else taken)}
        number = 1
        while f"{_OWN_ID}{number}" in used:
            number += 1
        return f"{_OWN_ID}{number}"

    def with_file(self, path: Path) -> tuple[list[Claim], int, tuple[str, ...]]:
        """The user's claims with those of a file: the same id replaces, others are added.

        Returns
        -------
        tuple
            All claims, how many of them come from the file, and sentences about its bad rows.

        Raises
        ------
        ViewerError
            When the file cannot be read at all.
        """
        read = read_file(path, self.places)
        merged = {claim.id: claim for claim in (*self.own, *read.claims)}
        return list(merged.values()), len(read.claims), read.problems
