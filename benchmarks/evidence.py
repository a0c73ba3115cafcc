"""`make bench-evidence`: what the signs of bias reach, on simulated and on real data.

    python benchmarks/evidence.py [--cache DIR] [--leave-out 48] [--write FILE.md]

Test campaigns have seeds of their own: neither the training nor the calibration ever saw
them. Every figure stands beside its target.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import signatures as builder
from evidence_baselines import baseline
from evidence_campaigns import PLANS, PROFILE, Table, load, together

from objektiv import engines
from objektiv.engines import conditional
from objektiv.evidence import (
    combination,
    decision,
    find,
    judgement,
    look_up,
    signatures,
)
from objektiv.evidence.measured import judge
from objektiv.evidence.signs.bunching import missing_share
from objektiv.simulation import simulate

NOBODY, BASE, HARDER, BARE, TRAPS = (k * 100_000 + 3_000_000 for k in (2, 0, 1, 3, 4))
SIZES = ((10, 15), (15, 25), (25, 50), (50, 100), (100, 10_000))


@dataclass(frozen=True)
class Result:
    """A campaign's schools with their p-values."""

    table: Table
    p: np.ndarray
    q: np.ndarray
    kind: np.ndarray
    confidence: np.ndarray


def result(pair: tuple[Table, Table], learnt: dict | None = None) -> Result:
    """p-values of the schools of one campaign, classes included."""
    found = {}
    for level, table in zip(signatures.LEVELS, pair, strict=True):
        one = learnt[level] if learnt else signatures.load(level)
        enough = table.n >= PROFILE.value("group.minimum")
        strange = np.where(np.isfinite(table.z), np.maximum(table.z, 0) ** 2, 0).sum(axis=1)
        keep = enough & (strange < PROFILE.value("evidence.suspect"))
        together_ = combination.combine(
            one,
            table.z,
            table.details,
            table.n.astype(float),
            PROFILE,
            keep=keep,
            pattern=int(table.pattern[0]),
        )
        found[level] = together_, np.where(enough, together_.p, np.nan)
    school, classes = pair
    several = np.bincount(classes.school)[classes.school] > 1
    order = np.argsort(school.school, kind="stable")
    place = order[np.searchsorted(school.school[order], classes.school)]
    p = judgement.with_classes(
        found["school"][1], np.where(several, found["class"][1], np.nan), place, PROFILE
    )
    return Result(
        school, p, decision.q_values(p), found["school"][0].kind, found["school"][0].confidence
    )


def shares(results: list[Result], level: float = 0.01) -> dict[str, float]:
    """Share of honest schools with p below a level: in all and by size."""
    p = np.concatenate([r.p for r in results])
    n = np.concatenate([r.table.n for r in results])
    honest = np.concatenate([r.table.kind == "" for r in results]) & np.isfinite(p)
    out = {"все": float(np.mean(p[honest] < level))}
    for low, high in SIZES:
        rows = honest & (n >= low) & (n < high)
        out[f"{low}–{high - 1}" if high < 1000 else f"{low}+"] = float(np.mean(p[rows] < level))
    return out


def recall(results: list[Result], scores: list[np.ndarray] | None = None) -> tuple[float, dict]:
    """Recall at a realised 1 % of honest schools, in all and by kind; large is suspicious."""
    scores = scores or [-r.p for r in results]
    s = np.concatenate(scores)
    kind = np.concatenate([r.table.kind for r in results])
    fine = np.concatenate([np.isfinite(r.p) for r in results])
    bar = np.quantile(s[fine & (kind == "")], 0.99)
    hit = s > bar
    by = {k: float(hit[fine & (kind == k)].mean()) for k in sorted(set(kind) - {""})}
    return float(hit[fine & (kind != "")].mean()), by


def main() -> None:  # noqa: C901
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--nobody", type=int, default=30)
    parser.add_argument("--campaigns", type=int, default=6)
    parser.add_argument("--leave-out", type=int, default=0, help="training campaigns; 0: skip")
    parser.add_argument("--write", type=Path, help="keep the table in this Markdown file")
    options = parser.parse_args()
    rows: list[tuple[str, str, str]] = []

    def say(figure: str, target: str, value: str) -> None:
        rows.append((figure, target, value))
        print(f"{figure:66s} {target:>14s} {value}", flush=True)

    def results(name: str, first: int, count: int) -> list[Result]:
        return [result(pair) for pair in load(name, range(first, first + count), options.cache)]

    nobody = results("nobody", NOBODY, options.nobody)
    for size, share in shares(nobody).items():
        say(f"никто не нарушал, доля школ с p < 0,01, размер: {size}", "0,5–1,5 %", f"{share:.2%}")
    flags = [int(np.nansum(r.q <= PROFILE.value("evidence.verify"))) for r in nobody]
    say("кампаний, где «требует проверки» не более одной школы", "95 %",
        f"{np.mean(np.array(flags) <= 1):.0%} (всего {sum(flags)} школ)")  # fmt: skip
    for trap in ("strong", "improvement"):
        p = np.concatenate([r.p[r.table.trap == trap] for r in nobody])
        say(f"честные школы «{trap}» с p < 0,01", "≤ 2 %", f"{np.nanmean(p < 0.01):.2%}")

    flagged_true = flagged = named = right = 0
    for name, first, target in (
        ("base", BASE, "≥ 75 %"), ("harder", HARDER, "≥ 55 %"), ("bare", BARE, "≥ 60 %")
    ):  # fmt: skip
        found = results(name, first, options.campaigns)
        whole, by_kind = recall(found)
        say(f"{name}: полнота при 1 % ложных", target, f"{whole:.1%}")
        for kind, value in by_kind.items():
            say(f"    {kind}", "", f"{value:.0%}")
        for low, high in SIZES:
            fine = [r.table.kind[(r.table.n >= low) & (r.table.n < high)] for r in found]
            hit = [r.p[(r.table.n >= low) & (r.table.n < high)] < 0.01 for r in found]
            bad = np.concatenate(fine) != ""
            say(f"    размер {low}–{high - 1}, p < 0,01", "",
                f"{np.concatenate(hit)[bad].mean():.0%} из {bad.sum()}")  # fmt: skip
        for r in found:
            verify = r.q <= PROFILE.value("evidence.verify")
            true = verify & (r.table.kind != "")
            flagged += int(verify.sum())
            flagged_true += int(true.sum())
            clear = true & (r.confidence >= PROFILE.value("evidence.kind_confidence"))
            named += int(clear.sum())
            right += int((clear & (r.kind == r.table.kind)).sum())
        if name != "bare":
            compare(name, first, found, say)
    say("доля ложных среди «требует проверки»", "≤ 7 %",
        f"{1 - flagged_true / max(flagged, 1):.1%} из {flagged}")  # fmt: skip
    say("вероятный вид верен, где назван", "≥ 90 %",
        f"{right / max(named, 1):.1%} (назван у {named} из {flagged_true})")  # fmt: skip
    real_data(say)
    if options.leave_out:
        leave_out(options, say)
    if options.write:
        keep(options.write, rows)


def keep(path: Path, rows: list[tuple[str, str, str]]) -> None:
    """Put the table between the markers of a Markdown file."""
    head, _, rest = path.read_text(encoding="utf-8").partition("<!-- table -->")
    _, _, tail = rest.partition("<!-- end -->")
    lines = ["| Показатель | Цель | Измерено |", "|---|---|---|"]
    lines += [f"| {figure.strip()} | {target} | {value} |" for figure, target, value in rows]
    table = re.sub(r"(\d)\.(\d)", r"\1,\2", "\n".join(lines))
    table = re.sub(r"(\d)%", "\\1\u00a0%", table)
    path.write_text(f"{head}<!-- table -->\n{table}\n<!-- end -->{tail}", encoding="utf-8")


def real_data(say) -> None:
    """Where nobody had a reason to cheat few stand out; where scores were lifted it shows."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from scipy.stats import norm
    from tests.evidence import real

    if not real.REAL.exists():
        return
    verify, low, total = 0, 0, 0
    for seed in range(1, 6):
        results = real.czech(seed)
        counts = engines.count(results)
        tables = look_up(counts, conditional.joint(results), PROFILE)
        found = find(
            counts, PROFILE, seed=1, data_hash="", given=conditional.given(results, tables)
        )
        p = np.array([f.p_value for f in found.schools if f.p_value is not None])
        verify += sum(f.verdict == "verify" for f in found.schools)
        low, total = low + int((p < 0.01).sum()), total + len(p)
    say("чешский экзамен в случайных школах (5 разбиений): «требует проверки»", "0",
        f"{verify}; p < 0,01 у {low / total:.2%} из {total}")  # fmt: skip
    n, mean, variance = real.gcse()
    every = np.full(len(n), True)
    z, _, _ = judge(mean, 0 * mean, variance, np.ones(len(n)), every, keep=every)
    naive = int((np.abs(mean) / np.sqrt(variance) > 1.96).sum())
    say("GCSE: школ с |z| > 1,96 без учёта и с |z| > 2,6 с учётом разброса школ", "28 / 0",
        f"{naive} / {int((np.abs(z) > 2.6).sum())} из {len(n)}")  # fmt: skip
    for year in (2022, 2023, 2024, 2025):
        n, mean, before = real.polish(year)
        x = (before - before.mean()) / before.std()
        every = np.full(len(n), True)
        z, _, _ = judge(
            mean, 0 * mean, 24.0**2 / n, np.ones(len(n)), every, keep=every,
            context=np.column_stack([np.ones(len(n)), x, x**2]),
        )  # fmt: skip
        say(f"Польша, математика {year}: z > 2,33", "1 %",
            f"{np.mean(z > norm.isf(0.01)):.2%} из {len(n)}")  # fmt: skip
    for track in ("VMBO", "HAVO", "VWO"):
        n, gap = real.dutch(track)
        every = np.full(len(n), True)
        z, _, _ = judge(gap, 0 * gap, 0.6**2 / n, np.ones(len(n)), every, keep=every)
        say(f"Нидерланды, {track}: z > 2,33", "1 %",
            f"{np.mean(z > norm.isf(0.01)):.2%} из {len(n)}")  # fmt: skip
    for name, histogram in real.regents().items():
        say(f"Нью-Йорк 2010, {name}: недостаёт ниже 65", "видно",
            f"{missing_share(histogram, 65, 5):.0%}")  # fmt: skip


def compare(name: str, first: int, found: list[Result], say) -> None:
    """The baselines on the same campaigns."""
    others = [baseline(simulate(PLANS[name](first + k), first + k)) for k in range(len(found))]
    for title, score in (
        ("сумма четырёх маркёров ФИОКО", [b.markers.sum(axis=1) for b in others]),
        ("уровень (ФИОКО)", [b.markers[:, 0] for b in others]),
        ("Jacob–Levitt, без следующего года", [b.levitt for b in others]),
    ):
        say(f"    {name}: {title}", "", f"{recall(found, score)[0]:.1%}")
    honest = np.concatenate([(r.table.kind == "") & np.isfinite(r.p) for r in found])
    two = np.concatenate([(b.markers > 1.96).sum(axis=1) >= 2 for b in others])
    strong = honest & np.concatenate([r.table.trap == "strong" for r in found])
    say(f"    {name}: два маркёра ФИОКО и больше у честных / у честных сильных", "",
        f"{two[honest].mean():.1%} / {two[strong].mean():.1%}")  # fmt: skip


def leave_out(options: argparse.Namespace, say) -> None:
    """Recall of every kind by a method that never saw it."""
    taught = load(
        "training", range(builder.TRAINING, builder.TRAINING + options.leave_out), options.cache
    )
    honest = load(
        "honest",
        range(builder.CALIBRATION, builder.CALIBRATION + 2 * options.leave_out // 3),
        options.cache,
    )
    tests = load("base", range(BASE, BASE + options.campaigns), options.cache)
    everything = together([table for pair in taught for table in pair])
    for kind in signatures.load("school").network.kinds:
        net = builder.learn(everything, without=kind, members=1)
        learnt = {
            level: builder.calibrated(net, together([pair[place] for pair in honest]))
            for place, level in enumerate(signatures.LEVELS)
        }
        found = [result(pair, learnt) for pair in tests]
        shift = np.concatenate([r.table.shift[r.table.kind == kind] for r in found]).mean()
        _, by_kind = recall(found)
        say(f"base: вид {kind} не показан при обучении (сдвиг {shift:.2f} σ)", "≥ 30 %",
            f"{by_kind[kind]:.0%}")  # fmt: skip


if __name__ == "__main__":
    main()
