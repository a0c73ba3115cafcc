"""Evaluation sheets: criteria of a year, self-assessment, assessment from above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import Criterion, evaluation_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    EvaluationFile,
    EvaluationForm,
    EvaluationScore,
    EvaluationSheet,
    Organisation,
    Person,
    SchoolYear,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require
from objektiv.web.queries.evaluation import criteria_in, criteria_of
from objektiv.web.queries.evaluation_facts import Fact

Side, S = EvaluationScore.Side, EvaluationSheet.State


@transaction.atomic
def start_sheet(school: Organisation, year: SchoolYear, *, by: Person) -> EvaluationSheet:
    """The school's sheet of the year; begun once."""
    require(by, "evaluation.fill", school)
    sheet, new = EvaluationSheet.objects.get_or_create(school=school, school_year=year)
    if new:
        log("evaluation.started", sheet, f"Начат {str(sheet).lower()}", by=by, at=school)
    return sheet


def side_of(sheet: EvaluationSheet) -> Any:
    """Whose turn it is: the school fills in, then it is looked at from above."""
    return Side.SCHOOL if sheet.state == S.FILLING else Side.ABOVE


def _turn(sheet: EvaluationSheet, by: Person) -> None:
    rule = "evaluation.fill" if sheet.state == S.FILLING else "evaluation.assess"
    require(by, rule, sheet.school)
    if sheet.state == S.ASSESSED:
        raise ValidationError("Лист оценён, его не изменяют.")


def _criterion(sheet: EvaluationSheet, code: str) -> Criterion:
    found = next((one for one in criteria_in(sheet) if one.code == code), None)
    if found is None:
        raise ValidationError("Такого критерия в листе нет.")
    return found


def give_score(
    sheet: EvaluationSheet,
    code: str,
    *,
    score: int,
    ground: str = "",
    link: str = "",
    files: Iterable[Incoming] = (),
    by: Person,
) -> EvaluationScore:
    """The score of the side whose turn it is. The school's needs evidence from 1 on; another
    score from above needs its reason."""
    _turn(sheet, by)
    _criterion(sheet, code)
    if not 0 <= score <= evaluation_rules().highest:
        raise ValidationError({"score": "Балл — 0, 1 или 2."})
    kept: list[Mapping[str, Any]] = [keep(file) for file in files]
    with transaction.atomic():
        side = side_of(sheet)
        given = sheet.scores.filter(criterion=code, side=side).first()
        has_files = bool(kept) or (given is not None and given.files.exists())
        ground, link = ground.strip(), link.strip()
        if side == Side.SCHOOL and score and not (has_files or link):
            raise ValidationError(
                {"link": "Балл выше нуля подтверждают: приложите файл или дайте ссылку."}
            )
        own = sheet.scores.filter(criterion=code, side=Side.SCHOOL).first()
        if side == Side.ABOVE and not ground and (own is None or own.score != score):
            raise ValidationError({"ground": "Балл расходится с самооценкой: напишите почему."})
        given = given or EvaluationScore(sheet=sheet, criterion=code, side=side)
        given.score, given.ground, given.link, given.by = score, ground, link, by
        given.save()
        EvaluationFile.objects.bulk_create(EvaluationFile(score=given, **one) for one in kept)
        log("evaluation.scored", sheet, f"{given.get_side_display().capitalize()}, критерий "
            f"«{code}»: {score}", by=by, at=sheet.school,
            files=[[one["name"], one["sha256"]] for one in kept])  # fmt: skip
    return given


@transaction.atomic
def take_proposals(
    sheet: EvaluationSheet, facts: Mapping[str, Fact], codes: Iterable[str], *, by: Person
) -> int:
    """Ticked proposals as scores of the school with their grounds; given scores stay."""
    _turn(sheet, by)
    if side_of(sheet) != Side.SCHOOL:
        raise ValidationError("Предложенное берёт школа, пока заполняет лист.")
    known = set(sheet.scores.filter(side=Side.SCHOOL).values_list("criterion", flat=True))
    taken = [code for code in codes if code in facts and code not in known]
    for code in taken:
        fact = facts[code]
        give_score(sheet, code, score=fact.score, ground=fact.ground, link=fact.path, by=by)
    return len(taken)


@transaction.atomic
def submit_sheet(sheet: EvaluationSheet, *, by: Person) -> EvaluationSheet:
    """Hand the self-assessment in; from now on its criteria and own scores stand."""
    require(by, "evaluation.submit", sheet.school)
    if sheet.state != S.FILLING:
        raise ValidationError("Лист уже передан.")
    criteria = criteria_in(sheet)
    known = set(sheet.scores.filter(side=Side.SCHOOL).values_list("criterion", flat=True))
    missing = [str(n) for n, one in enumerate(criteria, 1) if one.code not in known]
    if missing:
        raise ValidationError(f"Не оценены критерии: {', '.join(missing)}.")
    sheet.state, sheet.submitted_by, sheet.submitted_at = S.SUBMITTED, by, timezone.now()
    sheet.criteria = [one.plain() for one in criteria]
    sheet.save()
    log("evaluation.submitted", sheet, f"Передан {str(sheet).lower()}", by=by, at=sheet.school)
    return sheet


@transaction.atomic
def close_sheet(sheet: EvaluationSheet, *, by: Person) -> EvaluationSheet:
    """The assessment from above is complete; the school is told."""
    require(by, "evaluation.assess", sheet.school)
    if sheet.state != S.SUBMITTED:
        raise ValidationError("Завершают оценку листа, который школа передала.")
    known = set(sheet.scores.filter(side=Side.ABOVE).values_list("criterion", flat=True))
    missing = [str(n) for n, one in enumerate(criteria_in(sheet), 1) if one.code not in known]
    if missing:
        raise ValidationError(f"Не оценены критерии: {', '.join(missing)}.")
    sheet.state, sheet.assessed_by, sheet.assessed_at = S.ASSESSED, by, timezone.now()
    sheet.save()
    log("evaluation.assessed", sheet, f"Оценён {str(sheet).lower()}", by=by, at=sheet.school)
    _tell_school(sheet, "оценочный лист ВСОКО оценён")
    return sheet


@transaction.atomic
def return_sheet(sheet: EvaluationSheet, *, reason: str, by: Person) -> EvaluationSheet:
    """Back to the school, with what is missing."""
    require(by, "evaluation.assess", sheet.school)
    if sheet.state != S.SUBMITTED:
        raise ValidationError("Вернуть можно лист, который школа передала.")
    sheet.state, sheet.criteria = S.FILLING, []
    sheet.save()
    log("evaluation.returned", sheet, f"Возвращён {str(sheet).lower()}: {reason}", by=by,
        at=sheet.school)  # fmt: skip
    _tell_school(sheet, "оценочный лист ВСОКО вернули на доработку", reason)
    return sheet


def _tell_school(sheet: EvaluationSheet, subject: str, more: str = "") -> None:
    write(
        people_of([sheet.school], SCHOOL_MANAGERS),
        subject,
        f"{sheet}. {more}".strip(),
        reverse("evaluation_sheet", args=[sheet.pk]),
        kind=Kind.OTHER,
    )


# --- Criteria -----------------------------------------------------------------------------


@transaction.atomic
def keep_criterion(
    place: Organisation, year: SchoolYear, *, code: str = "", by: Person, **values: Any
) -> EvaluationForm:
    """Another wording of a criterion, or a new one at the end; a new version of the sheet."""
    require(by, "evaluation.criteria", place)
    criteria = list(criteria_of(place, year))
    for n, one in enumerate(criteria):
        if one.code == code:
            criteria[n] = replace(one, **values)
            return _new_version(place, year, criteria, f"Изменено: {values['text']}", by)
    known = {one.code for one in criteria}
    number = next(n for n in range(1, 1000) if f"own{n}" not in known)
    criteria.append(Criterion(code=f"own{number}", **values))
    return _new_version(place, year, criteria, f"Добавлено: {values['text']}", by)


@transaction.atomic
def drop_criterion(
    place: Organisation, year: SchoolYear, code: str, *, by: Person
) -> EvaluationForm:
    require(by, "evaluation.criteria", place)
    criteria = criteria_of(place, year)
    left = [one for one in criteria if one.code != code]
    if not left:
        raise ValidationError("В листе должен остаться хотя бы один критерий.")
    gone = next((one.text for one in criteria if one.code == code), "")
    return _new_version(place, year, left, f"Исключено: {gone}", by)


def _new_version(
    place: Organisation, year: SchoolYear, criteria: list[Criterion], note: str, by: Person
) -> EvaluationForm:
    last = EvaluationForm.objects.filter(organisation=place, school_year=year).first()
    form = EvaluationForm.objects.create(
        organisation=place,
        school_year=year,
        version=last.version + 1 if last else 1,
        criteria=[one.plain() for one in criteria],
        note=note[:500],
        made_by=by,
    )
    log("evaluation.criteria", form, f"Оценочный лист {year}, редакция {form.version}. {note}",
        by=by, at=place)  # fmt: skip
    return form
