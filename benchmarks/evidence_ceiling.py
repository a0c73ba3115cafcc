"""What recall the data allow: stronger learners, oracles, other years of the same school.

    python benchmarks/evidence_ceiling.py [--cache DIR] [--campaigns 48]

Three questions. Is it the learner: the same columns with wider networks and more campaigns.
Is it the method: oracles that know every true parameter of two kinds whose likelihood can be
written down. Is it the single work: what last and next year's work of the school add, and to
whom. Nothing here enters the product.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import signatures as builder
from evidence import BASE, SIZES, Result, result
from evidence_campaigns import PLANS, YEARS, load, measured, together
from scipy.special import expit, ndtr, ndtri

from objektiv.evidence import network
from objektiv.evidence.signs import CODES
from objektiv.simulation import base, simulate
from objektiv.simulation.items import draw_bank, plain_work
from objektiv.simulation.population import draw_cohort, draw_region
from objektiv.simulation.responses import subject_level, year_ability

GRID = np.linspace(0.4, 1.0, 7)  # intensities of the base campaign
ALPHAS = (0.01, 0.001)  # alone; as one of ten kinds that share one per cent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--campaigns", type=int, default=48)
    parser.add_argument("--tests", type=int, default=10)
    parser.add_argument("--only", choices=("learners", "oracles", "years"))
    options = parser.parse_args()
    if options.only in (None, "oracles"):
        oracles()
    if options.only in (None, "learners"):
        learners(options)
    if options.only in (None, "years"):
        years(options.tests)


def learners(options: argparse.Namespace) -> None:
    """Recall of whole schools at 1 % of honest ones, by columns, width and campaigns."""
    first = builder.TRAINING
    taught = load("training", range(first, first + options.campaigns), options.cache)
    tests = load("base", range(BASE, BASE + options.tests), options.cache)
    test = together([pair[0] for pair in tests])
    fine = test.n >= 10
    for hidden, share, signs in (
        ((64, 32), 1.0, True), ((64, 32), 1.0, False), ((64, 32), 0.5, False),
        ((128, 64), 1.0, False),
    ):  # fmt: skip
        used = together([table for pair in taught[: int(share * len(taught))] for table in pair])
        keep = used.n >= 10
        width = len(CODES) if signs else used.columns.shape[1]
        kinds = sorted(set(used.kind))
        label = np.searchsorted(kinds, used.kind[keep])
        x = network.features(used.columns[keep, :width], used.n[keep]).astype(np.float32)
        builder.HIDDEN = hidden
        net = network.Network(
            (builder.train(x, label, len(kinds), 0),), tuple(kinds[1:])
        )  # "" sorts first
        score = network.evidence(network.log_ratios(net, test.columns[fine, :width], test.n[fine]))
        honest = test.kind[fine] == ""
        hit = score[~honest] > np.quantile(score[honest], 0.99)
        print(
            f"{'только признаки' if signs else 'признаки и подробности'}, слои {hidden}, "
            f"кампаний {int(share * len(taught))}: {hit.mean():.1%}",
            flush=True,
        )


def oracles() -> None:
    """Likelihood ratios with all true parameters, for removal and for bump."""
    for name, ratios in (("removal", removal), ("bump", bump)):
        honest, guilty, size = ratios(6)
        for alpha in ALPHAS:
            by = []
            for low, high in ((0, 10_000), *SIZES):
                rows = (size >= max(low, 10)) & (size < high)
                bar = np.quantile(honest[rows], 1 - alpha)
                by.append(f"{np.mean(guilty[rows] > bar):.0%}")
            print(f"оракул {name}, ложных {alpha:.1%}: всего и по размерам {', '.join(by)}")


def schools(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.random.Generator]:
    """Ability, school and class of every pupil of a base campaign."""
    plan = base(1000)
    region = draw_region(plan, seed, 0)
    cohort = draw_cohort(plan, seed, region, 2021)
    random = np.random.default_rng(seed)
    level = subject_level(plan, seed, cohort, "Математика")
    theta, _ = year_ability(plan, random, cohort, level)
    return theta, cohort.school, cohort.class_, random


def removal(campaigns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who is absent, with every pupil's true ability and rank known."""
    plan = base(1000)
    styles = plan.absence_sd * ndtri((np.arange(9) + 0.5) / 9)
    centre = np.log(plan.absence / (1 - plan.absence))
    found, size = [], []
    for seed in range(campaigns):
        theta, of, class_, random = schools(seed)
        count = np.bincount(of)
        style = plan.absence_sd * random.normal(size=len(count))
        away = random.random(len(of)) < expit(centre + style[of] - 0.4 * theta)
        guess = theta + random.normal(0, 0.4, len(of))
        rank = ranks(guess, class_)
        strength = random.uniform(0.4, 1, len(count))
        taken = (rank < 0.45 * strength[of]) & (random.random(len(of)) < 0.9)
        # The guess itself is not known: its rank is spread about that of the ability.
        place = ranks(theta, class_)
        for gone in (away, away | taken):
            total = np.zeros((len(GRID) + 1, len(styles), len(count)))
            for k, strong in enumerate((0.0, *GRID)):
                low = 0.9 * ndtr((0.45 * strong - place) / 0.14) * (strong > 0)
                for s, one in enumerate(styles):
                    p = expit(centre + one - 0.4 * theta)
                    p = p + (1 - p) * low
                    log = np.where(gone, np.log(p), np.log1p(-p))
                    total[k, s] = np.bincount(of, log, len(count))
            like = np.logaddexp.reduce(total, axis=1)
            found.append(np.logaddexp.reduce(like[1:], axis=0) - like[0])
        size.append(count)
    return np.concatenate(found[::2]), np.concatenate(found[1::2]), np.concatenate(size)


def ranks(key: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Place of each pupil in the class, 0…1 from the lowest key."""
    order = np.lexsort((key, of))
    count = np.bincount(of)
    place = np.empty(len(of))
    place[order] = np.arange(len(of)) - (np.cumsum(count) - count)[of[order]]
    return place / count[of]


def bump(campaigns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores near the cuts, with every pupil's true distribution of the score known."""
    work = plain_work("Математика", 5, 2026)
    assert work.scale is not None
    cuts, top = sorted(work.scale.cuts.values()), work.max_score
    nodes = np.linspace(-4.5, 4.5, 91)
    found: tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]] = ([], [], [])
    for seed in range(campaigns):
        theta, of, _, random = schools(seed)
        plain = distribution(draw_bank(work, seed), nodes, top)
        moved = np.stack([lifted(plain, cuts, strong) for strong in GRID])
        at = np.clip(np.rint((theta + 4.5) * 10).astype(int), 0, len(nodes) - 1)
        count = np.bincount(of)
        strength = random.integers(0, len(GRID), len(count))
        for into, p in ((found[0], plain[at]), (found[1], moved[strength[of], at])):
            drawn = (random.random((len(of), 1)) > np.cumsum(p, axis=1)).sum(axis=1)
            drawn = np.minimum(drawn, top)
            gain = np.log(moved[:, at, drawn]) - np.log(plain[at, drawn])
            total = np.stack([np.bincount(of, one, len(count)) for one in gain])
            into.append(np.logaddexp.reduce(total, axis=0))
        found[2].append(count)
    return tuple(np.concatenate(part) for part in found)  # type: ignore[return-value]


def distribution(bank, nodes: np.ndarray, top: int) -> np.ndarray:
    """P(T | θ) at every node by adding item after item (Lord, Wingersky 1984)."""
    p = np.zeros((len(nodes), top + 1))
    p[:, 0] = 1
    for i, most in enumerate(bank.maxima):
        steps = np.cumsum(bank.slope[i] * (nodes[:, None] - bank.steps[i, :most]), axis=1)
        weight = np.exp(np.hstack([np.zeros((len(nodes), 1)), steps]))
        weight /= weight.sum(axis=1, keepdims=True)
        after = np.zeros_like(p)
        for k in range(most + 1):
            after[:, k:] += p[:, : top + 1 - k] * weight[:, [k]]
        p = after
    return np.maximum(p, 1e-12)


def lifted(p: np.ndarray, cuts: list[int], strong: float) -> np.ndarray:
    """The distribution after scores below the cuts were lifted with intensity `strong`."""
    after = p.copy()
    for cut in cuts:
        for gap, reached in ((1, 1.0), (2, 0.94), (3, 0.36)):  # P(reach ≥ gap), see the model
            gone = strong * reached * p[:, cut - gap]
            after[:, cut - gap] -= gone
            after[:, cut] += 0.75 * gone
            after[:, min(cut + 1, p.shape[1] - 1)] += 0.25 * gone
    return np.maximum(after, 1e-12)


def series(seed: int) -> list[Result]:
    """Results of one cohort's works of three years; the schools are the same."""
    works = tuple(plain_work("Математика", grade, year) for grade, year in YEARS)
    campaign = simulate(replace(PLANS["base"](seed), given_works=works), seed)
    return [result(measured(replace(campaign, sittings=(one,)))) for one in campaign.sittings]


def years(campaigns: int) -> None:
    """This year's manipulations by the probability of one work and of three years."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(series, range(BASE + 50_000, BASE + 50_000 + campaigns)))
    p = np.concatenate([np.stack([one.p for one in cohort], axis=1) for cohort in found])
    bad = np.concatenate(
        [np.stack([one.table.kind != "" for one in cohort], axis=1) for cohort in found]
    )
    n = np.concatenate([cohort[1].table.n for cohort in found])
    half = np.concatenate([np.full(len(c[1].p), k % 2) for k, c in enumerate(found)])
    judged = np.isfinite(p[:, 1])
    p, bad, n, half = p[judged], bad[judged], n[judged], half[judged]

    known = np.isfinite(p)
    z = np.where(known, -ndtri(np.clip(np.where(known, p, 0.5), 1e-12, 1 - 1e-12)), 0)
    x = network.features(-np.log(np.where(known, p, np.nan)) / 2, n.astype(float))
    learnt = np.zeros(len(p))
    builder.HIDDEN = (16,)
    for fold in (0, 1):  # learnt on every second campaign, tried on the others
        taught = half != fold
        layers = builder.train(x[taught].astype(np.float32), bad[taught, 1].astype(int), 2, 0, 200)
        learnt[~taught] = ratio(layers, x[~taught])
    show_years("одна работа", -p[:, 1], bad)
    show_years("сумма z трёх лет (Stouffer)", z.sum(axis=1) / np.sqrt(known.sum(axis=1)), bad)
    show_years("три года, веса обучены", learnt, bad)


def ratio(layers, x: np.ndarray) -> np.ndarray:
    """Second output of a network less the first, one hidden layer."""
    (weight, shift), (last, end) = layers
    out = np.maximum(x @ weight + shift, 0) @ last + end
    return out[:, 1] - out[:, 0]


def show_years(title: str, score: np.ndarray, bad: np.ndarray) -> None:
    """Whom a bar at 1 % of the schools honest in all three years finds."""
    now, other = bad[:, 1], bad[:, 0] | bad[:, 2]
    hit = score > np.quantile(score[~now & ~other], 0.99)
    print(
        f"{title}: найдено {hit[now].mean():.1%} (вмешались только в этом году "
        f"{hit[now & ~other].mean():.1%}, не только {hit[now & other].mean():.1%}); честны в этом "
        f"году, но не в соседние: отмечено {hit[~now & other].mean():.1%}",
        flush=True,
    )


if __name__ == "__main__":
    main()
