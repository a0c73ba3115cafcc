"""From grounds to recommendations by the rules of `rules.toml`."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from objektiv.profiles import Profile
from objektiv.recommendations.grounds import Ground, Grounds, Place, grounds
from objektiv.russian import NBSP, quantity
from objektiv.schema import Findings, Recommendation, Reports, School, Work

QUIET = "quiet"
_BLOCKS = ("school", "all")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `rules.toml`."""

    code: str
    block: str
    direction: str
    addressee: str
    text: str
    term: str
    expected_result: str
    checked_by: str
    ground: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of the document.

    >>> rules()[0].code, len({rule.code for rule in rules()}) == len(rules())
    ('objectivity.verify', True)
    """
    source = files("objektiv.recommendations").joinpath("rules.toml")
    return tuple(Rule(**entry) for entry in tomllib.loads(source.read_text("utf-8"))["rules"])


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
    fields = {
        "year": str(year),
        "next": str(year + 1),
        "coverage": quantity(profile.value("journal.coverage")) + NBSP + "%",
    }
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
        found = [Ground(QUIET, _quiet([work for one in own for work in one.works]))]
    made = []
    for block in _BLOCKS:
        for rule in rules():
            held = [ground for ground in found if ground.code == rule.ground]
            if rule.block == block and (held or block == "all"):
                made.append(_filled(rule, held, fields))
    return tuple(made)


def _quiet(works: Sequence[Work]) -> str:
    named = "; ".join(f"{work.subject}, {work.grade} класс" for work in works)
    nothing = "особенностей, требующих внимания, нет"
    return f"{named}: {nothing}" if named else nothing


def _filled(rule: Rule, held: Sequence[Ground], fields: dict[str, str]) -> Recommendation:
    return Recommendation(
        rule=rule.code,
        block=rule.block,
        direction=rule.direction,
        addressee=rule.addressee,
        ground=". ".join(ground.text for ground in held) + "." if held else "",
        text=rule.text.format_map(fields),
        term=rule.term.format_map(fields),
        expected_result=rule.expected_result.format_map(fields),
        checked_by=rule.checked_by.format_map(fields),
    )
