"""Remarks of observers that a person may see, and what about them waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from objektiv.web.models import ObservationRemark, Organisation, Person
from objektiv.web.permissions import COORDINATORS, SCHOOL_MANAGERS, assignments, places
from objektiv.web.queries.waiting import Waiting

S = ObservationRemark.State


def remarks_visible_to(person: Person):
    """At the places; the observer sees what became of the own ones on the own sheet."""
    within = Organisation.objects.within(*places(person, "observation.view"))
    return _with_all(ObservationRemark.objects.filter(observation__site__school__in=within))


def remarks_at(person: Person, place: Organisation, *, state: str = ""):
    found = remarks_visible_to(person).filter(
        observation__site__school__path__startswith=place.path
    )
    if state in S.values:
        found = found.filter(state=state)
    return found.order_by("-id")


def _with_all(remarks):
    return remarks.select_related(
        "observation__site__school__parent",
        "observation__site__day__procedure",
        "replied_by",
        "decided_by",
        "measure__direction__plan",
    )


def remarks_to_answer(person: Person, today: date) -> Iterator[Waiting]:
    """What the school is asked, and measures that were offered to it."""
    own = [one.organisation_id for one in assignments(person) if one.role in SCHOOL_MANAGERS]
    for one in _with_all(
        ObservationRemark.objects.filter(
            observation__site__school__in=own, state__in=(S.ASKED, S.OFFERED)
        )
    ):
        asked = one.state == S.ASKED
        yield Waiting(
            f"{'Ответить на замечание наблюдателя' if asked else 'Решить о предложенной мере'}: "
            f"{one.observation.site.day.procedure}",
            one.observation.site.school.title,
            reverse("remark", args=[one.pk]),
            one.reply_by if asked else None,
            key=f"observationremark:{one.pk}",
        )


def remarks_to_decide(person: Person, today: date) -> Iterator[Waiting]:
    """Remarks the school has answered, or whose term is over, of the own municipality."""
    own = [one.organisation_id for one in assignments(person) if one.role in COORDINATORS]
    ready = Q(state=S.REPLIED) | Q(state=S.ASKED, reply_by__lt=today)
    for one in _with_all(
        ObservationRemark.objects.filter(ready, observation__site__school__parent__in=own)
    ):
        yield Waiting(
            f"Рассмотреть замечание наблюдателя: {one.observation.site.day.procedure}",
            one.observation.site.school.title,
            reverse("remark", args=[one.pk]),
            None,
        )
