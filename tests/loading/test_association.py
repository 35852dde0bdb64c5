"""What the desktop is told of session files."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from viewer.errors import ViewerError
from viewer.loading.sessions.association import (
    MIME_TYPE,
    associate,
    dissociate,
    is_associated,
    xdg_data_home,
)
from viewer.loading.sessions.schema import SUFFIX
from viewer.paths import project_dir


@pytest.fixture(autouse=True)
def _linux_without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda _name: None)


def test_the_desktop_is_told_and_told_otherwise(tmp_path: Path) -> None:
    home, data = tmp_path / "share", tmp_path / 'a "b" $c 100 %d\\e'
    left = associate(home, data)
    assert ["update-mime-database" in left[0], "update-desktop-database" in left[1]] == [True] * 2
    (glob,) = ElementTree.parse(home / "mime/packages/salient.xml").iterfind(".//{*}glob")
    assert glob.get("pattern") == f"*{SUFFIX}"
    lines = (home / "applications/salient.desktop").read_text().splitlines()
    entry = dict(line.split("=", 1) for line in lines[1:])
    assert entry["MimeType"] == f"{MIME_TYPE};"
    assert (home / f"icons/hicolor/scalable/apps/{entry['Icon']}.svg").is_file()
    plain = entry["Exec"].replace("\\\\", "\\").replace("%%", "%")
    words = shlex.split(plain.replace("\\$", "$"))  # shlex knows no escaped $ within quotes
    assert words == [
        sys.executable, str(project_dir() / "main.py"), "--data-dir", str(data), "%F",
    ]  # fmt: skip
    assert is_associated(home, data)
    assert not is_associated(home, tmp_path)
    dissociate(home)
    assert not is_associated(home, data)
    assert [path for path in home.rglob("*") if path.is_file()] == []
    dissociate(home)


def test_what_cannot_be_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mime").write_text("in the way")
    with pytest.raises(ViewerError, match=r"salient\.xml cannot be changed"):
        associate(tmp_path, tmp_path)
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(ViewerError, match=r"looks at \.gpkg only"):
        associate(tmp_path, tmp_path)


def test_the_users_own_folder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert xdg_data_home() == tmp_path
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert xdg_data_home() == Path.home() / ".local" / "share"
