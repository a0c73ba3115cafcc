"""One pupil by code over works: beside the class, never ranked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from objektiv import russian
from objektiv.analysis.place_answers import Line
from objektiv.charts import Chart
from objektiv.charts.intervals import Interval, intervals
from objektiv.profiles import Profile
from objektiv.reports import individual_results
from objektiv.schema import (
    Cell,
    Column,
    PupilRow,
    Share,
    Sittings,
    Table,
    Work,
    item_column,
)
from objektiv.stats.responses import ABSENT, responses


@dataclass(frozen=True)
class PupilWork:
    """A pupil in one work, with the means of the class."""

    work: Work
    row: PupilRow
    points: tuple[int | None, ...]  # per item; None: not presented
    class_share: tuple[float | None, ...]  # of the item's points, the pupil included
    class_mean: float | None  # share of the maximum
    class_n: int


def pupil_work(sittings: Sittings, pupil: str) -> PupilWork | None:
    """The pupil in the class's sittings of a work; None where the code is not there."""
    frame = sittings.frame
    at = frame["pupil"].to_list()
    if pupil not in at:
        return None
    number = at.index(pupil)
    row = individual_results(sittings).rows[number]
    wrote = frame["participated"].to_numpy()
    x = responses(frame.select([item_column(code) for code in sittings.work.codes]).to_numpy())
    others = x[wrote]
    top = [item.max for item in sittings.work.items]
    share: list[float | None] = []
    for i, most in enumerate(top):
        known = others[:, i][others[:, i] != ABSENT]
        share.append(float(known.mean() / most) if len(known) else None)
    score = frame["score"].to_numpy()[wrote].astype(float)
    score = score[np.isfinite(score)]
    total = max(sittings.work.max_score, 1)
    return PupilWork(
        sittings.work,
        row,
        tuple(None if v == ABSENT or row.score is None else int(v) for v in x[number]),
        tuple(share),
        float(score.mean() / total) if len(score) else None,
        len(score),
    )


def pupil_lines(found: Sequence[PupilWork], profile: Profile) -> list[Line]:
    """How many works were written, where the two marks differ, which items are far below."""
    written = [one for one in found if one.row.score is not None]
    works = ("работа", "работы", "работ")
    lines = [Line(f"Выполнено {russian.counted(len(written), *works)} из {len(found)}.")]
    gap = profile.value("journal.gap")
    for one in written:
        mark, journal = one.row.mark, one.row.journal_mark
        if mark and journal and abs(mark - journal) >= gap:
            lines.append(
                Line(
                    f"{_title(one)}: отметка за работу «{mark}», по журналу «{journal}». Выясните "
                    "причину: условия, пропуски, изученные темы."
                )
            )
        missed = [
            code
            for code, points, share in zip(one.work.codes, one.points, one.class_share, strict=True)
            if points == 0 and share is not None and share >= 0.7
        ]
        if missed:
            told = russian.enumeration(missed, 8)
            lines.append(
                Line(f"{_title(one)}: не выполнены задания, с которыми класс справился: {told}.")
            )
    if len(lines) == 1:
        lines.append(Line("Особенностей, на которые стоит посмотреть, нет.", quiet=True))
    lines.append(Line("Отдельная работа говорит об ученике немного: смотрите работы вместе."))
    return lines


def _title(one: PupilWork) -> str:
    return f"{one.work.subject}, {one.work.procedure}"


def pupil_chart(found: Sequence[PupilWork]) -> Chart | None:
    rows = []
    for one in found:
        if one.row.score is None:
            rows.append(Interval(_title(one), None, text="не участвовал"))
            continue
        share = one.row.score / max(one.work.max_score, 1)
        said = f"{one.row.score} из {one.work.max_score}"
        rows.append(Interval(_title(one), share, text=said, before=one.class_mean))
    if not rows:
        return None
    title = "Доля баллов по работам"
    said = "; ".join(f"{row.heading} — {row.text}" for row in rows)
    return Chart(
        "pupil",
        title,
        f"{title}: {said}.",
        intervals(rows, title="", domain=(0.0, 1.0), percent=True),
        pupil_table(found),
    )


def _levels(row: PupilRow) -> tuple[Share | None, ...]:
    return (row.base, row.advanced, row.high)


def pupil_table(found: Sequence[PupilWork]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            _title(one),
            one.row.score,
            one.work.max_score,
            one.row.mark,
            one.row.journal_mark,
            *(part.value if part else None for part in _levels(one.row)),
            one.class_mean,
        )
        for one in found
    ]  # fmt: skip
    return Table(
        "pupil",
        "Работы ученика",
        "",
        (
            Column("work", "Работа"),
            Column("score", "Первичный балл", "int"),
            Column("max", "Из", "int"),
            Column("mark", "Отметка", "int"),
            Column("journal", "По журналу", "int"),
            Column("base", "Задания Б", "share"),
            Column("advanced", "Задания П", "share"),
            Column("high", "Задания В", "share"),
            Column("class", "Среднее класса", "share"),
        ),
        tuple(rows),
    )


def pupil_items(one: PupilWork) -> Table:
    """Points of every item beside the class."""
    rows: list[tuple[Cell, ...]] = [
        (item.code, item.topic or None, item.level and item.level.value, points, item.max, share)
        for item, points, share in zip(one.work.items, one.points, one.class_share, strict=True)
    ]  # fmt: skip
    return Table(
        "pupil-items",
        f"{_title(one)}: по заданиям",
        "",
        (
            Column("item", "Задание"),
            Column("topic", "Что проверяется"),
            Column("level", "Уровень"),
            Column("points", "Баллы", "int"),
            Column("max", "Из", "int"),
            Column("class", "Класс", "share"),
        ),
        tuple(rows),
    )
