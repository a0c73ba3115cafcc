"""Papers of holding procedures: log of a briefing, checklist, protocol of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from objektiv.documents.office.shape import Figure, Sheet


@dataclass(frozen=True, kw_only=True)
class SignedRow:
    number: Annotated[str, "номер", "номер строки"]
    name: Annotated[str, "имя", "кого инструктировали"]
    day: Annotated[str, "дата", "когда расписался; пусто: заполнят от руки"] = ""
    mark: Annotated[str, "отметка", "«в системе»; пусто: место для подписи"] = ""


@dataclass(frozen=True, kw_only=True)
class BriefingLog(Sheet):
    """Log of a briefing: who was told what, and the signatures."""

    kind: ClassVar[str] = "briefing"
    called: ClassVar[str] = "Журнал инструктажа"

    procedure: Annotated[str, "процедура", "к чему готовят"] = ""
    role: Annotated[str, "кого", "роль инструктируемых"] = ""
    held: Annotated[str, "когда", "день инструктажа и его срок"] = ""
    paragraphs: Annotated[tuple[str, ...], "содержание", "о чём инструктаж"] = ()
    people: Annotated[tuple[SignedRow, ...], "люди", "строки журнала"] = ()


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    time: Annotated[str, "время", "«08:30»; может быть пустым"] = ""
    text: Annotated[str, "текст", "что сделать"]
    role: Annotated[str, "кто", "роль"] = ""
    mark: Annotated[str, "отметка", "«✓ 08:31»; пусто: место для отметки"] = ""


@dataclass(frozen=True, kw_only=True)
class Checklist(Sheet):
    """What is done on the day, hour by hour."""

    kind: ClassVar[str] = "checklist"
    called: ClassVar[str] = "Чек-лист дня проведения"

    subject: Annotated[str, "предмет", "работа, день, время"] = ""
    rows: Annotated[tuple[CheckRow, ...], "строки", "шаги по времени"] = ()


@dataclass(frozen=True, kw_only=True)
class Happened:
    time: Annotated[str, "время", "«09:12»"]
    text: Annotated[str, "текст", "что случилось"]
    measures: Annotated[str, "меры", "что сделали"] = ""


@dataclass(frozen=True, kw_only=True)
class DayProtocol(Sheet):
    """How a day went: participation, who was absent by number, what happened."""

    kind: ClassVar[str] = "day"
    called: ClassVar[str] = "Протокол дня проведения"

    subject: Annotated[str, "предмет", "работа и день"] = ""
    figures: Annotated[tuple[Figure, ...], "показатели", "участие и время"] = ()
    absent: Annotated[tuple[str, ...], "отсутствовали", "причина и номера участников"] = ()
    incidents: Annotated[tuple[Happened, ...], "происшествия", "строки таблицы"] = ()
    calm: Annotated[str, "спокойно", "фраза, если происшествий нет"] = ""
