"""Where the project and the sample archives are."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def sample_files(sample_dir: Path) -> list[Path]:
    """Real days of both archives: the gap of August, and three days around 13 November."""
    days = ("0817", "0820", "1112", "1113", "1114")
    return [
        *(sample_dir / "deepstate" / f"deepstatemap_data_2024{day}.geojson" for day in days),
        *(sample_dir / "uacontrolmap" / f"2024{day}.json" for day in days),
    ]
