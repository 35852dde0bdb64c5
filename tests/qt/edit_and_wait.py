"""A window that draws two annotations, says when they are on the disk, and waits to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from viewer.app import make_application
from viewer.core.annotations import Annotation, Kind
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.qt.main_window import MainWindow
from viewer.qt.settings import open_settings

app = make_application()
data = Path(sys.argv[1])
window = MainWindow(Session(load_sectors()), data, open_settings(data))
store = window.session.annotations
for number in (1, 2):
    one = Annotation(f"{number:032x}", Kind.POINT, (36.0 + number, 48.0), title=f"Point {number}")
    store.edit(f"draw point {number}", {one.id: one})
window.files.journal.wait()
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.read()
