"""Hours of a work programme for topics with deficits, within the hours that are left."""

from __future__ import annotations

from collections.abc import Mapping


def propose_hours(
    shortfall: Mapping[str, float], hours_left: int, *, share: int, most: int
) -> dict[str, int]:
    """Whole hours for each topic: larger shortfalls first, never more than there are.

    shortfall: topic → how far it is below where it should be, a share of points above 0.
    share: percent of the hours left that may be given in all; most: hours of one topic.

    Every topic that gets anything gets an hour first; each further hour goes where shortfall
    divided by (hours + 1) is largest (the method of D’Hondt). Ties go by name.

    >>> propose_hours({"Дроби": 0.3, "Проценты": 0.1, "Углы": 0.05}, 40, share=10, most=4)
    {'Дроби': 2, 'Проценты': 1, 'Углы': 1}
    """
    budget = hours_left * share // 100
    topics = sorted((one for one in shortfall if shortfall[one] > 0),
                    key=lambda one: (-shortfall[one], one))  # fmt: skip
    hours = dict.fromkeys(topics[:budget], 1)
    for _ in range(budget - len(hours)):
        open_ = [one for one in hours if hours[one] < most]
        if not open_:
            break
        best = min(open_, key=lambda one: (-shortfall[one] / (hours[one] + 1), one))
        hours[best] += 1
    return hours
