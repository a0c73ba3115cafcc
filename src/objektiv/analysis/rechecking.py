"""`objektiv recheck`: from a folder of findings to a list of works, and back with second marks."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused
from objektiv.planning import RecheckSample, RecheckWork, Written, choose_works, judge_recheck
from objektiv.profiles import Profile, load_profile
from objektiv.schema import Finding, Findings, Sittings, Verdict, Work, item_column

if TYPE_CHECKING:
    import polars as pl

WORK_COLUMNS = ("procedure", "year", "subject", "grade", "variant_of")
SAMPLE_COLUMNS = (
    "order",
    "school",
    "class",
    "pupil",
    *WORK_COLUMNS,
    "score",
    "stratum",
    "reason",
    "information",
    "changed_if_honest",
    "changed_if_raised",
    "second_score",  # empty: the commission fills it in
)
OUTCOME_COLUMNS = (
    *WORK_COLUMNS,
    "school",
    "works",
    "changed",
    "mean_change",
    "evidence",
    "outcome",
    "more_works",
    "text",
)


def recheck_to(
    findings_dir: Path,
    out: Path,
    *,
    share: float | None = None,
    works: int | None = None,
    seed: int = 2026,
    second: Path | None = None,
) -> str:
    """Write the sample of works; say what was done.

    `second`: a sample with its column `second_score` filled in; then the outcome of every
    protocol is written instead.
    """
    campaign = list(_campaign(findings_dir))
    profile = load_profile(max(findings.work.year for findings, _ in campaign))
    if second is not None:
        return _write_outcomes(second, profile, out)
    budget = _budget(campaign, profile, share, works)
    samples = [
        (
            findings.work,
            choose_works(findings, written_of(sittings), profile, works=part, seed=seed),
        )
        for (findings, sittings), part in zip(campaign, budget, strict=True)
        if part
    ]
    return _write_sample(samples, out)


def _campaign(folder: Path) -> Iterator[tuple[Findings, Sittings]]:
    from objektiv.store import read

    source = folder / "findings.json"
    if not source.is_file():
        raise Refused(
            f"В папке «{folder}» нет findings.json. "
            "Укажите папку, которую записала objektiv analyse."
        )
    try:
        body = json.loads(source.read_text(encoding="utf-8"))
        stored = {}
        for path in sorted((folder / "sittings").glob("**/*.parquet")):
            sittings = read(path)
            stored[sittings.work.key] = sittings
        for part in body["works"]:
            key = tuple(part["work"][column] for column in ("procedure", "year", "subject"))
            key += (part["work"]["grade"], part["work"]["variant_of"])
            sittings = stored[key]
            yield _findings(part, sittings.work), sittings
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(
            f"Папка «{folder}» повреждена или записана другой версией: "
            "выполните objektiv analyse ещё раз."
        ) from error


def _findings(part: dict[str, Any], work: Work) -> Findings:
    return Findings(
        work,
        tuple(_finding(one) for one in part["schools"]),
        (),
        part["expected_false"],
        part["method"],
        part["profile"],
        part["data_hash"],
        part["seed"],
    )


def _finding(part: dict[str, Any]) -> Finding:
    simple = {"region", "municipality", "school", "n", "p_value", "q_value"}
    known = {field.name: part[field.name] for field in fields(Finding) if field.name in simple}
    return Finding(class_=part["class"], verdict=Verdict(part["verdict"]), signs=(), **known)


def _budget(
    campaign: list[tuple[Findings, Sittings]],
    profile: Profile,
    share: float | None,
    works: int | None,
) -> list[int]:
    """Works per work of the campaign; protocols to verify or look at weigh by their pupils."""
    written = [int(sittings.frame["participated"].sum()) for _, sittings in campaign]
    if works is None:
        part = profile.value("recheck.share") if share is None else share
        works = ceil(part * sum(written))
    weights = np.array(
        [
            sum(one.n for one in findings.schools if one.verdict in (Verdict.VERIFY, Verdict.LOOK))
            for findings, _ in campaign
        ],
        dtype=float,
    )
    if not weights.any():
        weights = np.array(written, dtype=float)
    if not weights.any():
        raise Refused("Перепроверять нечего: работу никто не писал.")
    exact = works * weights / weights.sum()
    budget = np.minimum(np.floor(exact).astype(int), written)
    for index in np.argsort(-(exact - budget), kind="stable"):
        if budget.sum() >= works:
            break
        budget[index] += min(1, written[index] - budget[index])
    return [int(one) for one in budget]


def written_of(sittings: Sittings) -> Written:
    """The works of one campaign as a re-check chooses from them."""
    frame: pl.DataFrame = sittings.frame.filter(sittings.frame["participated"])
    opened = [item.code for item in sittings.work.items if item.open]
    top = {item.code: item.max for item in sittings.work.items}
    points = np.zeros(len(frame), dtype=np.int64)
    for code in opened:
        cells = frame[item_column(code)].to_numpy().astype(np.int64)
        points += np.where(cells <= top[code], cells, 0)
    school, class_, pupil = (
        frame[name].to_numpy().astype(object) for name in ("school", "class", "pupil")
    )
    return Written(
        school,
        class_,
        pupil,
        score=frame["score"].to_numpy().astype(np.int64),
        open_score=points,
    )


def _write_sample(samples: list[tuple[Work, RecheckSample]], out: Path) -> str:
    rows = sorted(
        ((work, one) for work, sample in samples for one in sample.works),
        key=lambda pair: (-pair[1].information, pair[0].key, pair[1].school, pair[1].pupil),
    )
    with whole_file(out) as draft, draft.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(SAMPLE_COLUMNS)
        for order, (work, one) in enumerate(rows, start=1):
            writer.writerow(
                [
                    order,
                    one.school,
                    one.class_,
                    one.pupil,
                    *work_cells(work),
                    one.score,
                    one.stratum,
                    one.reason,
                    f"{one.information:.4f}",
                    f"{one.changed_if_honest:.4f}",
                    f"{one.changed_if_raised:.4f}",
                    "",
                ]
            )
    bits = sum(sample.information for _, sample in samples)
    return f"Работ для второй проверки: {len(rows)}, ожидаемые сведения: {bits:.1f} бит. {out}"


def work_cells(work: Work) -> tuple[str, ...]:
    """The work as cells of a table.

    >>> work_cells(Work("ВПР", 2026, 5, "Математика", ()))
    ('ВПР', '2026', 'Математика', '5', '')
    """
    return tuple(str(getattr(work, column)) for column in WORK_COLUMNS)


def _write_outcomes(filled: Path, profile: Profile, out: Path) -> str:
    works, second = _filled(filled)
    rows = [
        (
            *cells,
            one.school,
            one.works,
            one.changed,
            f"{one.mean_change:.3f}",
            f"{one.evidence:.3f}",
            one.outcome.value,
            one.more_works,
            one.text,
        )
        for cells in sorted(works)
        for one in judge_recheck(tuple(works[cells]), second[cells], profile)
    ]
    if not rows:
        raise Refused(f"{filled.name}: столбец second_score пуст, судить пока не о чем.")
    with whole_file(out) as draft, draft.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(OUTCOME_COLUMNS)
        writer.writerows(rows)
    return f"Протоколов со второй проверкой: {len(rows)}. {out}"


Cells = tuple[str, ...]


def _filled(
    path: Path,
) -> tuple[dict[Cells, list[RecheckWork]], dict[Cells, dict[tuple[str, str, str], int]]]:
    """Works of a filled-in sample and their second scores, both by the work's cells."""
    works: dict[Cells, list[RecheckWork]] = defaultdict(list)
    second: dict[Cells, dict[tuple[str, str, str], int]] = defaultdict(dict)
    wrong: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source)
        missing = {*SAMPLE_COLUMNS} - set(reader.fieldnames or ())
        if missing:
            raise Refused(
                f"{path.name}: нет столбцов {', '.join(sorted(missing))}. Нужен файл, который "
                "записала objektiv recheck, с заполненным столбцом second_score."
            )
        for number, row in enumerate(reader, start=2):
            cells = tuple(row[column] for column in WORK_COLUMNS)
            key = (row["school"], row["class"], row["pupil"])
            score = row["second_score"].strip()
            if score and not score.isdecimal():
                wrong.append(f"{path.name}, строка {number}: балл «{score}» — не целое число.")
            elif score and key in second[cells]:
                wrong.append(f"{path.name}, строка {number}: работа {key[-1]} указана дважды.")
            elif score:
                second[cells][key] = int(score)
            try:
                works[cells].append(_work_of(row))
            except ValueError:
                wrong.append(f"{path.name}, строка {number}: числа выборки изменены или стёрты.")
    if wrong:
        raise Refused("\n".join(wrong))
    return works, second


def _work_of(row: dict[str, str]) -> RecheckWork:
    return RecheckWork(
        row["school"],
        row["class"],
        row["pupil"],
        int(row["score"]),
        row["stratum"],
        row["reason"],
        float(row["information"]),
        float(row["changed_if_honest"]),
        float(row["changed_if_raised"]),
    )
