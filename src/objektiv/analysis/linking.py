"""`objektiv link` and `objektiv equate`: years and forms on one scale.

Whether pupils became better or the test easier is answered by the items that both years share,
or by the pupils who are known to be alike.
"""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from objektiv.analysis.calibrating import MODELS, RASCH_FAMILY
from objektiv.analysis.columns import Columns, item_codes, item_names, numbers, read_columns
from objektiv.analysis.measuring import finite, write_json
from objektiv.analysis.output import whole_file
from objektiv.analysis.refusal import Refused
from objektiv.profiles import load_profile
from objektiv.protocols.cells import same_letters
from objektiv.russian import counted, enumeration, interval, number, signed
from objektiv.stats.equating import ANCHOR_METHODS, Equating, equate
from objektiv.stats.equating import Method as EquateMethod
from objektiv.stats.irt import Item, Kind
from objektiv.stats.linking import Link, link, with_thresholds
from objektiv.stats.linking import Method as LinkMethod
from objektiv.stats.responses import Floats, responses, totals

EQUATE_METHODS: tuple[str, ...] = get_args(EquateMethod)
LINK_METHODS: tuple[str, ...] = get_args(LinkMethod)
COUNT_COLUMNS = ("count", "n", "xcount", "ycount", "число", "количество")
SCORE_COLUMNS = ("score", "total", "scale", "балл")
ANCHOR_COLUMNS = ("anchor", "якорь")


@dataclass(frozen=True)
class Linked:
    """A link between two calibrations with what it says of the pupils."""

    link: Link
    codes: tuple[str, ...]
    change: float  # mean ability of the new pupils less that of the old, on the old scale
    change_se: float
    sentences: tuple[str, ...]

    def _repr_html_(self) -> str:
        from objektiv import charts

        drift = load_profile().value("link.drift")
        return charts.shifts(self.codes, self.link, drift=drift)._repr_html_()


def link_files(
    old: Path, new: Path, *, method: LinkMethod = "stocking-lord", out: Path | None = None
) -> Linked:
    """Link two FIT.json of `objektiv measure` by the items of the same code.

    Raises `Refused` when they share fewer than two items or are not calibrations.
    """
    if method not in LINK_METHODS:
        raise Refused(f"Нет способа «{method}». Есть: {', '.join(LINK_METHODS)}.")
    first, second = _read_fit(old), _read_fit(new)
    shared = [code for code in first.items if code in second.items]
    if len(shared) < 2:
        raise Refused(
            f"В {old.name} и {new.name} общих заданий {len(shared)}, а нужно не меньше двух. "
            "Общими считаются задания с одинаковым кодом и известными параметрами."
        )
    unit = first.model in RASCH_FAMILY and second.model in RASCH_FAMILY
    try:
        found = link(
            [first.items[code] for code in shared],
            [second.items[code] for code in shared],
            method=method,
            unit_slope=unit,
            old_errors=[first.errors[code] for code in shared],
            new_errors=[second.errors[code] for code in shared],
        )
    except ValueError as error:
        reason = (
            "у общего задания разное число баллов"
            if "categories" in str(error)
            else "общие задания одинаково трудны, и единицу шкалы сравнить нельзя"
        )
        raise Refused(f"Связать нельзя: {reason}.") from None
    change = found.slope * second.mean + found.intercept - first.mean
    spread = (found.slope * second.sd) ** 2 / second.n + first.sd**2 / first.n
    parts = [spread, found.slope * second.mean * found.slope_se, found.intercept_se]
    se = math.sqrt(spread + sum(p**2 for p in parts[1:] if math.isfinite(p)))
    linked = Linked(
        found, tuple(shared), change, se, _link_words(found, shared, change, se, first.sd)
    )
    if out is not None:
        write_json(link_json(linked), out)
    return linked


@dataclass(frozen=True)
class _Fit:
    model: str
    n: int
    mean: float
    sd: float
    items: dict[str, Item]
    errors: dict[str, Floats]


def _read_fit(path: Path) -> _Fit:
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
        model, latent = raw["model"], raw["latent"]
        if model not in MODELS:
            raise KeyError("model")
        items, errors = {}, {}
        for row in raw["items"]:
            b = row.get("thresholds") or (
                [row["difficulty"]] if row.get("difficulty") is not None else []
            )
            if not b:
                continue
            kind: Kind = "3pl" if "guessing" in row else "grm" if model == "grm" else "gpcm"
            scores = tuple(row.get("scores") or range(len(b) + 1))
            blank = Item(
                kind,
                scores,
                float(row["discrimination"]),
                (0.0,) * len(b),
                float(row.get("guessing", 0.0)),
            )
            items[row["code"]] = with_thresholds(blank, np.array(b, dtype=float))
            se = row.get("se", {})
            own = se.get("thresholds") or [se.get("difficulty")]
            errors[row["code"]] = np.array([math.nan if one is None else float(one) for one in own])
        sd = latent["sd"]
        return _Fit(
            model,
            int(raw["n"]),
            float(latent["mean"] or 0.0),
            float(sd) if sd is not None else 0.0,
            items,
            errors,
        )
    except OSError:
        raise
    except (ValueError, KeyError, TypeError):
        raise Refused(
            f"{path.name}: это не результат objektiv measure. Укажите файл FIT.json."
        ) from None


def _link_words(
    found: Link, codes: list[str], change: float, se: float, sd: float
) -> tuple[str, ...]:
    low, high = change - 1.96 * se, change + 1.96 * se
    size = f"{signed(change, 2)} логита ({interval(low, high, 2)} с вероятностью 95\u00a0%"
    size += f"; {signed(change / sd, 2)} стандартного отклонения)" if sd > 0 else ")"
    if low > 0:
        answer = f"Результаты выше, чем раньше, и это не из-за трудности работы: {size}."
    elif high < 0:
        answer = f"Результаты ниже, чем раньше, и это не из-за трудности работы: {size}."
    else:
        answer = f"Изменения уровня учеников, отличимого от случайного, нет: {size}."
    shared = counted(len(codes), "общему заданию", "общим заданиям", "общим заданиям")
    lines = [answer, f"Шкалы связаны по {shared}."]
    drift = load_profile().value("link.drift")
    moved = [
        f"«{code}» ({signed(float(d), 2)})"
        for code, d in zip(codes, found.displacement, strict=True)
        if abs(d) >= drift
    ]
    if moved:
        lines.append(
            f"Трудность изменилась у {enumeration(moved)}: проверьте, те же ли это задания и не "
            "стали ли они известны; без них повторите связывание."
        )
    return tuple(lines)


def link_json(found: Linked) -> dict[str, Any]:
    """The link: θ_old = slope·θ_new + intercept."""
    one = found.link
    return {
        "method": one.method,
        "slope": one.slope,
        "intercept": one.intercept,
        "A": one.slope,
        "B": one.intercept,
        "se": {
            "slope": finite(one.slope_se),
            "intercept": finite(one.intercept_se),
            "sampling": [finite(one.slope_sampling), finite(one.intercept_sampling)],
            "items": [finite(one.slope_items), finite(one.intercept_items)],
        },
        "rmsd": one.rmsd,
        "items": [
            {"code": code, "displacement": finite(d), "z": finite(z)}
            for code, d, z in zip(found.codes, one.displacement, one.displacement_z, strict=True)
        ],
        "change": {"mean": found.change, "se": found.change_se},
        "text": list(found.sentences),
    }


def equate_files(
    form_x: Path,
    form_y: Path,
    *,
    method: EquateMethod = "equipercentile",
    weight: float = 0.5,
    external_anchor: bool = False,
    seed: int = 0,
    out: Path | None = None,
) -> Equating:
    """Equate form X to form Y; the CSV has `score, equivalent, se`.

    A form is a table with a score column (and `anchor`), a table of counts by score, or a table
    of items; items of the same name in both forms are then the anchor. Raises `Refused`.
    """
    if method not in EQUATE_METHODS:
        raise Refused(f"Нет способа «{method}». Есть: {', '.join(EQUATE_METHODS)}.")
    first, second = read_columns(form_x), read_columns(form_y)
    x, y = _form(first, second), _form(second, first)
    if method in ANCHOR_METHODS:
        if x.ndim != 2 or y.ndim != 2:
            raise Refused(
                f"Способу {method} нужны общие задания или столбец anchor в обоих файлах. "
                "Для групп, равных по уровню, возьмите linear или equipercentile."
            )
        width = max(x.shape[1], y.shape[1])
        x, y = (np.pad(one, ((0, 0), (0, width - one.shape[1]))) for one in (x, y))
    else:
        x, y = (one.sum(axis=1) if one.ndim == 2 else one for one in (x, y))
    try:
        found = equate(x, y, method=method, weight=weight, internal=not external_anchor, seed=seed)
    except ValueError:
        raise Refused("Приравнять нельзя: в одном из файлов все баллы одинаковы.") from None
    if out is not None:
        with whole_file(out) as draft, draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["score", "equivalent", "se"])
            for score, (value, se) in enumerate(zip(found.equivalent, found.se, strict=True)):
                writer.writerow([score, f"{value:.6f}", f"{se:.6f}" if math.isfinite(se) else ""])
    return found


def equate_words(found: Equating) -> str:
    """What equating says, in one sentence."""
    away = found.equivalent - np.arange(len(found.equivalent))
    at = int(np.nanargmax(np.abs(away)))
    return (
        f"Баллы первой работы переведены в баллы второй: наибольшая поправка "
        f"{signed(float(away[at]))} при {counted(at, 'балле', 'баллах', 'баллах')}; средняя "
        f"стандартная ошибка {number(float(np.nanmean(found.se)), 2)} балла."
    )


def _form(columns: Columns, other: Columns) -> Floats:
    """Frequencies by score, or by score and anchor score."""
    count, score, anchor = (
        _one_of(columns, names) for names in (COUNT_COLUMNS, SCORE_COLUMNS, ANCHOR_COLUMNS)
    )
    if score is None:
        names = item_names(columns, (), [count] if count else [])
        theirs = {same_letters(name) for name in other.names}
        x = responses(item_codes(columns, names))
        shared = [i for i, name in enumerate(names) if same_letters(name) in theirs]
        total = totals(x)
        points = totals(x[:, shared]) if shared else None
    else:
        total = _whole(columns, score)
        points = _whole(columns, anchor) if anchor else None
    weight = numbers(columns, count) if count else np.ones(len(total))
    weight = np.where(np.isfinite(weight), weight, 0.0)
    if points is None:
        return np.bincount(total, weights=weight).astype(float)
    table = np.zeros((total.max() + 1, points.max() + 1))
    np.add.at(table, (total, points), weight)
    return table


def _one_of(columns: Columns, names: tuple[str, ...]) -> str | None:
    keys = {same_letters(name) for name in names}
    return next((name for name in columns.names if same_letters(name) in keys), None)


def _whole(columns: Columns, name: str) -> np.ndarray:
    values = numbers(columns, name)
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0) | (values != np.round(values)))
    if len(bad):
        row = int(bad[0]) + columns.first_row + 1
        raise Refused(
            f"{columns.place.file}, строка {row}: в столбце «{name}» нужен целый балл от нуля."
        )
    return values.astype(np.int64)
