"""The register of local acts: what is in force, what is missing, what to look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from objektiv.profiles import local_act_rules
from objektiv.web.models import LocalAct, LocalActVersion, Organisation, Person
from objektiv.web.queries.organisations import visible_to

S = LocalActVersion.State


@dataclass(frozen=True)
class ActLine:
    """An act of the set or another, and how it stands on a day."""

    code: str
    title: str
    act: LocalAct | None
    current: LocalActVersion | None
    draft: LocalActVersion | None
    review: bool  # in force, but to be looked at again
    used: tuple[tuple[str, str], ...] = ()

    @property
    def state(self) -> str:
        if self.current:
            return "пересмотрите" if self.review else "действует"
        return "проект" if self.draft else "нет"


def acts_visible_to(person: Person):
    return LocalAct.objects.filter(organisation__in=visible_to(person, "acts.view"))


def versions_visible_to(person: Person):
    return LocalActVersion.objects.filter(
        act__organisation__in=visible_to(person, "acts.view")
    ).select_related("act__organisation")


def in_force(act: LocalAct, on: date) -> LocalActVersion | None:
    """The version in force on a day."""
    return holding(on).filter(act=act).order_by("-starts", "-id").first()


def holding(on: date):
    """Versions in force on a day."""
    return LocalActVersion.objects.filter(Q(ends=None) | Q(ends__gte=on), state=S.APPROVED,
                                          starts__lte=on)  # fmt: skip


def holding_at(place: Organisation, on: date):
    """Versions in force at a place, by title: what a rule of the place can rest on."""
    return holding(on).filter(act__organisation=place).select_related("act").order_by("act__title")


def register_of(place: Organisation, today: date) -> list[ActLine]:
    """The expected set first, in its order, then the other acts."""
    acts = list(
        LocalAct.objects.filter(organisation=place).prefetch_related(
            Prefetch("versions", LocalActVersion.objects.order_by("-starts", "-id"))
        )
    )
    by_code = {one.code: one for one in acts if one.code}
    expected = local_act_rules().acts if place.is_school else ()
    lines = [
        _line(one.code, one.title, by_code.get(one.code), today, yearly=one.yearly, used=one.used)
        for one in expected
    ]
    known = {one.code for one in expected}
    return lines + [_line(one.code, one.title, one, today) for one in acts if one.code not in known]


def _line(
    code: str,
    title: str,
    act: LocalAct | None,
    today: date,
    *,
    yearly: bool = False,
    used: tuple[tuple[str, str], ...] = (),
) -> ActLine:
    versions = list(act.versions.all()) if act else []
    current = next(
        (
            one
            for one in versions
            if one.state == S.APPROVED
            and one.starts
            and one.starts <= today
            and (one.ends is None or one.ends >= today)
        ),
        None,
    )
    draft = next((one for one in versions if one.state == S.DRAFT), None)
    years = 1 if yearly else local_act_rules().review
    review = bool(current and current.starts and _old(current.starts, today, years))
    return ActLine(code, title, act, current, draft, review, used)


def _old(starts: date, today: date, years: int) -> bool:
    """Begun more school years ago than it may stand without a look."""
    return _school_year(today) - _school_year(starts) >= years


def _school_year(day: date) -> int:
    return day.year if day.month >= 8 else day.year - 1


def gaps_below(place: Organisation, today: date) -> list[tuple[Organisation, int, int]]:
    """Schools below with the number of acts missing and to look at again, by name."""
    schools = Organisation.objects.filter(
        path__startswith=place.path, kind=Organisation.Kind.SCHOOL, closed_on=None
    ).order_by("name")
    versions: dict[tuple[int, str], list[LocalActVersion]] = {}
    for one in LocalActVersion.objects.filter(
        act__organisation__in=schools, state=S.APPROVED, starts__lte=today
    ).select_related("act"):
        if one.ends is None or one.ends >= today:
            versions.setdefault((one.act.organisation_id, one.act.code), []).append(one)
    found = []
    rules = local_act_rules()
    for school in schools:
        missing = old = 0
        for act in rules.acts:
            current = versions.get((school.pk, act.code))
            if not current:
                missing += 1
            elif _old(
                max(one.starts for one in current if one.starts),
                today,
                1 if act.yearly else rules.review,
            ):
                old += 1
        found.append((school, missing, old))
    return found


def gaps_of_children(place: Organisation, today: date) -> list[tuple[Organisation, int, int]]:
    """The same by organisation directly below: a region sees its municipalities, not 800 schools.

    Of a municipality the sums over its schools.
    """
    children = Organisation.objects.filter(parent=place, closed_on=None).order_by("name")
    sums = {one.pk: [one, 0, 0] for one in children}
    depth = len(place.path.strip("/").split("/"))
    for school, missing, old in gaps_below(place, today):
        own = sums.get(int(school.path.strip("/").split("/")[depth]))
        if own is not None:
            own[1] += missing
            own[2] += old
    return [(one, missing, old) for one, missing, old in sums.values()]
