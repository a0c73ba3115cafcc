"""Which fit answers which `--model`, and on which integration grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from objektiv.profiles import load_profile
from objektiv.russian import number
from objektiv.stats.irt import Item, hermite_quadrature
from objektiv.stats.marginal import MarginalFit, marginal
from objektiv.stats.optimise import NotConverged
from objektiv.stats.rasch_cml import ConditionalFit, conditional
from objektiv.stats.rasch_mml import MarginalRasch, marginal_rasch, rasch_items
from objektiv.stats.responses import Floats, Responses
from objektiv.stats.sufficient import ScoreCounts, score_counts

Model = Literal["rasch-cml", "rasch", "pcm", "2pl", "3pl", "gpcm", "grm"]
MODELS: tuple[Model, ...] = get_args(Model)
# Booklets × pairs of items: a minute of conditional likelihood.
MOST_BOOKLET_PAIRS = 1_000_000
RASCH_FAMILY = ("rasch-cml", "rasch", "pcm")


@dataclass
class Fitted:
    """Items on a scale, and the pupils' distribution on it."""

    items: list[Item | None]
    errors: list[Floats | None]
    threshold_errors: list[Floats | None]
    loglik: float
    sd: float = 1.0
    mean: float = 0.0
    notes: list[str] = field(default_factory=list)


def calibrate(x: Responses, model: Model, *, fix_variance: bool) -> Fitted:
    """Fit a model to responses (N, I), −1 where an item was not presented.

    Raises ValueError when nothing can be estimated, NotConverged when the data do not suffice.
    """
    if model == "rasch-cml":
        counts = score_counts(x)
        if len(counts.histogram) * counts.items**2 > MOST_BOOKLET_PAIRS:
            raise ValueError("too many booklets for conditional likelihood")
        return calibrate_counts(counts, model)
    if model in ("rasch", "pcm"):
        return _marginal_rasch(score_counts(x), fix_variance=fix_variance)
    return _marginal(x, model)


def calibrate_counts(
    counts: ScoreCounts, model: Literal["rasch-cml", "rasch", "pcm"] = "pcm"
) -> Fitted:
    """The same from counts of any number of pupils: `stats.sufficient.counts_of_cube`.

    Raises ValueError and NotConverged as `calibrate` does.
    """
    if model == "rasch-cml":
        cml = conditional(counts)
        return _rasch(counts, cml, cml.loglik)
    return _marginal_rasch(counts, fix_variance=False)


def _marginal_rasch(counts: ScoreCounts, *, fix_variance: bool) -> Fitted:
    exact = marginal_rasch(counts, fix_variance=fix_variance)
    if fix_variance or counts.n > load_profile().value("measure.grid.pupils"):
        return _rasch(counts, exact, exact.loglik)
    try:
        published = marginal_rasch(counts, grid="tam")
    except NotConverged:
        return _rasch(counts, exact, exact.loglik)
    se = np.sqrt(np.append(np.diag(exact.covariance), exact.sd_error**2))
    away = np.abs(np.append(exact.intercepts - published.intercepts, exact.sd - published.sd))
    used, notes = _grid(float((away / se).max()), "TAM 4.3 (21 узел от −6 до 6)")
    chosen = published if used else exact
    found = _rasch(counts, chosen, chosen.loglik)
    found.notes = notes
    return found


def _grid(distance: float, name: str) -> tuple[bool, list[str]]:
    """Whether to keep the integration grid of published programs, and what to say of it."""
    profile = load_profile()
    if distance > profile.value("measure.grid.most"):
        return False, [
            f"Сетка интегрирования {name} здесь слишком груба (сдвиг до "
            f"{number(distance)} стандартной ошибки): взята точная."
        ]
    if distance > profile.value("measure.grid.notice"):
        return True, [
            f"Интеграл взят по сетке {name}, чтобы числа совпадали с опубликованными; точный "
            f"сдвинул бы параметры не больше чем на {number(distance, 2)} стандартной ошибки."
        ]
    return True, []


def _rasch(counts: ScoreCounts, fit: ConditionalFit | MarginalRasch, loglik: float) -> Fitted:
    sd = fit.sd if isinstance(fit, MarginalRasch) else 1.0
    items = list(rasch_items(counts, fit.intercepts))
    errors: list[Floats | None] = []
    steps: list[Floats | None] = []
    for i, item in enumerate(items):
        if item is None:
            errors.append(None)
            steps.append(None)
            continue
        part = counts.of_item(i)
        own = np.sqrt(np.diag(fit.covariance[part, part]))
        errors.append(np.concatenate([[0.0], own]))
        steps.append(fit.threshold_errors(i))
    return Fitted(items, errors, steps, loglik, sd)


def _marginal(x: Responses, model: Model) -> Fitted:
    kind: Literal["gpcm", "grm", "3pl"] = (
        "3pl" if model == "3pl" else "grm" if model == "grm" else "gpcm"
    )
    profile = load_profile()
    prior = None
    notes: list[str] = []
    if len(x) > profile.value("measure.grid.pupils"):
        return _of_marginal(marginal(x, kind, guess_prior=prior), notes)
    exact = marginal(x, kind)
    published = marginal(x, kind, quadrature=hermite_quadrature(21), standard_errors=False)
    # Errors come from the exact integral in either case.
    published = replace(published, errors=exact.errors, threshold_errors=exact.threshold_errors)
    used, notes = _grid(_distance(exact, published), "ltm 1.2 (21 узел Гаусса—Эрмита)")
    return _of_marginal(published if used else exact, notes)


def _distance(exact: MarginalFit, published: MarginalFit) -> float:
    """Largest shift of a parameter in standard errors; guessing is left out, being vague."""
    worst = 0.0
    for a, b, se in zip(exact.items, published.items, exact.errors, strict=True):
        if a is None or b is None or se is None:
            continue
        away = np.abs(np.subtract((a.slope, *a.intercepts), (b.slope, *b.intercepts)))
        own = se[: len(away)]
        known = own > 0
        if known.any():
            worst = max(worst, float((away[known] / own[known]).max()))
    return worst


def _of_marginal(fit: MarginalFit, notes: list[str]) -> Fitted:
    return Fitted(
        list(fit.items), list(fit.errors), list(fit.threshold_errors), fit.loglik, notes=notes
    )


def latent(x: Responses, items: Sequence[Item | None]) -> tuple[float, float]:
    """Mean and SD of ability on known Rasch items, by marginal likelihood."""
    counts = score_counts(x)
    known = np.concatenate([item.intercepts for item in items if item is not None])
    shift = counts.score[:, None].astype(float)
    try:
        found = marginal_rasch(counts, design=shift, offset=known)
    except NotConverged:  # no differences beyond chance
        flat = marginal_rasch(counts, design=shift, offset=known, fix_variance=True)
        return float(flat.effects[0]), float("nan")
    return float(found.effects[0]), found.sd
