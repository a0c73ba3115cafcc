"""Signs of a finding as small pictures and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from objektiv import russian
from objektiv.schema import Guard, ItemPart, Portrait, Sign
from objektiv.web.actions.relating import sign_of
from objektiv.web.models import Finding
from objektiv.web.models.findings import Verdict

MOST = 3


@dataclass(frozen=True)
class Picture:
    title: str
    text: str
    svg: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def signs_of(finding: Finding) -> list[dict[str, Any]]:
    """Every sign in words: value, expected range, pupils, or why it was not computed."""
    from objektiv import charts

    shown = []
    for sign in _signs(finding):
        value = None if sign.guard is Guard.UNAVAILABLE else sign.value
        shown.append(
            {
                "title": sign.title,
                "value": "—" if value is None else f"{russian.quantity(value, 2)}\u00a0{sign.unit}",
                "expected": charts.expected_range(sign)
                if value is not None and sign.expected
                else "—",
                "n": sign.n or None,
                "text": sign.text,
                "weak": sign.guard is Guard.WEAK,
            }
        )
    return shown


def pictures(finding: Finding) -> list[Picture]:
    """The strongest signs outside what is expected: the value on its expected range."""
    return list(_pictures(finding))[:MOST]


def _pictures(finding: Finding) -> Iterator[Picture]:
    from objektiv import charts

    for number, sign in enumerate(map(sign_of, finding.detail.get("signs", []))):
        drawn = charts.fact(sign)
        if drawn is None or sign.expected is None or sign.value is None:
            continue
        if min(sign.expected) <= sign.value <= max(sign.expected):
            continue
        text = charts.describe_fact(sign)
        yield Picture(
            sign.title, sign.text, charts.inline(drawn, f"sign{number}", sign.title, text)
        )


def portraits(finding: Finding) -> list[Picture]:
    """Scores with the expected curve, items on the range of equal totals."""
    from objektiv import charts

    kept = finding.detail.get("portrait")
    if not kept:
        return []
    portrait = Portrait(
        tuple(kept["histogram"]),
        tuple(kept["expected"]),
        tuple((mark, cut) for mark, cut in kept["cuts"]),
        tuple(ItemPart(**one) for one in kept["items"]),
    )
    scores = tuple(
        (str(score), str(pupils), russian.number(expected, 1))
        for score, (pupils, expected) in enumerate(
            zip(portrait.histogram, portrait.expected, strict=True)
        )
    )
    items = tuple(
        (one.code, str(one.points), str(one.most), _range(one.low, one.high))
        for one in portrait.items
    )
    return [
        Picture(
            "Баллы",
            said := charts.describe_scores(portrait),
            charts.inline(charts.score_curve(portrait), "scores", "Баллы", said),
            ("Балл", "Учеников", "Ожидалось"),
            scores,
        ),
        Picture(
            "Задания",
            said := charts.describe_items(portrait),
            charts.inline(charts.item_profile(portrait), "items", "Задания", said),
            ("Задание", "Баллов", "Возможно", "Ожидалось"),
            items,
        ),
    ]


def _range(low: float | None, high: float | None) -> str:
    return russian.EMPTY if low is None or high is None else russian.interval(low, high, 0)


@dataclass(frozen=True)
class Strip:
    """The school's other works: subjects in rows, years in columns."""

    years: list[int]
    rows: list[tuple[str, list[Finding | None]]]


def strip(finding: Finding, others: Iterable[Finding]) -> Strip | None:
    """This finding among the others of the school; None when it is the only one."""
    known = [finding, *others]
    if len(known) == 1:
        return None
    years = sorted({one.analysis.work.year for one in known})
    rows: dict[str, dict[int, Finding]] = {}
    for one in sorted(known, key=lambda one: _row(one.analysis.work)):
        work = one.analysis.work
        title = f"{work.subject}, {work.grade} класс"
        if work.procedure != finding.analysis.work.procedure:
            title = f"{work.procedure}: {title}"
        rows.setdefault(title, {})[work.year] = one
    return Strip(years, [(title, [by.get(year) for year in years]) for title, by in rows.items()])


def _row(work) -> tuple:
    return (work.procedure, work.subject, work.grade)


def related(finding: Finding) -> list[Sign]:
    """Facts of other works that could be told; nothing where a group is too small for any."""
    if finding.verdict == Verdict.INSUFFICIENT:
        return []
    return [one for one in map(sign_of, finding.related) if one.guard is not Guard.UNAVAILABLE]


def _signs(finding: Finding) -> list[Sign]:
    return [*map(sign_of, finding.detail.get("signs", [])), *map(sign_of, finding.related)]
