"""What waits for a person, by term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, Model
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import review_rules
from objektiv.russian import add_working_days, counted
from objektiv.web.models import (
    BankTask,
    Breach,
    Briefed,
    ControlItem,
    Diagnosis,
    Enrolment,
    Job,
    LessonVisit,
    MarkingRound,
    Mentoring,
    Observation,
    Organisation,
    Person,
    Procedure,
    Recheck,
    Review,
    ScriptMark,
    SealedParcel,
    SealedRecipient,
    Survey,
    Upload,
)
from objektiv.web.permissions import SCHOOL_MANAGERS, assignments, expert_places, may, places
from objektiv.web.queries.evaluation import sheets_to_assess
from objektiv.web.queries.growth.own import growth_waiting
from objektiv.web.queries.growth.place import growth_to_lead
from objektiv.web.queries.holding.briefings import briefings_waiting
from objektiv.web.queries.holding.experts import marking_waiting
from objektiv.web.queries.holding.observation import sites_without_observers, watches_ahead
from objektiv.web.queries.holding.remarks import remarks_to_answer, remarks_to_decide
from objektiv.web.queries.holding.schedule_own import days_of_classes, schedules_to_publish
from objektiv.web.queries.holding.sealed import key_to_make, parcel_days_moved, parcels_to_open
from objektiv.web.queries.holding.waiting import holding_waiting
from objektiv.web.queries.interviews import interviews_to_hold
from objektiv.web.queries.measures import (
    late_at_schools,
    measures_to_check,
    measures_to_do,
    plans_to_approve,
    recommendations_to_sign,
)
from objektiv.web.queries.meetings import meetings_waiting
from objektiv.web.queries.openness.editions import reports_to_renew
from objektiv.web.queries.openness.parents import families_waiting
from objektiv.web.queries.openness.surveys import surveys_waiting
from objektiv.web.queries.procedures import Progress, progress_at
from objektiv.web.queries.teaching.bank import tasks_to_mend, tasks_to_review
from objektiv.web.queries.teaching.control import control_waiting
from objektiv.web.queries.teaching.helping import help_waiting
from objektiv.web.queries.teaching.programmes import programmes_waiting
from objektiv.web.queries.waiting import SHOWN_BEFORE, Subject, Waiting


@dataclass(frozen=True)
class Group:
    title: str
    items: list[Waiting]


def everything(person: Person, today: date) -> list[Waiting]:
    """Whatever waits for the person now or has a term, of all subjects, the earliest first."""
    unnamed = _unnamed(person)
    items = [
        one for subject in SUBJECTS if subject not in unnamed for one in subject(person, today)
    ]
    return sorted(items, key=lambda one: (one.due or date.max, one.what, one.where))


def waiting_for(person: Person, today: date) -> list[Group]:
    """What waits for the person, grouped: overdue, today, this week, later, without a term."""
    items = [
        one
        for one in everything(person, today)
        if one.shown_from is None or one.shown_from <= today
    ]
    week = today + timedelta(days=7)
    groups = [
        ("Просрочено", lambda due: due and due < today),
        ("Сегодня", lambda due: due == today),
        ("На неделе", lambda due: due and today < due <= week),
        ("Позже", lambda due: due and due > week),
        ("Без срока", lambda due: due is None),
    ]
    found = [Group(title, [one for one in items if belongs(one.due)]) for title, belongs in groups]
    return [group for group in found if group.items]


def recent_jobs(person: Person) -> list[Job]:
    since = timezone.now() - timedelta(days=2)
    return list(person.jobs.filter(created__gte=since)[:5])


def uploads_to_decide(person: Person, today: date) -> Iterator[Waiting]:
    for upload in Upload.objects.filter(brought_by=person, state=Upload.State.READ).select_related(
        "organisation"
    ):
        yield Waiting(
            f"{'Исправить файлы' if _refused(upload) else 'Принять результаты'}: {upload}",
            upload.organisation.title,
            reverse("upload", args=[upload.pk]),
            None,
        )


def _refused(upload: Upload) -> bool:
    return any(one["severity"] == "refuse" for one in upload.understood.get("complaints", []))


def replies_to_give(person: Person, today: date) -> Iterator[Waiting]:
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    for review in Review.objects.filter(school__in=own, state=Review.State.ASKED).select_related(
        "school", "work"
    ):
        yield Waiting(
            f"Дать пояснения: {review.work.title}",
            review.school.title,
            reverse("review", args=[review.pk]),
            review.reply_by,
            key=f"review:{review.pk}",
        )


def decisions_to_take(person: Person, today: date) -> Iterator[Waiting]:
    days = review_rules()["decide_days"].value
    replied = _reviews_above(person).filter(state=Review.State.REPLIED)
    for review in replied.annotate(said=Max("replies__at")):
        said = timezone.localdate(review.said) if review.said else None
        yield Waiting(
            f"Рассмотреть пояснения школы: {review.work.title}",
            review.school.title,
            reverse("review", args=[review.pk]),
            add_working_days(said, days) if said else None,
        )
    for review in _reviews_above(person).filter(state=Review.State.ASKED, reply_by__lt=today):
        yield Waiting(
            f"Школа не ответила, решить без пояснений: {review.work.title}",
            review.school.title,
            reverse("review", args=[review.pk]),
            review.reply_by,
        )


def rechecks_to_record(person: Person, today: date) -> Iterator[Waiting]:
    for recheck in Recheck.objects.filter(
        review__in=_reviews_above(person), outcome=""
    ).select_related("review__school", "review__work"):
        yield Waiting(
            f"Записать итог перепроверки: {recheck.review.work.title}",
            recheck.review.school.title,
            reverse("recheck", args=[recheck.pk]),
            recheck.due,
            key=f"recheck:{recheck.pk}",
        )


def marks_to_give(person: Person, today: date) -> Iterator[Waiting]:
    """Second marks that an expert is awaited to give: which work, never whose."""
    within = Organisation.objects.within(*expert_places(person))
    for recheck in (
        Recheck.objects.filter(
            review__school__in=within, outcome="", papers__second_score=None, papers__isnull=False
        )
        .select_related("review__work")
        .distinct()
    ):
        yield Waiting(
            f"Проверить работы второй раз: {recheck.review.work.title}",
            "",
            reverse("recheck_marks", args=[recheck.pk]),
            recheck.due,
            key=f"recheck:{recheck.pk}",
        )


def objections(person: Person, today: date) -> Iterator[Waiting]:
    """Objections of schools that somebody else than who stated the breach has to answer."""
    above = Organisation.objects.within(*places(person, "organisation.manage"))
    for breach in (
        Breach.objects.filter(review__school__in=above, answer="", appealed_at__isnull=False)
        .exclude(by=person)
        .select_related("review__school", "review__work")
    ):
        said = timezone.localdate(breach.appealed_at)
        yield Waiting(
            f"Рассмотреть возражения: {breach.review.work.title}",
            breach.review.school.title,
            reverse("breach", args=[breach.pk]),
            add_working_days(said, review_rules()["decide_days"].value),
        )


def _reviews_above(person: Person):
    return Review.objects.filter(
        school__in=Organisation.objects.within(*places(person, "organisation.manage"))
    ).select_related("school", "work")


def results_to_bring(person: Person, today: date) -> Iterator[Waiting]:
    """Results that the person's organisations are expected to bring, or are late with."""
    own = [
        one
        for one in Organisation.objects.filter(
            pk__in={one.organisation_id for one in assignments(person)}
        )
        if may(person, "results.bring", one)
    ]
    for place in own:
        for one in progress_at(place):
            procedure = one.procedure
            if procedure.closed or not procedure.due or not one.missing:
                continue
            if place.is_school and procedure.from_whom == Procedure.From.MUNICIPALITY:
                continue
            yield Waiting(
                _to_bring(one),
                place.title,
                _page(one, place),
                procedure.due,
                key=f"procedure:{procedure.pk}",
                shown_from=procedure.due - SHOWN_BEFORE,
            )


def _page(one: Progress, place: Organisation) -> str:
    """Where one brings, if one brings oneself; else where it is seen who has not."""
    if one.expected > 1:
        return reverse("procedure", args=[place.pk, one.procedure.pk])
    if one.procedure.expects == Procedure.Expects.RESULTS:
        return reverse("bring", args=[place.pk]) + f"?for={one.procedure.pk}"
    return reverse("bring_documents", args=[place.pk, one.procedure.pk])


def _to_bring(one: Progress) -> str:
    results = one.procedure.expects == Procedure.Expects.RESULTS
    if one.expected == 1:
        return f"Принести {'результаты' if results else 'документы'}: {one.procedure}"
    schools = results or one.procedure.from_whom == Procedure.From.SCHOOL
    whose = (
        ("школы", "школ", "школ")
        if schools
        else ("муниципалитета", "муниципалитетов", "муниципалитетов")
    )
    return f"{one.procedure}: нет {'результатов' if results else 'документов'} от " + counted(
        one.missing, *whose
    )


# A subject of its own adds its function here, and to «Сегодня» and to calendars with it.
SUBJECTS: tuple[Subject, ...] = (
    uploads_to_decide,
    replies_to_give,
    decisions_to_take,
    rechecks_to_record,
    marks_to_give,
    objections,
    results_to_bring,
    recommendations_to_sign,
    plans_to_approve,
    measures_to_do,
    measures_to_check,
    late_at_schools,
    meetings_waiting,
    interviews_to_hold,
    sheets_to_assess,
    holding_waiting,
    days_of_classes,
    marking_waiting,
    schedules_to_publish,
    parcels_to_open,
    parcel_days_moved,
    key_to_make,
    briefings_waiting,
    help_waiting,
    growth_waiting,
    growth_to_lead,
    families_waiting,
    surveys_waiting,
    reports_to_renew,
    programmes_waiting,
    watches_ahead,
    sites_without_observers,
    remarks_to_answer,
    remarks_to_decide,
    tasks_to_review,
    tasks_to_mend,
    control_waiting,
)

# Subjects that speak of nobody but the person: the rows without which they have nothing to say.
PERSONAL: dict[Subject, tuple[tuple[type[Model], str], ...]] = {
    marking_waiting: ((ScriptMark, "expert__person"), (MarkingRound, "commission__leader")),
    parcels_to_open: ((SealedRecipient, "person"),),
    parcel_days_moved: ((SealedParcel, "sender"),),
    briefings_waiting: ((Briefed, "person"),),
    growth_waiting: ((Mentoring, "learner"), (Diagnosis, "person"), (Enrolment, "person")),
    surveys_waiting: ((Survey, "made_by"),),
    watches_ahead: ((Observation, "observer__person"),),
    tasks_to_mend: ((BankTask, "made_by"),),
    control_waiting: (
        (ControlItem, "responsible"),
        (LessonVisit, "teacher"),
        (LessonVisit, "visitor"),
        (LessonVisit, "helper"),
    ),
}


def _unnamed(person: Person) -> set[Subject]:
    """Personal subjects in which the person does not occur: one query for all of them."""
    asked = [one for rows in PERSONAL.values() for one in rows]
    answers = Person.objects.filter(pk=person.pk).values_list(
        *(Exists(model._default_manager.filter(**{who: person})) for model, who in asked)
    )
    occurs = dict(zip(asked, answers.get(), strict=True))
    return {subject for subject, rows in PERSONAL.items() if not any(occurs[one] for one in rows)}
