"""`objektiv measure`: a table of answers in, a calibrated test out.

The models are in `stats`; here is what a file means, which fit answers which request, and what
is said when the data do not suffice. The result is `Measurement`; `write_measurement` gives the
JSON of the contract.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objektiv.analysis.answers import read_answers
from objektiv.analysis.calibrating import MODELS, Model, calibrate, latent
from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused
from objektiv.russian import counted, enumeration
from objektiv.schema import Scale
from objektiv.stats.irt import Item
from objektiv.stats.items import ItemAnalysis, item_analysis
from objektiv.stats.optimise import NotConverged
from objektiv.stats.persons import (
    Ability,
    ItemFit,
    PersonFit,
    ability,
    expected_ability,
    item_fit,
    person_fit,
)
from objektiv.stats.reliability import (
    Alpha,
    MarkDecisions,
    alpha,
    eap_reliability,
    mark_decisions,
    omega,
    wle_reliability,
)
from objektiv.stats.responses import ABSENT, Floats, Responses, responses, totals

PERSON_COLUMNS = (
    "score",
    "wle",
    "wle_se",
    "eap",
    "eap_se",
    "lz",
    "lz_star",
    "infit",
    "outfit",
)


@dataclass(frozen=True)
class Measured:
    """One item: its parameters are None where the answers do not determine them."""

    code: str
    item: Item | None
    errors: Floats | None  # of slope, intercepts, guessing
    threshold_errors: Floats | None


@dataclass(frozen=True)
class Measurement:
    """A calibrated test with its pupils."""

    model: Model
    x: Responses  # (N, I)
    ids: dict[str, NDArray[np.str_]]
    items: tuple[Measured, ...]
    loglik: float
    mean: float
    sd: float
    classical: ItemAnalysis
    fit: ItemFit
    alpha: Alpha
    omega: float
    wle: Ability
    eap: Ability
    persons: PersonFit
    marks: MarkDecisions | None
    notes: tuple[str, ...] = ()  # Russian: what was left out and why, what was chosen

    @property
    def n(self) -> int:
        """Pupils to whom at least one item was presented."""
        return int((self.x >= 0).any(axis=1).sum())

    def _repr_html_(self) -> str:
        from objektiv import charts

        codes = [one.code.removeprefix("item:") for one in self.items]
        items = [one.item for one in self.items]
        return charts.item_map(codes, items, self.wle.theta)._repr_html_()


def measure_file(
    path: Path,
    model: Model,
    *,
    items: Sequence[str] = (),
    ids: Sequence[str] = (),
    work: Path | None = None,
    fix_variance: bool = False,
    out: Path | None = None,
    persons: Path | None = None,
) -> Measurement:
    """Read answers (Ф1, or any table), calibrate, write FIT.json and a row per person.

    Raises `Refused` with a Russian sentence when the file or the model do not fit.
    """
    if model not in MODELS:
        raise Refused(f"Нет модели «{model}». Есть: {', '.join(MODELS)}.")
    answers = read_answers(path, items=items, ids=ids, work=work)
    found = measure(
        responses(answers.codes),
        answers.items,
        model,
        fix_variance=fix_variance,
        ids=answers.ids,
        scale=answers.scale,
        top=answers.top,
    )
    if out is not None:
        write_measurement(found, out)
    if persons is not None:
        write_persons(found, persons)
    return found


def measure(
    x: Responses,
    codes: Sequence[str],
    model: Model,
    *,
    fix_variance: bool = False,
    ids: dict[str, NDArray[np.str_]] | None = None,
    scale: Scale | None = None,
    top: Sequence[int] | None = None,
) -> Measurement:
    """Calibrate a matrix of responses (N, I), −1 where an item was not presented.

    top: maxima of the items, by default the greatest score seen. scale: gives how firm the
    marks are. Raises `Refused` in Russian when nothing can be estimated.
    """
    if len(x) < 2 or not (x >= 0).any():
        raise Refused("Для измерения нужны ответы хотя бы двух учеников.")
    greatest = np.maximum(np.where(x >= 0, x, 0).max(axis=0), 1)
    maxima = greatest if top is None else np.array(top)
    if model in ("rasch", "2pl", "3pl"):
        _only_right_or_wrong(x, codes, model)
    try:
        fitted = calibrate(x, model, fix_variance=fix_variance)
    except NotConverged as error:
        if "no differences" in str(error):
            raise Refused(
                "Ученики различаются не больше, чем бывает случайно: разброс уровня не оценить. "
                "Добавьте --fix-variance или измерьте несколько классов вместе."
            ) from None
        raise Refused(
            "Ответы не определяют параметры модели: так бывает, когда учеников мало или "
            "задания выполнены в строгом порядке. Возьмите модель проще (rasch) или больше ответов."
        ) from None
    except ValueError as error:
        raise Refused(_reason(str(error), codes)) from None
    known = fitted.items
    if model == "rasch-cml":
        # The pupils have no distribution in this model: take it given the items.
        fitted.mean, fitted.sd = latent(x, known)
    wle = ability(x, known)
    eap = expected_ability(x, known, sd=fitted.sd, mean=fitted.mean)
    fit = item_fit(x, known, _for_item_fit(x, known, wle, model))
    marks = None
    if scale is not None and all(item is not None for item in known):
        try:
            marks = mark_decisions(
                [item for item in known if item], scale.bands, sd=fitted.sd, mean=fitted.mean
            )
        except ValueError:
            fitted.notes.append("Шкала не покрывает все суммы баллов: устойчивость не посчитана.")
    notes = [*fitted.notes, *_left_out(known, codes), *_treatment(x)]
    return Measurement(
        model,
        x,
        ids or {},
        tuple(
            Measured(code, item, errors, steps)
            for code, item, errors, steps in zip(
                codes, known, fitted.errors, fitted.threshold_errors, strict=True
            )
        ),
        fitted.loglik,
        fitted.mean,
        fitted.sd,
        item_analysis(x, maxima),
        fit,
        alpha(x),
        omega(x),
        wle,
        eap,
        person_fit(x, known, wle.theta),
        marks,
        tuple(notes),
    )


def _only_right_or_wrong(x: Responses, codes: Sequence[str], model: Model) -> None:
    graded = [code for i, code in enumerate(codes) if len(np.unique(x[x[:, i] >= 0, i])) > 2]
    if graded:
        other = {"rasch": "pcm", "2pl": "gpcm или grm", "3pl": "gpcm или grm"}[model]
        raise Refused(
            f"Модель {model} — для заданий с двумя оценками, а у "
            f"{enumeration([f'«{code}»' for code in graded], 5, ('задания', 'заданий', 'заданий'))}"
            f" их больше. Возьмите модель {other}."
        )


def _for_item_fit(x: Responses, items: Sequence[Item | None], wle: Ability, model: Model) -> Floats:
    """Ability behind infit and outfit: as eRm for conditional likelihood, else Warm's."""
    if model != "rasch-cml":
        return wle.theta
    known = [i for i, item in enumerate(items) if item is not None]
    seen = x[:, known] >= 0
    low = np.array([items[i].scores[0] for i in known])  # type: ignore[union-attr]
    high = np.array([items[i].scores[-1] for i in known])  # type: ignore[union-attr]
    total = np.where(seen, x[:, known], 0).sum(axis=1)
    inside = (total > seen @ low) & (total < seen @ high)
    theta = ability(x, items, estimator="mle").theta
    return np.where(inside, theta, np.nan)


def _left_out(items: Sequence[Item | None], codes: Sequence[str]) -> list[str]:
    constant = [f"«{code}»" for code, item in zip(codes, items, strict=True) if item is None]
    if not constant:
        return []
    return [
        f"Без параметров: {enumeration(constant, 10, ('задание', 'задания', 'заданий'))} — все "
        "ученики получили за него одно и то же число баллов."
        if len(constant) == 1
        else f"Без параметров: {enumeration(constant, 10, ('задание', 'задания', 'заданий'))} — "
        "за каждое из них все ученики получили одно и то же число баллов."
    ]


def _treatment(x: Responses) -> list[str]:
    absent = int((x == ABSENT).sum())
    if not absent:
        return []
    cells = counted(absent, "ячейка", "ячейки", "ячеек")
    return [
        f"Не предъявлено (пусто или «N», тема не изучалась): {cells}. Они не считаются ни верными, "
        "ни неверными; «X» (не приступал) считается за 0 баллов."
    ]


def _reason(message: str, codes: Sequence[str]) -> str:
    if "overlap" in message:
        return (
            "Варианты (тетради) не имеют общих заданий: условным правдоподобием их не поставить "
            "на одну шкалу. Возьмите --model rasch или pcm либо измерьте варианты порознь."
        )
    if "too many booklets" in message:
        return (
            "Наборов предъявленных заданий слишком много для условного правдоподобия. "
            "Возьмите --model rasch или pcm."
        )
    if "two items" in message:
        return "Для этой модели нужны хотя бы два задания, на которые отвечали по-разному."
    if "three items" in message:
        return (
            "Модели со своим наклоном у задания нужны хотя бы три задания. Возьмите rasch или pcm."
        )
    return (
        f"Оценивать нечего: по каждому из {len(codes)} заданий все ученики получили одно и то же "
        "число баллов."
        if len(codes) > 1
        else "Оценивать нечего: задание одно, или все ответы одинаковы."
    )


def as_json(found: Measurement) -> dict[str, Any]:
    """The measurement as the contract has it; None where a number would mean nothing."""
    rows = []
    for i, one in enumerate(found.items):
        row: dict[str, Any] = {"code": one.code.removeprefix("item:")}
        row |= _parameters(one)
        row |= {
            "infit": finite(found.fit.infit[i]),
            "outfit": finite(found.fit.outfit[i]),
            "n": int(found.classical.n[i]),
            "p_value": finite(found.classical.p_value[i]),
            "rest_correlation": finite(found.classical.rest_correlation[i]),
            "alpha_if_deleted": finite(found.alpha.if_deleted[i]),
        }
        rows.append(row)
    result: dict[str, Any] = {
        "model": found.model,
        "n": found.n,
        "loglik": found.loglik,
        "items": rows,
        "reliability": {
            "alpha": finite(found.alpha.value),
            "alpha_interval": [finite(found.alpha.low), finite(found.alpha.high)],
            "omega": finite(found.omega),
            "wle": finite(wle_reliability(found.wle.theta, found.wle.se)),
            "eap": finite(eap_reliability(found.eap.theta, found.eap.se)),
        },
        "latent": {"mean": finite(found.mean), "sd": finite(found.sd)},
        "notes": list(found.notes),
    }
    if found.marks is not None:
        result["marks"] = {
            "consistency": found.marks.consistency,
            "accuracy": found.marks.accuracy,
            "kappa": finite(found.marks.kappa),
            "mark_error": found.marks.mark_error,
            "score_error": found.marks.score_error,
        }
    return result


def _parameters(one: Measured) -> dict[str, Any]:
    if one.item is None or one.errors is None or one.threshold_errors is None:
        return {"difficulty": None, "discrimination": None, "se": {}}
    b = one.item.thresholds.tolist()
    se: dict[str, Any] = {"discrimination": finite(one.errors[0])}
    row: dict[str, Any] = {"scores": list(one.item.scores)}
    if len(b) == 1:
        row["difficulty"] = b[0]
        se["difficulty"] = finite(one.threshold_errors[0])
    else:
        row["thresholds"] = b
        se["thresholds"] = [finite(e) for e in one.threshold_errors]
    row["discrimination"] = one.item.slope
    if one.item.kind == "3pl":
        row["guessing"] = one.item.guess
        se["guessing"] = finite(one.errors[-1])
    return row | {"se": se}


def finite(value: float) -> float | None:
    """A number for JSON, None when it is not one.

    >>> finite(float("nan")), finite(1.5)
    (None, 1.5)
    """
    return float(value) if math.isfinite(value) else None


def write_measurement(found: Measurement, out: Path) -> None:
    """FIT.json, whole or not at all."""
    write_json(as_json(found), out)


def write_json(value: object, out: Path) -> None:
    """A JSON file in UTF-8 with readable Russian; no nan in it."""
    with whole_file(out) as draft:
        text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
        draft.write_text(text + "\n", encoding="utf-8")


def write_persons(found: Measurement, out: Path) -> None:
    """A row per person: ids, score, abilities with errors, fit; empty where there is no number."""
    fit = found.persons
    values = (
        found.wle.theta,
        found.wle.se,
        found.eap.theta,
        found.eap.se,
        fit.lz,
        fit.lz_star,
        fit.infit,
        fit.outfit,
    )
    score = totals(found.x)
    with whole_file(out) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*found.ids, *PERSON_COLUMNS])
        for n in range(len(found.x)):
            own = [column[n] for column in found.ids.values()]
            numbers = [f"{v[n]:.6f}" if math.isfinite(v[n]) else "" for v in values]
            writer.writerow([*own, int(score[n]), *numbers])
