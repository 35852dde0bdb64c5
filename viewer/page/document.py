"""The map page: made by folium, without a CDN, without inline script or style.

folium takes half a second to import, so the build makes the page and ships it (`write_page`); one
that is missing or made by other code is made at run time and kept, see `cached_page`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import zlib
from pathlib import Path
from typing import Any

from viewer.paths import vendor_dir, web_dir

BASE = "salient://local"
PAGE_FILES = ("index.html", "map.js", "map.css")

STYLESHEETS = (f"{BASE}/vendor/leaflet/leaflet.css", f"{BASE}/map.css", f"{BASE}/web/style.css")
SCRIPTS = (f"{BASE}/qwebchannel.js", f"{BASE}/map.js")
MODULES = (f"{BASE}/web/main.js",)
START = "start.json"
"""Messages of the first picture, which the page fetches before the channel is open."""
FETCHED = (f"{BASE}/basemap/map.json", f"{BASE}/basemap/map_coarse.bin", f"{BASE}/{START}")
LATE_MODULES = (
    *("events.js", "hover.js", "labels.js", "places.js", "water_names.js"),
    *("compare.js", "ground.js", "scale.js", "swipe.js", "turned.js", "twin.js", "words.js"),
)

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(?P<body>.*?)</style>", re.DOTALL)
_LINK = re.compile(r"""(?:src|href)\s*=\s*["']([^"']*)["']""")


def build_page() -> dict[str, str]:
    """Make the page with folium and split it into files that a strict CSP allows.

    Returns
    -------
    dict
        Text of each of `PAGE_FILES`.

    Raises
    ------
    ValueError
        If anything in the page would be fetched from outside `BASE`.
    """
    from viewer.page.elements import OfflineMap

    figure = OfflineMap().get_root()
    html = figure.render()
    scripts: list[str] = []
    styles: list[str] = []

    def take_script(match: re.Match[str]) -> str:
        if "src=" in match["attributes"]:
            return match[0]
        scripts.append(match["body"])
        return ""

    def take_style(match: re.Match[str]) -> str:
        styles.append(match["body"])
        return ""

    html = _STYLE.sub(take_style, _SCRIPT.sub(take_script, html))
    head = "".join(f'<link rel="stylesheet" href="{url}">' for url in STYLESHEETS)
    head += "".join(f'<link rel="modulepreload" href="{url}">' for url in _module_urls())
    head += "".join(
        f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{url}">' for url in FETCHED
    )
    tail = "".join(f'<script src="{url}"></script>' for url in SCRIPTS)
    tail += "".join(f'<script type="module" src="{url}"></script>' for url in MODULES)
    html = html.replace("</head>", f"<title>Salient</title>{head}</head>", 1)
    html = html.replace("</body>", f"</body>{tail}", 1)
    for url in _LINK.findall(html):
        if not url.startswith(BASE + "/"):
            raise ValueError(f"the page would fetch {url!r} from outside {BASE}")
    return {"index.html": html, "map.js": "\n".join(scripts), "map.css": "\n".join(styles)}


def _module_urls() -> list[str]:
    """Addresses of the modules that the first picture needs: fetched at once, not in a chain."""
    names = sorted(path.name for path in web_dir().glob("*.js"))
    return [f"{BASE}/web/{name}" for name in names if name not in LATE_MODULES]


def page_key() -> str:
    """Checksum of all that decides what `build_page` gives, made without importing folium.

    It is the same on every machine, so that a page made by the build is known again.
    """
    parts = [" ".join(_module_urls()).encode()]
    parts += [
        (Path(__file__).parent / name).read_bytes() for name in ("document.py", "elements.py")
    ]
    for maker in ("folium", "branca"):
        found = importlib.util.find_spec(maker)
        if found is not None and found.origin is not None:
            parts.append(Path(found.origin).with_name("_version.py").read_bytes())
    whole = b"\0".join(parts)
    return f"{len(whole):x}-{zlib.crc32(whole):08x}"


def write_page(folder: Path) -> Path:
    """Make the page and write it into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made if missing.

    Returns
    -------
    Path
        The file; its name tells what the page was made from.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    path = folder / _file_name()
    _write(path, build_page())
    return path


def cached_page(cache: Path) -> dict[str, str]:
    """Return the page that the build made, else the one kept from before, else make it now.

    Parameters
    ----------
    cache : Path
        Folder for things that can be made again; made if missing. When it cannot be written, the
        page is still returned.
    """
    name = _file_name()
    for folder in (vendor_dir() / "page", cache):
        kept = _read(folder / name)
        if kept is not None:
            return kept
    page = build_page()
    try:
        _write(cache / name, page)
    except OSError as error:
        import logging

        logging.getLogger(__name__).info("the page is not cached: %s", error)
    return page


def _file_name() -> str:
    return f"page-{page_key()}.json"


def _write(path: Path, page: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(page), encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> dict[str, str] | None:
    try:
        page: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(page, dict) and all(isinstance(page.get(n), str) for n in PAGE_FILES)
    return page if whole else None
