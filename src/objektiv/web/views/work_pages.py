"""Pages of one work at one place beside its seven reports: class, item, skills, journal, …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from objektiv import russian
from objektiv.schema import Table
from objektiv.web.models import Organisation, Person, PlaceReport, Work
from objektiv.web.permissions import classes_seen, may
from objektiv.web.queries.holding.participation import participation_of
from objektiv.web.queries.parts import part_of, whole_part_of
from objektiv.web.queries.results import accepted_at, report_of, works_at
from objektiv.web.tables import for_page, head_of, table_of
from objektiv.web.views.answer_page import Answer, Block, answer_page
from objektiv.web.views.places import enter

PARTS = (
    ("result_skills", "Дефициты", "results.view"),
    ("result_journal", "Журнал и работа", "results.compare"),
    ("result_similar", "Похожие школы", "results.compare"),
    ("result_quality", "Качество работы", "results.view"),
)

WORKS = ("работа", "работы", "работ")


@dataclass(frozen=True)
class Opened:
    """A work at a place with its finished report."""

    place: Organisation
    work: Work
    report: PlaceReport
    content: dict[str, Any]


def opened(
    request: HttpRequest, place: int, work: int, rule: str = "results.view"
) -> Opened | HttpResponse:
    """The report of a work that the person may read, or the page that says it is not ready."""
    organisation = enter(request, place, rule, "results")
    about = get_object_or_404(works_at(organisation, reader=request.user), pk=work)
    found = report_of(organisation, about, reader=request.user)
    if found is None:
        waiting = accepted_at(about, organisation).count()
        return render(
            request,
            "results/waiting.html",
            {"organisation": organisation, "work": about, "waiting": waiting},
        )
    return Opened(organisation, about, *found)


def work_menu(
    person: Person, place: Organisation, work: Work, current: str
) -> list[tuple[str, str, bool]]:
    """Pages of a work: title, address, is it this one."""
    entries = [("result", "Отчёты", "results.view"), *PARTS]
    return [
        (title, reverse(name, args=[place.pk, work.pk]), name == current)
        for name, title, rule in entries
        if may(person, rule, place)
    ]


def row_links(place: Organisation, work: Work, table: Table) -> dict[str, str]:
    """Pages of the rows of a table: classes of a school, places below, items."""
    head = head_of(table)
    at = [column.key for column in table.columns].index(head)
    cells = {str(row[at]) for row in table.rows}
    if head == "item":
        return {
            cell: reverse("result_item", args=[place.pk, work.pk, cell.split(" (")[0]])
            for cell in cells
        }
    if head != "unit":
        return {}
    if place.is_school:
        return {
            cell: reverse("result_class", args=[place.pk, work.pk, cell])
            for cell in cells - {place.name}
            if "/" not in cell
        }
    below = Organisation.objects.filter(parent=place, name__in=cells).values_list("name", "pk")
    return {name: reverse("result", args=[pk, work.pk]) for name, pk in below}


def head_links(place: Organisation, work: Work, table: Table) -> dict[str, str]:
    """Pages of the items whose columns a table has."""
    return {
        column.key: reverse(
            "result_item", args=[place.pk, work.pk, column.key.removeprefix("item:")]
        )
        for column in table.columns
        if column.key.startswith("item:")
    }


def lines_of(part: Mapping[str, Any], seen: frozenset[str] | None = None) -> list[tuple[str, bool]]:
    """Sentences of a part; those about a class only for who may see it."""
    return [
        (text, quiet)
        for text, quiet, *of in part["lines"]
        if seen is None or not of or of[0] in seen
    ]


def skills(request: HttpRequest, place: int, work: int) -> HttpResponse:
    """Which skills are not mastered, against the norm, the region and the own level."""
    found = opened(request, place, work)
    if not isinstance(found, Opened):
        return found
    part = part_of(found.report, "skills")
    seen = classes_seen(request.user, found.place, found.work)
    charts = [
        one for one in (part or {}).get("charts", ()) if seen is None or one["code"] == "skills"
    ]
    return _page(request, found, "result_skills", "Дефициты и достижения", part, seen, charts)


def journal(request: HttpRequest, place: int, work: int) -> HttpResponse:
    """Do journal marks agree with the work, of the school and of its classes."""
    found = opened(request, place, work, "results.compare")
    if not isinstance(found, Opened):
        return found
    part = part_of(found.report, "journal")
    return _page(request, found, "result_journal", "Отметки по журналу и работа", part)


def similar(request: HttpRequest, place: int, work: int) -> HttpResponse:
    """How the result stands among schools in like conditions, none of them named."""
    found = opened(request, place, work, "results.compare")
    if not isinstance(found, Opened):
        return found
    part = part_of(found.report, "similar")
    return _page(request, found, "result_similar", "Школы, похожие на нас", part)


def _page(  # noqa: PLR0917
    request: HttpRequest,
    found: Opened,
    name: str,
    title: str,
    part: Mapping[str, Any] | None,
    seen: frozenset[str] | None = None,
    charts: Sequence[Mapping[str, Any]] | None = None,
) -> HttpResponse:
    if part is None:
        answer = Answer(
            title, (), work=found.work, analyses=[found.report.analysis], empty=NOT_MADE
        )
    else:
        answer = Answer(
            title,
            lines_of(part, seen),
            part["charts"] if charts is None else charts,
            table_of(part["table"]) if part["table"] else None,
            analyses=[found.report.analysis],
            work=found.work,
        )
    menu = work_menu(request.user, found.place, found.work, name)
    return answer_page(request, found.place, answer, menu=menu)


NOT_MADE = (
    "Эта часть появится после следующего разбора работы: прошлый был сделан, когда её ещё не было."
)


def _on_the_day(work: Work, place: Organisation) -> list[Block]:
    """Who was expected and who came, as schools wrote it on the day, beside the results."""
    known = participation_of(work, place)
    if known is None:
        return []
    days = ("день школы", "дня школ", "дней школ")
    lines = [
        f"По записям дня участвовали {russian.integer(known.took_part)} "
        f"из {russian.integer(known.enrolled)}; "
        f"в принятых результатах этих школ {russian.counted(known.in_results, *WORKS)}."
        if known.reported
        else "Участие ещё никто не записал."
    ]
    left = known.days - known.reported - known.not_held
    if left and known.reported:
        lines.append(f"Участие не записано: {russian.counted(left, *days)} из {known.days}.")
    if known.not_held:
        lines.append(f"Работа не проводилась: {russian.counted(known.not_held, *days)}.")
    if known.absent:
        reasons = [f"{title} — {n}" for title, n in known.reasons]
        if known.unexplained > 0:
            reasons.append(f"причина не записана — {known.unexplained}")
        lines.append(f"Не участвовали {russian.integer(known.absent)}: {'; '.join(reasons)}.")
    if known.incidents:
        said = "; ".join(f"{title} — {n}" for title, n in known.incidents)
        lines.append(f"Происшествия дня: {said}.")
    return [Block("Участие в день проведения", lines)]


def quality(request: HttpRequest, place: int, work: int) -> HttpResponse:
    """What the work itself measures and how well; of all its pupils, no place is named."""
    found = opened(request, place, work)
    if not isinstance(found, Opened):
        return found
    part = whole_part_of(found.report, "quality")
    menu = work_menu(request.user, found.place, found.work, "result_quality")
    title, analyses = "Качество самой работы", [found.report.analysis]
    if part is None:
        blocks = _on_the_day(found.work, found.place)
        empty = Answer(title, (), work=found.work, analyses=analyses, blocks=blocks, empty=NOT_MADE)
        return answer_page(request, found.place, empty, menu=menu)
    first = [(part["answer"], False), *((line, False) for line in part["meaning"])]
    blocks = [
        Block(one["title"], one["lines"], one["charts"], [table_of(t) for t in one["tables"]])
        for one in part["sections"]
    ]
    source = [
        Block("Пороги и модель", [f"{name}: {text}" for name, text in part.get("source", ())])
    ]
    answer = Answer(
        title,
        [*first, *((line, False) for line in part["steps"])],
        blocks=[*_on_the_day(found.work, found.place), *blocks, *source],
        analyses=analyses,
        work=found.work,
    )
    return answer_page(request, found.place, answer, menu=menu)


def one_class(request: HttpRequest, place: int, work: int, class_name: str) -> HttpResponse:
    """The reports of one class beside its school."""
    found = opened(request, place, work)
    if not isinstance(found, Opened):
        return found
    seen = classes_seen(request.user, found.place, found.work)
    if not found.place.is_school or (seen is not None and class_name not in seen):
        raise Http404
    pictures = (part_of(found.report, "classes") or {}).get(class_name)
    tables = [of_class(table_of(one), class_name) for one in found.content["tables"]]
    if not any(_speaks_of(one, class_name) for one in tables):
        raise Http404
    codes = [one.code for one in tables]
    code = request.GET.get("report", codes[0])
    table = next((one for one in tables if one.code == code), tables[0])
    answer = Answer(
        f"{class_name}: {table.title.lower()}",
        [(class_answer(table, class_name), False)],
        [one for one in pictures or () if one["code"] == table.code],
        for_page(table, found.place.name),
        row_links(found.place, found.work, table) if head_of(table) == "item" else {},
        analyses=[found.report.analysis],
        work=found.work,
    )
    return answer_page(
        request,
        found.place,
        answer,
        "results/class.html",
        class_name=class_name,
        code=table.code,
        tabs=[(one.code, TABS.get(one.code, one.title)) for one in tables],
        menu=work_menu(request.user, found.place, found.work, ""),
        of_class=reverse("class_results", args=[found.place.pk, class_name]),
    )


TABS = {
    "marks": "Отметки",
    "journal": "Журнал",
    "scores": "Баллы",
    "items": "Задания",
    "skills": "Умения",
    "groups": "Группы",
}


def _name(cell: object) -> str:
    return str(cell).rsplit(", ", 1)[-1]


def _speaks_of(table: Table, class_name: str) -> bool:
    return any(row[0] == "Класс" and _name(row[1]) == class_name for row in table.rows)


def of_class(table: Table, class_name: str) -> Table:
    """Rows of the class first, then those of its school to compare with."""
    if [column.key for column in table.columns][:1] != ["level"]:
        return table
    own = [row for row in table.rows if row[0] == "Класс" and _name(row[1]) == class_name]
    school = [row for row in table.rows if row[0] == "Школа"]
    return replace(table, rows=(*own, *school), answer="")


def class_answer(table: Table, class_name: str) -> str:
    """How many pupils of the class the table speaks of."""
    keys = [column.key for column in table.columns]
    own = next((row for row in table.rows if _name(row[1]) == class_name), None)
    if own is None or "n" not in keys:
        return f"Класс {class_name} рядом со своей школой."
    n = own[keys.index("n")]
    told = russian.counted(int(n), "ученик", "ученика", "учеников") if isinstance(n, int) else ""
    return f"Класс {class_name} рядом со своей школой{': ' + told if told else ''}."
