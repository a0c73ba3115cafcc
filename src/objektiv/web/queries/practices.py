"""Practices that a person may see, candidates in the data, and what fits a recommendation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from objektiv.analysis.practice import candidates
from objektiv.profiles import load_profile
from objektiv.recommendations import KINDS
from objektiv.web.models import Organisation, Person, Practice, PracticeFile
from objektiv.web.permissions import places
from objektiv.web.queries.effects import changes_in, taken_in, years_with_measures

SHOWN = 3  # practices beside one recommendation


def top_of(path: str) -> str:
    return "/" + path.split("/")[1] + "/"


def practices_visible_to(person: Person):
    """Published ones of the own region; others at or below the own places."""
    mine = places(person, "practices.view")
    regions = Organisation.objects.within(*{top_of(one) for one in mine})
    return Practice.objects.filter(
        Q(school__in=Organisation.objects.within(*mine))
        | Q(school__in=regions, state=Practice.State.PUBLISHED)
    ).select_related("school", "school_year")


def published_for(person: Person, place: Organisation):
    """What everybody in the region of the place may read."""
    return practices_visible_to(person).filter(
        state=Practice.State.PUBLISHED, school__path__startswith=top_of(place.path)
    )


def in_preparation(person: Person, place: Organisation):
    """Invited, described or declined at or below the place, by name of the school."""
    return (
        practices_visible_to(person)
        .exclude(state=Practice.State.PUBLISHED)
        .filter(school__path__startswith=place.path)
        .order_by("school__name", "id")
    )


def practice_files_visible_to(person: Person):
    return PracticeFile.objects.filter(
        practice__in=practices_visible_to(person), removed_at=None
    ).select_related("practice")


@dataclass(frozen=True)
class Offer:
    """A school that may be asked to describe what it did."""

    school: Organisation
    kind: str
    title: str
    ground: str
    year: Any


def offers(place: Organisation) -> list[Offer]:
    """Candidates below the place in the latest year with measures, by name of the school."""
    top = place.line().first()
    year = next(iter(years_with_measures(top)), None)
    if year is None:
        return []
    found = candidates(changes_in(top, year), taken_in(top, year), load_profile(year.start + 1))
    asked = set(Practice.objects.filter(school_year=year).values_list("school_id", "kind"))
    schools = Organisation.objects.filter(path__startswith=place.path, closed_on=None).in_bulk(
        {one.school for one in found}
    )
    made = [
        Offer(schools[one.school], one.kind, KINDS[one.kind], one.words, year)
        for one in found
        if one.school in schools and (one.school, one.kind) not in asked
    ]
    return sorted(made, key=lambda one: (one.school.title, one.title))


def with_practices(points: Iterable[Any], school: Organisation) -> list[Any]:
    """Points with up to three published practices of the same kind from other schools."""
    points = list(points)
    by_kind = defaultdict(list)
    kinds = {one.kind for one in points if one.kind}
    for one in Practice.objects.filter(
        state=Practice.State.PUBLISHED, kind__in=kinds, school__path__startswith=top_of(school.path)
    ).exclude(school=school):
        by_kind[one.kind].append(one)
    for point in points:
        point.practices = by_kind[point.kind][:SHOWN]
    return points
