"""Practices that a person may see, candidates in the data, and what fits a recommendation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from objektiv.analysis.practice import candidates
from objektiv.profiles import load_profile
from objektiv.recommendations import KINDS
from objektiv.russian.searching import asked, matches, searchable
from objektiv.web.models import Organisation, Person, Practice, PracticeFile, Recommendation
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
    invited = set(Practice.objects.filter(school_year=year).values_list("school_id", "kind"))
    schools = Organisation.objects.filter(path__startswith=place.path, closed_on=None).in_bulk(
        {one.school for one in found}
    )
    made = [
        Offer(schools[one.school], one.kind, KINDS[one.kind], one.words, year)
        for one in found
        if one.school in schools and (one.school, one.kind) not in invited
    ]
    return sorted(made, key=lambda one: (one.school.title, one.title))


@dataclass(frozen=True)
class Need:
    """What a practice should help with: a kind of measure, where the deficit was found, words."""

    kind: str
    places: frozenset[tuple[str, int]]  # subject × grade
    text: str  # of the deficit: names of skills stand in it


def fits(practice: Practice, need: Need) -> tuple[str, ...]:
    """Why the practice fits, in words; empty: it does not.

    A practice of another subject never fits where the subject of the deficit is known. Of its own
    subject it fits by the kind of measure or by the skill; without a subject, by the kind.
    """
    subjects = {subject for subject, _ in need.places}
    if practice.subject and subjects and practice.subject not in subjects:
        return ()
    same_subject = bool(practice.subject and practice.subject in subjects)
    skill = any(
        parts and matches(searchable(need.text), parts)
        for one in re.split(r"[,;\n]", practice.skills)
        if (parts := asked(one))
    )
    if practice.kind != need.kind and not (same_subject and skill):
        return ()
    grade = (practice.subject, practice.grade) in need.places
    reasons = (
        ("то же умение", skill),
        ("тот же предмет", same_subject),
        ("тот же класс", grade),
        ("та же мера", practice.kind == need.kind),
    )
    return tuple(words for words, holds in reasons if holds)


def fitting(school: Organisation, needs: Iterable[Need]) -> list[list[tuple[Practice, str]]]:
    """For each need up to three published practices of other schools with why they fit.

    Those that fit in more ways stand first, then by title: never by result.
    """
    published = list(
        Practice.objects.filter(
            state=Practice.State.PUBLISHED, school__path__startswith=top_of(school.path)
        ).exclude(school=school)
    )
    found = []
    for need in needs:
        mine = [(one, why) for one in published if (why := fits(one, need))]
        mine.sort(key=lambda one: (-len(one[1]), one[0].title))
        found.append([(one, ", ".join(why)) for one, why in mine[:SHOWN]])
    return found


def with_practices(points: Iterable[Any], school: Organisation) -> list[Any]:
    """Points with practices of other schools: by the deficit they rest on and by their kind."""
    points = list(points)
    places: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for point, subject, grade in Recommendation.grounds.through.objects.filter(
        recommendation__in=points
    ).values_list(
        "recommendation_id", "ground__analysis__work__subject", "ground__analysis__work__grade"
    ):
        places[point].add((subject, grade))
    needs = [
        Need(one.kind, frozenset(places[one.pk]), f"{one.ground} {one.text}") for one in points
    ]
    for point, found in zip(points, fitting(school, needs), strict=True):
        point.practices = found
    return points
