"""Stages before the day: schedule, experts, briefings, observers, materials."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from objektiv.russian import counted, enumeration
from objektiv.web.models import (
    Briefing,
    Commission,
    Observation,
    Organisation,
    PersonalKey,
    RoleAssignment,
    ScheduleVersion,
    SchoolYear,
    SealedParcel,
)
from objektiv.web.queries.holding.briefings import states_at as briefings_of
from objektiv.web.queries.holding.preparation_stage import (
    SCHOOLS,
    Asked,
    Stage,
    state_of,
)
from objektiv.web.queries.holding.schedule_days import states_below
from objektiv.web.queries.holding.sealed import SCHOOL_ROLES
from objektiv.web.queries.organisations import schools_below

IN_SCHOOLS = ("школе", "школах", "школах")
WORKS = ("работа", "работы", "работ")
# Whom a place briefs itself: by "is it a school".
OWN_ROLES = {
    True: ("organiser", "technician", "expert", "coordinator"),
    False: ("coordinator", "observer"),  # experts are briefed where their marking is prepared
}


def days(asked: Asked) -> Iterator[Stage]:
    if asked.place.is_school:
        return
    n, below = asked.numbers["schools"], schools_below(asked.place).count()
    said = f"{counted(len(asked.days), *WORKS)} в {counted(n, *IN_SCHOOLS)} из {below}."
    yield Stage("days", "Дни и школы", "done", said, "#days")


def schedule(asked: Asked) -> Iterator[Stage]:
    if "schedule" not in asked.steps or not asked.may("schedule.view"):
        return
    start = SchoolYear.start_of(asked.numbers["first"])
    page = reverse("schedule", args=[asked.place.pk]) + f"?year={start}"
    year = SchoolYear.objects.filter(start=start).first()
    total = asked.numbers["schools"]
    conflicts = 0
    if asked.place.kind == Organisation.Kind.REGION or year is None:
        published = ScheduleVersion.objects.filter(
            schedule__school__in=asked.schools,
            schedule__school_year=year,
            state=ScheduleVersion.State.PUBLISHED,
        ).count()
    else:
        states = states_below(asked.place, list(asked.schools), year, asked.procedure)
        published = sum(one.published is not None for one in states)
        conflicts = sum(bool(one.conflicts) for one in states)
    if asked.place.is_school:
        said = "График опубликован" if published else "График ещё не опубликован"
        said += ", но дни процедуры с ним не сходятся." if conflicts else "."
    else:
        said = f"График опубликовали {asked.of(published, total)}"
        said += f"; дни не сходятся у {counted(conflicts, *SCHOOLS)}." if conflicts else "."
    done = published >= total and not conflicts
    yield Stage(
        "schedule",
        "Единый график",
        state_of(done, asked.over),
        said,
        page,
        None if done or asked.over else asked.due("schedule"),
        *(("", "") if done or asked.over else asked.reminding("schedule")),
    )


def observers(asked: Asked) -> Iterator[Stage]:
    ahead, watched = asked.numbers["ahead"], asked.numbers["watched"]
    if "observer" not in asked.technology.roles or not asked.may("observation.view"):
        return
    if not ahead:
        yield _observed(asked)
        return
    page = reverse("observation", args=[asked.place.pk]) + f"?procedure={asked.procedure.pk}"
    done = watched >= ahead
    manages = asked.may("observation.manage") and not asked.place.is_school
    yield Stage(
        "observers",
        "Наблюдатели",
        state_of(done),
        f"Назначены на {watched} из {asked.days_said(ahead)}.",
        page,
        None if done else asked.due("observers"),
        "Назначить" if manages and not done else "",
        reverse("observation_assign", args=[asked.place.pk, asked.procedure.pk]),
    )


def _observed(asked: Asked) -> Stage:
    """After the days: what was seen."""
    total = asked.numbers["sites"]
    done = asked.sites.filter(observations__state=Observation.State.DONE).distinct().count()
    return Stage(
        "observers",
        "Наблюдатели",
        state_of(done >= total, over=True),
        f"Листы сданы: {done} из {asked.days_said(total)}.",
        reverse("coverage", args=[asked.place.pk]),
    )


def briefings(asked: Asked) -> Iterator[Stage]:
    if not asked.may("briefings.view"):
        return
    states = [one for one in briefings_of(asked.place, [asked.procedure]) if one.people]
    if not states:
        return
    waiting = [one for one in states if one.waiting]
    said = "Все, кому нужен инструктаж, расписались."
    if waiting:
        said = "Не расписались: " + enumeration(
            [f"{one.title} — {len(one.waiting)} из {one.people}" for one in waiting]
        )
        said += "."
    opened = dict(
        Briefing.objects.filter(
            procedure=asked.procedure, place=asked.place, cancelled_at=None
        ).values_list("role", "pk")
    )
    fresh = [one for one in waiting if one.role not in opened]
    # One's own comes first: a municipality briefs coordinators and observers, not organisers.
    own = next((one for one in fresh if one.role in OWN_ROLES[asked.place.is_school]), None)
    act, address = "", ""
    if own and asked.may("briefings.hold"):
        act = "Провести инструктаж"
        address = reverse("briefing_add", args=[asked.place.pk, asked.procedure.pk, own.role])
    elif waiting and waiting[0].role in opened:
        act, address = "Кто не расписался", reverse("briefing", args=[opened[waiting[0].role]])
    yield Stage(
        "briefings",
        "Инструктажи",
        state_of(not waiting, asked.over),
        said,
        reverse("briefings", args=[asked.place.pk]),
        asked.due("brief_people") or asked.due("brief_observers") if waiting else None,
        act,
        address,
    )


def experts(asked: Asked) -> Iterator[Stage]:
    if "expert" not in asked.technology.roles or not asked.may("experts.view"):
        return
    if asked.place.is_school:  # a school's own commissions are its own choice
        return
    known = set(
        Commission.objects.filter(
            organisation__in=asked.place.line(),
            school_year__start=SchoolYear.start_of(asked.numbers["first"]),
            subject__name__in=asked.subjects,
        ).values_list("subject__name", flat=True)
    )
    lacking = [one for one in asked.subjects if one not in known]
    schools_mark = asked.technology.days_by == "school"
    said = "Комиссия есть по каждому предмету."
    if lacking:
        said = f"Нет комиссии: {enumeration(lacking)}."
        said += " Если работы проверяют сами школы, она не нужна." if schools_mark else ""
    yield Stage(
        "experts",
        "Эксперты и комиссии",
        "done" if not lacking else "ahead" if schools_mark else "open",
        said,
        reverse("experts", args=[asked.place.pk]),
        act="Создать комиссию" if lacking and asked.may("experts.manage") else "",
        address=reverse("commission_add", args=[asked.place.pk]),
    )


def materials(asked: Asked) -> Iterator[Stage]:
    if not asked.technology.materials or not asked.may("sealed.view"):
        return
    parcels = SealedParcel.objects.filter(
        day__procedure=asked.procedure,
        organisation__in=asked.place.line(),
        state=SealedParcel.State.SEALED,
    )
    if asked.place.is_school:
        parcels = parcels.filter(recipients__organisation=asked.place).distinct()
    sealed = set(parcels.values_list("day", flat=True))
    bare = [one for one in asked.days if one.pk not in sealed]
    total = asked.numbers["schools"]
    keyed = (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(
            organisation__in=asked.schools,
            role__in=SCHOOL_ROLES,
            person__in=PersonalKey.objects.filter(ended_at=None).values("person"),
        )
        .aggregate(n=Count("organisation", distinct=True))["n"]
    )
    said = f"Запечатаны к {len(asked.days) - len(bare)} из {len(asked.days)} дней."
    if len(asked.days) == 1:
        said = "Ещё не запечатаны." if bare else "Запечатаны."
    if asked.place.is_school:
        said += "" if keyed else " В школе ни у кого нет ключа: вскрыть будет некому."
    elif keyed < total:
        said += f" Ключ для вскрытия есть в {keyed} из {counted(total, *SCHOOLS)}."
    ahead = [one for one in bare if one.day >= asked.today]
    sends = bool(ahead) and not asked.place.is_school and asked.may("sealed.send")
    add = reverse("sealed_add", args=[asked.place.pk])
    yield Stage(
        "materials",
        "Материалы",
        state_of(not bare, not ahead),
        said,
        reverse("sealed", args=[asked.place.pk]),
        asked.due("materials") if ahead else None,
        "Запечатать" if sends else "",
        f"{add}?day={ahead[0].pk}" if ahead else add,
    )
