"""The items of a measurement: all their numbers, and which of them to look at."""

from __future__ import annotations

from collections.abc import Mapping
from math import atanh, isfinite, sqrt, tanh

from objektiv import russian
from objektiv.analysis.calibrating import RASCH_FAMILY
from objektiv.analysis.measuring import Measurement
from objektiv.charts.parts import decimal
from objektiv.profiles import Profile
from objektiv.schema import Cell, Column, Table
from objektiv.stats.reliability import eap_reliability, wle_reliability

Z = 1.959964  # normal quantile of a 95 % interval


def item_flags(found: Measurement, profile: Profile) -> dict[str, str]:
    """What to look at in which item, by code, in words; in the order of the work.

    A correlation is called weak, or reversed, when its whole 95 % interval is (Fisher's z); a fit
    poor when it is above the border and above what chance gives among so few pupils, 1 + 2/√n
    (Smith, Schumacker & Bush, 1998): few pupils raise few questions.
    """
    rest = profile.value("measure.item.rest")
    easy, hard = profile.value("measure.item.easy"), profile.value("measure.item.hard")
    infit = profile.value("measure.item.infit")
    flags: dict[str, str] = {}
    for i, code in enumerate(codes(found)):
        said = []
        p, r = float(found.classical.p_value[i]), float(found.classical.rest_correlation[i])
        if found.items[i].item is None:
            said.append("все ученики получили одно и то же число баллов")
        elif p > easy:
            said.append(f"очень лёгкое ({russian.share(p, 0)})")
        elif p < hard:
            said.append(f"очень трудное ({russian.share(p, 0)})")
        n = int(found.classical.n[i])
        highest = tanh(atanh(r) + Z / sqrt(n - 3)) if n > 3 and abs(r) < 1 else r
        if highest < 0:
            said.append(f"обратная связь с остальными заданиями ({russian.number(r, 2)})")
        elif highest < rest:
            said.append(f"слабая связь с остальными заданиями ({russian.number(r, 2)})")
        if float(found.fit.infit[i]) > max(infit, 1 + 2 / sqrt(max(n, 1))):
            said.append(f"ответы расходятся с моделью (инфит {_two(found.fit.infit[i])})")
        if said:
            flags[code] = ", ".join(said)
    return flags


def codes(found: Measurement) -> tuple[str, ...]:
    """Codes of the items as people read them."""
    return tuple(one.code.removeprefix("item:") for one in found.items)


def items_table(found: Measurement, flags: Mapping[str, str]) -> Table:
    """One row per item: how many do it, how it tells pupils apart, its parameters, its fit."""
    rows: list[tuple[Cell, ...]] = []
    for i, (code, one) in enumerate(zip(codes(found), found.items, strict=True)):
        b = [] if one.item is None else one.item.thresholds.tolist()
        se = [] if one.threshold_errors is None else one.threshold_errors.tolist()
        rows.append(
            (
                code,
                int(found.classical.n[i]),
                _finite(found.classical.p_value[i]),
                decimal(found.classical.rest_correlation[i]),
                "; ".join(_two(v) for v in b) or None,
                "; ".join(_two(v) for v in se if isfinite(v)) or None,
                decimal(one.item.slope) if one.item is not None else None,
                decimal(found.fit.infit[i]),
                decimal(found.fit.outfit[i]),
                decimal(found.alpha.if_deleted[i]),
                flags.get(code),
            )
        )
    kinds: tuple[tuple[str, str, str], ...] = (
        ("item", "Задание", ""),
        ("n", "Учеников", ""),
        ("p_value", "Выполнение", "Доля набранных баллов от возможных"),
        ("rest", "Связь с остальными", "Корреляция с суммой остальных заданий"),
        ("difficulty", "Трудность, логитов", "У задания на несколько баллов — пороги"),
        ("se", "Её ошибка", "Стандартная ошибка трудности"),
        ("slope", "Крутизна", "У моделей Раша равна 1 у всех заданий"),
        ("infit", "Инфит", "1 — ответы как по модели; больше — случайнее"),
        ("outfit", "Аутфит", "То же, чувствительнее к редким ответам"),
        ("alpha", "Альфа без задания", "Надёжность остальных заданий"),
        ("flag", "На что посмотреть", ""),
    )
    columns = tuple(
        Column(
            key,
            title,
            "share" if key == "p_value" else "int" if key == "n" else
            "text" if key in ("item", "flag") else "number",
            hint,
        )
        for key, title, hint in kinds
    )  # fmt: skip
    rel = [
        f"омега {_two(found.omega)}" if isfinite(found.omega) else "",
        _named("WLE", wle_reliability(found.wle.theta, found.wle.se)),
        _named("EAP", eap_reliability(found.eap.theta, found.eap.se)),
    ]
    told = ", ".join(one for one in rel if one)
    return Table(
        "items",
        "Все задания в числах",
        f"Надёжность другими способами: {told}." if told else "",
        columns,
        tuple(rows),
        ("У моделей Раша и PCM крутизна всех заданий одна.",)
        if found.model in RASCH_FAMILY
        else (),
    )


def _two(value: float) -> str:
    return russian.number(float(value), 2)


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _named(name: str, value: float) -> str:
    return f"{name} {_two(value)}" if isfinite(value) else ""
