"""What a report says of every place: its own rows, those directly below, the pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from objektiv.schema import Findings, Reports, Unit, Verdict
from objektiv.web.actions.parts import Key
from objektiv.web.actions.plain import charts_plain, table_plain
from objektiv.web.models import Organisation


def reports_of_places(
    made: Reports, findings: Findings, profile, places: dict[tuple, Organisation]
) -> Iterator[tuple[Key, Organisation, int, dict[str, Any]]]:
    """Every organisation with results: its own rows, those directly below, the context above."""
    index = _Index(made)
    wrote = {row.unit: row.participants for row in reversed(made.journal.rows)}
    for row in made.marks.rows:
        unit = row.unit
        place = places.get((unit.level, unit.path))
        if place is None:  # a class, or the nation
            continue
        part = index.part(unit)
        content = content_of(part, findings, profile, unit)
        yield (unit.level, unit.path), place, wrote.get(unit, 0), content


def class_pictures(made: Reports, profile) -> Callable[[Unit], list[dict[str, Any]]]:
    """Pictures of a class: marks and journal beside its school, the others of itself."""
    index = _Index(made)

    def pictures(unit: Unit) -> list[dict[str, Any]]:
        own = index.part(unit)
        school = index.part(Unit("school", "", unit.region, unit.municipality, unit.school))

        def beside(rows):
            return tuple(r for r in rows if r.unit == unit or r.unit.level == "school")

        both = replace(
            own,
            marks=replace(own.marks, rows=beside(school.marks.rows)),
            journal=replace(own.journal, rows=beside(school.journal.rows)),
        )
        return charts_plain(_charts(both, profile))

    return pictures


class _Index:
    """Rows of all reports by the unit above them, so that a place is cut out at once."""

    PARTS = ("marks", "journal", "scores", "items", "skills", "groups")

    def __init__(self, made: Reports) -> None:
        self._made = made
        self._rows: dict[str, dict[tuple, list]] = {}
        for name in self.PARTS:
            rows: dict[tuple, list] = {}
            for row in getattr(made, name).rows:
                for key in _keys(row.unit):
                    rows.setdefault(key, []).append(row)
            self._rows[name] = rows

    def part(self, unit: Unit) -> Reports:
        """The reports of a unit and of the units directly below it."""
        key = (unit.level, unit.path)
        return replace(
            self._made,
            individual=None,
            **{
                name: replace(getattr(self._made, name), rows=tuple(self._rows[name].get(key, ())))
                for name in self.PARTS
            },
        )


_ABOVE = {"class": "school", "school": "municipality", "municipality": "region"}


def _keys(unit: Unit) -> Iterator[tuple]:
    """A row belongs to the page of its own unit and to that of the unit above."""
    yield (unit.level, unit.path)
    above = _ABOVE.get(unit.level)
    if above == "school":
        yield ("school", (unit.region, unit.municipality, unit.school, ""))
    elif above == "municipality":
        yield ("municipality", (unit.region, unit.municipality, "", ""))
    elif above == "region":
        yield ("region", (unit.region, "", "", ""))


def content_of(part: Reports, findings: Findings, profile, unit: Unit) -> dict[str, Any]:
    from objektiv.reports import tables

    return {
        "answer": answer(findings, unit),
        "tables": [table_plain(one) for one in tables(part, profile)],
        "charts": charts_plain(_charts(part, profile)),
    }


def answer(findings: Findings, unit: Unit) -> str:
    """The first sentence of a page: what is known and what follows."""
    mine = [
        one
        for one in findings.schools
        if (unit.level == "region" and one.region == unit.region)
        or (unit.level == "municipality" and one.municipality == unit.municipality)
        or (unit.level == "school" and one.school == unit.school)
    ]
    if unit.level == "school":
        words = {
            Verdict.VERIFY: "Результат требует проверки",
            Verdict.LOOK: "На результат стоит обратить внимание",
            Verdict.NONE: "Результат согласуется с результатами других школ",
            Verdict.INSUFFICIENT: "Данных мало, вывод о протоколе не делается",
        }
        return f"{words[mine[0].verdict]}." if mine else ""
    return summary(Counter(one.verdict for one in mine))


def summary(verdicts: Mapping[Verdict, int]) -> str:
    """The results of several schools in one sentence.

    >>> summary({Verdict.NONE: 24, Verdict.VERIFY: 1})
    'Результаты 24\xa0школ согласуются с остальными; требуют проверки: 1.'
    >>> summary({Verdict.INSUFFICIENT: 3})
    'Данных мало: 3.'
    """
    from objektiv.russian import counted, plural, sentence

    parts = []
    if agree := verdicts.get(Verdict.NONE, 0):
        start = plural(agree, "результат", "результаты", "результаты")
        does = plural(agree, "согласуется", "согласуются", "согласуются")
        schools = counted(agree, "школы", "школ", "школ")
        parts.append(f"{start} {schools} {does} с остальными")
    for verdict, words in (
        (Verdict.VERIFY, "требуют проверки"),
        (Verdict.LOOK, "обратить внимание"),
        (Verdict.INSUFFICIENT, "данных мало"),
    ):
        if n := verdicts.get(verdict, 0):
            parts.append(f"{words}: {n}")
    return sentence("; ".join(parts))


def _charts(part: Reports, profile) -> Iterator[tuple[Any, str]]:
    """The pictures of a place, with what helps to read them."""
    from objektiv import charts
    from objektiv.charts.items import compared

    if part.marks.rows:
        yield charts.marks(part.marks), "Доли участников по отметкам за работу."
    if any(row.n for row in part.journal.rows):
        yield charts.journal(part.journal), "Отметка за работу ниже, равна, выше журнальной."
    score = charts.focus(part.scores.rows)
    if score is not None:
        scale = "Пунктир — границы отметок." if part.scores.cuts else "Шкала не загружена."
        yield charts.scores(part.scores, score), scale
    item = charts.focus(part.items.rows)
    if item is not None:
        region = ", чёрточка — регион" if compared(item) else ""
        yield charts.items(item, charts.zones(profile)), f"Точка — доля с интервалом 95 %{region}."
    group = charts.focus(part.groups.rows)
    if group is not None:
        yield charts.groups(group), "Цифра — группа учеников с этой отметкой."
