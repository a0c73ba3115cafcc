"""What every page shows: navigation by role, the organisation path, the chosen look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from objektiv import __version__
from objektiv.web.models import Role
from objektiv.web.permissions import FAMILY, TEACHERS, assignments
from objektiv.web.queries.notices import unread_count
from objektiv.web.queries.organisations import home_of, line_of
from objektiv.web.views.sections import SECTIONS, pages_of

THEMES = {
    "": "как на устройстве",
    "light": "светлые",
    "dark": "тёмные",
    "black-on-white": "чёрным по белому",
    "white-on-black": "белым по чёрному",
}
SIZES = {"": "обычный", "large": "крупный", "huge": "очень крупный"}
SPACINGS = {"": "обычное", "wide": "широкое"}
LOOK = {"theme": THEMES, "size": SIZES, "spacing": SPACINGS}


@dataclass(frozen=True)
class Item:
    """An entry of the navigation."""

    title: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Step:
    """An organisation of the breadcrumb; the link keeps the page."""

    title: str
    url: str


# Pages of the person alone: title, url name, icon, roles that have it
OWN_ENTRIES = (
    ("Результаты ученика", "my_results", "results", FAMILY),
    ("Отметки ученика", "my_marks", "teaching", FAMILY),
    ("График работ", "my_schedule", "procedures", FAMILY),
    ("Мои проверки", "my_marking", "results", (Role.EXPERT,)),
    ("Моё развитие", "my_growth", "growth", TEACHERS),
    ("Школа и ребёнок", "my_school", "family", FAMILY),
    ("Мои назначения", "my_watch", "procedures", (Role.OBSERVER,)),
)


def page(request: HttpRequest) -> dict:
    """Context processor of all pages."""
    look = {
        name: value if (value := request.COOKIES.get(name, "")) in choices else ""
        for name, choices in LOOK.items()
    }
    look["low_vision"] = bool(look["size"] or look["spacing"]) or "-on-" in look["theme"]
    known: dict[str, Any] = {"look": look, "version": __version__}
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated or getattr(request, "for_everybody", False):
        return known
    known["signed_in"] = True
    known["unread_notices"] = unread_count(person)
    place = getattr(request, "place", None)
    shown = place or home_of(person)
    if shown is None:
        return known
    section = getattr(request, "section", "")
    navigation = [Item("Сегодня", reverse("today"), _icon("today"), section == "today")]
    navigation += [
        Item(title, reverse(first.name, args=[shown.pk]), _icon(name), section == name)
        for name, (title, _) in SECTIONS.items()
        if (first := next(pages_of(person, shown, name), None))
    ]
    roles = {one.role for one in assignments(person)}
    navigation += [
        Item(title, reverse(name), _icon(icon), section == name)
        for title, name, icon, wanted in OWN_ENTRIES
        if roles & set(wanted)
    ]
    line = []
    if place is not None:
        line = [Step(one.title, _same_page(request, one.pk)) for one in line_of(person, place)]
    return known | {"navigation": navigation, "line": line, "place": place}


def _icon(name: str) -> str:
    return f"parts/icons/{name}.html"


def _same_page(request: HttpRequest, place: int) -> str:
    """The same page of another organisation; its overview where there is no such page."""
    match = request.resolver_match
    if match and set(match.kwargs) == {"place"}:
        try:
            query = request.GET.urlencode()
            address = reverse(match.view_name, kwargs={"place": place})
            return f"{address}?{query}" if query else address
        except NoReverseMatch:
            pass
    return reverse("place", args=[place])
