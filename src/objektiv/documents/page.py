"""`report.html`: one self-contained page for a screen, a phone and paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from objektiv import charts, russian
from objektiv.charts import Chart
from objektiv.charts.items import compared
from objektiv.documents import sentences
from objektiv.documents.content import CampaignReport, WorkReport
from objektiv.documents.frame import drawn, render
from objektiv.documents.workbook import provenance_lines
from objektiv.profiles import load_profile
from objektiv.reports.units import natural
from objektiv.schema import Cell, Column, Finding, Guard, Table, Verdict

ICONS = {
    Verdict.VERIFY: "▲",
    Verdict.LOOK: "○",
    Verdict.NONE: "·",
    Verdict.INSUFFICIENT: "▨",
}
# What keeps the page small whatever was read; everything is in tables.xlsx and findings.json.
BLOCKS = 150  # evidence blocks
CELLS = 40_000  # of all tables together
FACTS = 3  # pictures of a block
LEAST_ROWS, MOST_ROWS = 8, 100  # of one table
REMARKS = 20
NAMES = 60  # schools without signs that are listed by name


def report_charts(campaign: CampaignReport) -> list[Chart]:
    """The charts of the page in their order, for whoever draws them beforehand."""
    return [chart for work in campaign.works for chart, _ in _charts(campaign, work)]


def report_html(campaign: CampaignReport, pictures: Sequence[str] = ()) -> str:
    """The whole page; the same campaign gives the same text.

    Needs no network: see `documents.frame`. `pictures`: what `charts.svg` drew of
    `report_charts`; they are drawn here when it is empty.
    """
    ready = iter(pictures)
    flagged = campaign.found(Verdict.VERIFY, Verdict.LOOK)
    ids = {id(finding): f"f{i}" for i, (_, finding) in enumerate(flagged, 1)}
    shown = _first(flagged)
    return render(
        "report.html.jinja",
        title=campaign.title,
        version=campaign.provenance.version,
        campaign=campaign,
        icons=ICONS,
        verdicts=sentences.VERDICTS,
        answer=sentences.campaign_answer(campaign) if campaign.works else "Результатов нет.",
        read=sentences.what_was_read(campaign),
        counted=_nonzero(sentences.verdict_counts(campaign)),
        expected_false=sentences.expected_false(campaign),
        steps=sentences.what_to_do(campaign),
        remarks=_capped(campaign.remarks),
        blocks=[_block(campaign, work, one, ids[id(one)]) for work, one in shown],
        more_blocks=_more(len(flagged) - len(shown)),
        works=list(_works(campaign, {key: ids[key] for key in (id(f) for _, f in shown)}, ready)),
        source=provenance_lines(campaign),
    )


# --- Findings ---------------------------------------------------------------------------


def _first(flagged: list[tuple[WorkReport, Finding]]) -> list[tuple[WorkReport, Finding]]:
    """The blocks that have room: those to verify before those to look at, then by name."""
    if len(flagged) <= BLOCKS:
        return flagged
    first = sorted(range(len(flagged)), key=lambda i: flagged[i][1].verdict is Verdict.LOOK)
    return [flagged[i] for i in sorted(first[:BLOCKS])]


def _more(n: int) -> str:
    return russian.counted(n, *sentences.RESULTS) if n > 0 else ""


def _nonzero(counts: dict[Verdict, int]) -> dict[Verdict, int]:
    return counts if any(counts.values()) else {}


def _capped(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - REMARKS
    more = [f"и ещё {russian.counted(rest, 'замечание', 'замечания', 'замечаний')}"]
    return [*lines[:REMARKS], *(more if rest > 0 else [])]


def _block(campaign: CampaignReport, work: WorkReport, finding: Finding, name: str) -> Any:
    return {
        "id": name,
        "name": campaign.school(finding.school),
        "work": work.work.title,
        "finding": finding,
        "n": russian.counted(finding.n, "участник", "участника", "участников"),
        "chance": sentences.chance(finding),
        "pictures": list(_pictures(finding, name)),
        "portrait": list(_portrait(finding, name)),
        "clearing": finding.clearing or _recheck(finding),
        "classes": list(_classes(work, finding)),
        "signs": _signs_table(finding),
        "not_computed": _not_computed(finding),
        "markers": _markers_table(finding),
    }


def _pictures(finding: Finding, name: str) -> Iterator[Any]:
    """The three strongest signs that lie outside what is expected, else the strongest one."""
    drawn = [(sign, charts.fact(sign)) for sign in finding.signs]
    known = [(s, picture) for s, picture in drawn if picture and s.guard is not Guard.UNAVAILABLE]
    outside = [
        (s, picture)
        for s, picture in known
        if s.value is not None and s.expected and not min(s.expected) <= s.value <= max(s.expected)
    ]
    for i, (sign, picture) in enumerate(outside[:FACTS] or known[:1]):
        svg = charts.inline(picture, f"{name}s{i}", sign.title, charts.describe_fact(sign))
        yield {"title": sign.title, "svg": Markup(svg)}  # noqa: S704 - our own drawing


def _portrait(finding: Finding, name: str) -> Iterator[Any]:
    """Scores and items of the protocol beside what is expected."""
    portrait = finding.portrait
    if portrait is None:
        return
    for code, title, draw, describe in (
        ("h", "Баллы", charts.score_curve, charts.describe_scores),
        ("p", "Задания при тех же суммах", charts.item_profile, charts.describe_items),
    ):
        said = describe(portrait)
        svg = charts.inline(draw(portrait), f"{name}{code}", title, said)
        yield {"title": title, "svg": Markup(svg), "text": said}  # noqa: S704 - our own drawing


def _recheck(finding: Finding) -> tuple[str, ...]:
    if not finding.recheck_works:
        return ()
    works = russian.counted(finding.recheck_works, "работы", "работ", "работ")
    return (f"Повторная проверка {works} другой комиссией",)


def _classes(work: WorkReport, finding: Finding) -> Iterator[str]:
    for one in work.findings.classes if work.findings else ():
        if one.school == finding.school and one.verdict in (Verdict.VERIFY, Verdict.LOOK):
            yield f"{one.class_}: {one.headline or sentences.VERDICTS[one.verdict]}"


def _signs_table(finding: Finding) -> Table:
    """The signs that were computed."""
    rows: list[tuple[Cell, ...]] = []
    for sign in finding.signs:
        if sign.guard is Guard.UNAVAILABLE or sign.value is None:
            continue
        weak = " Учеников мало: судить осторожно." if sign.guard is Guard.WEAK else ""
        value = f"{russian.quantity(sign.value, 2)} {sign.unit}"
        text = russian.sentence(sign.text) + weak
        rows.append((sign.title, value, charts.expected_range(sign), sign.n, text))
    titles = ("Признак", "Значение", "Ожидалось", "Учеников", "Словами")
    kinds: tuple[Any, ...] = ("text", "text", "text", "int", "text")
    columns = tuple(Column(t, t, k) for t, k in zip(titles, kinds, strict=True))
    return Table("signs", "Признаки", "", columns, tuple(rows))


def _not_computed(finding: Finding) -> list[str]:
    """Why the others were not."""
    return [
        f"{sign.title}: {russian.sentence(sign.text)}"
        for sign in finding.signs
        if sign.guard is Guard.UNAVAILABLE or sign.value is None
    ]


_STATUS = {"official": "официальный", "secondary": "вторичный источник", "house": "своё решение"}
_FIRED = {True: "есть", False: "нет", None: "нельзя вычислить"}


def _markers_table(finding: Finding) -> Table:
    columns = tuple(
        Column(title, title) for title in ("Маркер", "Наличие", "Словами", "Источник", "Статус")
    )
    return Table(
        "markers",
        "Маркеры",
        "",
        columns,
        tuple(
            (one.title, _FIRED[one.fired], one.text, one.source, _STATUS.get(one.status, ""))
            for one in finding.markers
        ),
    )


# --- Works ------------------------------------------------------------------------------


def _works(campaign: CampaignReport, ids: dict[int, str], ready: Iterator[str]) -> Iterator[Any]:
    limit = _rows_per_table(campaign)
    for number, work in enumerate(campaign.works, 1):
        name = f"w{number}"
        yield {
            "id": name,
            "title": work.work.title,
            "answer": sentences.work_answer(work),
            "flagged": list(_flagged(campaign, work, ids)),
            "others": list(_others(campaign, work)),
            "figures": [
                {"chart": chart, "hint": hint, "svg": drawn(chart, name, next(ready, None))}
                for chart, hint in _charts(campaign, work)
            ],
            "tables": [
                {"table": table, "limit": limit, "more": _cut(table, limit)}
                for table in work.tables
                if table.code != "individual"  # pupils stand in the workbook only
            ],
        }


def _charts(campaign: CampaignReport, work: WorkReport) -> Iterator[tuple[Chart, str]]:
    """The five pictures of a work with what helps to read them."""
    reports = work.reports
    if reports.marks.rows:
        yield charts.marks(reports.marks), "Доли участников по отметкам за работу."
    if reports.journal.rows and any(row.n for row in reports.journal.rows):
        yield charts.journal(reports.journal), "Отметка за работу ниже, равна, выше журнальной."
    score = charts.focus(reports.scores.rows)
    if score is not None:
        hint = f"{score.unit.name}. Пунктир — границы отметок."
        if not reports.scores.cuts:
            hint = f"{score.unit.name}. Шкала не загружена: границ отметок нет."
        yield charts.scores(reports.scores, score, work.expected_scores), hint
    item = charts.focus(reports.items.rows)
    if item is not None:
        hint = f"Точка — {item.unit.name} с интервалом 95{russian.NBSP}%"
        if compared(item):
            hint += ", чёрточка — регион"
        zones = campaign.zones or charts.zones(load_profile(work.work.year))
        yield charts.items(item, zones), hint + "."
    group = charts.focus(reports.groups.rows)
    if group is not None:
        hint = f"{group.unit.name}. Цифра — группа учеников с этой отметкой."
        if group.anomalies:
            hint += " ▲ — группы пересекаются, требует изучения."
        yield charts.groups(group), hint


def _flagged(campaign: CampaignReport, work: WorkReport, ids: dict[int, str]) -> Iterator[Any]:
    """Links to the evidence blocks that are on the page, alphabetically."""
    found = [f for f in (work.findings.schools if work.findings else ()) if id(f) in ids]
    for finding in sorted(found, key=lambda f: natural(campaign.school(f.school))):
        name = campaign.school(finding.school)
        yield {"verdict": finding.verdict, "id": ids[id(finding)], "name": name}


def _others(campaign: CampaignReport, work: WorkReport) -> Iterator[Any]:
    for verdict in (Verdict.NONE, Verdict.INSUFFICIENT):
        names = sorted(
            (
                russian.short_school(campaign.school(finding.school))
                for finding in (work.findings.schools if work.findings else ())
                if finding.verdict is verdict
            ),
            key=natural,
        )
        if names:
            yield {
                "title": sentences.VERDICTS[verdict].capitalize(),
                "names": russian.enumeration(names, NAMES, sentences.SCHOOL),
            }


# --- Tables -----------------------------------------------------------------------------


def _rows_per_table(campaign: CampaignReport) -> int:
    columns = sum(len(table.columns) for work in campaign.works for table in work.tables)
    return min(max(CELLS // max(columns, 1), LEAST_ROWS), MOST_ROWS)


def _cut(table: Table, limit: int) -> str:
    if len(table.rows) <= limit:
        return ""
    rows = russian.counted(len(table.rows), "строки", "строк", "строк")
    return f"Показаны первые {limit} из {rows}; все — в файле tables.xlsx."
