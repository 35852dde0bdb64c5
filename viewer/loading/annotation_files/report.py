"""What came out of reading or writing annotations."""

from __future__ import annotations

from dataclasses import dataclass, field

from viewer.core.annotations import Annotation, Group


@dataclass
class ReadAnnotations:
    """Annotations of a file, and what could not be read.

    Attributes
    ----------
    annotations, groups : list
        What is good.
    problems : list of str
        Sentences with the number of the feature.
    """

    annotations: list[Annotation] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class WrittenAnnotations:
    """How many were written, and what the format could not hold.

    Attributes
    ----------
    count : int
        Annotations in the file.
    left_out : list of str
        Sentences.
    """

    count: int = 0
    left_out: list[str] = field(default_factory=list)
