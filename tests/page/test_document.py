"""The page that folium makes: from our own scheme alone, nothing inline, made once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from viewer.page import document
from viewer.page.document import (
    BASE,
    PAGE_FILES,
    build_page,
    cached_page,
    page_key,
    write_page,
)


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build that has made no page yet."""
    folder = tmp_path / "vendor"
    monkeypatch.setattr(document, "vendor_dir", lambda: folder)
    return folder


@pytest.fixture(scope="module")
def page() -> dict[str, str]:
    return build_page()


def test_all_files_of_the_page_are_there(page: dict[str, str]) -> None:
    assert set(page) == set(PAGE_FILES)
    assert "window.theMap" in page["map.js"]
    assert "L.map(" in page["map.js"]


def test_nothing_comes_from_elsewhere(page: dict[str, str]) -> None:
    html = page["index.html"]
    links = re.findall(r"""(?:src|href)\s*=\s*["']([^"']*)["']""", html)
    assert links
    assert all(link.startswith(f"{BASE}/") for link in links)
    for text in page.values():
        bare = text.replace(BASE, "")
        assert not re.search(r"(?:https?|wss?|ftp|file):|//cdn|@import|url\(", bare)


def test_nothing_is_inline(page: dict[str, str]) -> None:
    html = page["index.html"]
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        assert "src=" in attributes
        assert not body.strip()
    assert "<style" not in html
    assert not re.search(r"""\s(?:style|on\w+)\s*=""", html)


def test_what_leads_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "SCRIPTS", ("https://cdn.example/leaflet.js",))
    with pytest.raises(ValueError, match=r"cdn\.example"):
        build_page()


def test_the_page_of_the_build_is_used(
    vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page(vendor / "page")
    assert [file.name for file in path.parent.iterdir()] == [f"page-{page_key()}.json"]
    monkeypatch.setattr(document, "build_page", lambda: pytest.fail("made again"))
    assert cached_page(tmp_path / "cache") == json.loads(path.read_text(encoding="utf-8"))
    assert not (tmp_path / "cache").exists()


def test_a_page_made_by_other_code_is_not_used(
    vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page(vendor / "page")
    path.write_text(json.dumps(dict.fromkeys(PAGE_FILES, "old")), encoding="utf-8")
    monkeypatch.setattr(document, "LATE_MODULES", (*document.LATE_MODULES, "fronts.js"))
    assert path.name != f"page-{page_key()}.json"
    assert cached_page(tmp_path / "cache")["index.html"] != "old"


def test_the_key_follows_the_version_of_folium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page_key()
    (tmp_path / "folium").mkdir()
    (tmp_path / "folium" / "__init__.py").touch()
    (tmp_path / "folium" / "_version.py").write_text("version = 'another'", encoding="ascii")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "folium", raising=False)
    assert page_key() != before


def test_the_page_is_made_once(
    vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = cached_page(tmp_path / "cache")
    monkeypatch.setattr(document, "build_page", lambda: pytest.fail("made again"))
    assert cached_page(tmp_path / "cache") == made
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"page-{page_key()}.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"index.html": 7}', '{"index.html": ""}'])
def test_a_damaged_cache_is_made_again(vendor: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / f"page-{page_key()}.json"
    path.write_text(text, encoding="utf-8")
    assert set(cached_page(tmp_path)) == set(PAGE_FILES)
    assert set(json.loads(path.read_text(encoding="utf-8"))) == set(PAGE_FILES)


def test_a_cache_that_cannot_be_written_does_no_harm(vendor: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert set(cached_page(blocked)) == set(PAGE_FILES)


def test_a_start_with_a_kept_page_imports_no_folium_and_nothing_heavy(tmp_path: Path) -> None:
    """Start-up is quick only while nothing heavy is imported; one process proves it."""
    cached_page(tmp_path)
    heavy = ("folium", "branca", "numpy", "pandas", "shapely", "pyproj", "pyogrio", "jinja2")
    code = (
        "import sys, pathlib, viewer.app, viewer.cli;"
        "from viewer.page.document import cached_page;"
        f"cached_page(pathlib.Path({str(tmp_path)!r}));"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
