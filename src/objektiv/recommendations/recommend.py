"""From grounds to recommendations by the rules of `rules.toml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from objektiv.profiles import Profile
from objektiv.recommendations.grounds import Ground, Grounds, Place, grounds
from objektiv.recommendations.rulebook import QUIET, apply_rules, rules
from objektiv.russian import NBSP, quantity
from objektiv.schema import Findings, Recommendation, Reports, School, Work

_BLOCKS = ("school", "all")


def recommend(
    school: School,
    findings: Sequence[Findings],
    reports: Sequence[Reports],
    profile: Profile,
) -> tuple[Recommendation, ...]:
    """Recommendations to one school by its works: its own block, then the one for all.

    A rule whose ground holds in several works is said once, with a ground per work. A
    school without any ground gets one calm sentence instead of its own block. Terms count
    from the latest year of the works.
    """
    return recommend_all((school,), findings, reports, profile)[school.id]


def recommend_all(
    schools: Iterable[School],
    findings: Sequence[Findings],
    reports: Sequence[Reports],
    profile: Profile,
) -> dict[str, tuple[Recommendation, ...]]:
    """Recommendations to many schools by their ids; the results are read once."""
    known = grounds(findings, reports, profile)
    places: dict[str, list[Place]] = defaultdict(list)
    for place in known:
        places[place[-1]].append(place)
    works = [one.work for one in reports] + [one.work for one in findings]
    year = max((work.year for work in works), default=0)
    fields = values_of(year, profile)
    made = {}
    for school in schools:
        own = [known[place] for place in places[school.id] if _is(school, place)]
        made[school.id] = _to_school(own, fields)
    return made


def _is(school: School, place: Place) -> bool:
    """The same id; region and municipality are compared where the school knows its own."""
    region, municipality, _ = place
    return school.region in ("", region) and school.municipality in ("", municipality)


def _to_school(own: Sequence[Grounds], fields: dict[str, str]) -> tuple[Recommendation, ...]:
    found = [ground for one in own for ground in one.found]
    if not found:
        found = [quiet([work for one in own for work in one.works])]
    return tuple(
        one for block in _BLOCKS for one in apply_rules(rules(), found, fields, block=block)
    )


def quiet(works: Sequence[Work]) -> Ground:
    """The ground of a school that has no other."""
    named = "; ".join(f"{work.subject}, {work.grade} класс" for work in works)
    nothing = "особенностей, требующих внимания, нет"
    return Ground(QUIET, f"{named}: {nothing}" if named else nothing)


def values_of(year: int, profile: Profile) -> dict[str, str]:
    """What stands for the fields in braces, by the year of the latest work."""
    return {
        "year": str(year),
        "next": str(year + 1),
        "coverage": quantity(profile.value("journal.coverage")) + NBSP + "%",
    }
