"""Analysing a work: count what was accepted, keep findings and the reports of every place.

The content of a `PlaceReport` is
    answer   one sentence
    tables   [{code, title, answer, columns, rows, notes}], cells as `cell_plain` writes them
    charts   [{code, title, description, spec, hint, table}]
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction

from objektiv import schema
from objektiv.schema import (
    Counts,
    Findings,
    Sittings,
    Verdict,
)
from objektiv.web.actions.audit import log
from objektiv.web.actions.grounds import keep_grounds
from objektiv.web.actions.jobs import create_job
from objektiv.web.actions.parts import TOP, Key, facts_of, kinds, parts_of
from objektiv.web.actions.place_reports import class_pictures, reports_of_places
from objektiv.web.actions.plain import table_plain
from objektiv.web.actions.relating import relate_works
from objektiv.web.models import (
    Analysis,
    Finding,
    FindingDetail,
    Job,
    Organisation,
    Person,
    PlaceReport,
    ReportPart,
    Work,
)
from objektiv.web.models.packed import pack
from objektiv.web.queries.results import accepted_at, sittings_of

SEED = 2026
STEPS = 6


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
    progress("Страницы мест", 4, STEPS)
    facts = facts_of(counts, sittings)
    pictures = class_pictures(made, profile)
    # Packed one place after another: whole, those of a large region would fill the memory.
    parts = {
        key: {kind: pack(content) for kind, content in kinds(own)}
        for key, own in parts_of(sittings, counts, made, profile, pictures)
    }
    progress("Запись", 5, STEPS)
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
        kept = PlaceReport.objects.bulk_create(
            [
                PlaceReport(
                    analysis=analysis,
                    organisation=place,
                    n=n,
                    answer=content["answer"],
                    facts=facts.get(key, {}),
                    content=pack(content),
                )
                for key, place, n, content in reports_of_places(made, findings, profile, places)
            ],
            batch_size=200,
        )
        _keep_parts(kept, parts, places, top)
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


def _keep_parts(
    kept: list[PlaceReport],
    parts: dict[Key, dict[str, bytes]],
    places: dict[tuple, Organisation],
    top,
) -> None:
    """Parts of every place; those of the whole stand with the top of the tree."""
    keys = {place.pk: key for key, place in places.items()}
    rows = []
    for report in kept:
        own = parts.get(keys[report.organisation_id], {})
        if report.organisation_id == top.pk:
            own = {**own, **parts.get(TOP, {})}
        rows += [
            ReportPart(report=report, kind=kind, content=content) for kind, content in own.items()
        ]
    ReportPart.objects.bulk_create(rows, batch_size=200)


def _forget(work: Work, top: Organisation) -> None:
    """Nothing counts any more: the last analysis no longer speaks of anything.

    Where rows were removed by rule the reports stay: they are what is left of that year.
    """
    if accepted_at(work, top).exists():
        return
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
    every = (*findings.schools, *findings.classes)
    rows = Finding.objects.bulk_create(
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
            )
            for one in every
        ],
        batch_size=200,
    )
    FindingDetail.objects.bulk_create(
        [
            FindingDetail(finding=row, content=detail)
            for row, one in zip(rows, every, strict=True)
            if (detail := detail_of(one))
        ],
        batch_size=200,
    )


def detail_of(finding: schema.Finding) -> dict[str, Any]:
    """The whole finding; nothing for a class that does not stand out: no page shows it."""
    if finding.class_ and finding.verdict not in (Verdict.VERIFY, Verdict.LOOK):
        return {}
    return asdict(finding)


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


# --- Rows of pupils -------------------------------------------------------------------------


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
