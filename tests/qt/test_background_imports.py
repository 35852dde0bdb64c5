"""What works in the background brings in no classes of Qt: that can lock it and the window."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from project_files import PROJECT

CHILD = """
import json, sys, threading
from pathlib import Path
from types import SimpleNamespace

from viewer.core.sectors import load_sectors
from viewer.errors import ViewerError
{imports}

asked = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            asked.append(name)
        return None

data, sectors = Path({data!r}), load_sectors()
window = SimpleNamespace(data=data, session=SimpleNamespace(sectors=sectors, compare=None))

def work():
    try:
        {call}
    except ViewerError:
        pass  # there is no archive; all is imported before that is known

sys.meta_path.insert(0, Watch())
thread = threading.Thread(target=work)
thread.start()
thread.join()
sys.stdout.write(json.dumps(asked))
"""
WORKS = {
    "ledger": (
        "from viewer.qt.ledger_loader import LedgerLoader",
        "LedgerLoader._work(SimpleNamespace(_window=window), 'deepstate', 'ru_held', "
        "lambda *_: None, lambda: False)",
        "viewer.loading.ledger_cache",
    ),
    "difference": (
        "from viewer.qt.difference_choice import Pair\n"
        "from viewer.qt.difference_panel import DifferencePanel, Request",
        "DifferencePanel._find_figures(SimpleNamespace(_window=window, "
        "_session=window.session), Request(Pair('deepstate', 'uacontrolmap', 'ru_held'), "
        "False, ()), lambda *_: None)",
        "viewer.loading.differing",
    ),
}


@pytest.mark.parametrize("work", WORKS)
def test_the_background_imports_no_classes_of_qt(work: str, tmp_path: object) -> None:
    imports, call, wanted = WORKS[work]
    ran = subprocess.run(
        [sys.executable, "-c", CHILD.format(imports=imports, call=call, data=str(tmp_path))],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=PROJECT,
    )
    asked = json.loads(ran.stdout)
    assert wanted in asked  # it is indeed the background that imports
    bad = [name for name in asked if name.startswith(("PySide6", "pyqtgraph", "viewer.qt"))]
    assert bad == []
