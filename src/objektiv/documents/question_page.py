"""A page with one question: its answer first, then pictures, what it means, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import objektiv
from objektiv import russian
from objektiv.charts import Chart
from objektiv.documents.frame import drawn, render
from objektiv.profiles import Profile
from objektiv.schema import Table

NAMES = 12  # files that are named
_STATUS = {"official": "официальный", "secondary": "вторичный источник", "house": "своё решение"}


@dataclass(frozen=True)
class Section:
    """One part of the answer: pictures with what helps to read them, then words."""

    code: str
    title: str
    lines: tuple[str, ...] = ()
    charts: tuple[tuple[Chart, str], ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class QuestionPage:
    """Everything a page says; texts are Russian sentences."""

    title: str
    kind: str  # after the product's name: «измерение»
    answer: str
    meaning: tuple[str, ...]
    steps: tuple[str, ...]
    sections: tuple[Section, ...]
    source: tuple[tuple[str, str], ...]  # label, value
    footer: str
    version: str = ""


def question_html(page: QuestionPage) -> str:
    """The whole page, self-contained; the same content gives the same text.

    >>> empty = QuestionPage("Измерение", "измерение", "Ответ.", (), (), (), (), "Конец.")
    >>> "Ответ." in question_html(empty)
    True
    """
    return render(
        "question.html.jinja",
        title=page.title,
        version=page.version,
        page=page,
        sections=[
            {
                "code": section.code,
                "title": section.title,
                "lines": section.lines,
                "tables": section.tables,
                "figures": [
                    {"chart": chart, "hint": hint, "svg": drawn(chart, section.code)}
                    for chart, hint in section.charts
                ],
            }
            for section in page.sections
            if section.lines or section.charts or section.tables
        ],
    )


def source_lines(files: Sequence[str], profile: Profile) -> tuple[tuple[str, str], ...]:
    """«Откуда это»: files, profile, program."""
    lines = [
        ("Профиль порогов", f"{profile.name}, версия {profile.version}"),
        ("Программа", f"Объектив {objektiv.__version__}"),
    ]
    if files:
        named = russian.enumeration(list(files), NAMES, ("файл", "файла", "файлов"))
        lines.insert(0, ("Прочитанные файлы", named))
    return tuple(lines)


def threshold_lines(profile: Profile, *names: str) -> tuple[tuple[str, str], ...]:
    """«Порог»: value, note, source and status of each threshold of these names."""
    return tuple(
        (
            "Порог",
            f"{russian.quantity(one.value, 3)} — {one.note or name}. Источник: {one.source} "
            f"({_STATUS.get(one.status, one.status)}).",
        )
        for name, one in profile.thresholds.items()
        if name.startswith(names)
    )
