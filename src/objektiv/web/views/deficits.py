"""Skills that are not mastered, over the works of a year, and what follows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from objektiv import russian
from objektiv.analysis.skill_answers import follows, interval_of, is_deficit, skill_title
from objektiv.schema import Cell, Column, Few, Table, Zoned
from objektiv.web.actions.plain import chart_plain
from objektiv.web.models import Organisation
from objektiv.web.permissions import may
from objektiv.web.queries.parts import parts_at, reports_at
from objektiv.web.queries.practices import Need, fitting
from objektiv.web.queries.results import works_at
from objektiv.web.views.answer_page import Answer, answer_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

Row = tuple[str, str, dict[str, Any]]  # work, address of its page, facts of a skill


def show(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "results.view", "results")
    works = works_at(organisation, reader=request.user)
    years = sorted(set(works.values_list("year", flat=True)), reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years or [0])[0]
    reports = reports_at(organisation, works.filter(year=year))
    subjects = sorted({one.analysis.work.subject for one in reports})
    subject = request.GET.get("subject", "")
    if subject in subjects:
        reports = [one for one in reports if one.analysis.work.subject == subject]
    else:
        subject = ""
    parts = parts_at(reports, "skills")
    rows: list[Row] = []
    for report in reports:
        work = report.analysis.work
        heading = f"{work.subject}, {work.grade}{russian.NBSP}класс"
        address = reverse("result_skills", args=[organisation.pk, work.pk])
        facts = parts.get(report.pk, {}).get("facts", {}).get("skills", [])
        rows += [(heading, address, one) for one in facts]
    everything = bool(request.GET.get("all"))
    low = [row for row in rows if is_deficit(row[2])]
    shown = rows if everything else low
    chart = _chart(low)
    answer = Answer(
        "Дефициты",
        _lines(rows, low),
        [chart] if chart else [],
        _table(shown) if shown else None,
        analyses=[one.analysis for one in reports],
        empty="" if rows else EMPTY,
    )
    return answer_page(
        request,
        organisation,
        answer,
        "results/deficits.html",
        menu=section_menu(request.user, organisation, "results", "deficits"),
        years=years,
        year=year,
        subjects=subjects,
        subject=subject,
        everything=everything,
        may_plan=may(request.user, "plans.view", organisation),
        hidden=len(rows) - len(low),
        practices=_practices(organisation, reports, low)
        if may(request.user, "practices.view", organisation)
        else (),
        works=sorted({(heading, address) for heading, address, _ in low}),
    )


def _practices(place: Organisation, reports: list[Any], low: list[Row]) -> list[Any]:
    """Practices of schools that had the same deficit: by subject and skill."""
    if not low:
        return []
    where = frozenset((one.analysis.work.subject, one.analysis.work.grade) for one in reports)
    text = "; ".join(f"{heading} {skill_title(row)}" for heading, _, row in low)
    return fitting(place, [Need("deficits", where, text)])[0]


DRAWN = 16  # skills of the chart; the table has all
EMPTY = (
    "Здесь собраны умения, которые освоены недостаточно, по всем работам года. Для этого нужны "
    "разобранные работы, в описании которых названы умения (позиции кодификатора)."
)


def _lines(rows: list[Row], low: list[Row]) -> list[tuple[str, bool]]:
    judged = sum(row["zone"] is not None for _, _, row in rows)
    if not rows:
        return []
    if not judged:
        return [("Участников мало или уровни заданий не указаны: об умениях судить рано.", False)]
    sure = [one for one in low if one[2]["zone"] == "low" and one[2]["sure"]]
    below = [one for one in low if one[2]["below"]]
    of = russian.counted(judged, "умения", "умений", "умений")
    lines = [
        (
            f"Уверенно недостаточно освоены {len(sure)} из {of}."
            if sure
            else f"Умений, освоенных уверенно недостаточно, нет (оценено {judged}).",
            False,
        )
    ]
    unsure = len([one for one in low if one[2]["zone"] == "low"]) - len(sure)
    if unsure:
        lines.append(
            (
                f"Ещё {unsure}: доля ниже границы, но интервал заходит за неё — проверьте ещё "
                "одной работой.",
                False,
            )
        )
    if below:
        told = russian.enumeration(
            [f"{skill_title(row)} ({heading})" for heading, _, row in below], 5,
            ("умение", "умения", "умений"),
        )  # fmt: skip
        lines.append((f"Ниже, чем у учеников с такими же баллами в других школах: {told}.", False))
    return lines


def _chart(low: list[Row]) -> dict[str, Any] | None:
    from objektiv.charts import Chart
    from objektiv.charts.intervals import Interval, intervals

    drawn = [
        Interval(
            f"{skill_title(row)}, {heading[:1].lower()}{heading[1:]}",
            row["value"],
            row["low"],
            row["high"],
            russian.share(row["value"], 0),
            before=row["region"],
        )
        for heading, _, row in low
        if row["value"] is not None and (row["sure"] or row["below"])
    ][:DRAWN]
    if not drawn:
        return None
    title = "Умения, на которые стоит посмотреть"
    said = russian.enumeration([one.heading for one in drawn], 5)
    chart = Chart(
        "deficits",
        title,
        f"{title}: {said}.",
        intervals(drawn, title="доля баллов", domain=(0.0, 1.0), percent=True),
        _table(low),
    )
    hint = "Уверенно недостаточные. Точка с интервалом 95 %, полый кружок — регион."
    return chart_plain(chart, hint)


def _table(rows: list[Row]) -> Table:
    cells: list[tuple[Cell, ...]] = []
    for heading, _, row in rows:
        value: Cell = (
            Few(row["n"]) if row["value"] is None else Zoned(row["value"], row["zone"] or "")
        )
        cells.append(
            (
                row["skill"],
                row["topic"] or None,
                heading,
                follows(row),
                row["n"],
                value,
                None if row["value"] is None else interval_of(row),
                row["region"],
                row["expected"],
            )
        )
    return Table(
        "all-deficits",
        "Умения по работам",
        "",
        (
            Column("skill", "Умение"),
            Column("topic", "Что проверяется"),
            Column("work", "Работа"),
            Column("follows", "Что следует"),
            Column("n", "Учеников", "int"),
            Column("share", "Доля баллов", "share"),
            Column("interval", f"Интервал 95{russian.NBSP}%"),
            Column("region", "Регион", "share"),
            Column("expected", "При таком уровне", "share"),
        ),
        tuple(cells),
        (
            "Недостаточно — ниже границы заданий этого уровня сложности; уверенно — весь интервал "
            "95 % ниже границы. «При таком уровне» — сколько набирают на этом умении ученики с "
            "такими же баллами за всю работу.",
        ),
    )
