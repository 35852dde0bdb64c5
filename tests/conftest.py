"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sample_dir() -> Path:
    """Folder of the real sample archives; the test is skipped where it is not beside the project."""
    folder = PROJECT.parent / "shared" / "sample"
    if not folder.is_dir():
        pytest.skip("the sample archives are not beside this checkout")
    return folder
