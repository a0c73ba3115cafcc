"""Experts who have not signed the briefing mark only where a coordinator wrote down why."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from objektiv.web.actions.holding import marking_distribution as giving
from objektiv.web.models import AuditEntry

from .test_marking import district, prepared, round_  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def day_of(round_, day):  # noqa: F811
    day.procedure.kind = "МПР"
    day.procedure.technology = "mpr"
    day.procedure.save()
    round_.day = day
    round_.save()
    return round_


def test_an_expert_without_the_briefing_marks_only_with_a_reason(
    world,
    district,  # noqa: F811
    day_of,
    as_,
):
    """`day_of` binds the round to a day whose technology asks for a briefing."""
    marking = day_of
    prepared(marking, district, world)
    with pytest.raises(ValidationError, match="нет подписи об инструктаже"):
        giving.ask_distribution(marking, by=world.people["north"])
    page = as_("north").get(reverse("marking", args=[marking.pk])).content.decode()
    address = reverse("marking_unbriefed", args=[marking.pk])
    assert address in page
    assert as_("north").post(address, {"because": " "}).status_code == 422
    assert as_("marker0").get(address).status_code == 403  # the leader alone may not
    as_("north").post(address, {"because": "Приказ № 12"})
    marking.refresh_from_db()
    assert giving.ask_distribution(marking, by=world.people["north"])
    entry = AuditEntry.objects.get(verb="marking.unbriefed")
    assert entry.detail["because"] == "Приказ № 12"
    assert "Приказ № 12" in as_("north").get(reverse("marking", args=[marking.pk])).content.decode()
