"""Bodies and associations that a person may see."""

from __future__ import annotations

from django.db.models import Prefetch

from objektiv.web.models import Body, BodyMember, Organisation, Person
from objektiv.web.permissions import places


def bodies_visible_to(person: Person):
    return Body.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "organisation.view"))
    ).select_related("organisation")


def bodies_at(person: Person, place: Organisation, day):
    """Bodies of the place itself, those at work first, with today's members."""
    today = BodyMember.objects.filter(starts__lte=day).exclude(ends__lt=day)
    return (
        bodies_visible_to(person)
        .filter(organisation=place)
        .prefetch_related(Prefetch("members", today.select_related("person"), to_attr="at_work"))
        .order_by("closed_on", "kind", "name")
    )
