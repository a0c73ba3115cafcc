"""What is printed of a paper: variants for pupils, answer forms, key and criteria for markers."""

from __future__ import annotations

from dataclasses import dataclass

from objektiv.tasks.model import KINDS, Task, key_of, rights_of, shown_order

LETTERS = "АБВГДЕЖИКЛМН"
FORM_LINES = 12  # of an open answer, on the form


@dataclass(frozen=True)
class PaperVariant:
    label: str  # «Вариант 1»
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Paper:
    """One paper with its variants. `note` stands under the heading: «Демонстрационный вариант»."""

    title: str
    organisation: str
    about: str  # «Математика, 5 класс»
    minutes: int  # 0: as long as it takes
    variants: tuple[PaperVariant, ...]
    note: str = ""
    instruction: str = ""


@dataclass(frozen=True)
class Line:
    """One answer offered, or one row of a matching: its mark and its text."""

    mark: str
    text: str


def offered(task: Task) -> tuple[list[Line], list[Line]]:
    """What is printed under the text: options, or the two columns of a matching.

    >>> left, right = offered(Task("?", "match"))
    >>> left, right
    ([], [])
    """
    if task.kind in ("choice", "choices"):
        return [Line(f"{n})", one.text) for n, one in enumerate(task.options, 1)], []
    if task.kind == "order":
        return [Line(f"{n})", one.text) for n, one in enumerate(shown_order(task), 1)], []
    if task.kind == "match":
        lefts = [one.left for one in task.pairs if one.left]
        return (
            [Line(f"{LETTERS[n]})", one) for n, one in enumerate(lefts)],
            [Line(f"{n})", one) for n, one in enumerate(rights_of(task), 1)],
        )
    return [], []


ASKED = {
    "choice": "Запишите номер верного ответа.",
    "choices": "Запишите номера всех верных ответов по возрастанию.",
    "short": "Запишите ответ.",
    "number": "Запишите ответ числом.",
    "match": "Для каждой буквы запишите номер. Ответ — номера в порядке букв.",
    "order": "Запишите номера в верном порядке.",
    "open": "Запишите решение и ответ на бланке.",
}


@dataclass(frozen=True)
class Key:
    """A line of the key: number, answer, points, level, what is marked by criteria."""

    number: int
    answer: str
    points: int
    level: str
    skills: str
    kind: str


def keys(variant: PaperVariant) -> list[Key]:
    return [
        Key(n, key_of(one), one.points, one.level, ", ".join(one.skills), KINDS[one.kind])
        for n, one in enumerate(variant.tasks, 1)
    ]
