"""What results say of a task: difficulty, discrimination, DIF; several uses put together.

The numbers come from `stats.items` and `stats.dif`; here they get words and a rule when a task is
worth a second look. A sign about a task is a reason to reread it, nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from objektiv import russian
from objektiv.profiles import TaskRules
from objektiv.stats.dif import dif_table
from objektiv.stats.items import item_analysis


@dataclass(frozen=True, slots=True)
class TaskStatistics:
    """Of one task in one use, or in several together; None: there was too little to say it."""

    n: int  # pupils to whom the task was presented
    share: float | None  # of the maximum earned
    discrimination: float | None  # upper 27 % minus lower 27 %
    rest_correlation: float | None
    omitted: float | None = None
    dif: float | None = None  # greatest difference of equal pupils of two groups, in SDs
    dif_q: float | None = None

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def task_statistics(
    x: ArrayLike, top: ArrayLike, *, group: ArrayLike | None = None, least: int = 30
) -> tuple[TaskStatistics, ...]:
    """Statistics of every column of a response matrix (−1: not presented).

    group: a label per pupil (sex, kind of school); without it nothing is said of DIF. Where fewer
    than `least` pupils saw a task, nothing but their number is said.

    >>> one, _ = task_statistics([[1, 0], [1, 1], [0, 0], [1, 1]], [1, 1], least=1)
    >>> one.n, one.share
    (4, 0.75)
    """
    matrix = np.asarray(x)
    found = item_analysis(matrix, top)
    dif = None
    if group is not None and len(np.unique(np.asarray(group).astype(str))) > 1:
        dif = dif_table(matrix, group)
    made = []
    for i in range(matrix.shape[1]):
        n = int(found.n[i])
        if n < least:
            made.append(TaskStatistics(n, None, None, None))
            continue
        made.append(
            TaskStatistics(
                n,
                _known(found.p_value[i]),
                _known(found.discrimination[i]),
                _known(found.rest_correlation[i]),
                _known(found.omitted[i]),
                _known(dif.standardised[i]) if dif else None,
                _known(dif.q_value[i]) if dif else None,
            )
        )
    return tuple(made)


def _known(value: Any) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None


def together(uses: Sequence[TaskStatistics]) -> TaskStatistics:
    """Several uses weighted by their pupils; of DIF the greatest difference stays.

    >>> together([TaskStatistics(10, 0.5, 0.2, 0.1), TaskStatistics(30, 0.9, 0.4, 0.3)]).share
    0.8
    """

    def mean(name: str) -> float | None:
        known = [(one.n, getattr(one, name)) for one in uses if getattr(one, name) is not None]
        pupils = sum(n for n, _ in known)
        return round(sum(n * value for n, value in known) / pupils, 4) if pupils else None

    with_dif = [one for one in uses if one.dif is not None]
    worst = max(with_dif, key=lambda one: one.dif or 0.0, default=None)
    return TaskStatistics(
        sum(one.n for one in uses),
        mean("share"),
        mean("discrimination"),
        mean("rest_correlation"),
        mean("omitted"),
        worst.dif if worst else None,
        worst.dif_q if worst else None,
    )


def remarks(found: TaskStatistics, level: str, rules: TaskRules) -> list[str]:
    """What in the numbers asks to reread the task, each with its number and border."""
    if found.share is None:
        return []
    low, high = rules.shares[level]
    said = []
    number = russian.share(found.share)
    if found.share < low:
        said.append(f"Труднее, чем ждут от уровня {level}: выполнение {number}, ожидалось не "
                    f"меньше {russian.share(low)}. Проверьте условие и ключ.")  # fmt: skip
    if found.share > high:
        said.append(f"Легче, чем ждут от уровня {level}: выполнение {number}, ожидалось не "
                    f"больше {russian.share(high)}.")  # fmt: skip
    if found.rest_correlation is not None and found.rest_correlation < rules.least_correlation:
        said.append(
            "Слабо связано с остальной работой: корреляция "
            f"{russian.number(found.rest_correlation, 2)} при обычной от "
            f"{russian.number(rules.least_correlation, 2)}. Проверьте ключ и двусмысленность."
        )
    differs = found.dif_q is not None and found.dif_q <= rules.dif_level
    if differs and found.dif is not None and found.dif >= rules.dif_size:
        said.append(
            "Одинаково подготовленные ученики разных групп справляются по-разному (разница "
            f"{russian.number(found.dif, 2)} СО). Прочитайте условие глазами каждой группы."
        )
    return said
