"""The sheet that corrects a work programme: an appendix to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from objektiv.documents.office.shape import Sheet


@dataclass(frozen=True, kw_only=True)
class CorrectedTopic:
    number: Annotated[str, "номер", "номер строки"]
    text: Annotated[str, "тема", "тема или умение"]
    hours: Annotated[str, "часы", "сколько часов добавлено"] = ""
    ground: Annotated[str, "основание", "по каким результатам видно"] = ""
    taken_from: Annotated[str, "замена", "за счёт чего"] = ""
    done: Annotated[str, "проведено", "когда проведено и что вышло; пусто: впишут от руки"] = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammeSheet(Sheet):
    """Topics that get more hours, why, and from where the hours come."""

    kind: ClassVar[str] = "programme"
    called: ClassVar[str] = "Лист корректировки рабочей программы"

    appendix: Annotated[str, "приложение", "«Приложение к рабочей программе, приказ …»"] = ""
    subject: Annotated[str, "предмет", "«Математика, 5 класс, 2026/27 учебный год»"] = ""
    topics: Annotated[tuple[CorrectedTopic, ...], "темы", "темы с часами"] = ()
    total: Annotated[str, "итог", "«Всего 8 часов из 90 оставшихся»"] = ""
    note: Annotated[str, "примечание", "кто составил; что это черновик"] = ""
