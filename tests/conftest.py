"""What all tests share: the environment of Qt, folders of their own, and noise that fails."""

from __future__ import annotations

import gc
import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from project_files import PROJECT, sample_files

HOME = tempfile.TemporaryDirectory(prefix="salient-tests-", ignore_cleanup_errors=True)

# Before Qt and platformdirs are imported: no screen, and nothing in the real home.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in ("DATA", "CONFIG", "CACHE", "STATE"):
    os.environ[f"XDG_{_name}_HOME"] = str(Path(HOME.name) / _name.lower())
os.environ["SALIENT_DATA_DIR"] = str(Path(HOME.name) / "salient")

from map_driver import MapDriver, OpenWindow  # noqa: E402 - brings QtWebEngine in before the QApplication
from pytestqt.qtbot import QtBot  # noqa: E402

import viewer.app  # noqa: E402, F401 - the program's own environment for Chromium
from viewer.core.sectors import load_sectors  # noqa: E402
from viewer.qt.scheme import register_scheme  # noqa: E402

register_scheme()
settings.register_profile("patient", deadline=None)  # a slow machine is no failure
settings.load_profile("patient")

gc.disable()  # viewer.qt.garbage says why
COLLECT_ALL_AFTER = 100
"""Tests; to look through all objects takes a tenth of a second and more."""

HARMLESS_QT = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise",
    "This plugin does not support grabbing the keyboard",
    "This plugin does not support createPlatformVulkanInstance",
    "QRhiGles2: Failed to create",
    "Failed to create RHI for backend: OpenGL",
    "QVulkanInstance: Failed to initialize Vulkan",
    "GBM is not supported with the current configuration and Vulkan is not available",
    "GPUInfo not initialized on GpuInfoUpdate",
)
"""What the offscreen platform says where there is no graphics card; no user ever sees it."""


def pytest_configure(config: pytest.Config) -> None:
    for text in HARMLESS_QT:
        config.addinivalue_line("qt_log_ignore", text)


@pytest.fixture(scope="session")
def sample_dir() -> Path:
    """Folder of the real sample archives; skips where it is not beside the project."""
    folder = PROJECT.parent / "shared" / "sample"
    if not folder.is_dir():
        pytest.skip("the sample archives are not beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _no_log_noise(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on log lines of WARNING and above; a test that wants some ends with `caplog.clear()`."""
    yield
    noise = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING and record.name.startswith("viewer")
    ]
    assert noise == []


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Fail when a test leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5.0)
    assert [thread.name for thread in left if thread.is_alive()] == []


def pytest_runtest_logfinish() -> None:
    """Collect garbage between tests, on the main thread."""
    global _finished
    _finished += 1
    gc.collect(1 if _finished % COLLECT_ALL_AFTER else 2)


_finished = 0


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[OpenWindow]:
    """Open real windows and close them; an error of the page's script fails the test."""
    drivers: list[MapDriver] = []

    def open_(data: Path | None = None, size: tuple[int, int] = (1280, 720)) -> MapDriver:
        driver = MapDriver(qtbot, data or tmp_path / "data", size)
        drivers.append(driver)
        return driver.open()

    yield open_
    for driver in drivers:
        driver.close()
    assert [error for driver in drivers for error in driver.script_errors] == []


@pytest.fixture
def driver(open_window: OpenWindow) -> MapDriver:
    """A window on the bundled data, as at a first start."""
    return open_window()


@pytest.fixture(scope="session")
def sample_data(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with some real days of both archives, imported and packed; do not change it."""
    from viewer.loading.importing import import_paths
    from viewer.loading.library import open_library, pack_archive
    from viewer.paths import archive_dir

    data = tmp_path_factory.mktemp("sample") / "data"
    import_paths(sample_files(sample_dir), archive_dir(data))
    for archive in open_library(data).to_pack:
        pack_archive(archive, data, load_sectors())
    return data
