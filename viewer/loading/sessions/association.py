"""Tell the desktop that session files are opened with Salient: Linux, for this user only.

Three files in the user's own data folder, as the standards of freedesktop.org have them: a type
for names that end in ``.salient.gpkg``, a kind of GeoPackage; an entry for the program, and its
icon. Windows and macOS tell files apart by ``.gpkg`` alone, which is every GeoPackage's.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from viewer.errors import ViewerError
from viewer.loading.sessions.schema import SUFFIX
from viewer.paths import default_data_dir, icons_dir, project_dir

MIME_TYPE = "application/x-salient-session"
_TYPE, _ENTRY = Path("mime/packages/salient.xml"), Path("applications/salient.desktop")
_ICON = Path("icons/hicolor/scalable/apps/salient.svg")
_TOOLS = {"update-mime-database": "mime", "update-desktop-database": "applications"}
"""What makes the desktop read the new files, and the folder that each is told."""
_XML = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{MIME_TYPE}">
    <comment>Salient session</comment>
    <sub-class-of type="application/geopackage+sqlite3"/>
    <icon name="salient"/>
    <glob pattern="*{SUFFIX}" weight="80"/>
  </mime-type>
</mime-info>
"""
_DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Salient
GenericName=Front line viewer
Comment=Replay how a front line moved, offline
Exec={command} %F
Icon=salient
Terminal=false
Categories=Education;Geography;
MimeType={mime};
StartupNotify=true
"""


def xdg_data_home() -> Path:
    """Folder where the user's own programs and types of files are told of."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def is_associated(home: Path, data: Path) -> bool:
    """Whether session files are opened with this very Salient, as far as this folder says."""
    try:
        entry = (home / _ENTRY).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return (home / _TYPE).is_file() and entry == _entry(data)


def associate(home: Path, data: Path) -> list[str]:
    """Open session files with this Salient from now on.

    Parameters
    ----------
    home : Path
        As `xdg_data_home` gives it.
    data : Path
        The user's data folder; named in the entry when it is not the usual one.

    Returns
    -------
    list of str
        Sentences about what the desktop must still be told; empty when all is done.

    Raises
    ------
    ViewerError
        When this is no Linux, or a file cannot be written.
    """
    _need_linux()
    icon = (icons_dir() / "salient.svg").read_text(encoding="utf-8")
    for name, text in ((_TYPE, _XML), (_ENTRY, _entry(data)), (_ICON, icon)):
        _write(home / name, text)
    return _tell_desktop(home)


def dissociate(home: Path) -> list[str]:
    """Take `associate` back; does no harm when there is nothing to take back.

    Raises
    ------
    ViewerError
        When this is no Linux, or a file cannot be removed.
    """
    _need_linux()
    for name in (_TYPE, _ENTRY, _ICON):
        path = home / name
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _no_access(path, error) from error
    return _tell_desktop(home)


def _entry(data: Path) -> str:
    words = _program()
    if data != default_data_dir():
        words += ["--data-dir", str(data)]
    return _DESKTOP.format(command=" ".join(map(_quoted, words)), mime=MIME_TYPE)


def _program() -> list[str]:
    """How this Salient is started."""
    script = project_dir() / "main.py"
    if script.is_file():
        return [sys.executable, str(script)]
    installed = Path(sys.executable).with_name("salient")
    if installed.is_file():
        return [str(installed)]
    return [sys.executable, "-c", "import sys, viewer.cli; sys.exit(viewer.cli.main())"]


def _quoted(word: str) -> str:
    """A word as an entry's command has it: quoted, then escaped as every text of an entry."""
    inner = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return f'"{inner}"'.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n")


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", errors="surrogateescape")
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise _no_access(path, error) from error


def _tell_desktop(home: Path) -> list[str]:
    left = []
    for tool, folder in _TOOLS.items():
        program = shutil.which(tool)
        if not (home / folder).is_dir():
            continue
        if program is None:
            left.append(f"The program {tool} is missing: log in again, or install it.")
            continue
        try:
            subprocess.run(
                [program, str(home / folder)], check=True, capture_output=True, timeout=30
            )
        except (OSError, subprocess.SubprocessError):
            left.append(f"{tool} failed for {home / folder}: log in again, or run it by hand.")
    return left


def _need_linux() -> None:
    if sys.platform != "linux":
        raise ViewerError(
            "Session files cannot be given to Salient here: this system looks at .gpkg only, "
            "which belongs to every GeoPackage.",
            "Choose Salient with Open with, or drop the file on the window.",
        )


def _no_access(path: Path, error: OSError) -> ViewerError:
    return ViewerError(
        f"{path} cannot be changed: {error.strerror or error}.",
        "Free some space, or make the folder your own.",
        repr(error),
    )
