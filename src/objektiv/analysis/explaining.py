"""Measurement in words: differences between groups, variants, markers, what schools add.

A marker who stands apart calls for a common look at criteria, never for blame; a school's effect
has an interval and no place in a list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from objektiv.profiles import Profile, load_profile
from objektiv.russian import counted, enumeration, interval, number, share, signed
from objektiv.stats.dif import DifTable
from objektiv.stats.items import Equivalence, ItemAnalysis, Option
from objektiv.stats.raters import PairAgreement, Severity, needs_calibration, third_marker
from objektiv.stats.value_added import Similar, ValueAdded


def explain_items(
    found: ItemAnalysis, codes: Sequence[str], options: tuple[Option, ...] = ()
) -> tuple[str, ...]:
    """Items that do not tell the stronger from the weaker, and options that do not work."""
    against = [
        f"«{code}» ({number(float(r), 2)})"
        for code, r in zip(codes, found.rest_correlation, strict=True)
        if r < 0
    ]
    lines = []
    if against:
        lines.append(
            f"Сильные ученики выполняют хуже слабых: {enumeration(against)}. Проверьте ключ, "
            "критерии и условие."
        )
    keys = [one for one in options if one.key and one.n and not one.works]
    lines += [
        f"Задание «{codes[one.item]}»: верный ответ «{one.option}» не выбирают сильные ученики. "
        "Проверьте ключ."
        for one in keys
    ]
    idle = sum(not one.key and not one.works for one in options)
    if idle:
        told = counted(idle, "вариант ответа", "варианта ответа", "вариантов ответа")
        lines.append(f"Не работают {told}: их почти не выбирают или выбирают сильные.")
    return tuple(lines) or ("Все задания различают сильных и слабых учеников.",)


def explain_dif(
    found: DifTable, codes: Sequence[str], profile: Profile | None = None
) -> tuple[str, ...]:
    """Items that pupils of equal level answer differently in different groups."""
    profile = profile or load_profile()
    sure = profile.value("evidence.verify")
    moderate = profile.value("dif.standardised.moderate")
    large = profile.value("dif.standardised.large")
    lines = []
    strong: list[str] = []
    some: list[str] = []
    for j, code in enumerate(codes):
        if not (found.q_value[j] <= sure and found.standardised[j] > moderate):
            continue
        (strong if found.standardised[j] > large else some).append(f"«{code}»")
    if strong:
        lines.append(
            f"При равном уровне группы заметно расходятся в заданиях {enumeration(strong)}: "
            "обсудите содержание, условие и перевод, прежде чем сравнивать группы по этой работе."
        )
    if some:
        lines.append(f"Расходятся меньше, но не случайно: {enumeration(some)}.")
    crossing = [f"«{code}»" for code, q in zip(codes, found.nonuniform_q, strict=True) if q <= sure]
    if crossing:
        lines.append(
            f"Разница зависит от уровня ученика: {enumeration(crossing)} — кому-то из групп "
            "задание легче только среди сильных или только среди слабых."
        )
    sizes = enumeration(
        [f"{name} — {n}" for name, n in zip(found.groups, found.n.tolist(), strict=True)]
    )
    return (
        *(lines or ["Заданий, которые работают в группах по-разному, не видно."]),
        f"Учеников: {sizes}.",
    )


def explain_variants(found: Equivalence, codes: Sequence[str]) -> tuple[str, ...]:
    """Are the variants equally hard?"""
    if not math.isfinite(found.p_value):
        return ("Вариант один: сравнивать не с чем.",)
    level = load_profile().value("evidence.verify")
    spread = float(np.ptp(found.difference))
    if found.p_value > level:
        lines = [
            f"Варианты равноценны: наибольшая разница средних {number(spread, 2)} балла, "
            "в пределах случайной."
        ]
    else:
        hard = found.variants[int(np.argmin(found.difference))]
        lines = [
            f"Варианты не равноценны: разница средних до {number(spread, 2)} балла, труднее "
            f"вариант {hard}. Учтите это, сравнивая учеников разных вариантов."
        ]
    apart = [
        f"«{code}»"
        for code, q in zip(codes, np.nanmin(found.item_q, axis=0), strict=True)
        if q <= level
    ]
    if apart:
        lines.append(f"Разной трудности в вариантах задания {enumeration(apart)}.")
    return tuple(lines)


def explain_pair(found: PairAgreement, profile: Profile | None = None) -> str:
    """Agreement of two markings."""
    if not found.n:
        return "Работ, проверенных дважды, нет."
    profile = profile or load_profile()
    text = (
        f"Две проверки совпали в {share(found.exact)} случаев, с точностью до балла — в "
        f"{share(found.adjacent)} ({counted(found.n, 'оценка', 'оценки', 'оценок')}"
    )
    if math.isfinite(found.kappa):
        text += f"; каппа {number(found.kappa, 2)}"
    text += ")."
    if math.isfinite(found.kappa) and found.kappa < profile.value("raters.kappa"):
        text += " Обсудите критерии вместе на нескольких работах."
    return text


def explain_severity(found: Severity, profile: Profile | None = None) -> tuple[str, ...]:
    """Who needs a session on criteria; differences in points, not in blame."""
    profile = profile or load_profile()
    called = needs_calibration(
        found,
        logits=profile.value("raters.severity"),
        infit=profile.value("raters.infit"),
        level=profile.value("evidence.verify"),
    )
    if not called.any():
        all_ = counted(len(found.names), "проверяющий", "проверяющих", "проверяющих")
        return (f"Мера проверки общая: {all_} различаются не больше случайного.",)
    lines = ["Нужна общая сверка критериев на нескольких работах."]
    for j in np.flatnonzero(called):
        low, high = (found.severity[j] + k * 1.96 * found.se[j] for k in (-1, 1))
        told = f"{found.names[j]} ({counted(int(found.works[j]), 'работа', 'работы', 'работ')}): "
        if found.infit[j] > profile.value("raters.infit"):
            told += "оценки менее предсказуемы, чем у остальных"
        else:
            told += "строже остальных" if found.severity[j] > 0 else "мягче остальных"
            told += (
                f", в среднем на {number(abs(float(found.points[j])), 2)} балла за задание "
                f"({interval(low, high, 2)} логита)"
            )
        lines.append(told + ".")
    return tuple(lines)


def works_for_third_marker(
    first: ArrayLike, second: ArrayLike, top: ArrayLike, profile: Profile | None = None
) -> tuple[np.ndarray, str]:
    """Which works a third marker must see, and a sentence; (N, I) points, −1 not marked."""
    profile = profile or load_profile()
    border = profile.value("recheck.clear_difference")
    found = third_marker(first, second, top, item_difference=border, sum_difference=border)
    n = int(found.sum())
    if not n:
        return found, "Третья проверка не нужна: заметных расхождений нет."
    return found, (
        f"Третьему проверяющему: {counted(n, 'работа', 'работы', 'работ')} из {len(found)}, где "
        f"две проверки разошлись на {number(border, 0)} балла и больше."
    )


def explain_value_added(
    found: ValueAdded, school: str, similar: Similar | None = None
) -> tuple[str, ...]:
    """What one school adds, with its interval; never a place."""
    if school not in found.school:
        return ("По этой школе нет учеников, у которых известны и прежний, и нынешний результат.",)
    j = found.school.index(school)
    pupils = counted(int(found.n[j]), "ученик", "ученика", "учеников")
    if not found.enough[j]:
        return (f"Данных мало ({pupils}): о вкладе школы судить рано.",)
    effect, low, high = (float(v[j]) for v in (found.effect, found.low, found.high))
    size = f"{signed(effect, 2)} ({interval(low, high, 2)}"
    size += f" с вероятностью 95\u00a0%; {pupils}"
    if found.years[j] > 1:
        size += f", {counted(int(found.years[j]), 'год', 'года', 'лет')}"
    size += ")"
    if not found.clear[j]:
        lines = [f"Результаты такие, каких ждут от учеников с такой подготовкой: {size}."]
    else:
        way = "выше" if found.effect[j] > 0 else "ниже"
        lines = [
            f"Результаты {way}, чем у учеников с такой же подготовкой в других школах: {size}."
        ]
        lines.append(
            "Что делать: рассказать о своих решениях методическому объединению."
            if found.effect[j] > 0
            else "Что делать: посмотреть, на каких темах и в каких классах возникает разница, и "
            "выбрать одну меру на год."
        )
    if similar is not None and similar.names:
        lines.append(
            f"В {counted(len(similar.names), 'школе', 'школах', 'школах')} с похожими условиями "
            f"результаты обычно {interval(similar.low, similar.high, 2)}."
        )
    return tuple(lines)
