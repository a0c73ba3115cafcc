"""What `objektiv check` prints: what was understood, and every complaint."""

from __future__ import annotations

from collections.abc import Sequence

from objektiv.protocols.complaints import Complaint, Severity
from objektiv.protocols.reading import Reading, Understood
from objektiv.russian import counted

_TITLES = {
    Severity.REFUSE: "Не принято, нужно исправить",
    Severity.ASK: "Нужен ваш ответ",
    Severity.WARN: "Принято, обратите внимание",
}


def report_check(reading: Reading) -> str:
    """Russian text for a terminal, without a trailing line break."""
    lines: list[str] = []
    if reading.understood:
        lines += ["Прочитано:", *map(_understood, reading.understood), ""]
    for severity, title in _TITLES.items():
        mine = [one for one in reading.complaints if one.severity is severity]
        if mine:
            lines += [f"{title} ({len(mine)}):", *(f"  {one}" for one in mine), ""]
    return "\n".join([*lines, _verdict(reading.complaints)])


def _understood(one: Understood) -> str:
    parts = [
        counted(one.schools, "школа", "школы", "школ"),
        counted(one.classes, "класс", "класса", "классов"),
        counted(one.sittings, "строка", "строки", "строк"),
        "писали работу " + counted(one.participants, "ученик", "ученика", "учеников"),
        counted(one.items, "задание", "задания", "заданий"),
    ]
    ignored = f"; не читаются столбцы: {', '.join(one.ignored)}" if one.ignored else ""
    return (
        f"  {one.file} — {one.layout}; {one.work}: {', '.join(parts)}{ignored}; "
        f"SHA-256 {one.sha256[:12]}"
    )


def _verdict(complaints: Sequence[Complaint]) -> str:
    kinds = {one.severity for one in complaints}
    if Severity.REFUSE in kinds:
        return "Итог: результаты не приняты. Исправьте указанное и проверьте файлы ещё раз."
    if Severity.ASK in kinds:
        return "Итог: осталось ответить на вопросы, остальное в порядке."
    if Severity.WARN in kinds:
        return "Итог: результаты приняты, есть предупреждения."
    return "Итог: замечаний нет."
