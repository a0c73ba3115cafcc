"""An invented campaign: reports and findings of works, for tests and for looking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objektiv import russian
from objektiv.schema import (
    Finding,
    Findings,
    Guard,
    Item,
    Level,
    Marker,
    Scale,
    Sign,
    Verdict,
    Work,
)
from objektiv.schema.reports import (
    Anomaly,
    GroupCell,
    GroupRow,
    IndividualResults,
    ItemCell,
    ItemCompletion,
    ItemRow,
    JournalComparison,
    JournalRow,
    MarkGroups,
    MarkRow,
    MarkStatistics,
    Peak,
    PupilRow,
    Reports,
    ScoreDistribution,
    ScoreRow,
    Share,
    SkillAttainment,
    SkillRow,
    Unit,
)

ZONES = {Level.BASE: (0.57, 0.60), Level.ADVANCED: (0.285, 0.30), Level.HIGH: (0.285, 0.30)}
MINIMUM = 10
REGION, MUNICIPALITY = "Тестовская область", "Заречный район"


def work(subject: str = "Математика", grade: int = 5) -> Work:
    levels = [Level.BASE] * 10 + [Level.ADVANCED] * 5 + [Level.HIGH] * 2
    items = tuple(
        Item(f"{i // 2 + 1}.{i % 2 + 1}" if i < 8 else str(i - 3), 2 if i % 4 == 3 else 1, level)
        for i, level in enumerate(levels)
    )
    scale = Scale(((0, 6, 2), (7, 11, 3), (12, 16, 4), (17, 21, 5)), (), "Образец", "house")
    return Work("ВПР", 2026, grade, subject, items, scale)


def reports(
    of: Work, schools: int = 25, seed: int = 1, pupils: bool = False
) -> tuple[Reports, list[Unit]]:
    """Reports built from simulated scores; the arithmetic here is the plain definition."""
    rng = np.random.default_rng(seed)
    maxima = np.array([item.max for item in of.items])
    ease = np.linspace(1.6, -1.6, len(of.items)) + rng.normal(0, 0.3, len(of.items))
    sizes = rng.integers(6, 70, schools)
    school = np.repeat(np.arange(schools), sizes)
    ability = rng.normal(0, 0.9, school.size) + rng.normal(0, 0.3, schools)[school]
    chance = 1 / (1 + np.exp(-(ability[:, None] + ease)))
    x = rng.binomial(maxima, chance)
    total = x.sum(1)
    mark = np.array([of.scale.mark(int(t)) if of.scale else 0 for t in total])
    journal = np.clip(mark + rng.choice([-1, 0, 1], mark.size, p=[0.1, 0.65, 0.25]), 2, 5)
    school_units = [
        Unit(
            "school",
            f"МБОУ «Средняя общеобразовательная школа № {i + 1}»",
            REGION,
            MUNICIPALITY,
            f"edu{i + 1:06}",
        )
        for i in range(schools)
    ]
    every = np.ones(school.size, bool)
    groups = [
        (Unit("region", REGION, REGION), every),
        (Unit("municipality", MUNICIPALITY, REGION, MUNICIPALITY), every),
        *((unit, school == i) for i, unit in enumerate(school_units)),
    ]
    rows = [_rows(of, unit, x[m], total[m], mark[m], journal[m], maxima, x) for unit, m in groups]
    individual = None
    if pupils:
        individual = IndividualResults(
            of,
            tuple(
                PupilRow(
                    REGION, MUNICIPALITY, f"edu{s + 1:06}", "5А", f"{i + 1:05}", "",
                    int(total[i]), int(mark[i]), int(journal[i]),
                    Share(int(x[i, :10].sum()), int(maxima[:10].sum())),
                    Share(int(x[i, 10:15].sum()), int(maxima[10:15].sum())),
                    Share(int(x[i, 15:].sum()), int(maxima[15:].sum())),
                )
                for i, s in enumerate(school)
            ),
        )  # fmt: skip
    cuts = tuple((of.scale.cuts if of.scale else {}).items())
    made = Reports(
        of,
        MarkStatistics(of, tuple(row[0] for row in rows)),
        JournalComparison(of, tuple(row[1] for row in rows)),
        ScoreDistribution(of, cuts, "Образец", "house", tuple(row[2] for row in rows)),
        ItemCompletion(of, tuple(row[3] for row in rows)),
        SkillAttainment(
            of,
            tuple(
                SkillRow(
                    rows[1][3].unit, f"{k}.1", ("1.1", "2.1"), 90, 0.5 + k / 20, 0.6, 1, 2, False
                )
                for k in range(3)
            ),
        ),
        MarkGroups(of, tuple(row[4] for row in rows)),
        individual,
    )
    return made, school_units


def _rows(
    of: Work,
    unit: Unit,
    x: NDArray[np.int64],
    total: NDArray[np.int64],
    mark: NDArray[np.int64],
    journal: NDArray[np.int64],
    maxima: NDArray[np.int64],
    region: NDArray[np.int64],
) -> tuple[MarkRow, JournalRow, ScoreRow, ItemRow, GroupRow]:
    n = len(total)
    enough = n >= MINIMUM
    counts = tuple(int((mark == m).sum()) for m in (2, 3, 4, 5))
    low, same, up = (int(v.sum()) for v in (mark < journal, mark == journal, mark > journal))
    matrix = tuple(
        tuple(int(((mark == a) & (journal == b)).sum()) for b in (2, 3, 4, 5)) for a in (2, 3, 4, 5)
    )
    far = int((journal - mark >= 2).sum()), int((mark - journal >= 2).sum())
    cells, groups = [], []
    for i, item in enumerate(of.items):
        done = Share(int(x[:, i].sum()), n * item.max) if enough else None
        lower, full = ZONES[item.level or Level.BASE]
        zone = ""
        if done:
            zone = "low" if done.value < lower else "border" if done.value < full else "enough"
        cells.append(
            ItemCell(
                item.code,
                item.level,
                item.max,
                n,
                done,
                Share(int(region[:, i].sum()), len(region) * item.max),
                zone,
            )
        )
        groups.append(
            GroupCell(
                item.code,
                counts,
                tuple(
                    Share(int(x[mark == m, i].sum()), c * item.max) if c >= MINIMUM else None
                    for m, c in zip((2, 3, 4, 5), counts, strict=True)
                ),
            )
        )
    anomalies = (Anomaly("7", 3, 4, 6.2),) if unit.level == "municipality" else ()
    histogram = np.bincount(total, minlength=of.max_score + 1)
    peaks = ()
    if unit.level == "municipality":
        peaks = (Peak(4, 12, 10, 13, 200, 131, 104.0, (91, 117), 0.0003, True, "rest"),)
    return (
        MarkRow(
            unit, n, counts,
            tuple(Share(c, n) for c in counts) if enough else None,
            None, None, "",
        ),
        JournalRow(
            unit, n, n, low, same, up, *far, matrix,
            (Share(low, n), Share(same, n), Share(up, n)) if enough else None,
            Share(n, n), True,
        ),
        ScoreRow(
            unit, n, tuple(int(v) for v in histogram), float(total.mean()),
            float(total.std(ddof=1)), "informative" if n >= 50 else "limited", peaks, "",
        ),
        ItemRow(unit, n, tuple(cells)),
        GroupRow(unit, counts, tuple(groups), anomalies),
    )  # fmt: skip


def sign(code: str, value: float, expected: tuple[float, float], **other: object) -> Sign:
    texts = {
        "bunching": ("Скопление баллов у границ отметок", "учеников"),
        "inversion": ("Трудные задания против лёгких", "ученика"),
        "journal": ("Расхождение с журналом", "учеников"),
        "level": ("Уровень относительно региона", "балла"),
    }
    title, unit = texts[code]
    return Sign(
        code, title, value, expected, unit, 54, 3.1, 0.001, Guard.OK,
        f"{title}: {russian.quantity(value)} при ожидаемых {russian.interval(*expected)}.",
    )  # fmt: skip


def findings(of: Work, units: list[Unit]) -> Findings:
    """One school to verify, one to look at, one with few pupils, the rest without signs."""
    schools = []
    for i, unit in enumerate(units):
        verdict = {2: Verdict.VERIFY, 6: Verdict.LOOK, 9: Verdict.INSUFFICIENT}.get(i, Verdict.NONE)
        stands_out = verdict in (Verdict.VERIFY, Verdict.LOOK)
        schools.append(
            Finding(
                REGION,
                MUNICIPALITY,
                unit.school,
                "",
                54,
                None if verdict is Verdict.INSUFFICIENT else 0.0004 if stands_out else 0.4,
                None if verdict is Verdict.INSUFFICIENT else 0.012 if stands_out else 0.8,
                verdict,
                (
                    sign("bunching", 9, (3, 6)),
                    sign("inversion", 14, (5, 11)),
                    sign("journal", 3, (1, 7)),
                    sign("level", -0.4, (-1.2, 1.3)),
                    Sign(
                        "prior",
                        "Прошлый год",
                        None,
                        None,
                        "",
                        0,
                        None,
                        None,
                        Guard.UNAVAILABLE,
                        "Баллов прошлого года в файле нет.",
                    ),
                )
                if stands_out
                else (),
                (
                    Marker(
                        "peak",
                        "Пик на границе отметки",
                        True,
                        "9 учеников на 12–13 баллах",
                        "Рекомендации ФИОКО 2026, с. 13–15",
                        "secondary",
                    ),
                    Marker(
                        "journal",
                        "Расхождение на 2 и более",
                        None,
                        "отметок по журналу нет",
                        "Рекомендации ФИОКО 2026, с. 10–11",
                        "secondary",
                    ),
                )
                if stands_out
                else (),
                headline=(
                    "Результаты требуют проверки: вероятность увидеть такое в честной школе "
                    "этого размера — 0,04 %; из 100 так отмеченных честных — не более 5."
                    if stands_out
                    else ""
                ),
                facts=(
                    "9 учеников набрали ровно 12–13 баллов, ожидалось 3–6.",
                    "14 учеников выполнили трудные задания, не выполнив лёгких, ожидалось 5–11.",
                )
                if stands_out
                else (),
                accounted=("Размер школы", "Общий уровень региона и разброс между школами")
                if stands_out
                else (),
                alternatives=(
                    "Тема только что изучена или повторена перед работой",
                    "Проверяющие толковали критерии мягче, чем в других школах",
                )
                if stands_out
                else (),
                clearing=("Повторная проверка 12 работ комиссией другой школы",)
                if stands_out
                else (),
                recheck_works=12 if stands_out else None,
            )
        )
    return Findings(
        of, tuple(schools), (), 0.05, "first-findings 1.0", "Профиль 2026 2026.1",
        "sha256:3f9ac81d5e77b0426c1d9a0f4b2e8871aa90c3de", 20261122,
    )  # fmt: skip
