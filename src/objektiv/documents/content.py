"""What the documents of a campaign are made of; `analysis` fills it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from objektiv.charts.items import Bounds
from objektiv.reports.units import natural
from objektiv.schema import Finding, Findings, Level, School, Table, Verdict, Work
from objektiv.schema.reports import Reports


@dataclass(frozen=True)
class Provenance:
    """What is needed to get the same numbers again."""

    method: str
    profile: str
    data_hash: str
    seed: int
    files: tuple[str, ...] = ()  # names of the files that were read
    version: str = ""  # of the program


@dataclass(frozen=True)
class WorkReport:
    """One work: its seven reports, the same as tables, its findings."""

    reports: Reports
    tables: tuple[Table, ...]  # what is printed; units in the order of the reports
    findings: Findings | None = None
    expected_scores: Sequence[float] | None = None  # pupils by score 0…S in the whole

    @property
    def work(self) -> Work:
        return self.reports.work


@dataclass(frozen=True)
class CampaignReport:
    """Everything that was read together: works, schools, where it comes from."""

    title: str  # «Заречный район, ВПР 2026»
    works: tuple[WorkReport, ...]
    provenance: Provenance
    schools: Mapping[str, School] = field(default_factory=dict)  # by id
    zones: Mapping[Level, Bounds] = field(default_factory=dict)  # {}: those of the profile
    remarks: tuple[str, ...] = ()  # what was noticed while reading

    def school(self, id: str) -> str:  # noqa: A002 - the word of `School.id`
        """Name of a school as it is shown; its id when no name is known."""
        known = self.schools.get(id)
        name = known.name if known and known.name else id
        return name.replace("№ ", "№\u00a0")  # the number stays with its sign

    def found(self, *verdicts: Verdict) -> list[tuple[WorkReport, Finding]]:
        """Findings of whole protocols with these verdicts, alphabetically by school."""
        pairs = [
            (work, finding)
            for work in self.works
            for finding in (work.findings.schools if work.findings else ())
            if finding.verdict in verdicts
        ]
        return sorted(
            pairs, key=lambda pair: (natural(self.school(pair[1].school)), pair[0].work.key)
        )
