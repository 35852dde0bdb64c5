"""Fixtures of the import tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from viewer.loading.importing import ImportOptions, ImportReport, import_paths


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """A folder for archives that does not exist yet."""
    return tmp_path / "archives"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for files to import."""
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def run(archives: Path) -> Callable[..., ImportReport]:
    """Import paths into the test's archives; keyword arguments are options."""

    def import_them(*paths: Path, **options: Any) -> ImportReport:
        return import_paths(list(paths), archives, ImportOptions(**options))

    return import_them


@pytest.fixture(scope="session")
def sample_archives(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sample archives, imported once."""
    folder = tmp_path_factory.mktemp("sample") / "archives"
    import_paths([sample_dir / "deepstate", sample_dir / "uacontrolmap"], folder)
    return folder
