"""Testing claims in the background: what is known is kept, only the rest is computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.claims import Claim, Finding
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.sources import Source

if TYPE_CHECKING:
    from viewer.core.claims_evidence import Evidence
    from viewer.qt.tasks import Progress

Known = dict[tuple[Claim, str], Finding]


class Stopped(Exception):
    """The user asked to stop."""


def run_tests(
    data: Path,
    claims: Sequence[Claim],
    known: Known,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> tuple[list[Source], Known] | None:
    """Test all claims against all sources; runs in a thread of its own.

    Parameters
    ----------
    data : Path
        The user's data folder.
    claims : sequence of Claim
        What to test.
    known : dict of (claim, source id) to Finding
        What was found before and still holds.
    progress, cancelled : callable
        Of the task.

    Returns
    -------
    tuple or None
        The sources, and the findings of all claims; None when it was stopped.

    Raises
    ------
    ViewerError
        When an archive cannot be read.
    """
    from viewer.core.claims_check import check_claim
    from viewer.core.user_sectors import all_sectors
    from viewer.loading.claims_evidence import claim_sources, load_evidence

    def tell(done: int, total: int, what: str) -> None:
        if cancelled():
            raise Stopped
        progress(done, total, what)

    sources = claim_sources(data)
    sectors = all_sectors(data)
    found = {key: finding for key, finding in known.items() if key[0] in set(claims)}
    todo = [(c, s) for s in sources for c in claims if (c, s.id) not in found]
    todo.sort(key=lambda item: (sources.index(item[1]), item[0].status.value))
    evidence: dict[tuple[str, str], Evidence | None] = {}
    try:
        for done, (claim, source) in enumerate(todo):
            tell(done, len(todo), f"Testing claims: {source.name}")
            key = (source.id, claim.status.value)
            if claim.kind.id != NOT_MAP and key not in evidence:
                evidence.clear()  # one at a time: an archive can be large
                evidence[key] = load_evidence(
                    data, source, claim.status.value, sectors, progress=tell
                )
            found[claim, source.id] = check_claim(claim, source, evidence.get(key))
    except Stopped:
        return None
    return sources, found
