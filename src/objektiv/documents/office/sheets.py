"""What stands in each kind of document of an education office.

Every field carries its Russian name and what it is: templates that people edit in Word, the check
of such templates and the list of fields beside them all come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, ClassVar

from objektiv.documents.office.holding import BriefingLog, Checklist, DayProtocol
from objektiv.documents.office.programme import ProgrammeSheet
from objektiv.documents.office.shape import Figure, Sheet
from objektiv.schema.recommendations import Recommendation

BLOCKS = {"school": "Рекомендации вашей организации", "all": "Рекомендации всем организациям"}


# --- Addressed recommendations ------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Point:
    number: Annotated[int, "номер", "сквозной номер"]
    text: Annotated[str, "текст", "что рекомендуется"]
    ground: Annotated[str, "основание", "числа, на которых пункт основан"] = ""
    term: Annotated[str, "срок", "срок словами"] = ""
    expected_result: Annotated[str, "результат", "ожидаемый результат"] = ""
    checked_by: Annotated[str, "проверка", "кто проверяет"] = ""


@dataclass(frozen=True, kw_only=True)
class PointsOfDirection:
    title: Annotated[str, "название", "название направления"]
    points: Annotated[tuple[Point, ...], "пункты", "рекомендации направления"]


@dataclass(frozen=True, kw_only=True)
class Block:
    title: Annotated[str, "название", "кому: своей организации или всем"]
    directions: Annotated[tuple[PointsOfDirection, ...], "направления", "направления"]


@dataclass(frozen=True, kw_only=True)
class AddressedRecommendations(Sheet):
    """Recommendations to one school; names no other."""

    kind: ClassVar[str] = "recommendations"
    called: ClassVar[str] = "Адресные рекомендации"

    subject: Annotated[str, "предмет", "«по результатам: ВПР 2026, Математика, 5 класс»"] = ""
    basis: Annotated[str, "основание", "протокол совета или приказ"] = ""
    relevance: Annotated[tuple[str, ...], "актуальность", "абзацы раздела «Актуальность»"] = ()
    blocks: Annotated[tuple[Block, ...], "блоки", "рекомендации своей организации и всем"] = ()
    closing: Annotated[str, "примечание", "что признак значит и чего не значит"] = ""


def blocks_of(recommendations: Sequence[Recommendation]) -> tuple[Block, ...]:
    """Points by block and direction, each in the order in which it first stands, numbered."""
    number = 0
    blocks = []
    for key, title in BLOCKS.items():
        mine = [one for one in recommendations if one.block == key]
        order = {one.direction: i for i, one in reversed(list(enumerate(mine)))}
        mine.sort(key=lambda one: order[one.direction])
        directions = []
        for direction, group in groupby(mine, key=lambda one: one.direction):
            points = []
            for one in group:
                number += 1
                points.append(
                    Point(
                        number=number,
                        text=one.text,
                        ground=one.ground,
                        term=one.term,
                        expected_result=one.expected_result,
                        checked_by=one.checked_by,
                    )
                )
            directions.append(PointsOfDirection(title=direction, points=tuple(points)))
        if directions:
            blocks.append(Block(title=title, directions=tuple(directions)))
    return tuple(blocks)


# --- Plan ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PlannedMeasure:
    number: Annotated[str, "номер", "«1.2»"]
    text: Annotated[str, "текст", "мероприятие"]
    term: Annotated[str, "срок", "срок словами плана"] = ""
    responsibles: Annotated[str, "ответственные", "через запятую"] = ""
    participants: Annotated[str, "участники", "участники"] = ""
    expected_result: Annotated[str, "результат", "ожидаемый результат"] = ""


@dataclass(frozen=True, kw_only=True)
class MeasuresOfDirection:
    title: Annotated[str, "название", "название направления"]
    measures: Annotated[tuple[PlannedMeasure, ...], "мероприятия", "мероприятия направления"]


@dataclass(frozen=True, kw_only=True)
class PlanAppendix(Sheet):
    """A plan or roadmap as an appendix to an order."""

    kind: ClassVar[str] = "plan"
    called: ClassVar[str] = "План мероприятий (приложение к приказу)"

    appendix: Annotated[str, "приложение", "«Приложение к приказу … от … № …»"] = ""
    goals: Annotated[tuple[str, ...], "цели", "цели года, по абзацу"] = ()
    directions: Annotated[tuple[MeasuresOfDirection, ...], "направления", "направления"] = ()


# --- Order, letter ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Clause:
    number: Annotated[int, "номер", "номер пункта"]
    text: Annotated[str, "текст", "что приказано"]


@dataclass(frozen=True, kw_only=True)
class Order(Sheet):
    kind: ClassVar[str] = "order"
    called: ClassVar[str] = "Приказ"

    place: Annotated[str, "место", "«г. Северск»"] = ""
    preamble: Annotated[str, "преамбула", "«В целях …, на основании …»"] = ""
    clauses: Annotated[tuple[Clause, ...], "пункты", "пункты приказа"] = ()
    appendices: Annotated[tuple[str, ...], "приложения", "«План мероприятий на 3 л. в 1 экз.»"] = ()
    acquainted: Annotated[tuple[str, ...], "ознакомлены", "кого знакомят с приказом"] = ()


@dataclass(frozen=True, kw_only=True)
class CoverLetter(Sheet):
    """A letter: cover of appendices, or a decision told to a school."""

    kind: ClassVar[str] = "letter"
    called: ClassVar[str] = "Письмо"

    greeting: Annotated[str, "обращение", "«Уважаемая Анна Ивановна!»; может быть пустым"] = ""
    paragraphs: Annotated[tuple[str, ...], "абзацы", "текст письма"] = ()
    appendices: Annotated[tuple[str, ...], "приложения", "«на 3 л. в 1 экз.»"] = ()


# --- Minutes ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Resolved:
    number: Annotated[str, "номер", "«1.2»"]
    text: Annotated[str, "текст", "решение"]
    responsibles: Annotated[str, "ответственные", "кто отвечает"] = ""
    term: Annotated[str, "срок", "срок словами"] = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    number: Annotated[int, "номер", "номер вопроса"]
    title: Annotated[str, "название", "вопрос повестки"]
    heard: Annotated[str, "слушали", "кто и что сказал"] = ""
    spoke: Annotated[tuple[str, ...], "выступили", "кто выступил, по абзацу"] = ()
    resolved: Annotated[tuple[Resolved, ...], "решения", "что решено"] = ()
    vote: Annotated[str, "голосование", "«за — 7, против — 0, воздержались — 0»"] = ""


@dataclass(frozen=True, kw_only=True)
class Minutes(Sheet):
    """Protocol of a council, a педсовет or a method association."""

    kind: ClassVar[str] = "minutes"
    called: ClassVar[str] = "Протокол заседания"

    chair: Annotated[str, "председатель", "кто вёл"] = ""
    secretary: Annotated[str, "секретарь", "кто записывал"] = ""
    present: Annotated[tuple[str, ...], "присутствовали", "по человеку"] = ()
    absent: Annotated[tuple[str, ...], "отсутствовали", "с причиной"] = ()
    invited: Annotated[tuple[str, ...], "приглашены", "по человеку"] = ()
    attendance: Annotated[str, "явка", "«Присутствовали 7 из 9; заседание правомочно.»"] = ""
    questions: Annotated[tuple[Question, ...], "вопросы", "повестка, ход, решения"] = ()


# --- Certificate, leaflet -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Section:
    title: Annotated[str, "название", "название раздела"]
    paragraphs: Annotated[tuple[str, ...], "абзацы", "текст раздела"] = ()


@dataclass(frozen=True, kw_only=True)
class Certificate(Sheet):
    """Certificate (справка) of an analysis."""

    kind: ClassVar[str] = "certificate"
    called: ClassVar[str] = "Справка по итогам анализа"

    subject: Annotated[str, "предмет", "о чём справка"] = ""
    purpose: Annotated[str, "цель", "зачем проведён анализ"] = ""
    figures: Annotated[tuple[Figure, ...], "показатели", "строки таблицы"] = ()
    sections: Annotated[tuple[Section, ...], "разделы", "разделы текста"] = ()
    conclusions: Annotated[tuple[str, ...], "выводы", "по выводу"] = ()


@dataclass(frozen=True, kw_only=True)
class Noted:
    what: Annotated[str, "что", "на что смотрели или что сравнивали"]
    said: Annotated[str, "записано", "что записано"] = ""
    when: Annotated[str, "когда", "время или примечание"] = ""


@dataclass(frozen=True, kw_only=True)
class NotedPart:
    title: Annotated[str, "название", "название части"]
    rows: Annotated[tuple[Noted, ...], "строки", "строки таблицы"]


@dataclass(frozen=True, kw_only=True)
class Act(Sheet):
    """Act of an observation or of a second marking: what was seen, and what was answered."""

    kind: ClassVar[str] = "act"
    called: ClassVar[str] = "Акт"

    subject: Annotated[str, "предмет", "«наблюдения за проведением ВПР, Математика, 5 класс»"] = ""
    intro: Annotated[tuple[str, ...], "вводная", "где, когда, кто, на каком основании"] = ()
    parts: Annotated[tuple[NotedPart, ...], "части", "таблица по частям"] = ()
    sections: Annotated[tuple[Section, ...], "разделы", "замечания, ответы, выводы"] = ()
    closing: Annotated[str, "примечание", "что акт значит и чего не значит"] = ""


@dataclass(frozen=True, kw_only=True)
class Leaflet(Sheet):
    """A leaflet (памятка) for experts, organisers, observers, parents."""

    kind: ClassVar[str] = "leaflet"
    called: ClassVar[str] = "Памятка"

    readers: Annotated[str, "кому", "«для родителей»"] = ""
    sections: Annotated[tuple[Section, ...], "разделы", "разделы с пунктами"] = ()


# --- Evaluation sheet ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Judged:
    number: Annotated[int, "номер", "сквозной номер"]
    text: Annotated[str, "критерий", "что оценивается"]
    own: Annotated[str, "самооценка", "балл организации"] = ""
    evidence: Annotated[str, "подтверждение", "чем балл подтверждается"] = ""
    above: Annotated[str, "оценка", "балл муниципалитета"] = ""
    comment: Annotated[str, "комментарий", "почему оценка отличается"] = ""


@dataclass(frozen=True, kw_only=True)
class JudgedSection:
    title: Annotated[str, "название", "название раздела"]
    criteria: Annotated[tuple[Judged, ...], "критерии", "критерии раздела"]


@dataclass(frozen=True, kw_only=True)
class Evaluation(Sheet):
    """The evaluation sheet of ВСОКО: the school's own scores beside those from above."""

    kind: ClassVar[str] = "evaluation"
    called: ClassVar[str] = "Оценочный лист ВСОКО"

    year: Annotated[str, "год", "«2026/27 учебный год»"] = ""
    sections: Annotated[tuple[JudgedSection, ...], "разделы", "разделы с критериями"] = ()
    total: Annotated[str, "итог", "«Самооценка 12 из 30, оценка 11 из 30»"] = ""


# --- Schedule -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    day: Annotated[str, "дата", "«12.03.2027, пт»"]
    lesson: Annotated[str, "урок", "«3» или «3–4»; может быть пустым"] = ""
    subject: Annotated[str, "предмет", "предмет"] = ""
    procedure: Annotated[str, "процедура", "название процедуры"] = ""
    level: Annotated[str, "уровень", "«школьный»"] = ""


@dataclass(frozen=True, kw_only=True)
class ClassSchedule:
    title: Annotated[str, "название", "«5А»"]
    entries: Annotated[tuple[Scheduled, ...], "записи", "процедуры класса по дням"] = ()


@dataclass(frozen=True, kw_only=True)
class CommonSchedule(Sheet):
    """The common schedule of assessment procedures of a school, as it is published."""

    kind: ClassVar[str] = "schedule"
    called: ClassVar[str] = "Единый график оценочных процедур"

    appendix: Annotated[str, "приложение", "«Утверждено приказом от … № …»"] = ""
    version: Annotated[str, "версия", "«Версия 2: перенесена работа по химии»"] = ""
    classes: Annotated[tuple[ClassSchedule, ...], "классы", "графики классов"] = ()
    changes: Annotated[tuple[str, ...], "изменения", "что изменилось с прежней версии"] = ()


KINDS: dict[str, type[Sheet]] = {
    one.kind: one
    for one in (
        AddressedRecommendations,
        PlanAppendix,
        Order,
        CoverLetter,
        Minutes,
        Certificate,
        Act,
        Leaflet,
        CommonSchedule,
        Evaluation,
        BriefingLog,
        Checklist,
        DayProtocol,
        ProgrammeSheet,
    )
}
