"""Check whether a session file is whole, and whether what it shows is here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viewer.core.annotations import Annotation
from viewer.loading.archive import open_read_only
from viewer.loading.sessions.carrying import Compared, compare_here
from viewer.loading.sessions.content import SnapshotUsed
from viewer.loading.sessions.opening import OpenedSession, open_session
from viewer.loading.sessions.schema import FORMAT_VERSION

_TOLD = 10


@dataclass
class SessionReport:
    """What a check found.

    Attributes
    ----------
    opened : OpenedSession
        The file as far as it could be read.
    problems : list of str
        What is wrong with the file.
    here : Compared
        Snapshots that this computer does not hold, or from other files.
    """

    opened: OpenedSession
    problems: list[str] = field(default_factory=list)
    here: Compared = field(default_factory=Compared)

    def as_dict(self) -> dict[str, Any]:
        """All of it as values that JSON knows."""
        content = self.opened.content
        return {
            "file": str(self.opened.path),
            "format_version": self.opened.format_version,
            "annotations": sum(isinstance(item, Annotation) for item in content.items),
            "slides": len(content.slides),
            "snapshots_shown": len(content.provenance),
            "snapshots_inside": len(content.snapshots),
            "problems": self.problems,
            "missing_here": [_words(used) for used in self.here.missing],
            "from_other_files_here": [_words(used) for used in self.here.differing],
        }

    def to_text(self) -> str:
        """The report to read."""
        told = self.as_dict()
        lines = [
            f"{told['file']}: format {told['format_version']}, "
            f"{_count(told['annotations'], 'annotation')}, {_count(told['slides'], 'slide')}, "
            f"shows {_count(told['snapshots_shown'], 'snapshot')}, "
            f"holds {told['snapshots_inside']} of them itself.",
            *(f"Problem: {problem}" for problem in self.problems),
        ]
        if not self.problems:
            lines.append("The file is whole: integrity, digest and all annotations are good.")
        for words, names in (
            ("Not in this computer's archives", told["missing_here"]),
            ("Here from another file than in the session", told["from_other_files_here"]),
        ):
            if names:
                more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
                lines.append(f"{words}: {', '.join(names[:_TOLD])}{more}.")
        return "\n".join(lines)


def check_session(path: Path, data: Path) -> SessionReport:
    """Check a session file from its pages to its annotations.

    Raises
    ------
    ViewerError
        When nothing of it can be read, or an archive here cannot.
    """
    opened = open_session(path)
    problems = list(opened.problems)
    if opened.format_version > FORMAT_VERSION:
        problems.append(
            f"A newer Salient wrote it (format {opened.format_version}, this one knows "
            f"{FORMAT_VERSION}): it opens read only."
        )
    with closing(open_read_only(path)) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
        except sqlite3.Error as error:
            found = [str(error)]
    problems += [f"The database is damaged: {text}." for text in found if text != "ok"]
    return SessionReport(opened, problems, compare_here(opened.content, data))


def _words(used: SnapshotUsed) -> str:
    return f"{used.source} {used.status} {used.date}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
