"""How Chromium is set up: quiet, without addresses, and sparing with memory; import this first.

Chromium's processes inherit the environment, so it must be set before the QApplication is made.
"""

from __future__ import annotations

import os
import sys

QUIET = "--log-level=3"
SCRIPT_FLAGS = ",".join(
    (
        # MB; else what the start throws away leaves 16 MB of empty space in the page's process.
        "--js-flags=--max-semi-space-size=1",
        # As far as can be told from outside: few cores give the page's process three threads for
        # all work in the background. Compilers in three of them can wait for the collection of
        # garbage, which the main thread is to do, while that waits for a font, which a fourth would
        # have to ask for: the map would stop for ever. Two threads of compilers leave one free.
        "--no-concurrent-sparkplug",
        "--concurrent-maglev-max-threads=1",
        "--concurrent-turbofan-max-threads=1",
    )
)
NO_ADDRESSES = '--host-resolver-rules="MAP * ~NOTFOUND"'
"""Neither policy nor interceptor sees a preconnect: without any address there is nothing to connect
to."""
MMAP_FROM_BYTES = 2 * 2**20
"""Between a tile and a picture of the map. Said aloud it stays so; else glibc lifts it to the size
of the first picture that is freed, and what is freed from then on is not given back."""


def prepare_chromium() -> None:
    """Set the environment of Chromium's processes; what the user has set there stays in force.

    Only the rule against addresses comes last and so cannot be undone.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium refuses its sandbox as root; for everybody else it stays on.
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join((QUIET, SCRIPT_FLAGS, flags, NO_ADDRESSES))
    if sys.platform == "linux":
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(MMAP_FROM_BYTES))
