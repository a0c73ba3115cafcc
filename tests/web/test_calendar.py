"""The personal calendar: a secret address, moved terms, revoking."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.calendars import make_feed, revoke_feed, token_of
from objektiv.web.actions.procedures import change_procedure, create_procedure
from objektiv.web.actions.reminders import remind

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def procedure(world):
    return create_procedure(
        organiser=world.north, kind="РДР", year=2026, due=TODAY + timedelta(days=60), note="",
        by=world.people["north"],
    )  # fmt: skip


def events(client, token: str) -> dict[str, icalendar.Event]:
    response = client.get(reverse("calendar_feed", args=[token]))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return {str(one["SUMMARY"]): one for one in found}


def test_terms_of_all_subjects_are_in_the_calendar_without_signing_in(world, case, client):
    token = token_of(make_feed(world.people["north"]))

    found = events(client, token)

    titles = " ".join(found)
    assert "Записать итог перепроверки" in titles
    assert "ВПР 2026" in titles
    replies = events(client, token_of(make_feed(world.people["head"])))
    assert any("Дать пояснения" in title for title in replies)


def test_a_moved_term_moves_its_event(world, procedure, client):
    token = token_of(make_feed(world.people["head"]))
    (before,) = events(client, token).values()

    remind(procedure, world.north, by=world.people["north"])
    (reminded,) = events(client, token).values()
    change_procedure(procedure, due=TODAY + timedelta(days=70), by=world.people["north"])
    (after,) = events(client, token).values()

    assert before["UID"] == reminded["UID"] == after["UID"]
    assert before["SEQUENCE"] == reminded["SEQUENCE"] < after["SEQUENCE"]
    assert after.decoded("DTSTART") == TODAY + timedelta(days=70)


def test_a_far_term_is_in_the_calendar_only(world, procedure, as_):
    client = as_("head")

    assert "РДР 2026" not in client.get("/").text
    assert "РДР 2026" in client.get(reverse("calendar")).text


def test_an_address_ends_when_it_is_revoked_or_made_anew(world, client):
    person = world.people["head"]
    first = token_of(make_feed(person))
    second = token_of(make_feed(person))

    assert client.get(reverse("calendar_feed", args=[first])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 200
    revoke_feed(person)
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404


def test_a_forged_address_opens_nothing(world, client):
    token = token_of(make_feed(world.people["head"]))
    for wrong in (token[::-1], "x" + token[1:], token.rpartition("-")[0], "-1", token + "9"):
        assert client.get(reverse("calendar_feed", args=[wrong])).status_code == 404


def test_who_may_not_sign_in_has_no_calendar(world, client):
    token = token_of(make_feed(world.people["head"]))
    type(world.people["head"]).objects.filter(email="head@test.example").update(is_active=False)

    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(world, procedure, client):
    address = reverse("calendar_feed", args=[token_of(make_feed(world.people["head"]))])
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_one_term_is_a_file_of_its_own_person_only(world, procedure, as_):
    page = as_("head").get(reverse("calendar"))
    (event,) = page.context["events"]
    address = reverse("calendar_event", args=[event.uid])

    assert b"BEGIN:VEVENT" in as_("head").get(address).content
    assert as_("stranger").get(address).status_code == 404


def test_the_address_is_made_and_revoked_on_the_page(world, as_):
    client = as_("head")
    client.post(reverse("calendar_change"), {"what": "new"})
    assert token_of(world.people["head"].calendar_feed) in client.get(reverse("calendar")).text

    client.post(reverse("calendar_change"), {"what": "revoke"})

    assert "Создать адрес" in client.get(reverse("calendar")).text
