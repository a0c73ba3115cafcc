"""The evaluation sheet of ВСОКО as a paper: both sides, sums in words under the table."""

from __future__ import annotations

from itertools import groupby

from django.utils import timezone

from objektiv.documents import office
from objektiv.profiles import evaluation_rules
from objektiv.web.models import EvaluationSheet
from objektiv.web.queries.evaluation import Line, criteria_in, lines_of
from objektiv.web.queries.sheets import head_of, head_signature


def evaluation_sheet(sheet: EvaluationSheet) -> office.Evaluation:
    """The form of ВСОКО with both sides; the sums stand in words under the table."""
    lines = lines_of(sheet, criteria_in(sheet), {})
    rules = evaluation_rules()
    sides = [
        (name, sum(one.score for line in lines if (one := getattr(line, side))))
        for name, side in (("самооценка", "own"), ("оценка муниципалитета", "above"))
        if any(getattr(line, side) for line in lines)
    ]
    highest = rules.highest * len(lines)
    total = ", ".join(f"{name} {score} из {highest}" for name, score in sides)
    assessed = sheet.assessed_by.initials if sheet.assessed_by else ""
    return office.Evaluation(
        **head_of(sheet.school),
        registered="",
        title=rules.title,
        year=f"{sheet.school_year} учебный год",
        sections=tuple(
            office.JudgedSection(title=title, criteria=tuple(_judged(one) for one in group))
            for title, group in groupby(lines, key=lambda line: line.criterion.section)
        ),
        total=f"Всего баллов: {total}." if total else "",
        signatures=(
            *head_signature(sheet.school, timezone.localdate()),
            office.Signature(role="Оценку провёл", name=assessed),
        ),
    )


def _judged(line: Line) -> office.Judged:
    own, above = line.own, line.above
    evidence = [own.ground, *(file.name for file in own.files.all())] if own else []
    if own and own.link.startswith("http"):
        evidence.append(own.link)
    return office.Judged(
        number=line.number,
        text=line.criterion.text,
        own=str(own.score) if own else "",
        evidence="\n".join(filter(None, evidence)),
        above=str(above.score) if above else "",
        comment=above.ground if above else "",
    )
