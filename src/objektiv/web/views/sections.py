"""Sections of the navigation and the pages beside each other in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from objektiv.web.models import Organisation, Person
from objektiv.web.permissions import may


class Page(NamedTuple):
    """A page of a section; `only_school`: other organisations have no such page."""

    name: str
    title: str
    rule: str
    only_school: bool = False


# Section -> its title in the navigation and its pages. The entry leads to the first page that
# the person may open. A section with one page here has no tabs.
SECTIONS: dict[str, tuple[str, tuple[Page, ...]]] = {
    "procedures": (
        "Процедуры",
        (
            Page("holding", "Проведение", "holding.view"),
            Page("holding_calendar", "Календарь", "holding.view"),
            Page("schedule", "График", "schedule.view"),
            Page("registry", "Реестр", "holding.view"),
            Page("procedures", "Сбор результатов", "results.bring"),
        ),
    ),
    "preparation": (
        "Подготовка",
        (
            Page("briefings", "Инструктажи", "briefings.view"),
            Page("observation", "Наблюдение", "observation.view"),
            Page("experts", "Эксперты", "experts.view"),
            Page("sealed", "Запечатанное", "sealed.view"),
            Page("codes", "Коды участников", "codes.manage", only_school=True),
        ),
    ),
    "results": (
        "Результаты",
        (
            Page("results", "Работы", "results.view"),
            Page("trends", "Динамика", "results.view"),
            Page("deficits", "Дефициты", "results.view"),
            Page("internal", "Журнал и работы", "results.compare"),
            Page("result_classes", "Классы", "results.view", only_school=True),
        ),
    ),
    "teaching": (
        "Оценивание",
        (
            Page("journals", "Журналы", "journals.view"),
            Page("marks", "Нормы и веса", "marks.draft", only_school=True),
            Page("criteria", "Критерии", "criteria.view"),
            Page("tasks", "Банк заданий", "tasks.view"),
            Page("papers", "Работы из банка", "tasks.view"),
        ),
    ),
    "support": (
        "Помощь",
        (
            Page("help", "Помощь ученикам", "help.work", only_school=True),
            Page("programmes", "Программы", "programmes.write", only_school=True),
            Page("control", "Контроль", "control.view", only_school=True),
            Page("visits", "Уроки", "visits.mutual", only_school=True),
        ),
    ),
    "findings": ("Выводы", (Page("findings", "Выводы", "findings.view"),)),
    "measures": (
        "Меры",
        (
            Page("measures", "Дела", "recommendations.view"),
            Page("recommendations", "Рекомендации", "recommendations.view"),
            Page("plans", "Планы", "plans.view"),
            Page("meetings", "Заседания", "meetings.view"),
            Page("evaluation", "Оценочный лист", "evaluation.view"),
            Page("leaflets", "Памятки", "leaflets.view"),
            Page("practices", "Практики", "practices.view"),
            Page("effect", "Помогло ли", "effect.view"),
            Page("outgoing", "Документы", "outgoing.view"),
        ),
    ),
    "system": (
        "ВСОКО",
        (
            Page("indicators", "Показатели", "indicators.view"),
            Page("acts", "Локальные акты", "acts.view"),
        ),
    ),
    "growth": (
        "Развитие",
        (
            Page("growth", "Чему учиться", "growth.view"),
            Page("courses", "Каталог обучения", "organisation.view"),
        ),
    ),
    "openness": (
        "Открытость",
        (
            Page("open_manage", "Открытая страница", "open.view"),
            Page("year_reports", "Отчёт за год", "open.view"),
            Page("parents", "Родители", "parents.view", only_school=True),
            Page("surveys", "Опросы", "surveys.view"),
        ),
    ),
    "place": ("Организация", (Page("place", "Организация", "organisation.view"),)),
    "people": ("Люди", (Page("people", "Люди", "people.view"),)),
}


def pages_of(person: Person, place: Organisation, section: str) -> Iterator[Page]:
    """Pages of the section that the person may open at the place."""
    for page in SECTIONS[section][1]:
        if may(person, page.rule, place) and (place.is_school or not page.only_school):
            yield page


def section_menu(
    person: Person, place: Organisation, section: str, current: str
) -> list[tuple[str, str, bool]]:
    """Title, address, is it this one: what `parts/menu.html` shows."""
    return [
        (page.title, reverse(page.name, args=[place.pk]), page.name == current)
        for page in pages_of(person, place, section)
    ]


def may_open(person: Person, place: Organisation, name: str) -> bool:
    """May the person open this page of a section at the place?"""
    return any(
        page.name == name for section in SECTIONS for page in pages_of(person, place, section)
    )
