"""Letters say what waits and where; they carry no results and stop no work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from objektiv.web.actions.procedures import create_procedure
from objektiv.web.actions.reminders import remind
from objektiv.web.actions.reviews import ask_school
from objektiv.web.models import Procedure, Review

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def procedure(world) -> Procedure:
    return create_procedure(
        organiser=world.region, kind="ВПР", year=2026, due=TODAY, note="",
        by=world.people["coordinator"],
    )  # fmt: skip


def recipients(mailoutbox) -> set[str]:
    return {letter.to[0].split("@")[0] for letter in mailoutbox}


def test_the_office_of_each_awaited_school_is_reminded(world, procedure, mailoutbox):
    assert remind(procedure, world.north, by=world.people["north"]) == 4

    assert recipients(mailoutbox) == {"head", "deputy", "office", "neighbour"}
    assert f"/o/{world.first.pk}/bring/" in mailoutbox[0].body


def test_schools_that_have_brought_results_are_left_in_peace(world, case, procedure, mailoutbox):
    remind(procedure, world.north, by=world.people["north"])

    assert recipients(mailoutbox) == {"neighbour"}


def test_nobody_is_reminded_twice_a_day(world, procedure, mailoutbox):
    remind(procedure, world.north, by=world.people["north"])

    with pytest.raises(ValidationError, match="уже напоминали"):
        remind(procedure, world.north, by=world.people["north"])
    assert len(mailoutbox) == 4


def test_only_coordinators_remind(world, procedure):
    with pytest.raises(PermissionDenied):
        remind(procedure, world.first, by=world.people["head"])


def test_the_school_is_told_that_it_is_asked_without_the_result(world, case, mailoutbox):
    Review.objects.update(state=Review.State.CLOSED)

    ask_school(
        case["objects"]["finding"], reply_by=TODAY + timedelta(days=30), by=world.people["north"]
    )

    assert recipients(mailoutbox) == {"head", "deputy"}
    assert "требу" not in mailoutbox[0].body


def test_a_mail_server_that_is_down_stops_nothing(world, procedure, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert remind(procedure, world.north, by=world.people["north"]) == 4
