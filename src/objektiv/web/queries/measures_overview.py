"""The entry of «Меры»: what is to be done at a place, each task with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from objektiv import russian
from objektiv.web.models import (
    Addressee,
    EvaluationSheet,
    Meeting,
    Organisation,
    Person,
    Plan,
    Recommendation,
    RecommendationAnswer,
    Recommendations,
    SchoolYear,
)
from objektiv.web.permissions import may
from objektiv.web.queries.evaluation import schools_with_sheets
from objektiv.web.queries.leaflets import leaflets_at
from objektiv.web.queries.meetings import OPEN, meetings_at
from objektiv.web.queries.plans import plans_at, plans_below
from objektiv.web.queries.recommendations import addressed_visible_to, documents_at

SCHOOLS = ("школа", "школы", "школ")


@dataclass(frozen=True)
class Task:
    """What one may want to do, in words, and how far it is."""

    title: str
    url: str
    said: str
    late: bool = False


def tasks(person: Person, place: Organisation, year: SchoolYear, today: date) -> Iterator[Task]:
    """From a finding to its effect, in the order of the work; what one may not do is left out."""
    if place.is_school:
        yield from _received(person, place)
    elif may(person, "recommendations.write", place):
        yield from _sent(person, place)
    if may(person, "plans.view", place):
        yield _plan(person, place, year, today)
        if not place.is_school:
            yield _plans_below(person, place, today)
    if may(person, "meetings.view", place):
        yield _meeting(person, place, today)
    if may(person, "evaluation.view", place):
        yield _sheet(place, year)
    if may(person, "leaflets.view", place):
        n = leaflets_at(person, place).count()
        yield Task(
            "Составить памятку",
            reverse("leaflets", args=[place.pk]),
            f"Есть памяток: {n}." if n else "Педагогам, родителям, организаторам, экспертам.",
        )
    if may(person, "effect.view", place):
        yield Task(
            "Узнать, помогло ли",
            reverse("effect", args=[place.pk]),
            "Школы с мерой и похожие школы без неё, до и после.",
        )


def _received(person: Person, school: Organisation) -> Iterator[Task]:
    mine = addressed_visible_to(person).filter(school=school)
    unsigned = mine.filter(signed_at=None).count()
    answered = RecommendationAnswer.objects.filter(recommendation=OuterRef("pk"), school=school)
    open_points = (
        Recommendation.objects.filter(
            Q(school=school) | Q(school=None),
            document__in=Addressee.objects.filter(
                school=school, document__state=Recommendations.State.SENT
            ).values("document"),
            left_out="",
        )
        .exclude(Exists(answered))
        .count()
    )
    if unsigned:
        documents = russian.counted(unsigned, "документ", "документа", "документов")
        said = f"Ждут подтверждения получения: {documents}."
    elif open_points:
        points = russian.counted(open_points, "пункт", "пункта", "пунктов")
        said = f"Без ответа: {points}."
    else:
        said = "На все пункты есть ответ." if mine.exists() else "Пока ничего не направлено."
    yield Task(
        "Ответить на рекомендации", reverse("recommendations", args=[school.pk]), said,
        late=bool(unsigned),
    )  # fmt: skip


def _sent(person: Person, place: Organisation) -> Iterator[Task]:
    latest = documents_at(person, place).first()
    if latest is None:
        yield Task(
            "Составить рекомендации",
            reverse("draft", args=[place.pk]),
            "Правила предложат пункты по результатам, вы проверите каждый.",
        )
        return
    address = reverse("recommendations_document", args=[latest.pk])
    if latest.state != Recommendations.State.SENT:
        yield Task("Проверить и отправить рекомендации", address,
                   f"«{latest}»: {latest.get_state_display()}.")  # fmt: skip
        return
    yield Task(
        "Посмотреть, что делают школы",
        address,
        f"Рекомендации от {russian.long_date(latest.dated)}: прочли {latest.read} из "
        f"{latest.schools}, подтвердили {latest.signed}.",
    )
    yield Task("Составить новые рекомендации", reverse("draft", args=[place.pk]),
               "По работам, которые вы выберете.")  # fmt: skip


def _plan(person: Person, place: Organisation, year: SchoolYear, today: date) -> Task:
    """The plan in force; a draft beside it is named."""
    mine = list(
        plans_at(person, place, today).filter(school_year=year).exclude(kind=Plan.Kind.LIST)
    )
    of = {state: [one for one in mine if one.state == state] for state in Plan.State.values}
    in_force, drafts = of[Plan.State.APPROVED], of[Plan.State.DRAFT]
    shown = (in_force or drafts or [None])[0]
    if shown is None:
        return Task("Составить план года", reverse("plans", args=[place.pk]),
                    f"Плана на {year} ещё нет.")  # fmt: skip
    if not in_force:
        return Task("Утвердить план года", reverse("plan", args=[shown.pk]),
                    f"Черновик, мероприятий: {shown.measures}.")  # fmt: skip
    said = f"Выполнено {shown.done} из {shown.measures}"
    said += f", просрочено {shown.late}" if shown.late else ""
    said += f"; готовится редакция, мероприятий: {drafts[0].measures}" if drafts else ""
    return Task("Вести план года", reverse("plan", args=[shown.pk]), f"{said}.",
                late=bool(shown.late))  # fmt: skip


def _plans_below(person: Person, place: Organisation, today: date) -> Task:
    below = list(plans_below(person, place, today))
    late = sum(1 for one in below if one.late)
    said = f"Утверждено планов: {len(below)}"
    if late:
        said += f"; просроченное есть у {russian.counted(late, 'школы', 'школ', 'школ')}"
    return Task("Следить за планами школ", reverse("plans", args=[place.pk]), f"{said}.")


def _meeting(person: Person, place: Organisation, today: date) -> Task:
    coming = (
        meetings_at(person, place)
        .filter(state__in=OPEN)
        .exclude(kind=Meeting.Kind.INTERVIEW)
        .order_by("day", "id")
        .first()
    )
    if coming is None:
        return Task("Провести заседание", reverse("meetings", args=[place.pk]),
                    "Ничего не назначено; повестка составится из того, что открыто.")  # fmt: skip
    past = coming.day < today
    said = "Нужен протокол" if past else "Назначено"
    return Task(
        "Провести заседание",
        reverse("meeting", args=[coming.pk]),
        f"{said}: {coming}, {russian.long_date(coming.day)}",
        late=past,
    )


def _sheet(place: Organisation, year: SchoolYear) -> Task:
    address = reverse("evaluation", args=[place.pk])
    if place.is_school:
        sheet = EvaluationSheet.objects.filter(school=place, school_year=year).first()
        said = f"{sheet.get_state_display().capitalize()}." if sheet else "Этого года ещё не начат."
        open_ = sheet is None or sheet.state == EvaluationSheet.State.FILLING
        return Task(f"{'Заполнить' if open_ else 'Посмотреть'} оценочный лист ВСОКО", address, said)
    sheets = [one for _, one in schools_with_sheets(place, year)]
    handed = sum(one is not None and one.state != EvaluationSheet.State.FILLING for one in sheets)
    ready = sum(one is not None and one.state == EvaluationSheet.State.SUBMITTED for one in sheets)
    return Task(
        "Оценить листы ВСОКО",
        address,
        f"Передали {handed} из {russian.counted(len(sheets), *SCHOOLS)}, ждут оценки {ready}.",
    )
