"""What the system knows for indicators: counts of a place and a school year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Count, F, Q, Sum

from objektiv.profiles import local_act_rules
from objektiv.web.models import (
    Addressee,
    Finding,
    LocalActVersion,
    Measure,
    Meeting,
    MeetingDecision,
    Organisation,
    PlaceReport,
    Plan,
    ProcedureSite,
    Protocol,
    PublicPage,
    Review,
    SchoolYear,
)
from objektiv.web.models.findings import Verdict
from objektiv.web.queries.openness.surveys import indices_of
from objektiv.web.queries.procedures import progress_at

Facts = dict[str, float | None]


def facts_of(place: Organisation, year: SchoolYear, today: date) -> Facts:
    """All facts; a place without data of a kind has zeros, and its indicators no value."""
    found: Facts = {}
    for count in COUNTS:
        found |= count(place, year, today)
    return found


def _collected(place: Organisation, year: SchoolYear, today: date) -> Facts:
    due = [
        one
        for one in progress_at(place)
        if one.procedure.due and year.starts <= one.procedure.due <= min(year.ends, today)
    ]
    rows = Protocol.objects.filter(
        school__path__startswith=place.path,
        state=Protocol.State.ACCEPTED,
        work__year=year.start + 1,
    ).aggregate(listed=Sum("n"), written=Sum("written"))
    return {
        "brought": sum(one.came for one in due),
        "expected": sum(one.expected for one in due),
        "listed": rows["listed"] or 0,
        "written": rows["written"] or 0,
    }


def _judged(place: Organisation, year: SchoolYear, today: date) -> Facts:
    rows = Finding.objects.filter(
        analysis__current=True,
        analysis__work__year=year.start + 1,
        school__path__startswith=place.path,
        class_name="",
    ).aggregate(
        judged=Count("pk", filter=~Q(verdict=Verdict.INSUFFICIENT)),
        verify=Count("pk", filter=Q(verdict=Verdict.VERIFY)),
    )
    asked = Review.objects.filter(
        school__path__startswith=place.path,
        reply_by__gte=year.starts,
        reply_by__lte=min(year.ends, today),
    )
    in_time = asked.filter(replies__at__date__lte=F("reply_by")).distinct()
    return {**rows, "asked": asked.count(), "replied": in_time.count()}


def _marks(place: Organisation, year: SchoolYear, today: date) -> Facts:
    found: Facts = {"marked": 0, "failing": 0, "compared": 0, "confirmed": 0}
    facts = PlaceReport.objects.filter(
        analysis__current=True, analysis__work__year=year.start + 1, organisation=place
    ).values_list("facts__marks", "facts__journal")
    for marks, journal in facts:
        if marks:
            found["marked"] = (found["marked"] or 0) + sum(marks)
            found["failing"] = (found["failing"] or 0) + marks[0]
        if journal:
            found["compared"] = (found["compared"] or 0) + sum(journal)
            found["confirmed"] = (found["confirmed"] or 0) + journal[1]
    return found


def _held(place: Organisation, year: SchoolYear, today: date) -> Facts:
    sites = ProcedureSite.objects.filter(
        school__path__startswith=place.path,
        day__day__gte=year.starts,
        day__day__lt=min(year.ends, today),
    ).exclude(state=ProcedureSite.State.NOT_HELD)
    seen = sites.filter(observations__state__in=("assigned", "done")).distinct()
    return {"held": sites.count(), "observed": seen.count()}


def _decided(place: Organisation, year: SchoolYear, today: date) -> Facts:
    done = (Measure.State.DONE, Measure.State.CHECKED)
    measures = (
        Measure.objects.filter(
            direction__plan__organisation__path__startswith=place.path,
            direction__plan__school_year=year,
            direction__plan__state__in=(Plan.State.APPROVED, Plan.State.CLOSED),
        )
        .exclude(state=Measure.State.CANCELLED)
        .filter(Q(ends__lt=today) | Q(state__in=done))
        .aggregate(due=Count("pk"), done=Count("pk", filter=Q(state__in=done)))
    )
    sent = Addressee.objects.filter(
        school__path__startswith=place.path,
        document__school_year=year,
        document__state="sent",
    )
    decisions = MeetingDecision.objects.filter(
        meeting__organisation__path__startswith=place.path,
        meeting__school_year=year,
        meeting__state=Meeting.State.HELD,
    )
    return {
        "measures_due": measures["due"],
        "measures_done": measures["done"],
        "addressed": sent.count(),
        "signed": sent.filter(signed_at__isnull=False).count(),
        "decided": decisions.count(),
        "planned": decisions.filter(measures__isnull=False).distinct().count(),
    }


def _shown(place: Organisation, year: SchoolYear, today: date) -> Facts:
    """As of the day, in this school year alone: registers do not remember how they stood."""
    if not year.starts <= today <= year.ends:
        return {"acts": None, "acts_expected": None, "pages": None, "schools": None}
    schools = Organisation.objects.filter(
        path__startswith=place.path, kind=Organisation.Kind.SCHOOL, closed_on=None
    )
    codes = [one.code for one in local_act_rules().acts]
    acts = (
        LocalActVersion.objects.filter(
            act__organisation__in=schools,
            act__code__in=codes,
            state=LocalActVersion.State.APPROVED,
            starts__lte=today,
        )
        .exclude(ends__lt=today)
        .values("act")
        .distinct()
        .count()
    )
    number = schools.count()
    pages = PublicPage.objects.filter(organisation__in=schools, opened_at__isnull=False).count()
    return {
        "acts": acts,
        "acts_expected": number * len(codes),
        "pages": pages,
        "schools": number,
    }


def _said(place: Organisation, year: SchoolYear, today: date) -> Facts:
    names = [f"{who}.{code}" for who in AUDIENCES for code in ("clear", "fair", "open", "help")]
    known = indices_of(place, year)
    return {
        name.replace(".", "_"): float(known[name].index.value) if name in known else None
        for name in names
    }


AUDIENCES = ("parents", "pupils", "teachers")
COUNTS: tuple[Callable[[Organisation, SchoolYear, date], Facts], ...] = (
    _collected,
    _judged,
    _marks,
    _held,
    _decided,
    _shown,
    _said,
)
NAMES = {
    "brought": "результаты, принятые по процедурам, срок которых наступил",
    "expected": "результаты, ожидаемые по таким процедурам",
    "listed": "ученики в принятых протоколах",
    "written": "из них писавшие работу",
    "judged": "результаты «школа × работа», по которым данных достаточно",
    "verify": "из них с предложением проверить",
    "asked": "запросы пояснений, срок которых наступил",
    "replied": "из них с ответом в срок",
    "marked": "участники с отметкой за работу",
    "failing": "из них с отметкой «2»",
    "compared": "участники с отметкой в журнале",
    "confirmed": "из них с той же отметкой за работу",
    "held": "прошедшие дни процедур в школах",
    "observed": "из них с назначенным наблюдателем",
    "measures_due": "мероприятия, срок которых наступил",
    "measures_done": "из них выполненные",
    "addressed": "отправленные школам рекомендации",
    "signed": "из них с подтверждением получения",
    "decided": "решения заседаний",
    "planned": "из них внесённые в план",
    "acts": "действующие акты перечня",
    "acts_expected": "акты перечня во всех школах",
    "pages": "школы с открытой страницей",
    "schools": "действующие школы",
    **{
        f"{who}_{code}": f"индекс опроса: {words}, {title}"
        for who, words in zip(AUDIENCES, ("родители", "ученики", "учителя"), strict=True)
        for code, title in (
            ("clear", "понятность"),
            ("fair", "доверие"),
            ("open", "открытость"),
            ("help", "помощь"),
        )
    },
}
