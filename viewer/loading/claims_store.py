"""Where claims are kept: the bundled file, and the user's own beside the archives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from viewer.core.claims import Claim, ClaimsRead, Place
from viewer.core.claims_read import read_claims
from viewer.core.claims_table import Places, write_claims
from viewer.core.facts import load_settlements
from viewer.core.sectors import Sector, load_sectors
from viewer.core.user_sectors import all_sectors
from viewer.errors import ViewerError
from viewer.loading.saving import write_whole
from viewer.paths import facts_dir

FILE_NAME = "claims.csv"
MOST_BYTES = 8_000_000


def own_path(data: Path) -> Path:
    """File of the user's own claims."""
    return data / FILE_NAME


def known_places() -> Places:
    """Settlements that a claim may name."""
    return Places([Place(one.id, one.name, one.lon, one.lat) for one in load_settlements()])


def read_file(
    path: Path,
    places: Places | None = None,
    *,
    own: bool = True,
    sectors: Sequence[Sector] | None = None,
) -> ClaimsRead:
    """Read a CSV file of claims.

    Parameters
    ----------
    path : Path
        The file.
    places : Places, optional
        `known_places` by default.
    own : bool
        Whether these are the user's.
    sectors : sequence of Sector, optional
        Sectors that a claim may be about; the fixed ones by default.

    Raises
    ------
    ViewerError
        When the file cannot be read at all; rows that are wrong are told of in the answer.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise ViewerError(
            f"The claims file {path} cannot be read: {error.strerror or error}.",
            "Check that it is there and that you may read it.",
            repr(error),
        ) from error
    if size > MOST_BYTES:
        raise ViewerError(
            f"The claims file {path} has {size / 1e6:.0f} MB, which no list of claims needs.",
            "Choose a CSV file with the columns of the README.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ViewerError(
            f"The claims file {path} is not in UTF-8.",
            "Save it again as CSV in UTF-8.",
            repr(error),
        ) from error
    known = [sector.id for sector in (load_sectors() if sectors is None else sectors)]
    return read_claims(
        text, path.name, known_places() if places is None else places, known, own=own
    )


def bundled_claims(places: Places | None = None) -> tuple[Claim, ...]:
    """Claims that ship with the program.

    Raises
    ------
    ViewerError
        When the file is broken.
    """
    read = read_file(facts_dir() / FILE_NAME, places, own=False)
    if read.problems:
        raise ViewerError(
            f"The bundled claims are damaged: {read.problems[0]}",
            "Install Salient again, or correct this row.",
            "\n".join(read.problems),
        )
    return read.claims


def own_claims(
    data: Path, places: Places | None = None, sectors: Sequence[Sector] | None = None
) -> ClaimsRead:
    """Claims that the user added; none when there is no file.

    Parameters
    ----------
    data : Path
        The user's data folder.
    places, sectors
        As for `read_file`; by default all sectors that are kept there.

    Raises
    ------
    ViewerError
        When there is one that cannot be read at all.
    """
    path = own_path(data)
    if not path.is_file():
        return ClaimsRead()
    return read_file(path, places, sectors=all_sectors(data) if sectors is None else sectors)


def save_own(data: Path, claims: Sequence[Claim]) -> None:
    """Replace the user's own claims.

    Raises
    ------
    ViewerError
        When they cannot be written; the old file is then untouched.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ViewerError(
            f"The folder {data} cannot be made: {error.strerror or error}.",
            "Choose another with --data-dir.",
            repr(error),
        ) from error
    write_whole(own_path(data), write_claims(claims).encode())
