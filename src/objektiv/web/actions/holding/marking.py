"""Marking by code: works and references come in, experts agree, mark, a third one settles.

The library distributes (`planning.assignment.distribute`), decides who is third and resolves
(`planning.marking.resolved`); here these become rows. An expert's page holds codes alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning import assignment
from objektiv.profiles import load_profile
from objektiv.russian import counted
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.tables import read_table
from objektiv.web.actions.letters import write
from objektiv.web.models import (
    Commission,
    MarkingRound,
    Organisation,
    Person,
    ProcedureDay,
    Recheck,
    Script,
    ScriptMark,
    Work,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import require
from objektiv.web.queries.holding.experts import leads
from objektiv.web.queries.holding.marking import agreement_of, top_of

S = MarkingRound.State
WORKS = ("работа", "работы", "работ")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is taken for something else


def require_leader(round_: MarkingRound, by: Person) -> None:
    """The leader of the commission, or who manages the place's experts."""
    if not leads(by, round_):
        require(by, "experts.manage", round_.commission.organisation)


def noted(round_: MarkingRound, verb: str, text: str, by: Person | None, **detail: Any) -> None:
    place = round_.commission.organisation
    log(f"marking.{verb}", round_, f"{text}: {round_.work.title}", by=by, at=place, **detail)


# --- Beginning, works, references ---------------------------------------------------------


def work_of_day(day: ProcedureDay, columns: Sequence[Sequence[Any]]) -> Work:
    """The work of a day that has no results yet, with the items that were named."""
    work, _ = Work.objects.get_or_create(
        procedure=day.procedure.kind,
        year=day.procedure.year,
        subject=day.subject,
        grade=day.grade or 0,
        variant_of="",
        defaults={"columns": [[str(code), int(most)] for code, most in columns]},
    )
    return work


@transaction.atomic
def start_round(
    commission: Commission,
    *,
    work: Work,
    columns: Sequence[Sequence[Any]],
    due: date,
    share: float,
    day: ProcedureDay | None = None,
    recheck: Recheck | None = None,
    by: Person,
) -> MarkingRound:
    """One work for one commission; a re-check brings its works with it."""
    require(by, "experts.manage", commission.organisation)
    if not columns:
        raise ValidationError({"items": "Назовите задания и баллы."})
    columns = [[str(code), int(most)] for code, most in columns]
    if recheck is not None:
        if recheck.outcome:
            raise ValidationError({"recheck": "Итог этой перепроверки уже записан."})
        if recheck.rounds.exclude(state=S.CLOSED).exists():
            raise ValidationError({"recheck": "Эта перепроверка уже идёт в другой комиссии."})
        columns = [[str(code), int(most)] for code, most in work.columns] or columns
    round_ = MarkingRound.objects.create(
        commission=commission,
        work=work,
        columns=columns,
        day=day,
        recheck=recheck,
        due=due,
        share=share,
        difference=load_profile(work.year).value("recheck.clear_difference"),
        made_by=by,
    )
    if recheck is not None:
        papers = [(one.school, one.class_name, one.pupil, one) for one in recheck.papers.all()]
        _add_scripts(round_, papers)
    noted(round_, "started", "Начата проверка", by, recheck=recheck.pk if recheck else 0)
    return round_


def _add_scripts(round_: MarkingRound, rows: Sequence[tuple[Any, str, str, Any]]) -> None:
    taken = set(round_.scripts.values_list("code", flat=True))
    made = []
    for school, class_name, pupil, paper in rows:
        code = _code(taken)
        made.append(
            Script(round=round_, code=code, school=school, class_name=class_name, pupil=pupil,
                   paper=paper)
        )  # fmt: skip
    Script.objects.bulk_create(made)


def _code(taken: set[str]) -> str:
    """A code that says nothing; new each time."""
    while (code := "".join(secrets.choice(LETTERS) for _ in range(5))) in taken:
        pass
    taken.add(code)
    return code


def bring_scripts(round_: MarkingRound, *, file: Incoming, by: Person) -> int:
    """The list of works: columns class, pupil (a code), and above a school also school.

    Raises ValidationError with every complaint; then nothing is kept.
    """
    from objektiv.analysis.columns import read_columns

    require_leader(round_, by)
    if round_.state != S.PREPARING:
        raise ValidationError("Работы уже распределены: список не меняют.")
    place = round_.commission.organisation
    table = read_table(file, read_columns)
    known = {key: column for key, *names in _HEADS for column in table.names
             if column.casefold().strip() in names}  # fmt: skip
    missing = [names[0] for key, *names in _HEADS
               if key not in known and (key != "school" or not place.is_school)]  # fmt: skip
    if missing:
        raise ValidationError(f"В таблице не хватает столбцов: {', '.join(missing)}.")
    texts = {key: table.texts(column).tolist() for key, column in known.items()}
    schools = _schools(place)
    rows, wrong = [], []
    for n, (name, pupil) in enumerate(
        zip(texts["class"], texts["pupil"], strict=True), start=table.first_row + 1
    ):
        said = texts["school"][n - table.first_row - 1] if "school" in texts else ""
        school = place if place.is_school else schools.get(assignment_key(said))
        if not any((name, pupil, said)):
            continue
        if school is None:
            wrong.append(f"Строка {n}: школы «{said}» здесь нет. Напишите название или логин.")
        elif not name or not pupil:
            wrong.append(f"Строка {n}: нужны класс и код участника.")
        else:
            rows.append((school, name, pupil, None))
    before = set(round_.scripts.values_list("school", "class_name", "pupil"))
    twice = [row for row in rows if (row[0].pk, row[1], row[2]) in before]
    if len({(row[0].pk, row[1], row[2]) for row in rows}) < len(rows) or twice:
        wrong.append("Одна и та же работа стоит в списке дважды.")
    if not rows and not wrong:
        wrong.append("В таблице нет ни одной работы.")
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        _add_scripts(round_, rows)
        noted(round_, "works", f"Внесён список, {counted(len(rows), *WORKS)}", by)
    return len(rows)


_HEADS = (
    ("school", "школа", "school"),
    ("class", "класс", "class"),
    ("pupil", "код", "код участника", "участник", "pupil"),
)


def assignment_key(text: str) -> str:
    return assignment.request.name_key(text)


def _schools(place: Organisation) -> dict[str, Organisation]:
    """Open schools at or below the place by every way of naming them."""
    found = {}
    for one in Organisation.objects.within(place.path).filter(
        kind=Organisation.Kind.SCHOOL, closed_on=None
    ):
        for name in (one.name, one.title, one.code):
            if name:
                found[assignment_key(name)] = one
    return found


@transaction.atomic
def add_reference(round_: MarkingRound, *, code: str, by: Person) -> Script:
    """A work that all members mark before the discussion; its paper is theirs already."""
    require_leader(round_, by)
    if round_.state != S.PREPARING:
        raise ValidationError("Эталонные работы добавляют до начала проверки.")
    code = code.strip()
    if round_.scripts.filter(code=code).exists():
        raise ValidationError({"code": "Такой код здесь уже есть."})
    script = Script.objects.create(round=round_, code=code, reference=True)
    members = round_.commission.members.all()
    ScriptMark.objects.bulk_create(
        ScriptMark(script=script, turn=0, expert=expert) for expert in members
    )
    write(
        [one.person for one in members.select_related("person")],
        "нужно оценить эталонную работу",
        f"{round_.commission}: перед обсуждением критериев оцените работу {code}.",
        reverse("my_marking"),
        kind=Kind.TERM,
    )
    noted(round_, "reference", f"Добавлена эталонная работа {code}", by)
    return script


@transaction.atomic
def discuss(
    round_: MarkingRound, *, agreed: str, points: dict[int, list[int]], by: Person
) -> MarkingRound:
    """The decision after the joint discussion: points of the references, what was agreed on."""
    require_leader(round_, by)
    if round_.state != S.PREPARING:
        raise ValidationError("Проверка уже идёт: решение записывают до неё.")
    for script in round_.scripts.filter(reference=True, pk__in=points):
        script.agreed = checked_points(round_, points[script.pk])
        script.save(update_fields=["agreed"])
    round_.agreed, round_.discussed_by, round_.discussed_at = agreed.strip(), by, timezone.now()
    round_.agreement = agreement_of(round_).numbers
    round_.save()
    noted(round_, "discussed", "Обсуждены критерии", by, agreement=round_.agreement)
    return round_


def checked_points(round_: MarkingRound, points: Sequence[int]) -> list[int]:
    top = top_of(round_)
    if len(points) != len(top) or not all(
        0 <= one <= most for one, most in zip(points, top, strict=True)
    ):
        raise ValidationError("Баллы — целые числа не больше наибольшего за задание.")
    return list(points)
