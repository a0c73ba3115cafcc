"""The main job: results in, counts, reports, findings and recommendations out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from objektiv.analysis.output import check_replaceable, whole_folder
from objektiv.analysis.progress import Progress, silent
from objektiv.analysis.reading import read_accepted
from objektiv.analysis.workers import shared, workers
from objektiv.profiles import Profile, load_profile
from objektiv.schema import (
    Counts,
    Finding,
    Findings,
    Recommendation,
    Reports,
    School,
    Sittings,
    Verdict,
    Work,
)

if TYPE_CHECKING:
    from objektiv.engines.counting import Engine


@dataclass(frozen=True)
class WorkAnalysis:
    """One work of the campaign."""

    sittings: Sittings
    counts: Counts
    reports: Reports
    findings: Findings

    @property
    def work(self) -> Work:
        return self.sittings.work


@dataclass(frozen=True)
class Analysis:
    """Everything one run knows; the same input, profile and seed give the same analysis."""

    works: tuple[WorkAnalysis, ...]
    schools: Mapping[str, School]
    recommendations: Mapping[str, tuple[Recommendation, ...]]  # by school
    profile: Profile
    data_hash: str
    seed: int
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def found(self, *verdicts: Verdict) -> list[tuple[WorkAnalysis, Finding]]:
        """Findings of whole protocols with these verdicts."""
        return [
            (work, finding)
            for work in self.works
            for finding in work.findings.schools
            if finding.verdict in verdicts
        ]

    @property
    def summary(self) -> str:
        """One paragraph for a terminal."""
        from objektiv.russian import counted

        protocols = sum(len(work.findings.schools) for work in self.works)
        pupils = sum(int(work.counts.n.sum()) for work in self.works)
        verify, look = len(self.found(Verdict.VERIFY)), len(self.found(Verdict.LOOK))
        few = len(self.found(Verdict.INSUFFICIENT))
        return (
            f"Разобрано: {counted(len(self.works), 'работа', 'работы', 'работ')}, "
            f"{counted(len(self.schools), 'школа', 'школы', 'школ')}, "
            f"{counted(protocols, 'протокол', 'протокола', 'протоколов')}, "
            f"{counted(pupils, 'участие', 'участия', 'участий')}. "
            f"Требуют проверки: {verify}, обратить внимание: {look}, данных мало: {few}, "
            f"у остальных признаков нет."
        )


def analyse(
    files: Iterable[Path | str],
    *,
    works: Sequence[Path | str] = (),
    same: Sequence[str] = (),
    out: Path | str | None = None,
    engine: Engine = "local",
    master: str | None = None,
    seed: int = 2026,
    progress: Progress = silent,
    processes: int = 1,
) -> Analysis:
    """Read files, analyse them and, where `out` is given, write the whole folder.

    `works`: descriptions (`work.toml`) that wide tables need and Ф1 files may have.
    `processes`: how many share the work; the answer is the same with any number.

    Raises `Refused` with every complaint when the input or the output place is at fault;
    nothing is written then.
    """
    if out is not None:
        check_replaceable(Path(out))
    with workers(processes) as pool:
        progress("Чтение файлов", 0, 1)
        reading = read_accepted(files, works, same)
        progress("Чтение файлов", 1, 1)
        analysis = analyse_sittings(
            reading.sittings,
            engine=engine,
            master=master,
            seed=seed,
            files=tuple(one.file for one in reading.understood),
            warnings=tuple(str(one) for one in reading.complaints),
            progress=progress,
            pool=pool,
        )
        if out is not None:
            from objektiv.analysis.writing import write

            with whole_folder(Path(out)) as folder:
                write(analysis, folder, progress, pool)
    return analysis


def analyse_sittings(
    all_sittings: Sequence[Sittings],
    *,
    engine: Engine = "local",
    master: str | None = None,
    seed: int = 2026,
    files: tuple[str, ...] = (),
    warnings: tuple[str, ...] = (),
    progress: Progress = silent,
    pool: Executor | None = None,
) -> Analysis:
    """Analyse checked sittings; `all_sittings` holds each work once."""
    from objektiv.recommendations import recommend_all

    profile = load_profile(max(sittings.work.year for sittings in all_sittings))
    total = len(all_sittings)
    progress("Счёт и выводы", 0, total)
    described = shared(
        partial(describe_work, profile=profile, engine=engine, master=master, seed=seed),
        all_sittings,
        pool,
        lambda done: progress("Счёт и выводы", done, total),
    )
    works = _related(
        WorkAnalysis(sittings, *parts)
        for sittings, parts in zip(all_sittings, described, strict=True)
    )
    schools = {school.id: school for one in all_sittings for school in one.schools.values()}
    return Analysis(
        works,
        schools,
        recommend_all(
            list(schools.values()),
            [work.findings for work in works],
            [work.reports for work in works],
            profile,
        ),
        profile,
        data_hash(all_sittings),
        seed,
        files,
        warnings,
    )


def _related(works: Iterable[WorkAnalysis]) -> tuple[WorkAnalysis, ...]:
    """The works with the signs that need other works: subjects, the next year, earlier years."""
    from objektiv.evidence import relate

    known = tuple(works)
    related = []
    for one in known:
        same_pupils = [
            other for other in known if other is not one and _cohort(other) == _cohort(one)
        ]
        later = [
            other
            for other in known
            if other.work.subject == one.work.subject
            and (other.work.year, other.work.grade) == (one.work.year + 1, one.work.grade + 1)
        ]
        earlier = [
            other
            for other in known
            if (other.work.subject, other.work.grade) == (one.work.subject, one.work.grade)
            and other.work.year < one.work.year
        ]
        found = relate(
            one.findings,
            others=[other.findings for other in same_pupils],
            following=later[0].findings if later else None,
            earlier=[other.findings for other in earlier],
        )
        related.append(replace(one, findings=found))
    return tuple(related)


def _cohort(work: WorkAnalysis) -> tuple[int, int]:
    return work.work.year, work.work.grade


def describe_work(
    sittings: Sittings, *, profile: Profile, engine: Engine, master: str | None, seed: int
) -> tuple[Counts, Reports, Findings]:
    """Counts, reports and findings of one work by itself."""
    from objektiv.engines import conditional
    from objektiv.evidence import find, look_up
    from objektiv.reports import reports

    counts = _count(sittings, engine, master)
    described = reports(counts, profile, sittings=sittings)
    tables = look_up(counts, conditional.joint(sittings), profile)
    found = find(
        counts,
        profile,
        seed=seed,
        data_hash=data_hash([sittings]),
        given=conditional.given(sittings, tables),
    )
    return counts, described, with_markers(found, described, profile)


def with_markers(findings: Findings, described: Reports, profile: Profile) -> Findings:
    """The findings of schools with the published markers beside them."""
    from objektiv.reports import markers

    beside = {unit.path: found for unit, found in markers(described, profile).items()}
    return replace(
        findings,
        schools=tuple(
            replace(one, markers=beside.get((one.region, one.municipality, one.school, ""), ()))
            for one in findings.schools
        ),
    )


def _count(sittings: Sittings, engine: Engine, master: str | None) -> Counts:
    from objektiv import engines, store

    if engine == "local":
        return engines.count(sittings)
    with TemporaryDirectory(prefix="objektiv-") as folder:
        stored = store.put(Path(folder), sittings)
        return engines.count_files([stored.path], sittings.work, engine=engine, master=master)


def data_hash(all_sittings: Sequence[Sittings]) -> str:
    """SHA-256 over the works and their checked tables, whatever files they came from.

    The order of the works does not matter; rows are sorted as `schema.SORT` says.
    """
    parts = sorted(
        sha256(
            repr((one.work.key, one.work.items, one.work.scale)).encode()
            + one.frame.write_csv().encode()
        ).hexdigest()
        for one in all_sittings
    )
    return sha256("".join(parts).encode()).hexdigest()
