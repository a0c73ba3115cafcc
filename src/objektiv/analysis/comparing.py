"""`objektiv compare`: internal against external results, in numbers and in words.

A difference is a question for the method association, never a finding about people: the words
here name what to look at together and what to do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from objektiv.analysis.columns import numbers, read_columns
from objektiv.analysis.measuring import finite, write_json
from objektiv.analysis.refusal import Refused
from objektiv.profiles import Profile, load_profile
from objektiv.russian import counted, enumeration, interval, number, share, signed
from objektiv.schema import Verdict
from objektiv.stats.comparison import Agreement, Comparison, MarkAgreement, Units, compare
from objektiv.stats.school_gaps import Drift, Picture, Pretenders, clear


@dataclass(frozen=True)
class Compared:
    """A comparison with what it means."""

    comparison: Comparison
    verdicts: tuple[Verdict, ...]  # of `comparison.schools`
    group_verdicts: tuple[Verdict, ...]  # of `comparison.groups`
    sentences: tuple[str, ...]  # Russian: the answer first, then what to do

    def _repr_html_(self) -> str:
        from objektiv import charts

        return charts.gaps(self.comparison.schools, self.verdicts)._repr_html_()


def compare_file(
    path: Path,
    *,
    internal: str,
    external: str,
    school: str,
    group: str | None = None,
    out: Path | None = None,
) -> Compared:
    """Compare two columns of a table and write the JSON of the contract.

    Raises `Refused` when a column is missing or the results do not allow a comparison.
    """
    columns = read_columns(path)
    names = columns.texts(school)
    if (names == "").any():
        row = int(np.flatnonzero(names == "")[0]) + columns.first_row + 1
        raise Refused(f"{path.name}, строка {row}: пуст столбец «{school}». Заполните его.")
    found = compare_results(
        numbers(columns, internal),
        numbers(columns, external),
        names,
        group=columns.texts(group) if group else None,
    )
    if out is not None:
        write_json(as_json(found), out)
    return found


def compare_results(
    internal: ArrayLike,
    external: ArrayLike,
    school: ArrayLike,
    *,
    group: ArrayLike | None = None,
    reliability: tuple[float, float] | None = None,
    profile: Profile | None = None,
) -> Compared:
    """Compare two results of the same pupils, with verdicts and words."""
    profile = profile or load_profile()
    try:
        found = compare(
            internal,
            external,
            school,
            group=group,
            minimum=int(profile.value("group.minimum")),
            reliability=reliability,
        )
    except ValueError as error:
        reason = (
            "один из результатов у всех учеников одинаков"
            if "the same" in str(error)
            else "оба результата известны меньше чем у трёх учеников"
        )
        raise Refused(f"Сравнить нельзя: {reason}.") from None
    verdicts = unit_verdicts(found.schools, profile)
    groups = unit_verdicts(found.groups, profile) if found.groups else ()
    return Compared(found, verdicts, groups, explain(found, verdicts, profile))


def unit_verdicts(units: Units, profile: Profile) -> tuple[Verdict, ...]:
    """What follows for each school or group; two units are too few to know what is usual."""
    verify, look = profile.value("evidence.verify"), profile.value("evidence.look")
    several = len(units.names) >= 3
    return tuple(
        Verdict.INSUFFICIENT
        if not enough or not several or not math.isfinite(q)
        else Verdict.VERIFY
        if q <= verify
        else Verdict.LOOK
        if q <= look
        else Verdict.NONE
        for enough, q in zip(units.enough, units.effects.q_value, strict=True)
    )


def strength(agreement: Agreement, profile: Profile) -> str:
    """ "strong", "weak", "reversed", "moderate" or "unclear", by the interval, not the point.

    >>> profile = load_profile()
    >>> strength(Agreement(500, 0.8, (0.75, 0.84), 0.8, (0.75, 0.84), 0.9), profile)
    'strong'
    >>> strength(Agreement(9, 0.2, (-0.5, 0.7), 0.2, (-0.5, 0.7), 0.9), profile)
    'unclear'
    """
    low, high = agreement.ci
    if not math.isfinite(low):
        return "unclear"
    if high < 0:
        return "reversed"
    if low >= profile.value("compare.strong"):
        return "strong"
    if high < profile.value("compare.weak"):
        return "weak"
    return "unclear" if low < 0 else "moderate"


_PUPILS = {
    "strong": "Внутренняя и внешняя оценка ставят учеников почти в один порядок",
    "moderate": "Внутренняя и внешняя оценка в целом согласуются",
    "weak": "Внутренняя и внешняя оценка связаны слабо: видимо, они оценивают разное",
    "reversed": "Порядок обратный: у кого выше внутренняя оценка, у того ниже внешняя",
    "unclear": "Данных мало, чтобы судить о связи внутренней и внешней оценки",
}
_SCHOOLS = {
    "strong": "Школы по внутренним и внешним результатам стоят в одном порядке",
    "moderate": "Порядок школ по внутренним и внешним результатам в целом схож",
    "weak": "По внутренним результатам нельзя судить, какая школа сильнее по внешним: "
    "мера отметки у школ своя",
    "reversed": "Порядок школ обратный: где выше внутренние результаты, там ниже внешние",
    "unclear": "Школ мало, чтобы судить об их порядке",
}
_ADVICE = {
    "strong": "Что делать: сохранять общие критерии и сверять их раз в год.",
    "moderate": "Что делать: обсудить в методических объединениях работы, где оценки разошлись.",
    "weak": "Что делать: сопоставить, что проверяют отметка и работа (темы, виды заданий, сроки); "
    "принять общие критерии; провести взаимную проверку нескольких работ.",
    "reversed": "Что делать: сначала проверить данные (не перепутаны ли столбцы, ученики, шкалы); "
    "если данные верны — сверить критерии на одних и тех же работах.",
    "unclear": "Что делать: собрать результаты за несколько лет или по нескольким предметам.",
}


def explain(found: Comparison, verdicts: tuple[Verdict, ...], profile: Profile) -> tuple[str, ...]:
    """The comparison in words: answer, schools, who stands out, what to do."""
    pupils, schools = strength(found.pupil, profile), strength(found.school, profile)
    lines = [f"{_PUPILS[pupils]} ({_told(found.pupil, 'ученик', 'ученика', 'учеников')})."]
    if len(found.schools.names) > 1:
        lines.append(f"{_SCHOOLS[schools]} ({_told(found.school, 'школа', 'школы', 'школ')}).")
        if math.isfinite(found.school.corrected):
            lines.append(
                "С поправкой на случайность средних небольших школ связь между школами — "
                f"{number(found.school.corrected, 2)}."
            )
    lines.append(standing_out(verdicts))
    lines.append(_ADVICE[pupils if pupils in ("weak", "reversed") else schools])
    if schools == "reversed" and pupils not in ("reversed", "unclear"):
        lines.append(
            "Внутри школ порядок верный, а между школами обратный: так бывает, когда сильные школы "
            "требуют больше за ту же отметку."
        )
    return tuple(lines)


def _told(one: Agreement, *words: str) -> str:
    n = counted(one.n, words[0], words[1], words[2])
    if not math.isfinite(one.ci[0]):
        return n
    r = f"r\u00a0=\u00a0{number(one.pearson, 2)}"
    return f"{r}, {interval(*one.ci, 2)} с вероятностью 95\u00a0%, {n}"


def standing_out(verdicts: Sequence[Verdict]) -> str:
    """How many schools call for a look, in one sentence."""
    verify = sum(v is Verdict.VERIFY for v in verdicts)
    look = sum(v is Verdict.LOOK for v in verdicts)
    few = sum(v is Verdict.INSUFFICIENT for v in verdicts)
    small = f" Ещё о {counted(few, 'школе', 'школах', 'школах')} данных мало." if few else ""
    if few == len(verdicts):
        return "О расхождениях отдельных школ судить рано: данных мало."
    if not verify and not look:
        return "Разница отметки и внешнего результата у всех школ в пределах обычной." + small
    parts = []
    if verify:
        parts.append(f"требует проверки у {counted(verify, 'школы', 'школ', 'школ')}")
    if look:
        parts.append(f"заслуживает внимания у {counted(look, 'школы', 'школ', 'школ')}")
    return f"Разница отметки и внешнего результата {enumeration(parts)}.{small}"


def explain_marks(found: MarkAgreement) -> str:
    """Lowered, confirmed, raised in one sentence."""
    n = found.lowered + found.confirmed + found.raised
    if not n:
        return "Нет учеников, у которых известны обе отметки."
    text = (
        f"Подтвердили отметку {share(found.confirmed / n)}, понизили {share(found.lowered / n)}, "
        f"повысили {share(found.raised / n)} ({counted(n, 'ученик', 'ученика', 'учеников')})"
    )
    if found.by_two:
        who = counted(found.by_two, "ученика", "учеников", "учеников")
        text += f"; на две отметки и больше разошлись у {who}"
    return text + "."


def explain_picture(found: Picture, school: str, profile: Profile) -> tuple[str, ...]:
    """All subjects and years of one school: what holds everywhere, what is of one subject."""
    if school not in found.schools:
        return ("По этой школе нет работ, где известны и внутренний, и внешний результат.",)
    j = found.schools.index(school)
    own = tuple(cell for cell in found.cells if cell.school == school)
    marked = [
        cell
        for cell, shown in zip(own, clear(own, profile.value("evidence.verify")), strict=True)
        if shown
    ]
    total = counted(len(own), "предмет и год", "предмета и года", "предметов и лет")
    lines = []
    if found.overall.q_value[j] <= profile.value("evidence.verify") and len(own) > 1:
        way = "выше" if found.overall.shrunken[j] > 0 else "ниже"
        lines.append(
            f"Внутренние результаты {way} ожидаемых по внешним в {int(found.same_way[j])} из "
            f"{len(own)} сравнений: похоже на общую меру отметки в школе, а не на один предмет."
        )
    elif not marked:
        lines.append(
            f"Внутренние и внешние результаты расходятся не больше, чем у других школ ({total})."
        )
    for cell in marked:
        where = f"{cell.subject}, {cell.year}" if cell.year else cell.subject
        lines.append(
            f"{where}: {signed(cell.gap, 2)} стандартного отклонения "
            f"({interval(cell.low, cell.high, 2)}, n\u00a0=\u00a0{cell.n}) — требует проверки."
        )
    return tuple(lines)


def explain_drift(found: Drift, profile: Profile) -> str:
    """Grade inflation of a subject in one sentence."""
    if not math.isfinite(found.slope):
        return f"{found.subject}: один год, об изменении отметки судить нельзя."
    low, high = (found.slope + k * 1.96 * found.slope_se for k in (-1, 1))
    told = f"{signed(found.slope, 2)} в год ({interval(low, high, 2)})"
    if found.q_value > profile.value("evidence.verify"):
        return f"{found.subject}: отметка за тот же внешний результат не изменилась: {told}."
    way = "растёт" if found.slope > 0 else "снижается"
    return f"{found.subject}: отметка за тот же внешний результат {way}: {told}. Сверьте критерии."


def explain_pretenders(found: Pretenders, profile: Profile) -> tuple[str, ...]:
    """Pretenders to medals against ЕГЭ."""
    n, below = int(found.n.sum()), int(found.below.sum())
    if not n:
        return ("Претендентов на медаль с известными баллами ЕГЭ нет.",)
    lines = [
        f"Ниже границы ЕГЭ — {below} из "
        f"{counted(n, 'претендента', 'претендентов', 'претендентов')} ({share(found.rate)})."
    ]
    shown = [
        f"{found.school[j]}: {int(found.below[j])} из {int(found.n[j])}, обычно было бы "
        f"{number(float(found.expected[j]))}"
        for j in np.flatnonzero(found.q_value <= profile.value("evidence.verify"))
    ]
    if shown:
        lines.append("Требует проверки: " + "; ".join(shown) + ".")
    else:
        lines.append("Различия школ не больше случайных и обычных.")
    return tuple(lines)


def as_json(found: Compared) -> dict[str, Any]:
    """The comparison as the contract has it; None where a number would mean nothing."""
    one = found.comparison
    result = {
        "n": one.n,
        "pupil": _agreement_json(one.pupil),
        "school": _agreement_json(one.school),
        "gap": {
            "mean": one.difference_mean,
            "sd": one.difference_sd,
            "tau": one.schools.effects.tau,
            "slope": one.slope,
            "intercept": one.intercept,
            "residual_sd": finite(one.residual_sd),
        },
        "schools": _units_json(one.schools, found.verdicts),
        "text": list(found.sentences),
    }
    if one.groups is not None:
        result["groups"] = _units_json(one.groups, found.group_verdicts)
    return result


def _agreement_json(one: Agreement) -> dict[str, Any]:
    return {
        "n": one.n,
        "pearson": finite(one.pearson),
        "spearman": finite(one.spearman),
        "ci": [finite(one.ci[0]), finite(one.ci[1])],
        "spearman_ci": [finite(one.spearman_ci[0]), finite(one.spearman_ci[1])],
        "corrected": finite(one.corrected),
    }


def _units_json(units: Units, verdicts: tuple[Verdict, ...]) -> list[dict[str, Any]]:
    effects = units.effects
    rows = []
    for j, name in enumerate(units.names):
        shown = verdicts[j] is not Verdict.INSUFFICIENT
        row: dict[str, Any] = {"school": name}
        if units.parent[j]:
            row = {"school": units.parent[j], "group": name}
        row |= {
            "n": int(units.n[j]),
            "gap": finite(units.gap[j]),
            "difference": finite(units.difference[j]),
            "shrunken_gap": finite(effects.shrunken[j]),
            "se": finite(units.se[j]),
            "z": finite(effects.z[j]),
            "p_value": finite(effects.p_value[j]) if shown else None,
            "q_value": finite(effects.q_value[j]) if shown else None,
            "verdict": verdicts[j].value,
        }
        rows.append(row)
    return rows
