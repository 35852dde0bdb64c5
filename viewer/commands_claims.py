"""The command that tests claims against the sources."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.cli import add_data_dir
from viewer.commands_sectors import add_sectors, asked_sectors
from viewer.errors import ViewerError
from viewer.paths import data_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.core.claims import Claim, Finding
    from viewer.core.sectors import Sector
    from viewer.core.sources import Source


def claims_command(words: list[str]) -> int:
    """Say of each claim whether each source supports it, contradicts it, or cannot tell."""
    parser = argparse.ArgumentParser(
        prog="main.py claims",
        description="Tests dated claims against each source by itself: supported, contradicted or "
        "not decidable, with the figure of the source, by how much it differs, and the tolerance. "
        "The bundled claims are those of a news article; your own are those of the window. A "
        "difference is not an error of a source.",
        epilog="The README says what each column of a claims file means.",
    )
    parser.add_argument("--source", metavar="S", help="only this source (all)")
    parser.add_argument(
        "--claims", type=Path, metavar="FILE", help="a CSV file of claims instead (bundled and own)"
    )
    parser.add_argument("--json", action="store_true", help="write JSON to standard output")
    parser.add_argument("--csv", metavar="FILE", help="write CSV to FILE; - is standard output")
    add_sectors(parser)
    add_data_dir(parser)
    options = parser.parse_args(words)
    if options.csv == "-" and options.json:
        parser.error("--csv - and --json both write to standard output; choose one")
    sys.stdout.write(_written(options))
    return 0


def _written(options: argparse.Namespace) -> str:
    """Test, write the file if one is asked for, and return what goes to standard output."""
    from viewer.core.claims_report import report_csv, report_json, report_text
    from viewer.loading.saving import write_whole

    data = data_dir(options.data_dir)
    sectors = asked_sectors(options)
    claims, problems = _claims(data, options.claims, sectors)
    findings = _findings(data, claims, _sources(data, options.source), sectors)
    if not options.json:
        sys.stderr.writelines(f"salient: {problem}\n" for problem in problems)
    if options.csv == "-":
        return report_csv(findings)
    if options.csv is not None:
        write_whole(Path(options.csv), report_csv(findings).encode())
    if options.json:
        return report_json(findings, problems)
    return f"{options.csv}\n" if options.csv is not None else report_text(findings)


def _claims(
    data: Path, path: Path | None, sectors: Sequence[Sector]
) -> tuple[list[Claim], list[str]]:
    from viewer.loading.claims_store import bundled_claims, known_places, own_claims, read_file

    places = known_places()
    if path is None:
        own = own_claims(data, places, sectors)
        return [*own.claims, *bundled_claims(places)], list(own.problems)
    read = read_file(path, places, sectors=sectors)
    if not read.claims:
        raise ViewerError(
            f"{path.name} holds no claim that can be tested."
            + (f" {read.problems[0]}" if read.problems else ""),
            "The README says what its columns mean.",
            "\n".join(read.problems),
        )
    return list(read.claims), list(read.problems)


def _sources(data: Path, wanted: str | None) -> list[Source]:
    from viewer.loading.claims_evidence import claim_sources

    sources = claim_sources(data)
    if wanted is None:
        return sources
    chosen = [source for source in sources if source.id == wanted]
    if not chosen:
        names = ", ".join(source.id for source in sources)
        raise ViewerError(
            f"There is no source {wanted}.", f"Sources are {names}; import files of others first."
        )
    return chosen


def _findings(
    data: Path, claims: list[Claim], sources: list[Source], sectors: Sequence[Sector]
) -> list[Finding]:
    from viewer.core.claims_check import check_claims
    from viewer.core.claims_kinds import NOT_MAP
    from viewer.loading.claims_evidence import load_evidence

    statuses = dict.fromkeys(c.status.value for c in claims if c.kind.id != NOT_MAP)
    evidence = {
        (source.id, status): found
        for source in sources
        for status in statuses
        if (found := load_evidence(data, source, status, sectors)) is not None
    }
    return check_claims(claims, sources, evidence)
