"""Our measurement beside the numbers that R packages publish, and how long it takes.

    python benchmarks/measure.py [--data ../shared/data] [--quick]

First part: every reference number, ours, the difference and the tolerance it is tested with.
Second part: seconds of processor time and of wall time of fits on generated answers. Processor
time hardly moves on a busy machine; the stated limits are wall time of a quiet one. Published
times of other programs were taken on two cores of another day: read them as orders.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from objektiv.stats.comparison import compare
from objektiv.stats.dif import mantel_haenszel
from objektiv.stats.equating import equate, moments
from objektiv.stats.irt import Item, curves, hermite_quadrature
from objektiv.stats.marginal import marginal
from objektiv.stats.model_fit import m2
from objektiv.stats.multilevel import nested, random_slopes
from objektiv.stats.patterns import graded_patterns, patterns
from objektiv.stats.persons import ability, expected_ability, item_fit, person_fit
from objektiv.stats.rasch_cml import andersen, conditional, rating_scale_design
from objektiv.stats.rasch_mml import marginal_rasch, rasch_items
from objektiv.stats.reliability import eap_reliability, wle_reliability
from objektiv.stats.similarity import pair_similarity
from objektiv.stats.sufficient import score_counts

Result = TypeVar("Result")
Line = tuple[str, str, float, float, float]  # program, what, published, ours, tolerance
HOME = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HOME.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="ten thousand pupils at most")
    options = parser.parse_args()
    if (options.data / "reference").is_dir():
        published(options.data)
    else:
        print(f"published data sets are not in {options.data}: comparison skipped\n")
    timings(10_000 if options.quick else 100_000)


def published(data: Path) -> None:
    def load(name: str) -> pl.DataFrame:
        folder = "reference" if (data / "reference" / name).exists() else "real"
        return pl.read_csv(data / folder / name, null_values=["NA", ""], infer_schema_length=None)

    print(f"{'program':<18}{'number':<44}{'published':>14}{'ours':>14}{'difference':>12}  within")
    worse = 0
    for part in (rasch, slopes, persons, groups, equated, multilevel):
        for program, what, expected, ours, tolerance in part(load):
            away = abs(ours - expected)
            fits = away <= tolerance
            worse += not fits
            print(
                f"{program:<18}{what:<44}{expected:>14.8g}{ours:>14.8g}{away:>12.1e}"
                f"  {tolerance:g}{'' if fits else '  ← OUTSIDE'}"
            )
    print(f"\n{'all within tolerance' if not worse else f'{worse} outside tolerance'}\n")


Load = Callable[[str], pl.DataFrame]


def rasch(load: Load) -> Iterator[Line]:
    lsat6 = score_counts(load("LSAT6_1000x5.csv").to_numpy())
    fit = marginal_rasch(lsat6, fix_variance=True)
    yield "ltm 1.2", "LSAT6 Rasch b1", -2.8719712, -fit.intercepts[0], 1e-3
    yield "ltm 1.2", "LSAT6 Rasch logLik", -2473.054, fit.loglik, 1e-2
    fit = marginal_rasch(lsat6)
    yield "ltm 1.2", "LSAT6 1PL slope", 0.7551347, fit.sd, 1e-3
    yield "ltm 1.2", "LSAT6 1PL logLik", -2466.938, fit.loglik, 1e-2
    cml = conditional(lsat6)
    yield "eRm 1.0", "LSAT6 CML easiness 1", 1.256128, cml.intercepts[0], 1e-3
    yield "eRm 1.0", "LSAT6 CML cLL", -1091.57, cml.loglik, 1e-2

    x = load("eRm_raschdat1.csv").to_numpy()
    total = x.sum(axis=1)
    cml = conditional(score_counts(x))
    for i, easiness in ((0, 1.565270), (1, 0.051172), (2, 0.782190), (13, -2.116117)):
        yield "eRm 1.0", f"raschdat1 easiness {i + 1}", easiness, cml.intercepts[i], 1e-3
    yield "eRm 1.0", "raschdat1 cLL", -1434.482, cml.loglik, 1e-2
    low = total <= np.median(total)
    test = andersen(cml, [score_counts(x[low]), score_counts(x[~low])])
    yield "eRm 1.0", "raschdat1 Andersen LR", 32.5415, test.statistic, 1e-2
    items = rasch_items(cml.counts, cml.intercepts)
    theta = ability(x, items, estimator="mle").theta
    for score, expected in ((1, -3.6674), (5, -1.8335), (10, -0.8188)):
        yield "eRm 1.0", f"raschdat1 θ of {score}", expected, theta[total == score][0], 1e-3
    fitted = item_fit(x, items, np.where((total > 0) & (total < 30), theta, np.nan))
    yield "eRm 1.0", "raschdat1 infit 1", 0.9560, fitted.infit[0], 1e-4
    yield "eRm 1.0", "raschdat1 outfit 1", 0.8196, fitted.outfit[0], 1e-4
    cml = conditional(score_counts(load("eRm_pcmdat2.csv").to_numpy()))
    yield "eRm 1.0", "pcmdat2 threshold 1.2", 2.1800904, cml.thresholds(0)[1], 1e-3
    yield "eRm 1.0", "pcmdat2 cLL", -485.0172, cml.loglik, 1e-2
    counts = score_counts(load("eRm_rsmdat.csv").to_numpy())
    rsm = conditional(counts, design=rating_scale_design(counts))
    yield "eRm 1.0", "rsmdat RSM cLL", -107.5618, rsm.loglik, 1e-2

    x = load("TAM_data.sim.rasch.csv").to_numpy()
    fit = marginal_rasch(score_counts(x), grid="tam")
    items = rasch_items(fit.counts, fit.intercepts)
    wle, eap = ability(x, items), expected_ability(x, items, sd=fit.sd)
    yield "TAM 4.3", "sim.rasch deviance", 84155.77, -2 * fit.loglik, 1e-2
    yield "TAM 4.3", "sim.rasch variance", 1.404465, fit.variance, 1e-3
    yield "TAM 4.3", "sim.rasch I1", -1.958427, -fit.intercepts[0], 1e-3
    yield "TAM 4.3", "sim.rasch WLE of 19", -0.11568, wle.theta[x.sum(1) == 19][0], 1e-3
    yield "TAM 4.3", "sim.rasch WLE rel", 0.89374, wle_reliability(wle.theta, wle.se), 1e-3
    yield "TAM 4.3", "sim.rasch EAP rel", 0.8992, eap_reliability(eap.theta, eap.se), 1e-3
    fit = marginal_rasch(score_counts(load("TAM_data.gpcm.csv").to_numpy()), grid="tam")
    yield "TAM 4.3", "data.gpcm PCM deviance", 2464.099, -2 * fit.loglik, 1e-2
    yield "TAM 4.3", "data.gpcm PCM variance", 0.6542729, fit.variance, 1e-3
    timss = load("TAM_data.timssAusTwn.scored.csv").select(pl.col("^M0.*$"))
    fit = marginal_rasch(score_counts(timss.to_numpy()), grid="tam")
    yield "TAM 4.3", "timssAusTwn PCM deviance", 21616.18, -2 * fit.loglik, 1e-2
    yield "TAM 4.3", "timssAusTwn PCM variance", 3.0779, fit.variance, 1e-3
    fims = load("TAM_data.fims.Aus.Jpn.scored.csv").filter(pl.col("country") == 1)
    x = fims.drop("SEX", "country").to_numpy()
    fit = marginal_rasch(score_counts(x), grid="tam")
    yield "TAM 4.3", "FIMS deviance", 61970.31, -2 * fit.loglik, 1e-2
    yield "TAM 4.3", "FIMS variance", 0.712135, fit.variance, 1e-3
    wide, first = np.full((len(x), 28), -1), fims["SEX"].to_numpy() == 1
    wide[first, :14], wide[~first, 14:] = x[first], x[~first]
    b = -marginal_rasch(score_counts(wide), grid="tam").intercepts.reshape(2, 14)
    b = (b - b.mean(axis=1, keepdims=True)) / 2
    for i, name, value in ((0, "M1PTI1", 0.2216), (4, "M1PTI7", -0.3321), (12, "22", -0.2897)):
        yield "TAM 4.3", f"FIMS sex × item {name}", value, b[0, i] - b[1, i], 1e-3


def slopes(load: Load) -> Iterator[Line]:
    published = hermite_quadrature(21)
    x = load("LSAT6_1000x5.csv").to_numpy()
    fit = marginal(x, "gpcm")
    items = [item for item in fit.items if item]
    yield "ltm 1.2", "LSAT6 2PL logLik", -2466.653, fit.loglik, 1e-2
    for i, a in enumerate((0.8253715, 0.7229499, 0.8904748, 0.6885502, 0.6574516)):
        yield "ltm 1.2", f"LSAT6 2PL slope {i + 1}", a, items[i].slope, 1e-3
    yield "mirt", "LSAT6 M2", 4.737141, m2(x, items).m2, 1e-2
    lsat7 = load("LSAT7_patterns.csv")
    x, weights = lsat7.drop("freq").to_numpy(), lsat7["freq"].to_numpy()
    items = [item for item in marginal(x, "gpcm", weights=weights).items if item]
    for i, a in enumerate((0.9877086, 1.0808416, 1.7066397, 0.7650036, 0.7357208)):
        yield "ltm 1.2", f"LSAT7 2PL slope {i + 1}", a, items[i].slope, 1e-3
    items = [item for item in marginal(x, "3pl", weights=weights).items if item]
    for i, d in ((0, 1.86562047), (2, 1.78051762), (3, 0.48189021), (4, 1.86845282)):
        yield "mirt", f"LSAT7 3PL d{i + 1}", d, items[i].intercepts[0], 1e-3
    x = load("mirt_Science_392x4.csv").to_numpy()
    for kind, loglik, steepest in (("grm", -1608.871, 2.299), ("gpcm", -1612.683, 2.234)):
        fit = marginal(x, kind, quadrature=published)
        yield "ltm 1.2", f"Science {kind} logLik", loglik, fit.loglik, 1e-2
        # ltm's GPCM stops 0.03 standard errors before the maximum.
        tolerance = 1e-3 if kind == "grm" else 2e-3
        yield "ltm 1.2", f"Science {kind} slope 3", steepest, fit.items[2].slope, tolerance
    x = load("ltm_WIRS.csv").to_numpy()
    fit = marginal(x, "gpcm", quadrature=published)
    yield "ltm 1.2", "WIRS 2PL logLik", -3420.066, fit.loglik, 1e-2
    x = load("ltm_Abortion.csv").to_numpy()
    fit = marginal(x, "gpcm", quadrature=published)
    yield "ltm 1.2", "Abortion 2PL logLik", -706.3369, fit.loglik, 1e-2
    x = load("TAM_data.gpcm.csv").to_numpy()
    yield "TAM 4.3", "data.gpcm GPCM deviance", 2450.69, -2 * marginal(x, "gpcm").loglik, 1e-2


def persons(load: Load) -> Iterator[Line]:
    x = load("PerFit_InadequacyData.csv").to_numpy()
    table = load("ltm_2PL_InadequacyData_params.csv")
    expected = load("personfit_InadequacyData_aberrance030.csv")
    items = [
        Item("gpcm", (0, 1), a, (-a * b,))
        for a, b in zip(table["Dscrmn"], table["Dffclt"], strict=True)
    ]
    theta = ability(x, items, estimator="mle", bound=4.0).theta
    fit, found = person_fit(x, items, theta, estimator="mle"), patterns(x)
    for what, ours, column in (
        ("lz", fit.lz, "L_S_NO"),
        ("lz*", fit.lz_star, "L_S_TS"),
        ("G", found.guttman, "G_S"),
        ("U3", found.u3, "U3_S"),
        ("ZU3", found.zu3, "ZU3_S"),
        ("HT", found.ht, "HT_S"),
    ):
        worst = int(np.argmax(np.abs(ours - expected[column].to_numpy())))
        yield "aberrance 0.3", f"{what}, worst of 806", expected[column][worst], ours[worst], 1e-4
    graded = graded_patterns(load("PerFit_PhysFuncData.csv").to_numpy(), 2)
    yield "PerFit 1.4", "U3poly mean", 0.051643, graded.u3.mean(), 1e-4
    yield "PerFit 1.4", "Gpoly mean", 3.060224, graded.guttman.mean(), 1e-4
    yield "PerFit 1.4", "Gnormed.poly mean", 0.051741, graded.guttman_normed.mean(), 1e-4
    pairs = pair_similarity(x[:40], items, theta[:40])
    yield "aberrance 0.3", "GBT of rows 1, 2", 0.449603, pairs.gbt[0], 1e-4
    yield "aberrance 0.3", "ω, greatest of 780", 2.49716, pairs.omega.max(), 1e-4


def groups(load: Load) -> Iterator[Line]:
    frame = load("difNLR_GMAT_2000x22.csv")
    x, group = frame[:, :20].to_numpy(), frame["group"].to_numpy() == 0
    for item, chi2, alpha in (
        (1, 69.84321, 0.43741),
        (2, 14.36323, 0.68938),
        (7, 6.55769, 1.29172),
    ):
        found = mantel_haenszel(x[:, item - 1], group, x.sum(axis=1))
        yield "R mantelhaen.test", f"GMAT item {item} χ²", chi2, found.chi2, 1e-5
        yield "R mantelhaen.test", f"GMAT item {item} α", alpha, found.odds_ratio, 1e-5
    gcse = load("Gcsemv_written_vs_coursework.csv")
    compared = compare(
        gcse["course"].cast(pl.Float64).to_numpy(),
        gcse["written"].cast(pl.Float64).to_numpy(),
        gcse["school"].cast(str).to_numpy(),
    )
    schools = compared.schools
    yield "own, in numpy", "GCSE r of pupils", 0.4742, compared.pupil.pearson, 5e-5
    yield "own, in numpy", "GCSE r of schools", 0.4339, compared.school.pearson, 5e-5
    naive = float((np.abs(schools.gap / schools.se) > 1.96).sum())
    yield "own, in numpy", "GCSE schools flagged naively", 28, naive, 0
    yield "own, in numpy", "GCSE τ (DerSimonian—Laird)", 7.366, schools.effects.tau, 5e-4
    yield "own, in numpy", "GCSE greatest z with τ", 2.12, schools.effects.z.max(), 5e-3


def equated(load: Load) -> Iterator[Line]:
    act = load("equate_ACTmath.csv")
    found = moments(act["xcount"].to_numpy())
    for what, value, ours in (
        ("mean", 19.8524, found.mean),
        ("SD", 8.2116, found.sd),
        ("skewness", 0.3753, found.skewness),
        ("kurtosis", 2.3024, found.kurtosis),
    ):
        yield "Kolen & Brennan", f"ACT X {what}", value, ours, 5e-5
    frame = load("equate_KBneat.csv")
    forms = []
    for name in "xy":
        one = frame.filter(pl.col("form") == name)
        forms.append(np.zeros((37, 13)))
        np.add.at(forms[-1], (one["total"].to_numpy(), one["anchor"].to_numpy()), 1)
    for method, weight, slope, intercept in (
        ("tucker", 1, 1.0289, 0.5368),
        ("levine", 1, 1.0112, 0.2513),
        ("tucker", 0.5, 1.0292, 0.5378),
    ):
        line = equate(*forms, method=method, weight=weight, draws=0)
        yield "equate (R)", f"{method}, w₁ = {weight}: slope", slope, line.slope, 5e-5
        yield "equate (R)", f"{method}, w₁ = {weight}: intercept", intercept, line.intercept, 5e-5


def multilevel(load: Load) -> Iterator[Line]:
    exam = load("Exam_LRT_London.csv.gz")
    y, school = exam["normexam"].to_numpy(), exam["school"].cast(str).to_numpy()
    X = np.column_stack([np.ones(len(y)), exam["standLRT"].to_numpy()])
    fit = nested(y, X, [school])
    yield "lme4", "Exam slope", 0.563371165, float(fit.beta[1]), 1e-5
    yield "lme4", "Exam τ²", 0.09212927, fit.levels[0].variance, 1e-5
    yield "lme4", "Exam logLik", -4678.622, fit.loglik, 1e-2
    yield "lme4", "Exam random slope logLik", -4658.435, random_slopes(y, X, X, school).loglik, 1e-2
    chem = load("Chem97.csv.gz")
    X = np.column_stack([np.ones(len(chem)), chem["gcsecnt"].to_numpy()])
    levels = [chem[c].cast(str).to_numpy() for c in ("school", "lea")]
    fit = nested(chem["score"].to_numpy(), X, levels)
    yield "lme4", "Chem97 school variance", 1.16616, fit.levels[0].variance, 1e-4
    yield "lme4", "Chem97 lea variance", 0.013596, fit.levels[1].variance, 1e-4
    yield "lme4", "Chem97 logLik", -70842.78, fit.loglik, 1e-2
    hsb = load("nlme_MathAchieve.csv.gz")
    fit = nested(hsb["MathAch"].to_numpy(), np.ones((len(hsb), 1)), [hsb["School"]], reml=True)
    yield "lme4", "HSB between, within", 8.614025, fit.levels[0].variance, 1e-4


def timings(pupils: int) -> None:
    rng = np.random.default_rng(1)
    theta = rng.normal(size=pupils)
    right = rng.random((pupils, 20)) < 1 / (1 + np.exp(np.linspace(-2, 2, 20) - theta[:, None]))
    x = right.astype(np.int8)
    print(f"{pupils} pupils")
    print(f"{'what':<52}{'cpu s':>8}{'wall s':>8}  stated limit; others (2 cores)")
    counts = clock("counting × 20 items", lambda: score_counts(x), "")
    clock(
        "Rasch, marginal, from counts", lambda: marginal_rasch(counts), "0.5 with counting; TAM 5.1"
    )
    clock("Rasch, conditional, from counts", lambda: conditional(counts), "0.5; psychotools 3.9")
    graded = answers(rng, theta, "gpcm", 20)
    counts = clock("counting × 20 graded items", lambda: score_counts(graded), "")
    clock(
        "PCM, marginal, from counts", lambda: marginal_rasch(counts), "0.5 with counting; mirt 10.2"
    )
    clock("PCM, conditional, from counts", lambda: conditional(counts), "0.5")
    for kind in ("gpcm", "grm"):
        data = answers(rng, theta, kind, 16)
        other = "15; mirt (Rust) 11.8" if kind == "gpcm" else "15"
        clock(f"{kind.upper()} × 16 items", lambda d=data, k=kind: marginal(d, k), other)
    binary = answers(rng, theta, "gpcm", 16, steps=1)
    clock("2PL × 16 items", lambda: marginal(binary, "gpcm"), "mirt (Rust) 2.5")
    school = pl.DataFrame(x[:120], schema=[f"q{i}" for i in range(20)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.csv"
        school.write_csv(path)
        code = (
            "from pathlib import Path; from objektiv.analysis.measuring import measure_file; "
            f"measure_file(Path({str(path)!r}), 'rasch', out=Path({str(path)!r} + '.json'))"
        )
        clock(
            "a school's protocol, whole process",
            lambda: subprocess.run([sys.executable, "-c", code], check=True),
            "1.5",
        )


def answers(
    rng: np.random.Generator, theta: np.ndarray, kind: str, items: int, steps: int = 0
) -> np.ndarray:
    """Answers to items of one, two and three points in turn, or of `steps` points."""
    columns = []
    for i in range(items):
        top = steps or (1, 2, 3)[i % 3]
        d = np.linspace(1, -1.2, top) if kind == "grm" else np.cumsum(np.linspace(0.8, -0.8, top))
        item = Item(kind, tuple(range(top + 1)), 0.7 + 0.04 * i, tuple(d.tolist()))
        cumulative = curves(item, theta).p.cumsum(axis=0)[:-1]
        columns.append((rng.random(len(theta)) > cumulative).sum(axis=0))
    return np.column_stack(columns).astype(np.int8)


def clock(what: str, run: Callable[[], Result], limit: str) -> Result:
    wall, cpu = time.perf_counter(), sum(os.times()[:4])  # children too
    result = run()
    wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu
    print(f"{what:<52}{cpu:>8.3f}{wall:>8.3f}  {limit}")
    return result


if __name__ == "__main__":
    main()
