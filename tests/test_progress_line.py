"""The line that says how far a command is."""

from __future__ import annotations

import io
import sys

import pytest

from viewer.progress_line import QUIET_S, ProgressLine


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds() -> list[float]:
    """The time; a test moves it."""
    return [10.0]


def test_quick_work_says_nothing(monkeypatch: pytest.MonkeyPatch, seconds: list[float]) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with ProgressLine(lambda: seconds[0]) as tell:
        tell(1, 2, "Held")
        seconds[0] += QUIET_S
        tell(2, 2, "Held")
    assert screen.getvalue() == ""


def test_long_work_says_how_far_it_is_and_clears_the_line(
    monkeypatch: pytest.MonkeyPatch, seconds: list[float]
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)

    def work() -> None:
        with ProgressLine(lambda: seconds[0]) as tell:
            tell.title = "Ledger"
            seconds[0] += QUIET_S + 0.1
            tell(64, 105, "Gained and lost")
            tell(0, 0, "x" * 200)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    lines = screen.getvalue().split("\r\x1b[K")
    assert lines[1] == " 60 %  Ledger: Gained and lost"
    assert len(lines[2]) < 80
    assert lines[3:] == [""]


def test_a_file_gets_no_progress(monkeypatch: pytest.MonkeyPatch, seconds: list[float]) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with ProgressLine(lambda: seconds[0]) as tell:
        seconds[0] += 60
        tell(1, 2, "Held")
    assert file.getvalue() == ""
