"""Grounds: what in the results of one school calls for a recommendation, in numbers.

A ground is a sentence about one work («Математика, 5 класс: …»). It states facts; what
follows from them stands in `rules.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from objektiv.profiles import Profile
from objektiv.reports.units import border, compared_with, minimum
from objektiv.russian import counted, enumeration, few, interval, probability, quantity, share
from objektiv.schema import (
    Finding,
    Findings,
    GroupRow,
    ItemCell,
    ItemRow,
    JournalRow,
    MarkRow,
    Reports,
    ScoreRow,
    SkillRow,
    Unit,
    Verdict,
    Work,
    Zone,
)

Place = tuple[str, str, str]  # region, municipality, school

ZONE_GROUNDS = {"low": "выполнение недостаточно", "border": "выполнение у границы"}
ITEMS = ("задание", "задания", "заданий")
OF_PUPILS = ("ученика", "учеников", "учеников")  # «у 3 из 21 ученика»
OF_ITEMS = ("задания", "заданий", "заданий")  # «2 из 3 заданий»
WORKS = ("работы", "работ", "работ")  # «достаточно 21 работы»


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact of one work."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All facts of one school, and the works it wrote."""

    works: tuple[Work, ...] = ()
    found: tuple[Ground, ...] = ()


def grounds(
    findings: Sequence[Findings], reports: Sequence[Reports], profile: Profile
) -> dict[Place, Grounds]:
    """Grounds of every school: those of its findings first, then its works in their order."""
    found: dict[Place, list[Ground]] = defaultdict(list)
    works: dict[Place, list[Work]] = defaultdict(list)
    plain = set()  # where the controlled decision sees nothing unusual
    for one in findings:
        for finding in one.schools:
            place = (finding.region, finding.municipality, finding.school)
            found[place] += _of_finding(finding, one.work)
            if finding.verdict is Verdict.NONE:
                plain.add((place, one.work.key))
    for report in reports:
        for place, facts in _of_reports(report, profile).items():
            works[place].append(report.work)
            found[place] += [
                Ground(code, _named(report.work, text))
                for code, text in facts
                if code != "peaks" or (place, report.work.key) not in plain
            ]
    return {
        place: Grounds(tuple(works.get(place, ())), tuple(found.get(place, ())))
        for place in {**found, **works}
    }


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


def _schools(rows: Iterable[_AnyRow]) -> Iterator[tuple[Place, _AnyRow]]:
    for row in rows:
        if row.unit.level == "school":
            yield (row.unit.region, row.unit.municipality, row.unit.school), row


def _of_reports(reports: Reports, profile: Profile) -> dict[Place, list[tuple[str, str]]]:
    most = int(profile.value("recommendations.shown"))
    facts: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for place, scores in _schools(reports.scores.rows):
        facts[place] += _scores(scores)
    for place, journal in _schools(reports.journal.rows):
        facts[place] += _journal(journal, profile)
    for place, marks in _schools(reports.marks.rows):
        facts[place] += _marks(marks)
    skills: dict[Place, list[SkillRow]] = defaultdict(list)
    for place, skill in _schools(reports.skills.rows):
        skills[place].append(skill)
    for place, rows in skills.items():
        facts[place] += _skills(rows)
    for place, items in _schools(reports.items.rows):
        facts[place] += _items(items, "low", most) + _items(items, "border", most)
    for place, groups in _schools(reports.groups.rows):
        facts[place] += _groups(groups, reports.work, most)
    return facts


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
    return [("skills.deficit", f"системный дефицит: {enumeration(short)}")] if short else []


def _items(row: ItemRow, zone: Zone, most: int) -> list[tuple[str, str]]:
    """The items of a zone, those furthest below the region first."""
    named = [cell for cell in row.cells if cell.zone == zone and cell.completion is not None]
    named.sort(key=_against_region)
    if not named:
        return []
    said = [_item(cell, compared_with(row.unit.region)) for cell in named]
    return [(f"items.{zone}", f"{ZONE_GROUNDS[zone]}: {enumeration(said, most, ITEMS)}")]


def _against_region(cell: ItemCell) -> Fraction:
    if cell.completion is None:
        return Fraction(0)
    return cell.completion.exact - (cell.region.exact if cell.region else 0)


def _item(cell: ItemCell, base: str) -> str:
    if cell.completion is None:
        return cell.code
    region = f", {base} {share(cell.region.value)}" if cell.region else ""
    return f"{cell.code} ({share(cell.completion.value)}{region})"


def _groups(row: GroupRow, work: Work, most: int) -> list[tuple[str, str]]:
    crossed = {one.item for one in row.anomalies}
    codes = [code for code in work.codes if code in crossed]
    said = enumeration(codes, most, ITEMS)
    what = "задание" if len(codes) == 1 else "задания"
    text = f"ученики с более низкой отметкой лучше выполнили {what} {said}"
    return [("groups.anomaly", text)] if codes else []
