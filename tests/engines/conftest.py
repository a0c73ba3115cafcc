"""Small random campaigns and their recount in plain Python, pupil by pupil, pair by pair."""

from __future__ import annotations

import random
from dataclasses import fields
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from objektiv.schema import (
    COLUMNS,
    MISSING,
    NOT_ATTEMPTED,
    NOT_TAUGHT,
    SORT,
    Counts,
    Item,
    Sittings,
    Work,
    item_column,
)


def make_sittings(
    seed: int,
    *,
    items: int = 5,
    top: int = 3,
    schools: int = 3,
    pupils: int = 6,
    variants: int = 2,
    journal: bool = True,
    prior: bool = True,
    twins: float = 0.2,
) -> Sittings:
    """A random campaign: every code, absent pupils, one-pupil classes, copied answers."""
    rng = random.Random(seed)
    maxima = [rng.randint(1, top) for _ in range(items)]
    work = Work(
        "ВПР", 2026, 5, "Математика", tuple(Item(f"q{i}", m) for i, m in enumerate(maxima, 1))
    )
    rows = []
    for school in range(schools):
        for class_ in "АБВ"[: rng.randint(1, 3)]:
            answers: list[int] = []
            for pupil in range(rng.choice([1, 1, 2, rng.randint(1, pupils)])):
                wrote = rng.random() > 0.15
                if not answers or rng.random() > twins:
                    answers = [
                        rng.choice([rng.randint(0, m)] * 7 + [NOT_ATTEMPTED, NOT_TAUGHT, MISSING])
                        for m in maxima
                    ]
                rows.append(
                    {
                        "region": f"Край {school % 2}",
                        "municipality": f"Район {school % 3}",
                        "school": f"edu{school:03}",
                        "class": f"5{class_}",
                        "pupil": f"{pupil:05}",
                        "variant": str(rng.randint(1, variants)) if wrote else "",
                        "sex": "",
                        "participated": wrote,
                        "score": sum(a for a in answers if a < NOT_TAUGHT) if wrote else None,
                        "mark": rng.choice([0, 2, 3, 4, 5]) if wrote else 0,
                        "journal_mark": rng.choice([0, 2, 3, 4, 5]) if journal else 0,
                        "prior_score": rng.choice([None, rng.randint(0, 300)]) if prior else None,
                        **{
                            item_column(code): answer if wrote else MISSING
                            for code, answer in zip(work.codes, answers, strict=True)
                        },
                    }
                )
    dtypes = {name: getattr(pl, kind) for name, kind in COLUMNS.items()}
    dtypes |= {item_column(code): pl.UInt8 for code in work.codes}
    return Sittings(work, pl.DataFrame(rows, schema=dtypes).sort(SORT))


def recount_sittings(sittings: Sittings) -> Counts:
    """`Counts` with Python integers and no cleverness."""
    work = sittings.work
    S, K = work.max_score, max((item.max for item in work.items), default=0)
    I = len(work.items)  # noqa: E741
    rows = sittings.frame.to_dicts()
    names = tuple(sorted({row["variant"] for row in rows if row["participated"]}))
    cells = sorted({tuple(row[key] for key in SORT[:4]) for row in rows})
    columns: dict[str, list[object]] = {field.name: [] for field in fields(Counts)}
    cube = np.zeros((len(names), S + 1, I, K + 4), np.int64).tolist()
    for cell in cells:
        here = [row for row in rows if tuple(row[key] for key in SORT[:4]) == cell]
        wrote = [row for row in here if row["participated"]]
        answers = [[row[item_column(code)] for code in work.codes] for row in wrote]
        points = [[a if a < NOT_TAUGHT else 0 for a in answer] for answer in answers]
        scores = [sum(answer) for answer in points]
        before = [
            (row["prior_score"], score)
            for row, score in zip(wrote, scores, strict=True)
            if row["prior_score"] is not None
        ]
        enrolled = [row["prior_score"] for row in here if row["prior_score"] is not None]
        agree = {
            (a, b): sum(x == y for x, y in zip(answers[a], answers[b], strict=True))
            for a, b in combinations(range(len(wrote)), 2)
        }
        same = [pair for pair, n in agree.items() if n == I]
        of_mark = {m: [k for k, row in enumerate(wrote) if row["mark"] == m] for m in (2, 3, 4, 5)}
        values = {
            "region": cell[0],
            "municipality": cell[1],
            "school": cell[2],
            "class_": cell[3],
            "n": len(wrote),
            "absent": len(here) - len(wrote),
            "score_sum": sum(scores),
            "score_sq": sum(s * s for s in scores),
            "histogram": [scores.count(s) for s in range(S + 1)],
            "marks": [
                [
                    sum(row["mark"] == mark and row["journal_mark"] == journal for row in wrote)
                    for journal in range(6)
                ]
                for mark in range(6)
            ],
            "prior_n": len(before),
            "prior_sum": sum(p for p, _ in before),
            "prior_sq": sum(p * p for p, _ in before),
            "prior_score": sum(p * s for p, s in before),
            "prior_of_score": sum(s for _, s in before),
            "enrolled_prior_n": len(enrolled),
            "enrolled_prior_sum": sum(enrolled),
            "item_sum": [sum(p[i] for p in points) for i in range(I)],
            "item_sq": [sum(p[i] ** 2 for p in points) for i in range(I)],
            "not_attempted": [sum(a[i] == NOT_ATTEMPTED for a in answers) for i in range(I)],
            "not_taught": [sum(a[i] == NOT_TAUGHT for a in answers) for i in range(I)],
            "missing": [sum(a[i] == MISSING for a in answers) for i in range(I)],
            "mark_item_sum": [
                [sum(points[k][i] for k in of_mark[m]) for i in range(I)] for m in (2, 3, 4, 5)
            ],
            "mark_item_n": [
                [
                    sum(answers[k][i] not in (NOT_TAUGHT, MISSING) for k in of_mark[m])
                    for i in range(I)
                ]
                for m in (2, 3, 4, 5)
            ],
            "pairs": len(agree),
            "pair_agreements": sum(agree.values()),
            "pair_agreements_sq": sum(n * n for n in agree.values()),
            "identical_pairs": len(same),
            "identical_pupils": len({k for pair in same for k in pair}),
        }
        for name, value in values.items():
            columns[name].append(value)
        category = {NOT_ATTEMPTED: K + 1, NOT_TAUGHT: K + 2, MISSING: K + 3}
        for row, answer, score in zip(wrote, answers, scores, strict=True):
            for i, code in enumerate(answer):
                cube[names.index(row["variant"])][score][i][category.get(code, code)] += 1
    text = ("region", "municipality", "school", "class_")
    return Counts(
        work=work,
        variants=names,
        cube=np.array(cube, np.int64).reshape(len(names), S + 1, I, K + 4),
        **{
            name: np.array(column, object if name in text else np.int64)
            for name, column in columns.items()
            if name not in ("work", "variants", "cube")
        },
    )


def differences(a: Counts, b: Counts) -> list[str]:
    """Names of the fields in which two counts are not the same integers."""
    return [
        field.name
        for field in fields(Counts)
        if not np.array_equal(getattr(a, field.name), getattr(b, field.name))
        or getattr(getattr(a, field.name), "dtype", None)
        != getattr(getattr(b, field.name), "dtype", None)
    ]


@pytest.fixture(scope="session")
def sittings_of():
    return make_sittings


@pytest.fixture(scope="session")
def recount():
    return recount_sittings


@pytest.fixture(scope="session")
def differing():
    return differences
