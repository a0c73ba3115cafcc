"""Invitations, roles, signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import people
from objektiv.web.actions.organisations import create_organisation, school_year_at
from objektiv.web.models import Invitation, Organisation, Person, Role
from objektiv.web.queries.organisations import home_of, visible_to
from objektiv.web.queries.people import people_at

from .conftest import PASSWORD


def test_everyone_sees_the_own_level_and_below_nothing_sideways(world):
    def seen(name):
        return {one.pk for one in visible_to(world.people[name])}

    def keys(*places):
        return {one.pk for one in places}

    assert seen("coordinator") == {one.pk for one in Organisation.objects.all()}
    assert seen("north") == keys(world.north, world.first, world.second)
    assert seen("head") == keys(world.first)
    assert seen("parent") == set()


def test_a_path_is_not_mistaken_for_another_that_begins_alike(world):
    region = world.region
    for number in range(12):
        Organisation.objects.create(kind="municipality", parent=region, name=f"Район {number}")
    one = Organisation.objects.get(name="Район 1")
    school = Organisation.objects.create(kind="school", parent=one, name="Школа")
    person = world.person("one", (Role.MUNICIPAL_COORDINATOR, one))

    assert {place.pk for place in visible_to(person)} == {one.pk, school.pk}


def test_an_invitation_makes_a_person_with_the_role(world, client, mailoutbox):
    client.force_login(world.people["head"])
    page = client.post(
        reverse("invite", args=[world.first.pk]), {"email": "New@School.ru", "role": "teacher"}
    )
    link = page.context["link"]
    assert link in mailoutbox[0].body
    assert Invitation.objects.get().secret_hash not in link
    client.logout()

    response = client.post(
        link,
        {"surname": "Новая", "name": "Анна", "patronymic": "", "password": "семь слов подряд"},
    )

    assert response.url == reverse("today")
    person = Person.objects.get(email="new@school.ru")
    assert person.assignments.get().role == Role.TEACHER
    assert client.get(link).status_code == 410


def test_a_weak_password_is_told_beside_the_field_and_nothing_typed_is_lost(world, client):
    _, secret = people.invite(
        email="a@b.ru", role="teacher", organisation=world.first, by=world.people["head"]
    )

    response = client.post(
        reverse("join", args=[secret]), {"surname": "Новая", "name": "Анна", "password": "123"}
    )

    assert response.status_code == 422
    assert "Новая" in response.text
    assert 'href="#id_password"' in response.text


@pytest.mark.parametrize("end", ["withdrawn", "accepted", "expired"])
def test_an_invitation_that_is_over_lets_nobody_in(world, client, end):
    invitation, secret = people.invite(
        email="a@b.ru", role="teacher", organisation=world.first, by=world.people["head"]
    )
    now = timezone.now()
    if end == "expired":
        invitation.expires = now - timedelta(seconds=1)
    else:
        setattr(invitation, end, now)
    invitation.save()

    assert client.get(reverse("join", args=[secret])).status_code == 410
    with pytest.raises(ValidationError):
        people.accept_invitation(secret, surname="А", name="Б", password="семь слов подряд")


def test_an_invitation_of_another_is_not_for_who_is_signed_in(world, as_):
    _, secret = people.invite(
        email="a@b.ru", role="teacher", organisation=world.first, by=world.people["head"]
    )

    assert as_("teacher").get(reverse("join", args=[secret])).status_code == 403


def test_a_known_person_takes_one_more_role(world, as_):
    _, secret = people.invite(
        email="teacher@test.example",
        role="expert",
        organisation=world.second,
        by=world.people["neighbour"],
    )

    as_("teacher").post(reverse("join", args=[secret]))

    roles = set(world.people["teacher"].assignments.values_list("role", flat=True))
    assert roles == {"teacher", "expert"}


def test_a_teacher_who_is_an_expert_of_the_district_comes_home_to_the_school(world):
    teacher = world.people["teacher"]
    for role in (Role.EXPERT, Role.OBSERVER):
        teacher.assignments.create(organisation=world.north, role=role)
    assert home_of(Person.objects.get(pk=teacher.pk)) == world.first

    teacher.assignments.filter(organisation=world.first).delete()
    assert home_of(Person.objects.get(pk=teacher.pk)) == world.north


def test_nobody_raises_oneself(world):
    with pytest.raises(PermissionDenied):
        people.assign_role(
            world.people["head"],
            role=Role.MUNICIPAL_COORDINATOR,
            organisation=world.north,
            by=world.people["head"],
        )


def test_an_ended_role_stays_as_history_and_gives_nothing(world, client):
    assignment = world.people["teacher"].assignments.get()
    assignment.starts = timezone.localdate() - timedelta(days=30)
    assignment.save()

    people.end_role(assignment, by=world.people["head"])

    assert world.people["teacher"].assignments.count() == 1
    client.force_login(Person.objects.get(pk=world.people["teacher"].pk))
    assert client.get(reverse("results", args=[world.first.pk])).status_code == 404


def test_the_own_role_is_ended_by_others(world):
    deputy = world.people["deputy"]

    with pytest.raises(ValidationError):
        people.end_role(deputy.assignments.get(), by=deputy)


def test_people_of_other_schools_are_not_listed(world):
    found = set(people_at(world.people["head"], world.first))

    assert world.people["neighbour"] not in found
    assert world.people["teacher"] in found


def test_a_name_stands_once_in_its_district(world):
    with pytest.raises(ValidationError, match="уже есть"):
        create_organisation(
            parent=world.north, name=world.first.name.upper(), by=world.people["north"]
        )


def test_a_login_belongs_to_one_school(world):
    with pytest.raises(ValidationError, match="логин"):
        create_organisation(
            parent=world.south, name="Новая", code="edu900101", by=world.people["coordinator"]
        )


def test_a_school_year_begins_with_its_quarters(db):
    year = school_year_at(timezone.datetime(2027, 3, 1).date())

    assert str(year) == "2026/27"
    assert [str(term.starts) for term in year.terms.all()] == [
        "2026-09-01", "2026-11-02", "2027-01-11", "2027-04-05",
    ]  # fmt: skip


def test_signing_in_with_a_password(world, client):
    response = client.post(
        reverse("account_login"), {"login": "HEAD@test.example", "password": PASSWORD}
    )

    assert response.url == reverse("today")


def test_a_wrong_password_says_so_in_russian_and_keeps_the_address(world, client):
    response = client.post(
        reverse("account_login"), {"login": "head@test.example", "password": "не тот пароль"}
    )

    assert response.status_code == 200
    assert "head@test.example" in response.text
    assert "пароль" in response.context["form"].non_field_errors()[0].lower()


def test_failed_attempts_are_limited(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/300s/key"}
    data = {"login": "head@test.example", "password": "не тот пароль"}

    for _ in range(2):
        client.post(reverse("account_login"), data)
    response = client.post(reverse("account_login"), data | {"password": PASSWORD})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_coordinators_come_in_with_a_second_factor_where_the_site_asks(world, as_, settings):
    settings.MFA_REQUIRED = True

    assert as_("north").get(reverse("today")).url == reverse("mfa_index")
    assert as_("teacher").get(reverse("today")).status_code == 200


def test_the_first_coordinator_comes_by_a_link_made_on_the_server(db, client):
    secret = people.found_region("Новая область", "first@region.ru")

    client.post(
        reverse("join", args=[secret]),
        {"surname": "Первая", "name": "Ольга", "password": "семь слов подряд"},
    )

    region = Organisation.objects.get()
    assert client.get(reverse("place_add", args=[region.pk])).status_code == 200
    with pytest.raises(ValidationError):
        people.found_region("Другая область", "second@region.ru")


def test_a_second_factor_is_asked_after_the_password(world, client):
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(world.people["head"], secret)

    response = client.post(
        reverse("account_login"), {"login": "head@test.example", "password": PASSWORD}
    )
    assert response.url.startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("today")).status_code == 302
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    response = client.post(reverse("mfa_authenticate"), {"code": code})

    assert response.url == reverse("today")
