"""Pages about all results of a place: what stands beside the list of works."""

from __future__ import annotations

from django.urls import reverse

from objektiv.web.models import Organisation, Person
from objektiv.web.permissions import may

PAGES = (
    ("results", "Работы", "results.view"),
    ("trends", "Динамика", "results.view"),
    ("deficits", "Дефициты", "results.view"),
    ("internal", "Журнал и работы", "results.compare"),
    ("result_classes", "Классы", "results.view"),
)


def results_menu(person: Person, place: Organisation, current: str) -> list[tuple[str, str, bool]]:
    """Title, address, is it this one."""
    return [
        (title, reverse(name, args=[place.pk]), name == current)
        for name, title, rule in PAGES
        if may(person, rule, place) and (name != "result_classes" or place.is_school)
    ]
