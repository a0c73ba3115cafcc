"""A district of 25 schools with their heads, classes, keys; forms sent as people send them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyrage import x25519

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Organisation,
    Person,
    PersonalKey,
    Role,
    SchoolClass,
)

SCHOOLS = 25


def schools_of(world) -> list[Organisation]:
    """All schools of the north: two of the world and as many more as make 25, each with a head."""
    found = [world.first, world.second]
    for n in range(len(found) + 1, SCHOOLS + 1):
        school = Organisation.objects.create(
            kind="school", parent=world.north, name=f"МБОУ «СОШ № {n + 20}» г. Северск"
        )
        world.person(f"head{n}", (Role.HEAD, school))
        found.append(school)
    year = school_year_at(timezone.localdate())
    for school in found:
        for name in ("5А", "5Б"):
            SchoolClass.objects.create(school=school, school_year=year, grade=5, name=name)
    return found


def head_of(world, school: Organisation) -> Person:
    return next(
        one
        for one in world.people.values()
        if one.assignments.filter(organisation=school, role=Role.HEAD).exists()
    )


def keys_for(people: list[Person]) -> None:
    """Personal keys whose other half nobody needs in the test."""
    PersonalKey.objects.bulk_create(
        PersonalKey(person=one, public=str(x25519.Identity.generate().to_public()))
        for one in people
    )


class Sender:
    """The same forms as in the browser, sent by whoever is named; a refusal fails the test."""

    def __init__(self) -> None:
        self.client = Client()

    def send(self, person: Person, name: str, *args: Any, **data: Any) -> Any:
        self.client.force_login(person)
        answer = self.client.post(reverse(name, args=args), data)
        said = answer.context["form"].errors if answer.context and "form" in answer.context else ""
        assert answer.status_code == 302, f"{name}: {answer.status_code} {said}"
        return answer
