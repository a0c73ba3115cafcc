"""Surveys: make one, say who is asked, open, take answers, close."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.profiles import survey_rules
from objektiv.stats.surveys import draw_sample
from objektiv.web.actions.audit import log
from objektiv.web.actions.openness.slips import draw_slip, slip_digest
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Organisation,
    Person,
    SchoolClass,
    Subject,
    Survey,
    SurveyAnswer,
    SurveyCode,
    SurveyGroup,
)
from objektiv.web.permissions import require

S = Survey.State
LONGEST = 1000  # letters of an open answer


@transaction.atomic
def prepare_survey(
    place: Organisation, *, form: str, title: str, closes: date, intro: str = "", by: Person
) -> Survey:
    """A survey from a ready questionnaire; nobody is asked yet."""
    require(by, "surveys.manage", place)
    chosen = next((one for one in survey_rules().questionnaires if one.code == form), None)
    if chosen is None:
        raise ValidationError("Такой анкеты нет.")
    if closes < timezone.localdate():
        raise ValidationError({"closes": "Последний день уже прошёл."})
    survey = Survey.objects.create(
        organisation=place, school_year=school_year_at(timezone.localdate()), form=form,
        audience=chosen.audience, title=title.strip() or chosen.title,
        intro=intro.strip() or chosen.intro, closes=closes, made_by=by,
        questions=[one.plain() for one in chosen.questions],
    )  # fmt: skip
    log("survey.made", survey, f"Подготовлен опрос «{survey}»", by=by, at=place)
    return survey


@transaction.atomic
def reword(survey: Survey, texts: Mapping[str, str], left_out: set[str], *, by: Person) -> None:
    """Other words for the questions, or fewer of them; only before anybody could answer."""
    require(by, "surveys.manage", survey.organisation)
    _unopened(survey)
    kept = [
        {**one, "text": texts.get(one["code"], one["text"]).strip() or one["text"]}
        for one in survey.questions
        if one["code"] not in left_out
    ]
    if not kept:
        raise ValidationError("Оставьте хотя бы один вопрос.")
    survey.questions = kept
    survey.save(update_fields=["questions"])


@transaction.atomic
def ask_group(
    survey: Survey,
    school: Organisation,
    *,
    population: int,
    label: str = "",
    subject: Subject | None = None,
    grade: int | None = None,
    quota: int | None = None,
    by: Person,
) -> SurveyGroup:
    """Whom to ask in a school, how many there are, how many answers are wanted.

    subject, grade: about which subject in which parallel, both or none.
    """
    require(by, "surveys.manage", survey.organisation)
    if not school.is_school or not school.path.startswith(survey.organisation.path):
        raise ValidationError("Эта организация не входит в вашу.")
    if survey.state == S.CLOSED:
        raise ValidationError("Опрос завершён.")
    if population < 1:
        raise ValidationError({"population": "Сколько всего людей — не меньше одного."})
    if quota and quota > population:
        raise ValidationError({"quota": "Ответов нужно больше, чем есть людей."})
    if (subject is None) != (grade is None):
        missing = "subject" if subject is None else "grade"
        raise ValidationError({missing: "Чтобы спросить о предмете, нужны предмет и параллель."})
    if subject and survey.audience == Survey.Audience.TEACHERS:
        raise ValidationError("О предмете спрашивают учеников и родителей.")
    label = label.strip() or (f"{subject}, {grade}-е классы" if subject else "")
    if survey.groups.filter(school=school, label=label).exists():
        raise ValidationError("Эта группа уже есть в опросе.")
    return SurveyGroup.objects.create(
        survey=survey, school=school, label=label[:80], population=population, quota=quota,
        subject=subject, grade=grade, secret=secrets.token_urlsafe(12),
    )  # fmt: skip


@transaction.atomic
def ask_sample(
    survey: Survey, *, grade: int, of_each: int, size: int, seed: int, by: Person
) -> list[SurveyGroup]:
    """Classes of a parallel by lot, the same number in every school; one link for each school.

    A group stands for the whole parallel of its school (`size` people in a class on average), so
    a large school keeps its weight. The same seed draws the same classes.
    """
    require(by, "surveys.manage", survey.organisation)
    if survey.audience == Survey.Audience.TEACHERS:
        raise ValidationError("По классам спрашивают учеников и родителей.")
    rows = SchoolClass.objects.filter(
        school__path__startswith=survey.organisation.path, school__closed_on=None,
        school_year=survey.school_year, grade=grade, closed_on=None,
    ).select_related("school").order_by("school__name", "school", "name")  # fmt: skip
    classes: dict[Organisation, list[SchoolClass]] = {}
    for one in rows:
        classes.setdefault(one.school, []).append(one)
    if not classes:
        raise ValidationError({"grade": f"В {survey.school_year} году {grade}-х классов нет."})
    groups: dict[Hashable, list[Hashable]] = {school: [*own] for school, own in classes.items()}
    drawn = set(draw_sample(groups, of_each, seed=seed))
    made = []
    for school, own in classes.items():
        chosen = [one.name for one in own if one in drawn]
        made.append(
            ask_group(
                survey, school, population=len(own) * size, quota=len(chosen) * size, by=by,
                label=f"{grade}-е классы, по жребию: {', '.join(chosen)}"[:80],
            )
        )  # fmt: skip
    log("survey.sample", survey, f"Опрос «{survey}»: {grade}-е классы по жребию, по {of_each} в "
        f"школе, число жребия {seed}", by=by, at=survey.organisation)  # fmt: skip
    return made


@transaction.atomic
def drop_group(group: SurveyGroup, *, by: Person) -> None:
    require(by, "surveys.manage", group.survey.organisation)
    if group.answers.exists():
        raise ValidationError("По этой ссылке уже отвечали: ответы остаются в опросе.")
    group.delete()


@transaction.atomic
def open_survey(survey: Survey, *, by: Person) -> None:
    """From now on the links work and the questions stay as they are."""
    require(by, "surveys.manage", survey.organisation)
    _unopened(survey)
    if not survey.groups.exists():
        raise ValidationError("Добавьте, кого спрашиваем: у каждой группы своя ссылка.")
    survey.state = S.OPEN
    survey.save(update_fields=["state"])
    log("survey.opened", survey, f"Опрос «{survey}» открыт", by=by, at=survey.organisation)


@transaction.atomic
def close_survey(survey: Survey, *, by: Person) -> None:
    require(by, "surveys.manage", survey.organisation)
    if survey.state != S.OPEN:
        raise ValidationError("Завершают опрос, который идёт.")
    survey.state = S.CLOSED
    survey.save(update_fields=["state"])
    log("survey.closed", survey, f"Опрос «{survey}» завершён", by=by, at=survey.organisation)


@transaction.atomic
def make_codes(group: SurveyGroup, number: int, *, by: Person) -> list[str]:
    """Codes for one answer each, told once: with codes a link alone is not enough."""
    require(by, "surveys.manage", group.survey.organisation)
    if group.answers.exists() and not group.codes.exists():
        raise ValidationError("По этой ссылке уже отвечали без кодов.")
    if not 1 <= number <= group.population:
        raise ValidationError(
            {"number": f"Кодов может быть от 1 до {group.population}: столько людей в группе."}
        )
    made: set[str] = set()
    while len(made) < number:
        made.add(draw_slip())
    group.codes.all().filter(used=False).delete()  # an earlier, unprinted or lost sheet
    SurveyCode.objects.bulk_create(
        SurveyCode(group=group, digest=_digest(group, one)) for one in sorted(made)
    )
    log("survey.codes", group, f"Коды опроса: {number}", by=by, at=group.survey.organisation)
    return sorted(made)


@transaction.atomic
def answer(group: SurveyGroup, values: Mapping[str, Any], *, code: str = "") -> None:
    """Take an answer; a code is used up, and nothing says whose answer it was."""
    survey = group.survey
    if survey.state != S.OPEN or timezone.localdate() > survey.closes:
        raise ValidationError("Опрос завершён. Спасибо, что хотели ответить.")
    if group.codes.exists():
        spent = group.codes.filter(digest=_digest(group, code), used=False).update(used=True)
        if not spent:
            raise ValidationError({"code": "Такого кода нет, или по нему уже ответили."})
    kept = {}
    for question in survey.questions:
        value = values.get(question["code"])
        if value in (None, "", []):
            continue
        kept[question["code"]] = value[:LONGEST] if question["kind"] == "open" else value
    if not kept:
        raise ValidationError("Ответьте хотя бы на один вопрос.")
    SurveyAnswer.objects.create(group=group, day=timezone.localdate(), values=kept)


def _digest(group: SurveyGroup, code: str) -> str:
    return slip_digest(f"survey:{group.pk}", code)


def _unopened(survey: Survey) -> None:
    if survey.state != S.DRAFT:
        raise ValidationError("Опрос уже открыт: вопросы в нём не меняются.")
