"""Do Ф1 files of one work agree on its items? Their tables say so only by their headers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from objektiv.protocols.cells import same_letters
from objektiv.protocols.complaints import Complaint
from objektiv.protocols.f1 import F1
from objektiv.protocols.tables import Table
from objektiv.schema import Item, Work, item_column

_Key = tuple[str, int, str, int, str]


def agreed(
    tables: Sequence[F1],
    given: Sequence[Work],
    with_scale: Callable[[Work], Work],
    complaints: list[Complaint],
) -> list[Table | None]:
    """Each table with its work: the given one where it fits, else what most tables say.

    None where the table does not say what was written or disagrees with the others; the
    complaint names the columns.
    """
    known = {_key(work): work for work in given}
    groups: dict[_Key, list[int]] = defaultdict(list)
    answer: list[Table | None] = [None] * len(tables)
    for i, one in enumerate(tables):
        key = _key(one.table.work)
        if len(given) == 1 and not one.heading.year:
            key = _key(given[0])
        elif key in known:
            pass
        elif not _is_told(one.table.work):
            complaints.append(
                one.table.place.refuse(
                    "не найден заголовок вида «ВПР 2026 Математика 5 класс». Верните его над "
                    "таблицей или укажите --work work.toml."
                )
            )
            continue
        groups[key].append(i)
    for key, members in groups.items():
        mine = known.get(key)
        works = [tables[i].table.work for i in members]
        common = mine or with_scale(_common(works))
        for i in members:
            wrong = _differences(tables[i], common, mine is not None)
            complaints += wrong
            if not wrong:
                answer[i] = _fitted(tables[i].table, common)
                complaints += _level_conflicts(tables[i], common)
    return answer


def _fitted(table: Table, common: Work) -> Table:
    """The table with the common work's spelling of the item codes."""
    codes = {same_letters(code): code for code in common.codes}
    names = {item_column(code): item_column(codes[same_letters(code)]) for code in table.work.codes}
    columns = {names.get(name, name): column for name, column in table.columns.items()}
    return replace(table, work=common, frame=table.frame.rename(names), columns=columns)


def _key(work: Work) -> _Key:
    return (
        work.procedure.casefold(),
        work.year,
        work.subject.casefold().replace("ё", "е"),
        work.grade,
        work.variant_of,
    )


def _is_told(work: Work) -> bool:
    return bool(work.procedure and work.year and work.grade and work.subject)


def _signature(work: Work) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((item.code, item.max) for item in work.items))


def _common(works: Sequence[Work]) -> Work:
    """The items that most tables have, with every level that any of them tells."""
    counts = Counter(map(_signature, works))
    most = max(counts, key=lambda signature: (counts[signature], signature))
    base = next(work for work in works if _signature(work) == most)
    levels = {
        item.code: item.level for work in reversed(works) for item in work.items if item.level
    }
    items = tuple(
        item if item.level else replace(item, level=levels.get(item.code)) for item in base.items
    )
    return replace(base, items=items)


def _differences(one: F1, common: Work, described: bool) -> list[Complaint]:
    other = "описании работы" if described else "других файлах этой работы"
    own = {same_letters(item.code): item for item in one.table.work.items}
    expected = {same_letters(item.code): item for item in common.items}
    place = one.table.place
    wrong = [
        place.refuse(f"нет столбца задания {item.code}, а в {other} он есть.")
        for key, item in expected.items()
        if key not in own
    ]
    for key, item in own.items():
        column = one.table.columns[f"item:{item.code}"]
        if key not in expected:
            wrong.append(
                place.refuse(f"задания {item.code} нет в {other}. Сверьте файлы.", None, column)
            )
        elif item.max != expected[key].max:
            wrong.append(
                place.refuse(
                    f"задание {item.code}: наибольший балл {item.max}, а в {other} — "
                    f"{expected[key].max}. Сверьте файлы.",
                    None,
                    column,
                )
            )
    return wrong


def _level_conflicts(one: F1, common: Work) -> list[Complaint]:
    levels: dict[str, Item] = {same_letters(item.code): item for item in common.items}
    return [
        one.table.place.warn(
            f"задание {item.code}: уровень {item.level}, принят уровень {known.level}.",
            None,
            one.table.columns[f"item:{item.code}"],
        )
        for item in one.table.work.items
        if (known := levels[same_letters(item.code)]).level
        and item.level
        and item.level != known.level
    ]
