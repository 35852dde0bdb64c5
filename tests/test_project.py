"""What holds for the whole project."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from project_files import PROJECT
from PySide6.QtWidgets import QLabel

from viewer.cli import _COMMANDS
from viewer.paths import web_dir


def test_qt_does_not_lose_references_to_none(qapp: object) -> None:
    """PySide6 6.12.0 aborts after some thousand calls on Python 3.10 and 3.11."""
    label = QLabel()
    label.setText("x")
    before = sys.getrefcount(None)
    for _ in range(1000):
        label.setText("x")
    assert abs(sys.getrefcount(None) - before) < 100


def test_nothing_of_ours_writes_html_from_data() -> None:
    for path in web_dir().glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, path.name
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), path.name
        assert not re.search(r"setAttribute\(\s*[\"'](?:style|on)", text), path.name


def test_files_of_tests_have_names_of_their_own() -> None:
    """Of two with one name only the first would run."""
    names = [path.name for path in (PROJECT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_tests_wait_for_facts_and_not_for_time() -> None:
    pattern = re.compile(r"\btime\.sleep\(|\bqWait\(|\bqtbot\.wait\(")
    for path in (PROJECT / "tests").rglob("*.py"):
        if "benchmarks" not in path.parts and path != Path(__file__):
            assert not pattern.search(path.read_text(encoding="utf-8")), path.name


def test_the_start_script_knows_the_commands_that_need_no_screen() -> None:
    script = (PROJECT / "resources" / "dev.sh").read_text(encoding="utf-8")
    quiet = re.search(r"# These need no screen\.\n(.*?)\) ;;", script, re.DOTALL)
    assert quiet
    assert set(_COMMANDS) <= set(re.findall(r"[a-z]+", quiet[1]))


def test_the_source_says_nothing_with_print() -> None:
    for path in (PROJECT / "viewer").rglob("*.py"):
        assert not re.search(r"^\s*print\(", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_links_to_what_is_there() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", text):
        assert (PROJECT / target.partition("#")[0]).exists(), target
