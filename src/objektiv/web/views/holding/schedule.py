"""The schedule of assessment procedures: of a school, of a family, of all schools of a place."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.documents.schedule import schedule_calendar
from objektiv.planning.schedule import LEVELS, class_key, schedule_changes
from objektiv.russian import counted, file_names, long_date
from objektiv.web.actions.holding import schedule as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Organisation, ScheduleVersion, SchoolYear
from objektiv.web.permissions import may
from objektiv.web.queries.holding import schedule as query
from objektiv.web.queries.holding.schedule_days import states_below
from objektiv.web.queries.holding.schedule_own import children_schedules
from objektiv.web.queries.organisations import children_of, school_years, schools_below
from objektiv.web.views.calendars import TYPE
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

S = ScheduleVersion.State


def year_asked(request: HttpRequest) -> SchoolYear:
    """The school year of the address; from June on the next one can be asked for too."""
    today = timezone.localdate()
    now = school_year_at(today)
    if today.month in (6, 7, 8):
        school_year_at(date(today.year, 9, 1))
    asked = request.GET.get("year", "")
    return next((one for one in school_years() if str(one.start) == asked), now)


def index(request: HttpRequest, place: int) -> HttpResponse:
    """At a school its schedule in force (in work, until there is one); above it how schools go."""
    organisation = enter(request, place, "schedule.view", "procedures")
    year = year_asked(request)
    if not organisation.is_school:
        return _overview(request, organisation, year)
    version = query.published_of(organisation, year)
    in_work = None
    if may(request.user, "schedule.manage", organisation):
        in_work = query.in_work_of(organisation, year)
    if version is None and in_work is not None:
        version = in_work
    if version is None:
        return render(
            request,
            "holding/schedule/none.html",
            _frame(request, organisation, year)
            | {"may_manage": may(request.user, "schedule.manage", organisation)},
        )
    return _show(request, version, in_work)


def show(request: HttpRequest, schedule_version: int) -> HttpResponse:
    """One version: in work, in force or a former one."""
    found = get_object_or_404(query.versions_visible_to(request.user), pk=schedule_version)
    enter(request, found.schedule.school_id, "schedule.view", "procedures")
    return _show(request, found, None)


def _frame(request: HttpRequest, organisation: Organisation, year: SchoolYear) -> dict:
    return {
        "organisation": organisation,
        "year": year,
        "years": school_years(),
        "menu": section_menu(request.user, organisation, "procedures", "schedule"),
    }


def _show(
    request: HttpRequest, version: ScheduleVersion, in_work: ScheduleVersion | None
) -> HttpResponse:
    school, year = version.schedule.school, version.schedule.school_year
    manages = may(request.user, "schedule.manage", school)
    seen = query.classes_shown(request.user, school)
    looked = query.look_at(version, seen)
    names = query.in_order(row.entry.class_name for row in looked.rows)
    chosen = request.GET.get("class", "")
    chosen = chosen if chosen in names else names[0] if len(names) == 1 else ""
    month = _month(request.GET.get("month", ""), year)
    level = request.GET.get("level", "")
    rows = [
        row
        for row in looked.rows
        if (not chosen or row.entry.class_name == chosen)
        and (month is None or row.entry.day.month == month.month)
        and (level not in LEVELS or row.entry.level == level)
    ]
    weeks, table = query.month_table(rows) if month and not chosen else ([], [])
    drafts = version.state == S.DRAFT and manages
    return render(
        request,
        "holding/schedule/show.html",
        _frame(request, school, year)
        | {
            "edition": version,
            "in_work": in_work if in_work != version else None,
            "said": _said(version, looked, timezone.localdate()),
            "looked": looked if manages else None,
            "wrong": looked.wrong if manages else [],
            "rows": rows,
            "classes": names,
            "class_name": chosen,
            "month": month,
            "months": query.months_of(year),
            "level": level,
            "levels": LEVELS,
            "year_table": query.year_table(rows, year) if not (month or chosen) else [],
            "weeks": weeks,
            "month_table": table,
            "changes": _changes(version, seen),
            "versions": query.versions_visible_to(request.user).filter(schedule=version.schedule),
            "may_edit": drafts,
            "may_approve": may(request.user, "schedule.approve", school),
            "may_manage": manages,
            "may_see_rules": may(request.user, "schedule.rules", school),
            "today": timezone.localdate(),
        },
    )


def _month(text: str, year: SchoolYear) -> date | None:
    return next((one for one in query.months_of(year) if str(one.month) == text), None)


def _said(version: ScheduleVersion, looked: query.Looked, today: date) -> str:
    entries = [row.entry for row in looked.rows]
    classes = len({one.class_name for one in entries})
    what = counted(len(entries), "процедура", "процедуры", "процедур")
    at = counted(classes, "класса", "классов", "классов")
    if version.state == S.DRAFT:
        wrong = len(looked.wrong)
        if not entries:
            return "В черновике пока нет записей."
        return f"В черновике {what} у {at}; " + (
            f"с правилами не сходится {counted(wrong, 'запись', 'записи', 'записей')}."
            if wrong
            else "расхождений с правилами нет."
        )
    said = f"{what} у {at}."
    ahead = min((one for one in entries if one.day >= today), key=lambda one: one.day, default=None)
    if version.state == S.PUBLISHED and ahead:
        said += (
            f" Ближайшая — {long_date(ahead.day, year=False)}: {ahead.class_name}, "
            f"{ahead.subject}, {ahead.procedure}."
        )
    return said[:1].upper() + said[1:]


def _changes(version: ScheduleVersion, seen: frozenset[str] | None) -> list:
    if version.before is None:
        return []
    changes = schedule_changes(query.entries_of(version.before), query.entries_of(version))
    return [one for one in changes if seen is None or class_key(one.class_) in seen]


def _overview(request: HttpRequest, place: Organisation, year: SchoolYear) -> HttpResponse:
    schools = list(schools_below(place).order_by("name"))
    context = _frame(request, place, year) | {"schools": len(schools)}
    if place.kind == Organisation.Kind.REGION:
        done = Counter(
            ScheduleVersion.objects.filter(
                schedule__school__in=schools, schedule__school_year=year, state=S.PUBLISHED
            ).values_list("schedule__school__parent", flat=True)
        )
        context["districts"] = [
            (one, done[one.pk], one.below) for one in children_of(place) if not one.closed_on
        ]
        context["published"] = sum(done.values())
    else:
        states = states_below(place, schools, year)
        context["states"] = states
        context["published"] = sum(one.published is not None for one in states)
        context["conflicting"] = sum(bool(one.conflicts) for one in states)
    context["may_see_rules"] = may(request.user, "schedule.rules", place)
    return render(request, "holding/schedule/overview.html", context)


@require_POST
def start(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "schedule.manage", "procedures")
    version = act.start_version(organisation, year_asked(request), by=request.user)
    return redirect("schedule_version", schedule_version=version.pk)


# --- Calendars, families ------------------------------------------------------------------


def calendar(request: HttpRequest, place: int) -> HttpResponse:
    """The schedule in force as an ICS file: of a class, or of the classes of the person."""
    school = enter(request, place, "schedule.view", "procedures")
    version = query.published_of(school, year_asked(request)) if school.is_school else None
    if version is None:
        raise Http404
    seen = query.classes_shown(request.user, school)
    asked = request.GET.get("class", "")
    entries = [
        one
        for one in query.entries_of(version)
        if (seen is None or one.class_key in seen)
        and (not asked or one.class_key == class_key(asked))
    ]
    return _ics(entries, version, asked or school.title)


def _ics(entries: list, version: ScheduleVersion, whose: str) -> HttpResponse:
    if not entries:
        raise Http404
    (stem,) = file_names([f"График {whose}"])
    content = schedule_calendar(entries, version.published_at, whose)
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{_latin(stem)}.ics"'
    return response


def _latin(stem: str) -> str:
    return stem if stem.isascii() else "schedule"


def mine(request: HttpRequest) -> HttpResponse:
    """What the classes of one's children write, and when."""
    request.section = "my_schedule"
    return render(
        request,
        "holding/schedule/mine.html",
        {"children": children_schedules(request.user), "today": timezone.localdate()},
    )


def my_calendar(request: HttpRequest) -> HttpResponse:
    """The class of one's child as an ICS file."""
    asked = request.GET.get("class", "")
    for one in children_schedules(request.user):
        if one.version and str(one.school_class.pk) == asked:
            entries = [query.entry_of(row) for row in one.rows]
            return _ics(entries, one.version, one.school_class.name)
    raise Http404
