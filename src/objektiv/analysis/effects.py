"""«Помогло ли?»: what measures did, kind by kind, in words with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from objektiv.analysis.place_answers import Line, PlaceAnswer
from objektiv.profiles import Profile
from objektiv.russian import NBSP, counted, interval, signed
from objektiv.stats.effect import Effect, effect

SAID_FROM = 0.05  # percentage points: less is nothing in words with one decimal


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """Results of one school, in percentage points from all schools of the same works."""

    before: float  # the year before the measure
    after: float
    se_after: float  # standard error of `after`
    earlier: float | None = None  # one year earlier still, where known


def measure_effects(
    schools: Mapping[int, SchoolChange],
    taken: Mapping[str, set[int]],
    profile: Profile,
) -> dict[str, Effect | int]:
    """Effect of each kind of measure; the number of schools where they are too few to say.

    schools: by id; taken: ids of the schools that carried out a measure of the kind. A kind
    that nobody took is left out.
    """
    ids = list(schools)
    least, others = profile.value("effect.treated"), profile.value("effect.others")
    after = np.array([schools[one].after for one in ids])
    se = np.array([schools[one].se_after for one in ids])
    before = np.array([[schools[one].before, _or_nan(schools[one].earlier)] for one in ids])
    if not np.isfinite(before).all():  # the earlier year is used where all schools have it
        before = before[:, :1]
    found: dict[str, Effect | int] = {}
    for kind, those in taken.items():
        if not those:
            continue
        treated = np.array([one in those for one in ids], dtype=bool)
        n = int(treated.sum())
        if n < least or len(ids) - n < others:
            found[kind] = n
        else:
            found[kind] = effect(before, after, treated, se_after=se)
    return found


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def effect_answer(found: Mapping[str, Effect | int], titles: Mapping[str, str]) -> PlaceAnswer:
    """Sentences, the chart and its table; kinds of which nothing is known are said quietly."""
    from objektiv.charts.effects import effects

    lines = [Line(summary(found, titles))]
    lines += [
        Line(effect_words(one, titles[kind]), quiet=isinstance(one, int))
        for kind, one in found.items()
    ]
    chart = effects({titles[kind]: one for kind, one in found.items()})
    hint = "Виды мер — в постоянном порядке, не по величине."
    shown = ((chart, hint),) if any(isinstance(one, Effect) for one in found.values()) else ()
    return PlaceAnswer(tuple(lines), shown, chart.table)


def summary(found: Mapping[str, Effect | int], titles: Mapping[str, str]) -> str:
    known = {kind: one for kind, one in found.items() if isinstance(one, Effect)}
    if not known:
        return "Сказать, помогли ли меры, пока нельзя: школ, которые их завершили, мало."
    helped = [titles[kind] for kind, one in known.items() if one.low > 0]
    if not helped:
        return (
            "Ни об одной мере нельзя сказать, что она подняла результат: интервалы включают ноль. "
            "Это не значит, что меры бесполезны."
        )
    return f"Результат вырос сильнее, чем у похожих школ без меры: {', '.join(helped)}."


def effect_words(one: Effect | int, title: str) -> str:
    """One kind of measure in a sentence.

    >>> effect_words(3, "обучение педагогов")
    'Обучение педагогов: меру завершили 3\\xa0школы, этого мало для вывода.'
    """
    name = title[:1].upper() + title[1:]
    if isinstance(one, int):
        did = "завершила" if one % 10 == 1 and one % 100 != 11 else "завершили"
        schools = counted(one, "школа", "школы", "школ")
        return f"{name}: меру {did} {schools}, этого мало для вывода."
    points = f"{NBSP}п.{NBSP}п."
    ends = interval(one.low, one.high)
    said = (
        f"{name}: результат школ с мерой ({one.treated}) изменился на "
        f"{signed(one.change_treated)}{points}, остальных ({one.others}) — на "
        f"{signed(one.change_others)}. "
    )
    if one.regression >= SAID_FROM:
        said += (
            f"Из этой разницы {signed(one.regression)}{points} — возврат к среднему: после "
            "слабого года результат растёт сам. "
        )
    elif one.regression <= -SAID_FROM:
        said += f"Возврат к среднему учтён ({signed(one.regression)}{points}). "
    return said + f"Оценка эффекта {signed(one.effect)}{points} ({_range(ends)}): {_verdict(one)}."


def effect_note(one: Effect, year: str) -> str:
    """What is known of a kind of measure, beside a proposal to take it: one estimate, one year."""
    ends = interval(one.low, one.high)
    return (
        f"За {year} по школам региона: оценка эффекта {signed(one.effect)}{NBSP}п.{NBSP}п. "
        f"({_range(ends)}), школ с мерой {one.treated}: {_verdict(one)}."
    )


def _verdict(one: Effect) -> str:
    if one.low > 0:
        return "мера помогла"
    if one.high < 0:
        return "результат стал ниже, чем у похожих школ"
    return "помогла ли мера, сказать нельзя"


def _range(ends: str) -> str:
    return ends if ends.startswith("от") else f"интервал 95{NBSP}%: {ends}"
