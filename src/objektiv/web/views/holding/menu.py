"""Pages of observation beside each other."""

from __future__ import annotations

from django.urls import reverse

from objektiv.web.models import Organisation, Person
from objektiv.web.permissions import may

PAGES = (
    ("observation", "Кто где наблюдает", "observation.view"),
    ("coverage", "Что прошло без наблюдателя", "observation.view"),
    ("remarks", "Замечания", "observation.view"),
    ("observers", "Наблюдатели", "observers.manage"),
)


def observation_menu(
    person: Person, place: Organisation, current: str
) -> list[tuple[str, str, bool]]:
    """Title, address, is it this one: what `parts/menu.html` shows."""
    return [
        (title, reverse(name, args=[place.pk]), name == current)
        for name, title, rule in PAGES
        if may(person, rule, place)
    ]
