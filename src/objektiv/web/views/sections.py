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
    "procedures": ("Процедуры", (Page("procedures", "Сбор результатов", "results.bring"),)),
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
    "teaching": ("Оценивание", (Page("journals", "Журналы", "journals.view"),)),
    "findings": ("Выводы", (Page("findings", "Выводы", "findings.view"),)),
    "measures": ("Меры", (Page("measures", "Меры", "recommendations.view"),)),
    "openness": ("Открытость", (Page("open_manage", "Открытая страница", "open.view"),)),
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
