"""From an analysis to the folder of its outputs."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv import __version__
from objektiv.analysis.campaign import Analysis
from objektiv.analysis.findings_files import findings_csv, findings_json
from objektiv.analysis.progress import Progress, silent

if TYPE_CHECKING:
    from objektiv.documents import CampaignReport


def write(
    analysis: Analysis, folder: Path, progress: Progress = silent, pool: Executor | None = None
) -> None:
    """Write every output of `objektiv analyse` into an existing folder."""
    from objektiv import charts, documents, store

    campaign = campaign_report(analysis)
    specs = [chart.spec for chart in documents.report_charts(campaign)]
    # A helper draws while this process writes the rest: the drawing engine starts once.
    pictures = pool.map(charts.svg, specs) if pool else map(charts.svg, specs)
    all_findings = [work.findings for work in analysis.works]
    steps = len(analysis.works) + 4
    progress("Запись результата", 0, steps)
    (folder / "findings.csv").write_text(findings_csv(all_findings), encoding="utf-8")
    (folder / "findings.json").write_text(
        findings_json(all_findings, analysis.schools), encoding="utf-8"
    )
    for number, work in enumerate(analysis.works, start=1):
        store.put(folder / "sittings", work.sittings)
        progress("Запись результата", number, steps)
    documents.tables_xlsx(campaign, folder / "tables.xlsx")
    progress("Запись результата", steps - 3, steps)
    documents.recommendations_docx(campaign, analysis.recommendations, folder / "recommendations")
    progress("Запись результата", steps - 2, steps)
    page = documents.report_html(campaign, list(pictures))
    (folder / "report.html").write_text(page, encoding="utf-8")
    progress("Запись результата", steps, steps)


def campaign_report(analysis: Analysis) -> CampaignReport:
    """The analysis as documents print it."""
    from objektiv.documents import CampaignReport, Provenance, WorkReport
    from objektiv.reports import tables

    first = analysis.works[0].findings
    return CampaignReport(
        title=campaign_title(analysis),
        works=tuple(
            WorkReport(work.reports, tables(work.reports, analysis.profile), work.findings)
            for work in analysis.works
        ),
        provenance=Provenance(
            first.method,
            first.profile,
            analysis.data_hash,
            analysis.seed,
            analysis.files,
            __version__,
        ),
        schools=analysis.schools,
        remarks=analysis.warnings,
    )


def campaign_title(analysis: Analysis) -> str:
    """«Ручейский округ, ВПР 2026»: the smallest place that holds all schools, procedures."""
    schools = analysis.schools.values()
    places = [
        {school.name for school in schools if len(analysis.schools) == 1},
        {school.municipality for school in schools},
        {school.region for school in schools},
    ]
    place = next((one for one in places if len(one) == 1 and "" not in one), {""}).pop()
    procedures = sorted({f"{one.work.procedure} {one.work.year}" for one in analysis.works})
    return ", ".join(part for part in (place, *procedures) if part)
