"""Internal against external over several works: journal marks and results of works."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from objektiv import russian
from objektiv.profiles import Profile, load_profile
from objektiv.schema import Cell, Column, Few, Table
from objektiv.web.actions.plain import chart_plain
from objektiv.web.models import Organisation, PlaceReport
from objektiv.web.queries.parts import reports_at, whole_parts_at
from objektiv.web.queries.results import works_at
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

HOUR = 3600


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.compare", "results")
    reports = reports_at(organisation, works_at(organisation, reader=request.user))
    years = sorted({one.analysis.work.year for one in reports}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else None
    if year:
        reports = [one for one in reports if one.analysis.work.year == year]
    profile = load_profile()
    lines, charts, links = _picture(organisation, reports, profile)
    table = _table(organisation, reports)
    answer = Answer(
        "Журнал и работы",
        [*lines, *_facts_line(reports)],
        charts,
        table if table.rows else None,
        links={**links, **_links(organisation, reports)},
        analyses=[one.analysis for one in reports],
        empty="" if lines else EMPTY,
    )
    return answer_page(
        request,
        organisation,
        answer,
        "results/internal.html",
        menu=section_menu(request.user, organisation, "results", "internal"),
        years=years,
        year=year,
        asked=sorted(links.items()),
    )


EMPTY = (
    "Здесь журнальные отметки сопоставлены с результатами работ по всем предметам и годам. Для "
    "этого в протоколах нужны отметки по журналу."
)


def _gaps(reports: list[PlaceReport], profile: Profile) -> Any:
    """All schools × works of these analyses; the same for every place, so kept for an hour."""
    from objektiv.stats.school_gaps import Gap, assembled

    key = "gaps:" + "-".join(str(one.analysis_id) for one in reports)
    found = cache.get(key)
    if found is None:
        gaps = [Gap(**gap) for part in whole_parts_at(reports, "gaps") for gap in part]
        found = assembled(gaps, minimum=int(profile.value("group.minimum"))) if gaps else None
        cache.set(key, found, HOUR)
    return found


def _picture(
    place: Organisation, reports: list[PlaceReport], profile: Profile
) -> tuple[list[tuple[str, bool]], list[dict[str, Any]], dict[str, str]]:
    found = _gaps(reports, profile) if reports else None
    if found is None:
        return [], [], {}
    if place.is_school:
        return _of_school(place, found, profile)
    level = profile.value("evidence.verify")
    own = {
        str(pk): title
        for pk, title in (
            (one.pk, one.title)
            for one in Organisation.objects.within(place.path).filter(kind=Organisation.Kind.SCHOOL)
        )
    }
    asked = {
        own[school]: reverse("internal", args=[int(school)])
        for j, school in enumerate(found.schools)
        if school in own and found.cells_of[j] > 1 and found.overall.q_value[j] <= level
    }
    known = [school for school in found.schools if school in own]
    schools = russian.counted(len(known), "школы", "школ", "школ")
    if asked:
        text = (
            f"По нескольким работам сразу отметки по журналу расходятся с результатами у "
            f"{len(asked)} из {schools}: похоже на общую меру отметки, требует проверки."
        )
    else:
        text = (
            f"По всем работам вместе отметки по журналу расходятся с результатами не больше "
            f"обычного у всех школ ({len(known)})."
        )
    return [(text, False)], [], asked


def _of_school(
    place: Organisation, found: Any, profile: Profile
) -> tuple[list[tuple[str, bool]], list[dict[str, Any]], dict[str, str]]:
    from objektiv import charts
    from objektiv.analysis.comparing import explain_picture

    key = str(place.pk)
    lines = [(text, False) for text in explain_picture(found, key, profile)]
    if key not in found.schools:
        return lines, [], {}
    chart = charts.school_picture(found, key, level=profile.value("evidence.verify"))
    plain = chart_plain(chart, HINT)
    name = {field: plain[field].replace(f": {key}", "", 1) for field in ("title", "description")}
    return lines, [{**plain, **name}], {}


HINT = (
    "Ноль — обычная отметка учеников с таким же результатом; отрезок — интервал 95 %, разница в "
    "стандартных отклонениях учеников и с поправкой на размер."
)


def _table(place: Organisation, reports: list[PlaceReport]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for report in reports:
        work, facts = report.analysis.work, report.facts
        counts = facts.get("journal", [0, 0, 0])
        n = sum(counts)
        if not n:
            continue
        shares: tuple[Cell, ...] = tuple(one / n for one in counts)
        if n < int(load_profile().value("group.minimum")):
            shares = (Few(n), None, None)
        rows.append((work.title, n, *shares))
    return Table(
        "internal",
        "Отметка за работу и отметка по журналу",
        "",
        (
            Column("work", "Работа"),
            Column("n", "С двумя отметками", "int"),
            Column("lowered", "Понизили", "share", "Отметка за работу ниже журнальной"),
            Column("confirmed", "Подтвердили", "share"),
            Column("raised", "Повысили", "share", "Отметка за работу выше журнальной"),
        ),
        tuple(rows),
        (
            "Разница ученика — его отметка по журналу без средней отметки учеников с таким же "
            "баллом. Это повод сверить критерии, а не вывод о школе, учителе или ученике.",
        ),
    )


def _facts_line(reports: list[PlaceReport]) -> list[tuple[str, bool]]:
    counts = [one.facts.get("journal", [0, 0, 0]) for one in reports]
    total = sum(sum(one) for one in counts)
    if not total:
        return []
    if total < int(load_profile().value("group.minimum")):
        return [(f"{russian.few(total).capitalize()}.", False)]
    shares = [russian.share(sum(one[k] for one in counts) / total, 0) for k in range(3)]
    pairs = russian.counted(total, "пары", "пар", "пар")
    return [
        (
            f"Из {pairs} отметок за работу и по журналу совпали {shares[1]}; за работу ниже — "
            f"{shares[0]}, выше — {shares[2]}.",
            False,
        )
    ]


def _links(place: Organisation, reports: list[PlaceReport]) -> dict[str, str]:
    return {
        one.analysis.work.title: reverse("result_journal", args=[place.pk, one.analysis.work_id])
        for one in reports
    }
