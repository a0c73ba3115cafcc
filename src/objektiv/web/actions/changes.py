"""Moving, merging and closing organisations, from a day on; nothing that was is rewritten.

Results stay with the school that brought them. A move changes the place in the tree, and with it
who sees the school. A merger closes one school and gives its people, classes and records to the
other one (`Organisation.merged_into`, `permissions.assignments`).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.analysing import create_analysis_job
from objektiv.web.actions.audit import log
from objektiv.web.models import (
    Job,
    Organisation,
    OrganisationChange,
    Person,
    Protocol,
    Role,
    RoleAssignment,
    SchoolClass,
    SchoolYear,
    Work,
)
from objektiv.web.permissions import require

Kind = OrganisationChange.Kind


@transaction.atomic
def plan_change(
    organisation: Organisation,
    kind: str,
    *,
    on: date,
    reason: str,
    to: Organisation | None = None,
    by: Person,
) -> tuple[OrganisationChange, list[Job]]:
    """A change of today or earlier is carried out at once, a coming one on its day.

    Returns it with the jobs that analyse the works anew, where places changed.
    """
    above = organisation.parent or organisation
    require(by, "organisation.manage", above)
    if to is not None:
        require(by, "organisation.manage", to)
    change = OrganisationChange(
        organisation=organisation,
        kind=kind,
        before=organisation.parent,
        to=to,
        on=on,
        reason=reason.strip(),
        by=by,
    )
    problems = problems_of(change)
    if problems:
        raise ValidationError(problems)
    change.save()
    log(
        f"organisation.{kind}",
        change,
        f"{organisation}: {change.get_kind_display()}"
        + (f" «{to}»" if to else "")
        + f" с {on:%d.%m.%Y}. Основание: {change.reason}",
        by=by,
        at=organisation,
    )
    return change, carry_out(change) if on <= timezone.localdate() else []


@transaction.atomic
def withdraw_change(change: OrganisationChange, *, by: Person) -> None:
    """A change that is still to come does not come."""
    require(by, "organisation.manage", change.organisation.parent or change.organisation)
    if not change.waits:
        raise ValidationError("Это изменение уже состоялось или отменено.")
    change.withdrawn_at = timezone.now()
    change.save(update_fields=["withdrawn_at"])
    log("organisation.change_withdrawn", change, f"Отменено: {change}", by=by,
        at=change.organisation)  # fmt: skip


def problems_of(change: OrganisationChange) -> dict[str, list[str]]:
    """What speaks against a change, all at once, by field of its form."""
    problems: dict[str, list[str]] = {}
    school, to = change.organisation, change.to
    if not change.reason:
        problems["reason"] = ["Укажите основание: приказ, постановление, решение."]
    if school.closed_on:
        problems["on"] = ["Организация уже закрыта."]
    if (
        school.changes.filter(done_at__isnull=True, withdrawn_at__isnull=True)
        .exclude(pk=change.pk)
        .exists()
    ):
        problems.setdefault("on", []).append("Уже запланировано другое изменение. Отмените его.")
    if to is not None and (text := _wrong_target(change, school, to)):
        problems["to"] = [text]
    if change.kind == Kind.CLOSED and school.children.filter(closed_on__isnull=True).exists():
        problems["on"] = ["Сначала закройте или переведите школы этого муниципалитета."]
    return problems


def _wrong_target(change: OrganisationChange, school: Organisation, to: Organisation) -> str:
    if change.kind == Kind.MOVED:
        names = Organisation.objects.filter(parent=to).values_list("name", flat=True)
        if to.pk == school.parent_id:
            return "Школа уже в этом муниципалитете."
        if school.name.casefold() in {name.casefold() for name in names}:
            return f"Там уже есть «{school.name}». Сначала измените название."
    elif to.pk == school.pk or to.closed_on:
        return "Выберите другую, действующую школу."
    elif twice := doubled_classes(school, to, change.on):
        return (
            f"В обеих школах есть классы {', '.join(twice)}. Переименуйте их в одной из школ: "
            "прежние названия в результатах сохранятся."
        )
    return ""


def doubled_classes(school: Organisation, to: Organisation, on: date) -> list[str]:
    """Names of classes that both schools have from that day's school year on."""
    now = SchoolYear.start_of(on)
    mine, theirs = (
        set(
            SchoolClass.objects.filter(
                school=one, school_year__start__gte=now, closed_on__isnull=True
            ).values_list("school_year", "name")
        )
        for one in (school, to)
    )
    return sorted({name for _, name in mine & theirs})


def carry_out_due(today: date) -> list[Job]:
    """Changes whose day has come; one that is no longer possible says why and waits."""
    waiting = OrganisationChange.objects.filter(
        done_at__isnull=True, withdrawn_at__isnull=True, on__lte=today
    ).select_related("organisation__parent", "to", "by")
    made: list[Job] = []
    for change in waiting.order_by("on", "id"):
        problems = problems_of(change)
        text = " ".join(one for field in problems.values() for one in field)
        if text:
            OrganisationChange.objects.filter(pk=change.pk).update(problem=text[:1000])
        else:
            made += carry_out(change)
    return made


@transaction.atomic
def carry_out(change: OrganisationChange) -> list[Job]:
    jobs = {Kind.MOVED: _move, Kind.MERGED: _merge, Kind.CLOSED: _close}[Kind(change.kind)](change)
    change.done_at, change.problem = timezone.now(), ""
    change.save(update_fields=["done_at", "problem"])
    return jobs


def _move(change: OrganisationChange) -> list[Job]:
    """Another place in the tree: rights follow, since they are asked by path."""
    school, to = change.organisation, change.to
    old, new = school.path, f"{to.path}{school.pk}/"
    for one in Organisation.objects.within(old):
        one.path = new + one.path.removeprefix(old)
        one.save(update_fields=["path"])
    school.refresh_from_db()
    school.parent = to
    school.save(update_fields=["parent"])
    change.organisation = school
    return _again(school, change.by)


def _merge(change: OrganisationChange) -> list[Job]:
    """One school goes on as part of another: its people, its classes, its records."""
    school, to, on = change.organisation, change.to, change.on
    classes = {
        one.pk: SchoolClass.objects.create(
            school=to,
            school_year_id=one.school_year_id,
            grade=one.grade,
            name=one.name,
            former_names=one.former_names,
            first_id=one.line,
        )
        for one in SchoolClass.objects.filter(
            school=school,
            school_year__start__gte=SchoolYear.start_of(on),
            closed_on__isnull=True,
        )
    }
    SchoolClass.objects.filter(pk__in=classes).update(closed_on=on)
    for one in RoleAssignment.objects.filter(organisation=school).exclude(ends__lt=on):
        if one.role != Role.HEAD:  # the other school has its head
            RoleAssignment.objects.create(
                person_id=one.person_id,
                organisation=to,
                role=one.role,
                school_class=classes.get(one.school_class_id),
                subject_id=one.subject_id,
                pupil_code=one.pupil_code if one.school_class_id in classes else "",
                starts=max(on, one.starts),
                ends=one.ends,
            )
        one.ends = max(on - timedelta(days=1), one.starts)
        one.save(update_fields=["ends"])
    school.merged_into, school.closed_on = to, on
    school.save(update_fields=["merged_into", "closed_on"])
    # Whatever was merged into this school earlier goes on with it.
    Organisation.objects.filter(merged_into=school).update(merged_into=to)
    return []


def _close(change: OrganisationChange) -> list[Job]:
    """Closed organisations stay in earlier years; they are expected to bring nothing."""
    change.organisation.closed_on = change.on
    change.organisation.save(update_fields=["closed_on"])
    return []


def _again(school: Organisation, by: Person) -> list[Job]:
    """Reports of both municipalities are made again from the same results."""
    works = Work.objects.filter(
        pk__in=Protocol.objects.filter(
            school__in=Organisation.objects.within(school.path), state=Protocol.State.ACCEPTED
        ).values("work")
    )
    return [create_analysis_job(work, school, by=by) for work in works]
