"""Search over what a person may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from objektiv.web.models import Organisation, Person, Work
from objektiv.web.permissions import FAMILY, places
from objektiv.web.queries.organisations import visible_to
from objektiv.web.queries.people import assignments_visible_to

MOST = 20


@dataclass(frozen=True)
class Found:
    organisations: list[Organisation]
    people: list[Person]
    works: list[Work]

    @property
    def nothing(self) -> bool:
        return not (self.organisations or self.people or self.works)


def search(person: Person, words: str) -> Found:
    """Every word must occur; case does not matter, in Russian neither.

    SQLite compares only Latin letters without case, so each word is asked in three forms.
    """
    parts = words.split()[:6]
    if not parts:
        return Found([], [], [])
    return Found(
        list(matching(visible_to(person), parts, "name", "short_name", "code")[:MOST]),
        list(
            matching(
                Person.objects.filter(
                    pk__in=assignments_visible_to(person).exclude(role__in=FAMILY).values("person"),
                    is_active=True,
                ),
                parts,
                "surname",
                "name",
                "patronymic",
                "email",
            )[:MOST]
        ),
        list(
            matching(
                Work.objects.filter(
                    protocols__school__in=Organisation.objects.within(
                        *places(person, "results.view")
                    )
                ).distinct(),
                parts,
                "subject",
                "procedure",
                "year",
            )[:MOST]
        ),
    )


def matching(rows, words: list[str], *fields: str):
    """Rows in which every word stands somewhere in the fields, whatever its case."""
    for word in words:
        forms = {word, word.lower(), word.capitalize(), word.upper()}
        condition = Q()
        for field in fields:
            for form in forms:
                condition |= Q(**{f"{field}__icontains": form})
        rows = rows.filter(condition)
    return rows
