"""What several markings of one work give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from objektiv.profiles.marking_rules import MarkingRules, marking_rules


def resolved(
    marks: Mapping[int, Sequence[int]], rules: MarkingRules | None = None
) -> tuple[int, ...]:
    """Final points of a work by item; `marks`: points by turn (1, 2, 3).

    A third marking is final; two give the mean of each item, half a point up (rule «mean_up»);
    one stands as it is. Raises ValueError without a first marking.

    >>> resolved({1: [2, 0, 1], 2: [1, 0, 1]})
    (2, 0, 1)
    >>> resolved({1: [2, 0], 2: [0, 0], 3: [1, 0]})
    (1, 0)
    """
    rules = rules or marking_rules()
    if 1 not in marks:
        raise ValueError("a work has no first marking")
    if 3 in marks:
        return tuple(marks[3])
    if 2 not in marks or rules.two == "first":
        return tuple(marks[1])
    return tuple((a + b + 1) // 2 for a, b in zip(marks[1], marks[2], strict=True))
