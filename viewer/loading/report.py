"""What an import did: one line per snapshot or problem, with file and reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

_LISTED = 8
_DAYS_ASKED = 3
NO_DAY = "does not say which day it shows; put the day into its name, as in front_20240801"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d) (\w+)")


class Action(StrEnum):
    """What was done about one file, row or day."""

    IMPORTED = "imported"
    ALREADY_THERE = "already_there"
    SKIPPED = "skipped"
    REPAIRED = "repaired"
    WARNED = "warned"
    NOTED = "noted"

    @property
    def words(self) -> str:
        """The action in words."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Problem:
    """One line of the report.

    Attributes
    ----------
    file : str
        File as the user knows it; a member of a container as ``container: member``.
    row : str
        Date, row or layer inside the file; empty when the whole file is meant.
    reason : str
        One clause in words, the same for the same cause so that lines can be grouped.
    action : Action
        What was done.
    """

    file: str
    row: str
    reason: str
    action: Action

    def as_dict(self) -> dict[str, str]:
        """As plain text values, for JSON."""
        return {
            "file": self.file,
            "row": self.row,
            "action": str(self.action),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class NeedsAnswer:
    """What the program cannot know about a vector file and has to ask.

    Attributes
    ----------
    file : str
        The file as the user knows it; the first of them when several wait for the same answer.
    paths : tuple of str
        The files or containers to import again, with the answers as options.
    wants_source, wants_status, wants_date_field, wants_date : bool
        What is missing: ``wants_date`` means the day itself, when no column holds it.
    date_fields : tuple of str
        Columns that hold dates, the likeliest first; empty when none does.
    fields : tuple of str
        All columns.
    suggested_source : str
        A name made from the file name.
    """

    file: str
    paths: tuple[str, ...]
    wants_source: bool
    wants_status: bool
    wants_date_field: bool
    date_fields: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    suggested_source: str = ""
    wants_date: bool = False

    @property
    def path(self) -> str:
        """The first of the paths."""
        return self.paths[0]

    @property
    def label(self) -> str:
        """The file, and how many more there are."""
        more = len(self.paths) - 1
        return f"{self.file} and {more} more" if more else self.file

    def joined(self, other: NeedsAnswer) -> NeedsAnswer | None:
        """Put two questions together when one answer settles both, else give None."""
        if self.wants_date or replace(other, file=self.file, paths=self.paths) != self:
            return None
        return replace(self, paths=tuple(dict.fromkeys((*self.paths, *other.paths))))

    def sentence(self) -> str:
        """Say what is missing and what to type on the command line."""
        missing, options = [], []
        if self.wants_source:
            missing.append("who drew it")
            options.append(f"--source {self.suggested_source or 'NAME'}")
        if self.wants_status:
            missing.append("what its polygons assert")
            options.append("--status ru_held|ua_held_in_ru|contested|claimed")
        if self.wants_date_field:
            missing.append("which column holds the date")
            options.append(f"--date-field {'|'.join(self.date_fields) or 'COLUMN'}")
        if self.wants_date:
            missing.append("which day it shows")
            options.append("--date YYYY-MM-DD")
        return (
            f"{self.label}: cannot tell {' and '.join(missing)}; say it with {' '.join(options)}."
        )

    def as_dict(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return {
            "file": self.file,
            "paths": list(self.paths),
            "wants_source": self.wants_source,
            "wants_status": self.wants_status,
            "wants_date_field": self.wants_date_field,
            "wants_date": self.wants_date,
            "date_fields": list(self.date_fields),
            "fields": list(self.fields),
            "suggested_source": self.suggested_source,
            "sentence": self.sentence(),
        }


@dataclass
class ImportReport:
    """Everything that one import did.

    Attributes
    ----------
    problems : list of Problem
        In the order of the files; imported snapshots are lines of their own.
    questions : list of NeedsAnswer
        Vector files that wait for an answer; nothing of them was imported.
    changed : list of str
        Ids of the sources whose archive was written.
    files : int
        Files looked at, members of containers included.
    cancelled : bool
        True when the user stopped it; then no archive was touched.
    """

    problems: list[Problem] = field(default_factory=list)
    questions: list[NeedsAnswer] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    files: int = 0
    cancelled: bool = False

    def add(self, file: str, row: str, reason: str, action: Action) -> None:
        """Add one line."""
        self.problems.append(Problem(file, row, reason, action))

    def ask(self, question: NeedsAnswer) -> None:
        """Add a question, or put it together with an equal one; many days are not asked for."""
        if question.wants_date and sum(q.wants_date for q in self.questions) >= _DAYS_ASKED:
            self.add(question.file, "", NO_DAY, Action.SKIPPED)
            return
        for index, earlier in enumerate(self.questions):
            joined = earlier.joined(question)
            if joined is not None:
                self.questions[index] = joined
                return
        self.questions.append(question)

    def count(self, action: Action) -> int:
        """How many lines carry that action."""
        return sum(problem.action is action for problem in self.problems)

    def of(self, *actions: Action) -> list[Problem]:
        """Pick the lines that carry one of the actions."""
        return [problem for problem in self.problems if problem.action in actions]

    @property
    def imported(self) -> int:
        """Number of snapshots that went into an archive."""
        return self.count(Action.IMPORTED)

    @property
    def already_there(self) -> int:
        """Number of snapshots that the archive had already."""
        return self.count(Action.ALREADY_THERE)

    @property
    def skipped(self) -> int:
        """Number of files or days that were left out."""
        return self.count(Action.SKIPPED)

    @property
    def repaired(self) -> int:
        """Number of repairs."""
        return self.count(Action.REPAIRED)

    @property
    def warned(self) -> int:
        """Number of warnings."""
        return self.count(Action.WARNED)

    def headline(self) -> str:
        """One line: the counts."""
        if self.cancelled:
            return "Import cancelled; the archives are as they were."
        parts = [
            f"{self.imported} snapshot{'s' * (self.imported != 1)} imported",
            f"{self.already_there} already there",
            f"{self.skipped} skipped",
            f"{self.repaired} repaired",
            f"{self.warned} warning{'s' * (self.warned != 1)}",
        ]
        return f"{', '.join(parts)} ({self.files} file{'s' * (self.files != 1)})."

    def to_text(self) -> str:
        """Write the report for people: the counts, then what to know, grouped by reason."""
        lines = [self.headline()]
        for action in (Action.SKIPPED, Action.REPAIRED, Action.WARNED, Action.NOTED):
            for reason, problems in _grouped(self.of(action)):
                lines.append(f"  {action.words}: {reason}: {_places(problems)}")
        lines += [f"  question: {question.sentence()}" for question in self.questions]
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        """Write the report for machines: one JSON object with a fixed set of keys."""
        counts = Counter(str(problem.action) for problem in self.problems)
        document = {
            "counts": {str(action): counts.get(str(action), 0) for action in Action},
            "files": self.files,
            "cancelled": self.cancelled,
            "changed": self.changed,
            "problems": [problem.as_dict() for problem in self.problems],
            "questions": [question.as_dict() for question in self.questions],
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _grouped(problems: Iterable[Problem]) -> list[tuple[str, list[Problem]]]:
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.reason, []).append(problem)
    return list(groups.items())


def _places(problems: list[Problem]) -> str:
    if len(problems) == 1 and problems[0].row:
        return f"{problems[0].file}, {problems[0].row}"
    places = list(dict.fromkeys(problem.row or problem.file for problem in problems))
    if len(places) <= _LISTED:
        return ", ".join(places)
    days = [_DAY.fullmatch(place) for place in places]
    statuses = {day.group(2) for day in days if day}
    if all(days) and len(statuses) == 1:
        dates = sorted(day.group(1) for day in days if day)
        return f"{len(dates)} days, {dates[0]} .. {dates[-1]}, {statuses.pop()}"
    return f"{len(places)} times, first {', '.join(places[:3])}"
