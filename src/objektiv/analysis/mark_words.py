"""«Объясни мою отметку» and «что если»: for a pupil, a parent and a teacher alike.

Every sentence can be checked with a pencil: what each mark weighs, the sum, the mean, the border.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from objektiv.russian import counted, number, quantity
from objektiv.schema.journal import MarkNorms
from objektiv.stats.marks import Standing, Weighed, marks_needed, standing, what_if

_SHOWN = 20  # marks whose products are written out


@dataclass(frozen=True, slots=True)
class OwnMark:
    """One mark as the journal holds it."""

    mark: int
    kind: str = ""
    day: date | None = None
    weight: Fraction | None = None  # None: as the scheme says


@dataclass(frozen=True)
class MarkExplanation:
    """Where the marks stand, in numbers and in words."""

    now: Standing
    marks: tuple[Weighed, ...]
    sentences: tuple[str, ...]  # the answer first


def weighed(marks: Iterable[OwnMark], norms: MarkNorms, subject: str) -> tuple[Weighed, ...]:
    """Marks with the weights of the scheme that was in force on their day."""
    return tuple(
        Weighed(
            one.mark,
            one.weight
            if one.weight is not None
            else norms.weight(subject, one.kind, one.day or norms.periods[0].start),
        )
        for one in marks
    )


def explain(marks: Sequence[OwnMark], norms: MarkNorms, subject: str) -> MarkExplanation:
    """Why the mark is what it is, and what the next one takes.

    >>> from objektiv.schema.journal import MarkPeriod
    >>> norms = MarkNorms((MarkPeriod("1 четверть", date(2026, 9, 1), date(2026, 10, 25)),))
    >>> own = [OwnMark(5, weight=Fraction(3)), OwnMark(5), OwnMark(4, weight=Fraction(5))]
    >>> for sentence in explain(own, norms, "Алгебра").sentences:
    ...     print(sentence.replace("\\xa0", " "))
    Сейчас средневзвешенная 4,44, выходит отметка 4.
    (5×3 + 5×1 + 4×5) / 9 = 40 / 9 = 4,44. Вес показывает, сколько обычных отметок заменяет одна.
    Отметка 4 ставится от 3,6, отметка 5 — от 4,6.
    До 5 не хватает 4 отметок «5» с весом 1.
    """
    known = weighed(marks, norms, subject)
    now = standing(known, norms.rounding)
    if now.mean is None or now.final is None:
        return MarkExplanation(now, known, ("Отметок, которые идут в среднее, ещё нет.",))
    shown = shown_mean(now.mean, norms.rounding)
    sentences = [f"Сейчас средневзвешенная {shown}, выходит отметка {now.final}."]
    if len(marks) < norms.final_least:
        need = counted(norms.final_least, "отметка", "отметки", "отметок")
        sentences.append(f"Для отметки за период нужно хотя бы {need}, есть {len(marks)}.")
    total = sum((one.weight for one in known), Fraction(0))
    points = sum((one.mark * one.weight for one in known), Fraction(0))
    products = " + ".join(f"{one.mark}×{_plain(one.weight)}" for one in known[:_SHOWN])
    more = " + …" if len(known) > _SHOWN else ""
    sentences += [
        f"({products}{more}) / {_plain(total)} = {_plain(points)} / {_plain(total)} = {shown}. "
        "Вес показывает, сколько обычных отметок заменяет одна.",
        _borders(now.final, norms.rounding),
    ]
    if now.final < 5:
        sentences.append(_next(known, now.final + 1, norms.rounding))
    return MarkExplanation(now, known, tuple(sentences))


def explain_what_if(
    marks: Sequence[OwnMark], more: Sequence[OwnMark], norms: MarkNorms, subject: str
) -> MarkExplanation:
    """What the next marks would change."""
    known, added = weighed(marks, norms, subject), weighed(more, norms, subject)
    now = standing(known, norms.rounding)
    then = what_if(known, added, norms.rounding)
    if then.mean is None:
        return MarkExplanation(then, (*known, *added), ("Эти отметки в среднее не идут.",))
    said = ", ".join(f"«{one.mark}» с весом {_plain(one.weight)}" for one in added)
    shown = shown_mean(then.mean, norms.rounding)
    change = (
        "Отметка не изменится"
        if now.final == then.final
        else f"Выйдет {then.final}"
        if now.final is None
        else f"Вместо {now.final} выйдет {then.final}"
    )
    sentence = f"{change}: с {said} средневзвешенная будет {shown}."
    return MarkExplanation(then, (*known, *added), (sentence,))


def shown_mean(mean: Fraction, rounding: Sequence[Fraction]) -> str:
    """A mean with two decimals, with more where two would show a border it does not reach.

    >>> borders = (Fraction("2.6"), Fraction("3.6"), Fraction("4.6"))
    >>> shown_mean(Fraction("3.6"), borders), shown_mean(Fraction("3.5978"), borders)
    ('3,60', '3,598')
    """
    for digits in range(2, 9):
        rounded = Fraction(Decimal(number(float(mean), digits).replace(",", ".")))
        if all((rounded >= one) == (mean >= one) for one in rounding):
            return number(float(mean), digits)
    return f"{mean.numerator}/{mean.denominator}"


def _borders(final: int, rounding: Sequence[Fraction]) -> str:
    own = f"Отметка {final} ставится от {_plain(rounding[final - 3])}" if final > 2 else ""
    if final == 5:
        return own + "."
    following = f"отметка {final + 1} — от {_plain(rounding[final - 2])}."
    return f"{own}, {following}" if own else following.capitalize()


def _next(known: Sequence[Weighed], target: int, rounding: Sequence[Fraction]) -> str:
    needed = marks_needed(known, target, rounding=rounding)
    if not needed:
        return ""
    how = counted(needed, "отметки", "отметок", "отметок")
    return f"До {target} не хватает {how} «5» с весом 1."


def _plain(value: Fraction) -> str:
    return quantity(float(value), 3)
