"""What came out of a file of another system: tasks, and everything that did not come over."""

from __future__ import annotations

from dataclasses import dataclass

from objektiv.tasks.model import Task

LARGEST = 20_000_000  # bytes of a file as it is brought
UNPACKED = 100_000_000  # bytes of a package's parts in all
MOST = 2_000  # tasks of one file


@dataclass(frozen=True)
class Found:
    """One question that was read; `notes`: what of it was lost or needs a look."""

    where: str
    task: Task
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brought:
    """All of a file. `refused`: a Russian sentence for each question that was not read."""

    form: str  # "moodle" or "qti"
    found: tuple[Found, ...]
    refused: tuple[str, ...]


class ExchangeRefused(ValueError):
    """The file is not read at all; its text is a Russian sentence."""


class QuestionRefused(ValueError):
    """One question is not read; its text is a Russian sentence without its name."""
