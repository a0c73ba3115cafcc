"""The corps of observers: from an application without signing in to the badge."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import observer_rules
from objektiv.web.actions.holding import observers as act
from objektiv.web.models import (
    Accreditation,
    AuditEntry,
    Invitation,
    Notice,
    Observer,
    TrainingTry,
)
from objektiv.web.queries.holding import observers as query

TODAY = timezone.localdate()
RIGHT = [one.right for one in observer_rules().questions]


def typed(world, **more) -> dict:
    return {
        "surname": "Заречная", "name": "Инна", "email": "zarechnaya@test.example",
        "phone": "+7 900 000-00-00", "works_at": world.third.pk, "subjects": "Математика, Физика",
        "child1": world.second.pk, "class1": "5А", "adult": "on", "outside": "on", "agreed": "on",
    } | more  # fmt: skip


def applied(client, world, **more):
    address = reverse("observer_apply") + f"?place={world.north.pk}"
    return client.post(address, typed(world, works_at="", **more))


def fresh(pk: int) -> Observer:
    """As the queries give it."""
    return query.with_training(Observer.objects.filter(pk=pk)).get()


def test_an_application_needs_no_account_and_is_encrypted_in_the_database(client, world):
    page = (
        client.get(reverse("observer_apply") + f"?place={world.north.pk}")
        .content.decode()
        .replace("\xa0", " ")
    )
    assert "Редакция 1 от 1 сентября 2026" in page

    assert applied(client, world).status_code == 302
    observer = Observer.objects.get()
    assert (observer.name, observer.state) == ("Заречная Инна", "applied")
    assert observer.consent_version == "1"
    assert observer.consent_at
    assert [str(one) for one in observer.ties.all()] == [f"учится ребёнок: {world.second}, 5А"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM web_observer")
        kept = " ".join(str(one) for one in cursor.fetchone())
    assert "Заречная" not in kept
    assert "zarechnaya" not in kept
    assert "900" not in kept
    said = "".join(AuditEntry.objects.values_list("text", flat=True))
    assert "Заречная" not in said
    assert Notice.objects.filter(person=world.people["north"], kind="observation").exists()


def test_nothing_typed_is_lost_and_consent_is_asked_for(client, world):
    response = applied(client, world, agreed="", email="нет")
    page = response.content.decode()

    assert response.status_code == 422
    assert "Без согласия заявление принять нельзя." in page
    assert "Проверьте адрес" in page
    assert 'value="Заречная"' in page
    assert not Observer.objects.exists()


def test_one_address_cannot_flood_the_page(client, world):
    with override_settings(ACCOUNT_RATE_LIMITS={"observer_apply": "2/h/ip"}):
        codes = [applied(client, world, email=f"a{n}@test.example").status_code for n in range(3)]

    assert codes == [302, 302, 422]
    assert Observer.objects.count() == 2


def test_a_changed_or_foreign_secret_opens_nothing():
    from objektiv.web.models.encrypted import closed, opened

    secret = closed({"surname": "Заречная"})
    assert opened(secret) == {"surname": "Заречная"}
    assert opened(secret[:-4] + "AAA=") == {}


@pytest.fixture
def joined(client, world) -> Observer:
    """Applied, accepted, joined by the link of the letter."""
    applied(client, world)
    observer = Observer.objects.get()
    _, secret = act.accept(observer, identity_seen=TODAY, by=world.people["north"])
    client.post(reverse("join", args=[secret]), {
        "surname": "Заречная", "name": "Инна", "password": "correct horse battery",
    })  # fmt: skip
    client.logout()
    return fresh(observer.pk)


def test_who_is_accepted_comes_in_by_the_letter_and_is_the_observer(joined, client):
    assert Invitation.objects.get().accepted
    assert joined.person.email == "zarechnaya@test.example"
    client.force_login(joined.person)
    page = client.get(reverse("my_watch")).content.decode()
    assert "До аккредитации осталось: Обучение пройдено, проверочный тест сдан." in page


def test_accreditation_waits_for_every_requirement(joined, world):
    give = {"number": "1", "starts": TODAY, "ends": TODAY, "by": world.people["north"]}
    with pytest.raises(ValidationError, match="Обучение пройдено"):
        act.accredit(joined, **give)
    act.take_test(joined, RIGHT, by=joined.person)
    given = act.accredit(fresh(joined.pk), **give)
    assert query.accreditation_on(fresh(joined.pk), TODAY) == given
    with pytest.raises(ValidationError, match="Номер 1 уже выдан"):
        act.accredit(fresh(joined.pk), **give)
    with pytest.raises(PermissionDenied):
        act.accredit(fresh(joined.pk), **give | {"by": world.people["south"]})


def test_the_test_has_a_border_and_tries(joined):
    rules = observer_rules()
    just = [
        one if n < rules.border else one % len(question.options) + 1
        for n, (one, question) in enumerate(zip(RIGHT, rules.questions, strict=True))
    ]
    assert act.take_test(joined, just, by=joined.person).passed
    worse = [just[0] % 3 + 1, *just[1:]]
    assert not act.take_test(joined, worse, by=joined.person).passed
    act.take_test(joined, worse, by=joined.person)
    with pytest.raises(ValidationError, match="попыток больше нет"):
        act.take_test(joined, RIGHT, by=joined.person)
    TrainingTry.objects.update(at=timezone.now() - timedelta(days=1))
    assert act.take_test(joined, RIGHT, by=joined.person).right == len(RIGHT)


def test_somebody_of_the_authority_is_not_accredited(joined, world):
    act.take_test(joined, RIGHT, by=joined.person)
    joined.person.assignments.create(
        organisation=world.north, role="municipal_coordinator", starts=TODAY
    )
    missing = [
        one.requirement.code for one in query.requirements_of(fresh(joined.pk)) if not one.met
    ]
    assert missing == ["outside"]


def test_the_badge_leads_to_a_page_without_a_name(joined, world, client):
    act.take_test(joined, RIGHT, by=joined.person)
    given = act.accredit(fresh(joined.pk), number="2026-001", starts=TODAY, ends=TODAY,
                         by=world.people["north"])  # fmt: skip
    client.force_login(joined.person)
    page = client.get(reverse("observer_badge", args=[given.pk])).content.decode()
    assert "<svg" in page
    assert "Заречная" in page
    client.logout()
    open_ = client.get(reverse("observer_check", args=[given.token])).content.decode()
    assert "Аккредитован" in open_
    assert "2026-001" in open_
    assert "Заречная" not in open_
    assert "Инна" not in open_
    assert "Северский" not in open_
    act.revoke(given, reason="по просьбе", by=world.people["north"])
    assert "отозвана" in client.get(reverse("observer_check", args=[given.token])).content.decode()
    assert client.get(reverse("observer_check", args=["nothing"])).status_code == 404


def test_consent_taken_back_removes_what_was_personal(joined, world, client):
    person = joined.person
    client.force_login(person)
    client.post(reverse("watch_withdraw", args=[joined.pk]))
    left = Observer.objects.get()

    assert (left.personal, left.person, left.state, left.contact) == ({}, None, "ended", "")
    assert not left.ties.exists()
    assert left.name == f"Наблюдатель № {left.pk}"
    assert client.get(reverse("watch_ties", args=[left.pk])).status_code == 404


def test_declined_applications_are_forgotten_by_their_term(client, world):
    applied(client, world)
    observer = act.decline(Observer.objects.get(), reason="Нет набора", by=world.people["north"])
    assert act.forget_declined(TODAY) == 0
    Observer.objects.update(decided_at=timezone.now() - timedelta(days=31))
    assert act.forget_declined(TODAY) == 1
    assert act.forget_declined(TODAY) == 0
    observer.refresh_from_db()
    assert observer.personal == {}
    assert observer.reason == "Нет набора"


def test_an_observer_keeps_the_own_ties_up_to_date(joined, world, client):
    client.force_login(joined.person)
    page = client.get(reverse("watch_ties", args=[joined.pk])).content.decode()
    assert "5А" in page
    sent = {"child1": world.first.pk, "class1": "7Б", "busy": "20.04.2027 3.5.2027", "most": "4"}
    assert client.post(reverse("watch_ties", args=[joined.pk]), sent).status_code == 302
    now = fresh(joined.pk)
    assert (now.busy, now.most) == (["2027-04-20", "2027-05-03"], 4)
    assert [one.school for one in now.ties.all()] == [world.first]
    wrong = client.post(reverse("watch_ties", args=[joined.pk]), sent | {"busy": "завтра"})
    assert "«завтра» — не дата" in wrong.content.decode()


def test_a_number_is_never_given_twice_in_a_place(joined, world):
    assert query.next_number(world.north, TODAY) == f"{TODAY.year}-001"
    Accreditation.objects.create(observer=joined, number="x", starts=TODAY, ends=TODAY,
                                 given_by=world.people["north"])  # fmt: skip
    assert query.next_number(world.north, TODAY) == f"{TODAY.year}-002"
    assert json.dumps(joined.busy) == "[]"


def test_a_region_is_led_to_its_municipalities_to_enter_an_observer(world, as_):
    response = as_("coordinator").get(reverse("observer_add", args=[world.region.pk]), follow=True)

    assert response.redirect_chain == [(reverse("observers", args=[world.region.pk]), 302)]
    assert "откройте сначала его страницу" in response.content.decode()
