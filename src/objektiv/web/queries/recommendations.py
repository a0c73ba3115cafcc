"""Rules in force, what they propose on real data, documents and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q

from objektiv import recommendations as library
from objektiv.profiles import load_profile
from objektiv.recommendations import Rule
from objektiv.web.models import (
    Addressee,
    Analysis,
    Ground,
    Organisation,
    Person,
    Recommendation,
    RecommendationAnswer,
    Recommendations,
    RuleSet,
    SchoolYear,
    Work,
)
from objektiv.web.permissions import places
from objektiv.web.queries.openness.survey_grounds import survey_grounds
from objektiv.web.queries.organisations import schools_below
from objektiv.web.queries.terms import bind, events_of

# --- Rules --------------------------------------------------------------------------------


def rule_set_of(place: Organisation) -> RuleSet | None:
    """The rules in force at a place: its own, else of the nearest above; none: the built-in."""
    return (
        RuleSet.objects.filter(organisation__in=place.line(), state=RuleSet.State.ACTIVE)
        .order_by("-organisation__path")
        .first()
    )


def draft_of(place: Organisation) -> RuleSet | None:
    return RuleSet.objects.filter(organisation=place, state=RuleSet.State.DRAFT).first()


def rules_in(kept: RuleSet | None) -> tuple[Rule, ...]:
    return library.read_rules(kept.text) if kept else library.rules()


@dataclass(frozen=True)
class Preview:
    """What a rule gives on the results of today, before and after a change."""

    rule: Rule
    state: str  # "new", "changed", "removed", ""
    before: int  # schools it speaks to
    after: int
    example: str  # ground of one school


def preview(place: Organisation, now: Sequence[Rule], new: Sequence[Rule]) -> list[Preview]:
    """Every rule of both, with the number of schools that get it by the current results."""
    schools = schools_below(place).count()
    facts = Ground.objects.filter(
        analysis__current=True, school__in=schools_below(place)
    ).values_list("code", "school_id", "text")
    known: dict[str, set[int]] = defaultdict(set)
    example: dict[str, str] = {}
    for code, school, text in facts.iterator():
        known[code].add(school)
        example.setdefault(code, text)
    for school, grounds in survey_grounds(schools_below(place)).items():
        for ground in grounds:
            known[ground.code].add(school)
            example.setdefault(ground.code, ground.text)
    quiet = schools - len(set().union(*known.values()))

    def reached(rule: Rule | None) -> int:
        if rule is None:
            return 0
        if rule.block == "all":
            return schools
        return quiet if rule.ground == "quiet" else len(known[rule.ground])

    old, latest = {one.code: one for one in now}, {one.code: one for one in new}
    shown = []
    for code, rule in (old | latest).items():
        was, is_ = old.get(code), latest.get(code)
        state = "removed" if is_ is None else "new" if was is None else ""
        if was and is_ and was != is_:
            state = "changed"
        shown.append(Preview(rule, state, reached(was), reached(is_), example.get(rule.ground, "")))
    return shown


def rules_shown(place: Organisation) -> list[Preview]:
    """The rules in force beside the draft, if there is one."""
    draft, now = draft_of(place), rules_in(rule_set_of(place))
    return preview(place, now, rules_in(draft) if draft else now)


# --- Proposing ----------------------------------------------------------------------------


def analysed_works(place: Organisation) -> list[Work]:
    """Works with a current analysis that has results of schools of the place."""
    return list(
        Work.objects.filter(
            analyses__current=True,
            analyses__place_reports__organisation__in=schools_below(place),
        ).distinct()
    )


def schools_with_results(place: Organisation, works: Iterable[Work]):
    return (
        schools_below(place)
        .filter(place_reports__analysis__current=True, place_reports__analysis__work__in=works)
        .distinct()
    )


def propose(
    place: Organisation,
    works: Sequence[Work],
    schools: Sequence[Organisation],
    school_year: SchoolYear,
) -> list[Recommendation]:
    """Unsaved points by the rules in force: for all, then for each school by its grounds.

    Each carries the grounds it rests on in `held`.
    """
    made = rules_in(rule_set_of(place))
    kinds = {rule.code: rule.kind for rule in made}
    asked = {rule.code: rule.ground for rule in made}
    year = max((work.year for work in works), default=0)
    values = library.values_of(year, load_profile(year or 2026))
    facts: dict[int, list[Ground]] = defaultdict(list)
    for fact in Ground.objects.filter(
        analysis__current=True, analysis__work__in=works, school__in=schools
    ).order_by("analysis__work__subject", "analysis__work__grade", "id"):
        facts[fact.school_id].append(fact)
    said = survey_grounds(schools)
    events = events_of(place)

    def bound(one: Recommendation) -> Recommendation:
        known = bind(one.due["text"], place, school_year, events)
        one.due, one.due_on = known.due, known.ends
        return one

    points = [
        _point(one, None, (), kinds) for one in library.apply_rules(made, (), values, block="all")
    ]
    for school in schools:
        own = facts.get(school.pk, [])
        found = [library.Ground(one.code, one.text) for one in own] + said.get(school.pk, [])
        for one in library.apply_rules(made, found, values, block="school"):
            held = [fact for fact in own if fact.code == asked[one.rule]]
            points.append(_point(one, school, held, kinds))
    return [bound(one) for one in points]


def _point(one, school: Organisation | None, held, kinds: Mapping[str, str]) -> Recommendation:
    point = Recommendation(
        school=school,
        rule=one.rule,
        kind=kinds[one.rule],
        direction=one.direction,
        addressee=one.addressee,
        ground=one.ground,
        text=one.text,
        due={"text": one.term},
        expected_result=one.expected_result,
        checked_by=one.checked_by,
    )
    point.held = list(held)
    return point


def source_of(works: Iterable[Work]) -> str:
    """Data, method, profile of the analyses, in one line."""
    current = Analysis.objects.filter(current=True, work__in=works).select_related("work")
    return "; ".join(
        f"{one.work.title}: данные {one.data_hash[:12]}, {one.method}, профиль {one.profile}"
        for one in current
    )


# --- Documents ----------------------------------------------------------------------------


def documents_visible_to(person: Person):
    """Documents of the places for which the person writes, and of those below."""
    return Recommendations.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "recommendations.write"))
    ).select_related("organisation", "school_year")


def documents_at(person: Person, place: Organisation):
    return (
        documents_visible_to(person)
        .filter(organisation=place)
        .annotate(
            schools=Count("addressees", distinct=True),
            read=Count("addressees", filter=Q(addressees__read_at__isnull=False), distinct=True),
            signed=Count(
                "addressees", filter=Q(addressees__signed_at__isnull=False), distinct=True
            ),
        )
        .order_by("-id")
    )


def addressed_visible_to(person: Person):
    """What was sent to schools of the person (or of the places above them the person has)."""
    return Addressee.objects.filter(
        document__state=Recommendations.State.SENT,
        school__in=Organisation.objects.within(*places(person, "recommendations.view")),
    ).select_related("document__organisation", "school")


def points_of(
    document: Recommendations, school: Organisation | None
) -> list[tuple[str, list[Recommendation]]]:
    """Points to all schools, or the own ones of a school, by direction in their order."""
    groups: dict[str, list[Recommendation]] = {}
    for point in document.points.filter(school=school).select_related("edited_by"):
        groups.setdefault(point.direction, []).append(point)
    return list(groups.items())


def points_for(addressee: Addressee) -> list[Recommendation]:
    """The points of one school, its own first, each with the school's `answer` or None."""
    points = list(
        addressee.document.points.filter(left_out="")
        .filter(Q(school=None) | Q(school=addressee.school))
        .order_by(F("school").desc(nulls_last=True), "position", "id")
    )
    answers = {
        one.recommendation_id: one
        for one in RecommendationAnswer.objects.filter(
            recommendation__in=points, school=addressee.school
        ).select_related("by")
    }
    for point in points:
        point.answer = answers.get(point.pk)
    return points


@dataclass(frozen=True)
class Progress:
    """What one school did with a document."""

    addressee: Addressee
    points: int
    answers: dict[str, int]  # state of the answer -> points

    @property
    def answered(self) -> int:
        return sum(self.answers.values())


def progress_of(document: Recommendations) -> list[Progress]:
    """Schools alphabetically: read, signed, points accepted, done, declined."""
    for_all = document.points.filter(school=None, left_out="").count()
    own = Counter(
        document.points.exclude(school=None).filter(left_out="").values_list("school_id", flat=True)
    )
    answers: dict[int, Counter] = defaultdict(Counter)
    for school, state in RecommendationAnswer.objects.filter(
        recommendation__document=document
    ).values_list("school_id", "state"):
        answers[school][state] += 1
    return [
        Progress(one, for_all + own[one.school_id], dict(answers[one.school_id]))
        for one in document.addressees.select_related("school", "read_by", "signed_by").order_by(
            "school__name"
        )
    ]


def past_points(document: Recommendations, today: date):
    """Points that would be sent with a term that is over."""
    return document.points.filter(left_out="", due_on__lt=today)


def next_position(document: Recommendations) -> int:
    last = document.points.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
