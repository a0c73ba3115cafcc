"""Of the holding of procedures: what search finds of it, each by the rule of its own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.urls import reverse

from objektiv.russian.searching import matches, searchable
from objektiv.web.models import (
    Observation,
    Observer,
    Organisation,
    Person,
    ProcedureDay,
    ScheduleVersion,
    Subject,
)
from objektiv.web.permissions import places
from objektiv.web.queries.holding.experts import experts_visible_to
from objektiv.web.queries.holding.observation import observations_visible_to
from objektiv.web.queries.holding.observers import observers_visible_to
from objektiv.web.queries.holding.schedule import versions_visible_to
from objektiv.web.queries.searched import LOOKED_AT, MOST, Document, holding


def _rest(parts: Sequence[str], kind: str) -> list[str]:
    """What is asked beyond the name of the kind: «график сош 6» looks for «сош 6» in charts."""
    known = searchable(kind)
    return [one for one in parts if one not in known]


def procedures(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Days of procedures at the person's places."""
    paths = places(person, "holding.view")
    if not paths:
        return
    home = int(min(paths, key=len).rstrip("/").rsplit("/", 1)[-1])
    found = (
        ProcedureDay.objects.filter(sites__school__in=Organisation.objects.within(*paths))
        .select_related("procedure")
        .order_by("-day", "-id")
        .distinct()
    )
    for one in found[:LOOKED_AT]:
        if matches(searchable(f"процедура {one.procedure} {one} {one.day:%d.%m.%Y}"), parts):
            url = reverse("holding_procedure", args=[home, one.procedure_id])
            yield Document(f"{one.procedure}: {one}", f"процедура, {one.day:%d.%m.%Y}", url)


def schedules(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Schedules of schools: those published, drafts where they are made."""
    found = versions_visible_to(person).exclude(state=ScheduleVersion.State.PAST)
    rest = _rest(parts, "единый график оценочных процедур")
    for one in holding(found, rest, "schedule__school__search").order_by("-id")[:MOST]:
        yield Document(
            f"График оценочных процедур, {one.schedule.school_year}",
            f"{one.schedule.school.title}, {one.get_state_display()}",
            reverse("schedule_version", args=[one.pk]),
        )


def experts(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """People of the registers, by name or subject."""
    found = experts_visible_to(person)
    subjects = {one.pk: searchable(one.name) for one in Subject.objects.all()}
    for part in _rest(parts, "эксперт"):
        named = [pk for pk, text in subjects.items() if part in text]
        found = found.filter(Q(person__search__contains=part) | Q(subjects__in=named))
    for one in found.prefetch_related("subjects").distinct()[:MOST]:
        marks = ", ".join(str(subject) for subject in one.subjects.all())
        yield Document(
            one.person.full_name,
            f"эксперт ({one.get_status_display()}), {one.organisation.title}: {marks}",
            reverse("experts", args=[one.organisation_id]),
        )


def observers(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Observers, for who answers for them; their names are encrypted and read one by one."""
    rows = observers_visible_to(person).exclude(state=Observer.State.DECLINED)
    for one in rows.select_related("place").order_by("-id")[:LOOKED_AT]:
        known = ("surname", "name", "patronymic")
        named = " ".join(one.personal[key] for key in known if one.personal.get(key))
        if matches(searchable(f"наблюдатель {named} № {one.pk}"), parts):
            url = reverse("observer", args=[one.pk])
            yield Document(named or str(one), f"наблюдатель, {one.place.title}", url)


def observations(person: Person, parts: Sequence[str]) -> Iterable[Document]:
    """Where somebody observes: for the observer, for who sees observation at the school."""
    for one in observations_visible_to(person).order_by("-id")[:LOOKED_AT]:
        day, school = one.site.day, one.site.school
        text = searchable(f"наблюдение {day.procedure} {day} {day.day:%d.%m.%Y}")
        if matches(text + school.search, parts):
            own = one.observer.person_id == person.pk and one.state == Observation.State.ASSIGNED
            url = reverse("watch_sheet" if own else "observation_sheet", args=[one.pk])
            yield Document(
                f"Наблюдение: {day.procedure}, {day}", f"{school.title}, {day.day:%d.%m.%Y}", url
            )
