"""Existing plans, letters, recommendations and protocols in, for a person to check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused
from objektiv.russian import counted, enumeration
from objektiv.schema import SchoolYear

if TYPE_CHECKING:
    from objektiv.documents.reading import ReadPlan


def read_plan_file(file: Path, out: Path | None = None, year: int | None = None) -> ReadPlan:
    """Read a document (DOCX, ODT, TXT) into measures; `out`: also write them as JSON.

    `year`: the calendar year in which the school year begins, where the document names none.
    Raises `Refused` with what is wrong and what to do.
    """
    from objektiv.documents.reading import read_plan
    from objektiv.protocols import Refused as Unreadable

    try:
        plan = read_plan(file, SchoolYear(year) if year else None)
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None
    if out is not None:
        with whole_file(out) as draft:
            text = json.dumps(plan.as_json(), ensure_ascii=False, indent=2)
            draft.write_text(text + "\n", encoding="utf-8")
    return plan


def plan_words(plan: ReadPlan) -> tuple[str, ...]:
    """What was understood, in sentences: what a person should look at."""
    measures = [one for section in plan.sections for one in section.measures]
    if not measures:
        return ("Мероприятий не найдено: весь текст записан в «rest». Проверьте документ.",)
    found = (
        f"Прочитано: {counted(len(measures), 'мероприятие', 'мероприятия', 'мероприятий')}, "
        f"{counted(len(plan.sections), 'раздел', 'раздела', 'разделов')}."
    )
    without = [
        name
        for name, missing in (
            ("срока", sum(one.due.kind == "none" for one in measures)),
            ("ответственных", sum(not one.responsible for one in measures)),
        )
        for name in ([f"{name} — {missing}"] if missing else [])
    ]
    sentences = [found]
    if without:
        sentences.append(f"Нет {enumeration(without)}.")
    if not plan.school_year:
        sentences.append("Учебный год не назван: укажите --year, тогда у месяцев будут даты.")
    return (*sentences, *plan.questions)
