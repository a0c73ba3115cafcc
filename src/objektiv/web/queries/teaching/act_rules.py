"""Which rules of the system rest on which local act: criteria, norms and weights of marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from objektiv.russian import long_date
from objektiv.web.models import (
    CriteriaSet,
    LocalAct,
    LocalActVersion,
    MarkAct,
    MarkScheme,
    Organisation,
    Person,
)
from objektiv.web.permissions import may
from objektiv.web.queries.teaching.acts import in_force
from objektiv.web.queries.teaching.criteria import criteria_visible_to

HOLDS = "действует"


@dataclass(frozen=True)
class Rule:
    """A rule of the system, its page ("" for who may not open it), the edition it rests on."""

    text: str
    path: str
    state: str
    version: LocalActVersion | None  # None: its act is named by words alone


def rules_of(act: LocalAct, person: Person) -> list[Rule]:
    """Rules that rest on any edition of the act."""
    found = _rules(act.organisation, person)
    return [one for one in found if one.version and one.version.act_id == act.pk]


def rules_without(place: Organisation, person: Person) -> list[Rule]:
    """Rules in force whose act is named by words and not chosen from the register."""
    return [one for one in _rules(place, person) if one.state == HOLDS and one.version is None]


def _rules(place: Organisation, person: Person) -> Iterator[Rule]:
    sets = criteria_visible_to(person).filter(organisation=place).select_related("act_version")
    for one in sets.exclude(state=CriteriaSet.State.DRAFT):
        yield Rule(f"Критерии «{one}»", reverse("criteria_set", args=[one.pk]),
                   one.get_state_display(), one.act_version)  # fmt: skip
    if not place.is_school:
        return
    page = reverse("marks", args=[place.pk]) if may(person, "marks.draft", place) else ""
    own = {"school": place}
    norms = MarkAct.objects.filter(**own).select_related("school_year", "act_version")
    latest: set[int] = set()
    for one in norms.order_by("-school_year__start", "-version"):
        state = "заменены новой версией" if one.school_year_id in latest else HOLDS
        latest.add(one.school_year_id)
        yield Rule(f"Нормы отметок, {one.school_year}, версия {one.version}",
                   page and f"{page}?year={one.school_year.start}", state,
                   one.act_version)  # fmt: skip
    schemes = MarkScheme.objects.filter(**own, state=MarkScheme.State.PUBLISHED)
    for one in schemes.select_related("school_year", "act_version").order_by("-starts", "subject"):
        yield Rule(f"Веса отметок: {one}, с {long_date(one.starts)}",
                   page and f"{page}?year={one.school_year.start}", HOLDS,
                   one.act_version)  # fmt: skip


def standing_of(version: LocalActVersion, today: date) -> str:
    """What to look at where a rule rests on an edition that has ended; "" where all is well."""
    if not version.ended:
        return ""
    current = in_force(version.act, today)
    if current is None:
        return f"Акт утратил силу {long_date(version.ends)}."
    return (
        f"С {long_date(current.starts)} у акта другая редакция, приказ № {current.order_number}: "
        "проверьте, что правило ей соответствует, и выберите её."
    )
