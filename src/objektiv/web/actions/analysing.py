"""Analysing a work: count what was accepted, keep findings and the reports of every place.

The content of a `PlaceReport` is
    answer   one sentence
    tables   [{code, title, answer, columns, rows, notes}], cells as `cell_plain` writes them
    charts   [{code, title, description, spec, hint, table}]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction

from objektiv import schema
from objektiv.schema import (
    Cell,
    Counts,
    Few,
    Findings,
    Reports,
    Sittings,
    Table,
    Unit,
    Verdict,
    Zoned,
)
from objektiv.web.actions.audit import log
from objektiv.web.actions.grounds import keep_grounds
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.relating import relate_works
from objektiv.web.models import (
    Analysis,
    Finding,
    Job,
    Organisation,
    Person,
    PlaceReport,
    Work,
)
from objektiv.web.queries.results import pack, sittings_of

SEED = 2026
STEPS = 5


def create_analysis_job(work: Work, place: Organisation, *, by: Person | None) -> Job:
    """Results of one school change what is expected of all: the whole top of the tree."""
    top = place.line().first()
    params = {"work": work.pk, "organisation": top.pk}
    waiting = Job.objects.filter(
        kind="analyse_work", state=Job.State.QUEUED, started_by=by, params=params
    ).first()
    return waiting or create_job("analyse_work", f"Разбор: {work.title}, {top}", by=by, **params)


def analyse_work(job: Job, progress, *, work: int, organisation: int) -> None:
    """Count, compute and explain; the new analysis replaces the old one in one moment."""
    from objektiv import engines
    from objektiv.analysis.campaign import data_hash, with_markers
    from objektiv.engines import conditional
    from objektiv.evidence import find, look_up
    from objektiv.profiles import load_profile
    from objektiv.reports import reports

    about = Work.objects.get(pk=work)
    top = Organisation.objects.get(pk=organisation)
    progress("Чтение принятых результатов", 0, STEPS)
    sittings = sittings_of(about, top)
    if sittings is None:
        _forget(about, top)
        return
    progress("Счёт", 1, STEPS)
    counts = engines.count(sittings)
    progress("Признаки", 2, STEPS)
    profile = load_profile(about.year)
    hash_ = data_hash([sittings])
    tables = look_up(counts, conditional.joint(sittings), profile)
    given = conditional.given(sittings, tables)
    findings = find(counts, profile, seed=SEED, data_hash=hash_, given=given)
    progress("Отчёты", 3, STEPS)
    before = _last_year(about, top)
    made = reports(counts, profile, schools=sittings.schools, last_year=before)
    findings = with_markers(findings, made, profile)
    progress("Запись", 4, STEPS)
    places = _by_path(top)
    with transaction.atomic():
        Analysis.objects.filter(work=about, organisation=top, current=True).update(current=False)
        analysis = Analysis.objects.create(
            work=about,
            organisation=top,
            job=job,
            data_hash=hash_,
            method=findings.method,
            profile=findings.profile,
            seed=SEED,
            schools=len(sittings.schools),
            sittings=int(counts.n.sum()),
            expected_false=findings.expected_false,
        )
        _keep_findings(analysis, findings)
        keep_grounds(analysis, findings, made, profile)
        relate_works(analysis)
        PlaceReport.objects.bulk_create(
            [
                PlaceReport(
                    analysis=analysis,
                    organisation=place,
                    n=n,
                    answer=content["answer"],
                    content=pack(content),
                )
                for place, n, content in _places(made, findings, profile, places)
            ],
            batch_size=200,
        )
        # What a former analysis said of a place is made again from the same data whenever asked.
        PlaceReport.objects.filter(
            analysis__work=about, analysis__organisation=top, analysis__current=False
        ).delete()
        log(
            "results.analysed",
            analysis,
            f"Разобрано: {about.title}, школ: {analysis.schools}",
            by=job.started_by,
            at=top,
            data_hash=hash_,
            method=analysis.method,
            profile=analysis.profile,
            seed=SEED,
        )
    progress("Готово", STEPS, STEPS)


def _forget(work: Work, top: Organisation) -> None:
    """Nothing counts any more: the last analysis no longer speaks of anything."""
    with transaction.atomic():
        Analysis.objects.filter(work=work, organisation=top, current=True).update(current=False)


def _last_year(work: Work, top: Organisation) -> Counts | None:
    """Counts of the same subject and procedure of the year before, same grade."""
    from objektiv import engines

    former = Work.objects.filter(
        procedure=work.procedure,
        year=work.year - 1,
        subject=work.subject,
        grade=work.grade,
        variant_of=work.variant_of,
    ).first()
    sittings = sittings_of(former, top) if former else None
    return engines.count(sittings) if sittings else None


def _keep_findings(analysis: Analysis, findings: Findings) -> None:
    Finding.objects.bulk_create(
        [
            Finding(
                analysis=analysis,
                school_id=int(one.school),
                class_name=one.class_,
                n=one.n,
                p_value=one.p_value,
                q_value=one.q_value,
                verdict=one.verdict.value,
                headline=one.headline,
                detail=detail_of(one),
            )
            for one in (*findings.schools, *findings.classes)
        ],
        batch_size=200,
    )


def detail_of(finding: schema.Finding) -> dict[str, Any]:
    """The whole finding; nothing for a class that does not stand out: no page shows it."""
    if finding.class_ and finding.verdict not in (Verdict.VERIFY, Verdict.LOOK):
        return {}
    return asdict(finding)


# --- Reports of a place -------------------------------------------------------------------


def _by_path(top: Organisation) -> dict[tuple, Organisation]:
    """Organisations by the level and path that `sittings_of` gives them in results."""
    found = {}
    for one in Organisation.objects.within(top.path).select_related("parent__parent"):
        line = [one.name]
        above = one.parent
        while above is not None:
            line.insert(0, above.name)
            above = above.parent
        if one.is_school:
            line[-1] = str(one.pk)
        found[one.kind, (*line, *[""] * (4 - len(line)))] = one
    return found


def _places(
    made: Reports, findings: Findings, profile, places: dict[tuple, Organisation]
) -> Iterator[tuple[Organisation, int, dict[str, Any]]]:
    """Every organisation with results: its own rows, those directly below, the context above."""
    index = _Index(made)
    for row in made.marks.rows:
        unit = row.unit
        place = places.get((unit.level, unit.path))
        if place is None:  # a class, or the nation
            continue
        part = index.part(unit)
        yield place, participants(made, unit), content_of(part, findings, profile, unit)


class _Index:
    """Rows of all reports by the unit above them, so that a place is cut out at once."""

    PARTS = ("marks", "journal", "scores", "items", "skills", "groups")

    def __init__(self, made: Reports) -> None:
        self._made = made
        self._rows: dict[str, dict[tuple, list]] = {}
        for name in self.PARTS:
            rows: dict[tuple, list] = {}
            for row in getattr(made, name).rows:
                for key in _keys(row.unit):
                    rows.setdefault(key, []).append(row)
            self._rows[name] = rows

    def part(self, unit: Unit) -> Reports:
        """The reports of a unit and of the units directly below it."""
        key = (unit.level, unit.path)
        return replace(
            self._made,
            individual=None,
            **{
                name: replace(getattr(self._made, name), rows=tuple(self._rows[name].get(key, ())))
                for name in self.PARTS
            },
        )


_ABOVE = {"class": "school", "school": "municipality", "municipality": "region"}


def _keys(unit: Unit) -> Iterator[tuple]:
    """A row belongs to the page of its own unit and to that of the unit above."""
    yield (unit.level, unit.path)
    above = _ABOVE.get(unit.level)
    if above == "school":
        yield ("school", (unit.region, unit.municipality, unit.school, ""))
    elif above == "municipality":
        yield ("municipality", (unit.region, unit.municipality, "", ""))
    elif above == "region":
        yield ("region", (unit.region, "", "", ""))


def participants(made: Reports, unit: Unit) -> int:
    return next((row.participants for row in made.journal.rows if row.unit == unit), 0)


def content_of(part: Reports, findings: Findings, profile, unit: Unit) -> dict[str, Any]:
    from objektiv.reports import tables

    return {
        "answer": answer(findings, unit),
        "tables": [table_plain(one) for one in tables(part, profile)],
        "charts": [
            {
                "code": chart.code,
                "title": chart.title,
                "description": chart.description,
                "spec": chart.spec,
                "hint": hint,
                "table": table_plain(chart.table),
            }
            for chart, hint in _charts(part, profile)
        ],
    }


def answer(findings: Findings, unit: Unit) -> str:
    """The first sentence of a page: what is known and what follows."""
    mine = [
        one
        for one in findings.schools
        if (unit.level == "region" and one.region == unit.region)
        or (unit.level == "municipality" and one.municipality == unit.municipality)
        or (unit.level == "school" and one.school == unit.school)
    ]
    if unit.level == "school":
        words = {
            Verdict.VERIFY: "Результат требует проверки",
            Verdict.LOOK: "На результат стоит обратить внимание",
            Verdict.NONE: "Результат согласуется с результатами других школ",
            Verdict.INSUFFICIENT: "Данных мало, вывод о протоколе не делается",
        }
        return f"{words[mine[0].verdict]}." if mine else ""
    return summary(Counter(one.verdict for one in mine))


def summary(verdicts: Mapping[Verdict, int]) -> str:
    """The results of several schools in one sentence.

    >>> summary({Verdict.NONE: 24, Verdict.VERIFY: 1})
    'Результаты 24\xa0школ согласуются с остальными; требуют проверки: 1.'
    >>> summary({Verdict.INSUFFICIENT: 3})
    'Данных мало: 3.'
    """
    from objektiv.russian import counted, plural, sentence

    parts = []
    if agree := verdicts.get(Verdict.NONE, 0):
        start = plural(agree, "результат", "результаты", "результаты")
        does = plural(agree, "согласуется", "согласуются", "согласуются")
        schools = counted(agree, "школы", "школ", "школ")
        parts.append(f"{start} {schools} {does} с остальными")
    for verdict, words in (
        (Verdict.VERIFY, "требуют проверки"),
        (Verdict.LOOK, "обратить внимание"),
        (Verdict.INSUFFICIENT, "данных мало"),
    ):
        if n := verdicts.get(verdict, 0):
            parts.append(f"{words}: {n}")
    return sentence("; ".join(parts))


def _charts(part: Reports, profile) -> Iterator[tuple[Any, str]]:
    """The pictures of a place, with what helps to read them."""
    from objektiv import charts
    from objektiv.charts.items import compared

    if part.marks.rows:
        yield charts.marks(part.marks), "Доли участников по отметкам за работу."
    if any(row.n for row in part.journal.rows):
        yield charts.journal(part.journal), "Отметка за работу ниже, равна, выше журнальной."
    score = charts.focus(part.scores.rows)
    if score is not None:
        scale = "Пунктир — границы отметок." if part.scores.cuts else "Шкала не загружена."
        yield charts.scores(part.scores, score), scale
    item = charts.focus(part.items.rows)
    if item is not None:
        region = ", чёрточка — регион" if compared(item) else ""
        yield charts.items(item, charts.zones(profile)), f"Точка — доля с интервалом 95 %{region}."
    group = charts.focus(part.groups.rows)
    if group is not None:
        yield charts.groups(group), "Цифра — группа учеников с этой отметкой."


# --- Tables as plain data -----------------------------------------------------------------


def table_plain(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "answer": table.answer,
        "columns": [asdict(column) for column in table.columns],
        "rows": [[cell_plain(cell) for cell in row] for row in table.rows],
        "notes": list(table.notes),
    }


def cell_plain(cell: Cell) -> Any:
    if isinstance(cell, Few):
        return {"few": cell.n}
    if isinstance(cell, Zoned):
        return {"value": float(cell.value), "zone": cell.zone}
    return cell


def individual_of(school: Sittings) -> dict[str, Any]:
    """The report «Индивидуальные результаты» of one school, made when it is asked for."""
    from objektiv.profiles import load_profile
    from objektiv.reports import individual_results, table

    made = table(individual_results(school), load_profile(school.work.year))
    # The column «Школа» holds the key of the organisation, and the page is of one school.
    kept = [i for i, column in enumerate(made.columns) if column.key != "school"]
    return table_plain(
        replace(
            made,
            columns=tuple(made.columns[i] for i in kept),
            rows=tuple(tuple(row[i] for i in kept) for row in made.rows),
        )
    )
