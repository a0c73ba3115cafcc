"""The page of `objektiv measure --report`: what the work measures, in words and pictures.

The numbers are those of the JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil, erfc, isfinite, sqrt

import numpy as np

import objektiv
from objektiv import charts, russian
from objektiv.analysis.explaining import explain_dif
from objektiv.analysis.item_table import codes, item_flags, items_table
from objektiv.analysis.measuring import Measurement
from objektiv.charts import Chart
from objektiv.documents.question_page import (
    QuestionPage,
    Section,
    question_html,
    source_lines,
    threshold_lines,
)
from objektiv.profiles import Profile, load_profile
from objektiv.russian import NBSP
from objektiv.schema import Scale
from objektiv.stats.dif import dif_table

CURVES = 24  # panels of item curves on a page; the rest is in the JSON
PANELS = 8  # of one chart
GROUPS = 6  # of one id column, at most, to compare items between
NAMES = 12
_MODELS = {
    "rasch-cml": "модель Раша, условное правдоподобие",
    "rasch": "модель Раша, маргинальное правдоподобие",
    "pcm": "модель частичного зачёта (PCM), маргинальное правдоподобие",
    "2pl": "двухпараметрическая модель (2PL), маргинальное правдоподобие",
    "3pl": "трёхпараметрическая модель (3PL), маргинальное правдоподобие",
    "gpcm": "обобщённая модель частичного зачёта (GPCM), маргинальное правдоподобие",
    "grm": "модель упорядоченных категорий (GRM), маргинальное правдоподобие",
}
_ITEMS = ("задание", "задания", "заданий")
_OF_ITEMS = ("задания", "заданий", "заданий")
_PUPILS = ("ученик", "ученика", "учеников")
_OF_PUPILS = ("ученика", "учеников", "учеников")


def measure_html(
    found: Measurement,
    *,
    title: str = "Что измеряет эта работа",
    files: Sequence[str] = (),
    scale: Scale | None = None,
    profile: Profile | None = None,
) -> str:
    """The page of a measurement. scale: its cuts are drawn on the precision chart."""
    return question_html(
        measure_page(found, title=title, files=files, scale=scale, profile=profile)
    )


def measure_page(
    found: Measurement,
    *,
    title: str = "Что измеряет эта работа",
    files: Sequence[str] = (),
    scale: Scale | None = None,
    profile: Profile | None = None,
) -> QuestionPage:
    """What the page of a measurement says, before it is a page."""
    profile = profile or load_profile()
    flags = item_flags(found, profile)
    return QuestionPage(
        title,
        "измерение",
        _measure_answer(found, flags, profile),
        _measure_meaning(found, profile),
        _measure_steps(found, flags, profile),
        _measure_sections(found, flags, scale, profile),
        (
            *source_lines(files, profile),
            ("Модель", _MODELS[found.model]),
            ("Учеников", russian.integer(found.n)),
            ("Логарифм правдоподобия", russian.number(found.loglik, 2)),
            *(("Что учтено", note) for note in found.notes),
            *threshold_lines(profile, "measure.item.", "measure.reliability.", "measure.person.",
                         "measure.target", "measure.dif.", "dif.standardised."),
        ),
        "Измерение описывает работу и её задания. Оно не предназначено для оценки учителей и "
        "сравнения школ.",
        objektiv.__version__,
    )  # fmt: skip


def _measure_answer(found: Measurement, flags: Mapping[str, str], profile: Profile) -> str:
    value = found.alpha.value
    if not isfinite(value):
        firm = "Надёжность работы по этим ответам не определяется"
    else:
        told = f"альфа{NBSP}={NBSP}{_two(value)}"
        if isfinite(found.alpha.low):
            told += f", от {_two(found.alpha.low)} до {_two(found.alpha.high)}"
        if value >= profile.value("measure.reliability.good"):
            firm = f"Работа различает учеников надёжно ({told})"
        elif value >= profile.value("measure.reliability.enough"):
            firm = f"Работа надёжно различает классы и школы, но не отдельных учеников ({told})"
        else:
            firm = f"Работа различает учеников ненадёжно ({told})"
    items = russian.counted(len(found.items), *_OF_ITEMS)
    if not flags:
        return f"{firm}; у всех её заданий ({len(found.items)}) ответы обычны."
    return f"{firm}; из {items} посмотреть стоит {len(flags)}."


def _measure_meaning(found: Measurement, profile: Profile) -> tuple[str, ...]:
    lines = []
    value = found.alpha.value
    if isfinite(value):
        of_luck = russian.share(max(0.0, 1 - value), 0)
        lines.append(
            f"Около {of_luck} различий между баллами учеников объясняет случай: набор заданий, "
            "внимание, удача в этот день."
        )
    if found.marks is not None:
        marks = found.marks
        lines.append(
            "На второй такой же работе ту же отметку получили бы "
            f"{russian.share(marks.consistency, 0)} учеников; стандартная ошибка балла "
            f"{russian.number(marks.score_error)}, отметки {russian.number(marks.mark_error, 2)}."
        )
    target = _target(found)
    if target is not None:
        limit = profile.value("measure.target")
        size = f"{russian.number(abs(target), 2)} логита"
        if target > limit:
            lines.append(
                f"Для этих учеников работа лёгкая: средний ученик на {size} выше средней "
                "трудности; сильных она различает хуже."
            )
        elif target < -limit:
            lines.append(
                f"Для этих учеников работа трудная: средний ученик на {size} ниже средней "
                "трудности; слабых она различает хуже."
            )
        else:
            lines.append("Трудность работы соответствует уровню учеников.")
    odd, known = _unusual(found, profile)
    if known:
        below = erfc(-profile.value("measure.person.lz") / sqrt(2)) / 2  # of a normal value
        by_chance = russian.number(known * below, 0)
        lines.append(
            f"Необычные для своего балла ответы у {russian.counted(odd, *_OF_PUPILS)} из {known} "
            f"(по случайности ожидалось бы около {by_chance}): это повод посмотреть работу, а не "
            "вывод об ученике."
        )
    return tuple(lines)


def _target(found: Measurement) -> float | None:
    """Mean ability less mean threshold; None without parameters."""
    b = [one.item.thresholds.mean() for one in found.items if one.item is not None]
    theta = found.wle.theta[np.isfinite(found.wle.theta)]
    return float(theta.mean() - np.mean(b)) if b and len(theta) else None


def _unusual(found: Measurement, profile: Profile) -> tuple[int, int]:
    lz = found.persons.lz_star[np.isfinite(found.persons.lz_star)]
    return int((lz < profile.value("measure.person.lz")).sum()), len(lz)


def _measure_steps(
    found: Measurement, flags: Mapping[str, str], profile: Profile
) -> tuple[str, ...]:
    items = [f"Задание {code}: {said}. {_advice(said)}" for code, said in flags.items()]
    steps = [*items[:NAMES], *_rest(len(items) - NAMES)]
    value, good = found.alpha.value, profile.value("measure.reliability.good")
    if isfinite(value) and value < good:
        steps.append("Об отдельном ученике судить не по одной этой работе, а вместе с другими.")
        if value > 0:
            # Spearman–Brown: how many such items reach the wanted reliability.
            times = good * (1 - value) / (value * (1 - good))
            needed = ceil(len(found.items) * times - 1e-9)
            steps.append(
                f"Для надёжности {_two(good)} нужно около "
                f"{russian.counted(needed, *_OF_ITEMS)} такого же качества, а в работе их "
                f"{len(found.items)}."
            )
    if not steps:
        return ("Ничего исправлять не требуется: работу можно использовать и связывать с другими.",)
    return tuple(steps)


def _advice(said: str) -> str:
    if "обратная связь" in said:
        return "Сначала проверьте ключ и не перепутаны ли столбцы, затем формулировку и критерии."
    if "слабая связь" in said or "расходятся" in said:
        return "Проверьте формулировку, критерии оценивания и единство проверки."
    return "О различиях учеников оно почти ничего не говорит; в отчёте читайте его отдельно."


def _rest(n: int) -> tuple[str, ...]:
    return (f"Ещё {russian.counted(n, *_ITEMS)} — в таблице заданий.",) if n > 0 else ()


def _measure_sections(
    found: Measurement, flags: Mapping[str, str], scale: Scale | None, profile: Profile
) -> tuple[Section, ...]:
    names = codes(found)
    items = [one.item for one in found.items]
    theta = found.wle.theta
    known = [i for i, item in enumerate(items) if item is not None]
    maps: list[tuple[Chart, str]] = []
    if known:
        hint = (
            "Слева ученики, справа задания; чем выше, тем сильнее и труднее. Ромб — средний ученик."
        )
        if any(item and len(item.scores) > 2 for item in items):
            hint += f" «9{NBSP}(2)» — порог двух баллов задания 9."
        maps.append((charts.item_map(names, items, theta), hint))
        cuts = scale.cuts if scale is not None else None
        hint = "Чем ниже линия, тем точнее измерены такие ученики."
        if cuts:
            hint += " Пунктир — границы отметок."
        maps.append((charts.precision(items, theta, cuts), hint))
    if found.marks is not None:
        hint = "Сколько учеников осталось бы по ту же сторону границы на второй такой же работе."
        maps.append((charts.firmness(found.marks), hint))
    rest = profile.value("measure.item.rest")
    plane = charts.item_plane(names, found.classical, flags, least=rest)
    telling: list[tuple[Chart, str]] = [
        (plane, "Выше — лучше отличает сильных от слабых. ▲ — стоит посмотреть.")
    ]
    omitted = charts.omissions(names, found.classical)
    if omitted is not None:
        telling.append((omitted, "Доля учеников с «X» среди тех, кому задание предъявлено."))
    return (
        Section("map", "Для кого эта работа", charts=tuple(maps)),
        Section(
            "items",
            "Какие задания различают учеников",
            charts=(*telling, *_curves(found, flags)),
            tables=(items_table(found, flags),),
        ),
        *_groups(found, profile),
    )


def _groups(found: Measurement, profile: Profile) -> Iterator[Section]:
    """A section for each id column that parts the pupils into a few large groups."""
    least = profile.value("measure.dif.pupils")
    for number, (name, column) in enumerate(found.ids.items(), 1):
        labels, sizes = np.unique(column[column != ""], return_counts=True)
        large = labels[sizes >= least]
        if not 2 <= len(large) <= GROUPS:
            continue
        use = np.isin(column, large)
        table = dif_table(found.x[use], column[use], level=profile.value("evidence.verify"))
        chart = charts.fairness_table(
            codes(found),
            table,
            moderate=profile.value("dif.standardised.moderate"),
            large=profile.value("dif.standardised.large"),
            level=profile.value("evidence.verify"),
        )
        hint = "Сравниваются ученики с одинаковой суммой баллов. Полоса — незаметная разница."
        yield Section(
            f"groups-{number}",
            f"Задания в группах: {name}",
            explain_dif(table, codes(found), profile),
            ((chart, hint),),
        )


def _curves(found: Measurement, flags: Mapping[str, str]) -> Iterator[tuple[Chart, str]]:
    """Curves of the items, those to look at first where there are many; a few a chart."""
    names = codes(found)
    known = [(i, one.item) for i, one in enumerate(found.items) if one.item is not None]
    first = sorted(known, key=lambda one: names[one[0]] not in flags)[:CURVES]
    shown = sorted(first, key=lambda one: one[0])
    graded = any(len(item.scores) > 2 for _, item in shown)
    for k in range(0, len(shown), PANELS):
        part = [i for i, _ in shown[k : k + PANELS]]
        chart = charts.item_curves(
            [names[i] for i in part],
            [item for _, item in shown[k : k + PANELS]],
            found.x[:, part],
            found.wle.theta,
        )
        ends = dict.fromkeys((names[part[0]], names[part[-1]]))
        hint = ""
        if not k:
            hint = f"Линия — по модели, точки — группы учеников с интервалом 95{NBSP}%."
            hint += " Тонкие линии — вероятность каждого балла." if graded else ""
        title = f"{chart.title} {'–'.join(ends)}"
        yield replace(chart, code=f"item-curves-{k}", title=title), hint


def _two(value: float) -> str:
    return russian.number(float(value), 2)
