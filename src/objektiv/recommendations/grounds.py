"""Grounds: what in the results of one school calls for a recommendation, in numbers.

A ground is a sentence about one work («Математика, 5 класс: …»). It states facts; what
follows from them stands in `rules.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from objektiv.profiles import Profile
from objektiv.reports.units import border, minimum
from objektiv.russian import counted, enumeration, few, interval, probability, quantity, share
from objektiv.schema import (
    Finding,
    Findings,
    GroupRow,
    ItemCell,
    JournalRow,
    MarkRow,
    Reports,
    School,
    ScoreRow,
    SkillRow,
    Unit,
    Verdict,
    Work,
    Zone,
)

ITEMS = ("задание", "задания", "заданий")
OF_PUPILS = ("ученика", "учеников", "учеников")  # «у 3 из 21 ученика»
OF_ITEMS = ("задания", "заданий", "заданий")  # «2 из 3 заданий»
WORKS = ("работы", "работ", "работ")  # «достаточно 21 работы»


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact of one work."""

    code: str
    text: str


def grounds(
    school: School, findings: Sequence[Findings], reports: Sequence[Reports], profile: Profile
) -> tuple[Ground, ...]:
    """All grounds of one school over its works, in the order of the works."""
    found: list[Ground] = []
    plain = set()  # works in which the controlled decision sees nothing unusual
    for one in findings:
        for finding in one.schools:
            if _is(school, finding.school, finding.region, finding.municipality):
                found += _of_finding(finding, one.work)
                if finding.verdict is Verdict.NONE:
                    plain.add(one.work.key)
    for report in reports:
        facts = _of_reports(school, report, profile)
        if report.work.key in plain:
            facts = [fact for fact in facts if fact.code != "peaks"]
        found += facts
    return tuple(found)


def _is(school: School, id_: str, region: str, municipality: str) -> bool:
    """The same school; a place is compared where both sides know it."""
    return (
        school.id == id_
        and school.region in ("", region)
        and school.municipality in ("", municipality)
    )


def _named(work: Work, text: str) -> str:
    return f"{work.subject}, {work.grade} класс: {text}"


def _of_finding(finding: Finding, work: Work) -> list[Ground]:
    if finding.verdict not in (Verdict.VERIFY, Verdict.LOOK):
        return []
    facts = [fact.rstrip(".") for fact in finding.facts]
    if finding.p_value is not None:
        size = counted(finding.n, "участник", "участника", "участников")
        facts.append(
            "вероятность таких результатов в честной школе этого размера "
            f"({size}) — {probability(finding.p_value)}"
        )
    if finding.recheck_works:
        facts.append(f"для повторной проверки достаточно {counted(finding.recheck_works, *WORKS)}")
    return [Ground(finding.verdict.value, _named(work, "; ".join(facts)))]


class _Row(Protocol):
    @property
    def unit(self) -> Unit: ...


_AnyRow = TypeVar("_AnyRow", bound=_Row)


def _own(rows: Iterable[_AnyRow], school: School) -> list[_AnyRow]:
    return [
        row
        for row in rows
        if row.unit.level == "school"
        and _is(school, row.unit.school, row.unit.region, row.unit.municipality)
    ]


def _of_reports(school: School, reports: Reports, profile: Profile) -> list[Ground]:
    most = int(profile.value("recommendations.shown"))
    facts: list[tuple[str, str]] = []
    for scores in _own(reports.scores.rows, school):
        facts += _scores(scores)
    for journal in _own(reports.journal.rows, school):
        facts += _journal(journal, profile)
    for marks in _own(reports.marks.rows, school):
        facts += _marks(marks)
    facts += _skills(_own(reports.skills.rows, school))
    for items in _own(reports.items.rows, school):
        facts += _items(items.cells, "low", most) + _items(items.cells, "border", most)
    for groups in _own(reports.groups.rows, school):
        crossed = [code for code in reports.work.codes if _crossed(groups, code)]
        if crossed:
            text = "ученики с более низкой отметкой лучше выполнили " + enumeration(
                crossed, most, ITEMS
            )
            facts.append(("groups.anomaly", text))
    return [Ground(code, _named(reports.work, text)) for code, text in facts]


def _scores(row: ScoreRow) -> list[tuple[str, str]]:
    facts = []
    notable = [
        f"у границы «{peak.mark}» {peak.observed} из {counted(peak.around, *OF_PUPILS)} "
        f"набрали {peak.cut}–{peak.high} б., ожидалось {interval(*peak.interval)}"
        for peak in row.peaks
        if peak.notable
    ]
    if notable:
        facts.append(("peaks", "; ".join(notable)))
    if row.state == "limited" and row.n:
        facts.append(("sample.limited", few(row.n)))
    return facts


def _journal(row: JournalRow, profile: Profile) -> list[tuple[str, str]]:
    facts = []
    if row.far:
        gap = quantity(profile.value("journal.gap"))
        of_all = counted(row.n, *OF_PUPILS)
        facts.append(
            ("journal.far", f"расхождение на {gap} и более отметки у {row.far} из {of_all}")
        )
    if row.shares is not None and row.covered:
        lowered, _, raised = row.shares
        if 100 * lowered.exact >= border(profile, "recommendations.divergence"):
            facts.append(
                ("journal.lowered", f"отметка ниже журнала у {share(lowered.value)} участников")
            )
        if 100 * raised.exact >= border(profile, "recommendations.divergence"):
            facts.append(
                ("journal.raised", f"отметка выше журнала у {share(raised.value)} участников")
            )
    if not row.covered and row.coverage is not None and row.participants >= minimum(profile):
        facts.append(
            ("journal.sparse", f"обе отметки есть у {share(row.coverage.value)} участников")
        )
    return facts


def _marks(row: MarkRow) -> list[tuple[str, str]]:
    if row.trend != "negative" or row.shares is None or row.failing_before is None:
        return []
    before, now = share(row.failing_before.value), share(row.shares[0].value)
    return [("marks.failing", f"доля «2» была {before}, стала {now}")]


def _skills(rows: Sequence[SkillRow]) -> list[tuple[str, str]]:
    short = [
        f"{row.skill} (в зоне «недостаточно» {row.low} из {counted(row.judged, *OF_ITEMS)})"
        for row in rows
        if row.deficit
    ]
    return [("skills.deficit", enumeration(short))] if short else []


def _items(cells: Sequence[ItemCell], zone: Zone, most: int) -> list[tuple[str, str]]:
    """The weakest items of a zone first: those furthest below the region."""
    named = [cell for cell in cells if cell.zone == zone and cell.completion is not None]
    named.sort(key=_against_region)
    if not named:
        return []
    said = [_item(cell) for cell in named]
    return [(f"items.{zone}", enumeration(said, most, ITEMS))]


def _against_region(cell: ItemCell) -> Fraction:
    if cell.completion is None:
        return Fraction(0)
    return cell.completion.exact - (cell.region.exact if cell.region else 0)


def _item(cell: ItemCell) -> str:
    if cell.completion is None:
        return cell.code
    region = f", в регионе {share(cell.region.value)}" if cell.region else ""
    return f"{cell.code} ({share(cell.completion.value)}{region})"


def _crossed(row: GroupRow, code: str) -> bool:
    return any(one.item == code for one in row.anomalies)
