"""Briefings: called, read, signed; who has not signed is reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import holding_rules
from objektiv.russian import counted, long_date, working_days_before
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    Briefed,
    Briefing,
    BriefingFile,
    HoldingReminder,
    Organisation,
    Person,
    Procedure,
    ProcedureDay,
    ProcedureSite,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_OFFICE, require
from objektiv.web.queries.holding.briefings import PEOPLE, term_of
from objektiv.web.queries.holding.steps import tasks_at

_PEOPLE = ("человек", "человека", "человек")
_LONGEST_REST = timedelta(days=14)  # between two working days


def call_briefing(
    procedure: Procedure,
    place: Organisation,
    *,
    role: str,
    title: str,
    text: str = "",
    day: ProcedureDay | None = None,
    held_on: date | None = None,
    people: Iterable[Person] = (),
    others: str = "",
    files: Iterable[Incoming] = (),
    by: Person,
) -> Briefing:
    """A briefing for people of a role; who has an account is told and signs alone."""
    require(by, "briefings.hold", place)
    if role not in PEOPLE:
        raise ValidationError({"role": "Выберите, кого инструктируете."})
    people, names = list(people), _names(others)
    if not people and not names:
        raise ValidationError({"people": "Назовите хотя бы одного человека."})
    kept: list[Mapping[str, Any]] = [keep(file) for file in files]
    with transaction.atomic():
        briefing = Briefing.objects.create(
            procedure=procedure, place=place, role=role, title=title.strip(), text=text.strip(),
            day=day, held_on=held_on, made_by=by,
        )  # fmt: skip
        BriefingFile.objects.bulk_create(BriefingFile(briefing=briefing, **one) for one in kept)
        log("briefing.called", briefing, f"Инструктаж: {briefing}", by=by, at=place,
            files=[[one["name"], one["sha256"]] for one in kept])  # fmt: skip
        _call(briefing, people, names, by)
    return briefing


@transaction.atomic
def call_more(
    briefing: Briefing, *, people: Iterable[Person] = (), others: str = "", by: Person
) -> Briefing:
    """More people are called; who is called already stays."""
    require(by, "briefings.hold", briefing.place)
    _open(briefing)
    _call(briefing, people, _names(others), by)
    return briefing


def _call(briefing: Briefing, people: Iterable[Person], names: Iterable[str], by: Person) -> None:
    known = set(briefing.people.values_list("person", flat=True))
    written = set(briefing.people.filter(person=None).values_list("who", flat=True))
    fresh = [one for one in people if one.pk not in known]
    others = [one for one in names if one not in written]
    Briefed.objects.bulk_create(
        [Briefed(briefing=briefing, person=one) for one in fresh]
        + [Briefed(briefing=briefing, who=one) for one in others]
    )
    if not fresh and not others:
        return
    log("briefing.people", briefing,
        f"На инструктаж «{briefing}» позвали: {counted(len(fresh) + len(others), *_PEOPLE)}",
        by=by, at=briefing.place)  # fmt: skip
    _tell(briefing, [one for one in fresh if one.pk != by.pk], "инструктаж")


def _tell(briefing: Briefing, people: list[Person], what: str) -> int:
    term = term_of(briefing)
    until = f" Срок: {long_date(term, year=False)}." if term else ""
    return write(
        people,
        f"{what}: {briefing.procedure}",
        f"{briefing.title}. Прочитайте материалы и распишитесь.{until}",
        reverse("briefing", args=[briefing.pk]),
        kind=Kind.TERM,
    )


def _names(others: str) -> list[str]:
    """One name a line, each once."""
    return list(dict.fromkeys(line.strip()[:200] for line in others.splitlines() if line.strip()))


def _open(briefing: Briefing) -> None:
    if briefing.cancelled_at:
        raise ValidationError("Этот инструктаж отменён.")


@transaction.atomic
def sign_briefing(briefing: Briefing, *, by: Person) -> Briefed:
    """The person has read it; the signature is the person's own and is given once."""
    _open(briefing)
    one = briefing.people.select_for_update().filter(person=by).first()
    if one is None:
        raise PermissionDenied("briefing.sign")
    if one.signed_at is None:
        one.signed_at = timezone.now()
        one.save(update_fields=["signed_at"])
        log("briefing.signed", briefing, f"Инструктаж пройден: {briefing}", by=by,
            at=briefing.place)  # fmt: skip
    return one


@transaction.atomic
def record_signature(one: Briefed, *, by: Person) -> Briefed:
    """A signature given on paper: the log sheet lies at the place."""
    briefing = one.briefing
    require(by, "briefings.hold", briefing.place)
    _open(briefing)
    if one.person_id == by.pk:
        return sign_briefing(briefing, by=by)
    if one.signed_at is None:
        one.signed_at, one.recorded_by = timezone.now(), by
        one.save(update_fields=["signed_at", "recorded_by"])
        log("briefing.signed_on_paper", briefing, f"Подпись в журнале инструктажа: {briefing}",
            by=by, at=briefing.place, who=one.pk)  # fmt: skip
    return one


@transaction.atomic
def record_signatures(people: Iterable[Briefed], *, by: Person) -> int:
    """Signatures of the log sheet, all at once; returns how many were written down."""
    return len([record_signature(one, by=by) for one in people])


@transaction.atomic
def cancel_briefing(briefing: Briefing, *, by: Person) -> Briefing:
    """It counts no more; who signed it must be briefed again."""
    require(by, "briefings.hold", briefing.place)
    _open(briefing)
    briefing.cancelled_at = timezone.now()
    briefing.save(update_fields=["cancelled_at"])
    log("briefing.cancelled", briefing, f"Инструктаж отменён: {briefing}", by=by,
        at=briefing.place)  # fmt: skip
    return briefing


# --- Reminders ----------------------------------------------------------------------------


def send_holding_reminders(day: date) -> int:
    """Unsigned briefings before their term, steps still open on the working day before.

    Safe to repeat: nobody hears of the same twice a day. Returns how many people were told.
    """
    return _remind_of_briefings(day) + _remind_of_steps(day)


def _remind_of_briefings(day: date) -> int:
    told = 0
    ahead = holding_rules().remind_days
    for briefing in (
        Briefing.objects.filter(
            cancelled_at=None, procedure__closed=False, people__signed_at=None,
            people__person__isnull=False,
        )
        .select_related("procedure", "place", "day")
        .distinct()
    ):  # fmt: skip
        term = term_of(briefing)
        if term is None or day not in (term, working_days_before(term, ahead)):
            continue
        people = [
            one.person
            for one in briefing.people.filter(signed_at=None, person__isnull=False).select_related(
                "person"
            )
            if one.person
        ]
        what = "инструктаж не пройден"
        told += _once(
            f"briefing:{briefing.pk}",
            day,
            lambda briefing=briefing, people=people, what=what: _tell(briefing, people, what),
        )
    return told


def _remind_of_steps(day: date) -> int:
    told = 0
    for site in ProcedureSite.objects.filter(
        state=ProcedureSite.State.PLANNED, day__day__gt=day, day__procedure__closed=False,
        day__day__lte=day + _LONGEST_REST,
    ).select_related("day__procedure__organiser", "school"):  # fmt: skip
        if working_days_before(site.day.day, 1) != day:
            continue
        open_ = [
            one
            for one in tasks_at(site.school, [site])
            if one.done is None and one.site is not None and one.step.days < 0
        ]
        if not open_:
            continue
        told += _once(
            f"site:{site.pk}", day,
            lambda site=site, open_=open_: write(
                people_of([site.school], SCHOOL_OFFICE),
                f"{long_date(site.day.day, year=False)} проводится: {site.day.procedure}",
                f"{site.day}. Не отмечено: "
                + "; ".join(one.step.title for one in open_) + ".",
                reverse("site", args=[site.pk]),
                kind=Kind.TERM,
            ),
        )  # fmt: skip
    return told


@transaction.atomic
def _once(about: str, day: date, tell: Any) -> int:
    reminder, new = HoldingReminder.objects.get_or_create(
        about=about, day=day, defaults={"people": 0}
    )
    if not new:
        return 0
    reminder.people = tell()
    reminder.save(update_fields=["people"])
    return reminder.people
