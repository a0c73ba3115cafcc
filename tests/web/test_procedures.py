"""The catalogue of sources: what is expected, what has come, and reminders by rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.web.actions.procedures import create_procedure
from objektiv.web.actions.reminders import remind, send_reminders
from objektiv.web.actions.uploads import bring_documents, withdraw_upload
from objektiv.web.models import AuditEntry, Notice, Procedure, Protocol, Reminder, Upload
from objektiv.web.queries.procedures import collection_at, progress_at, shares_of
from objektiv.web.queries.today import waiting_for

DUE = date(2026, 5, 22)  # Friday
pytestmark = pytest.mark.django_db


def opened(world, organiser="region", by="coordinator", **given) -> Procedure:
    values = {"kind": "НОКО", "year": 2026, "due": DUE, "note": "", "expects": "documents"} | given
    return create_procedure(organiser=getattr(world, organiser), by=world.people[by], **values)


def document(name: str = "план.docx") -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, b"bytes of a plan")]


def brought(world, procedure, place="first", by="head") -> Upload:
    return bring_documents(
        procedure=procedure, files=document(), note="", organisation=getattr(world, place),
        by=world.people[by],
    )  # fmt: skip


def came(procedure, place) -> dict[str, bool]:
    return {one.place.title: one.came for one in collection_at(procedure, place)}


def reminded(day: date) -> set[str]:
    Notice.objects.all().delete()
    send_reminders(day)
    return {one.person.email.split("@")[0] for one in Notice.objects.select_related("person")}


def test_documents_come_from_each_school_and_count_at_every_level(world):
    procedure = opened(world)
    brought(world, procedure)

    assert list(came(procedure, world.region).values()) == [True, False, False]
    shares = [(one.place.name, one.came, one.expected) for one in
              shares_of(collection_at(procedure, world.region))]  # fmt: skip
    assert shares == [("Северный район", 1, 2), ("Южный район", 0, 1)]
    assert [(one.came, one.expected) for one in progress_at(world.north)] == [(1, 2)]
    assert [(one.came, one.expected) for one in progress_at(world.first)] == [(1, 1)]


def test_documents_of_municipalities_are_asked_of_them_alone(world):
    procedure = opened(world, from_whom="municipality", kind="Мониторинг системы образования")
    brought(world, procedure, "north", "north")

    assert came(procedure, world.region) == {"Северный район": True, "Южный район": False}
    assert progress_at(world.first)[0].by_others
    asked_of_head = [
        one.what for group in waiting_for(world.people["head"], DUE) for one in group.items
    ]
    assert not any("документы" in what for what in asked_of_head)
    (group,) = waiting_for(world.people["south"], DUE)
    assert [one.what for one in group.items] == [
        "Принести документы: Мониторинг системы образования 2026"
    ]


def test_withdrawn_documents_are_awaited_again(world):
    procedure = opened(world)
    upload = brought(world, procedure)

    withdraw_upload(upload, reason="Не тот файл", by=world.people["head"])

    assert not any(came(procedure, world.region).values())
    assert upload.files.count() == 1
    with pytest.raises(ValidationError, match="только принятое"):
        withdraw_upload(upload, reason="Ещё раз", by=world.people["head"])


@pytest.mark.parametrize("who", ["teacher", "neighbour", "south", "expert"])
def test_wrong_roles_bring_no_documents(world, who):
    procedure = opened(world)

    with pytest.raises(PermissionDenied):
        brought(world, procedure, by=who)


def test_a_closed_procedure_takes_nothing(world):
    procedure = opened(world)
    Procedure.objects.update(closed=True)
    procedure.refresh_from_db()

    with pytest.raises(ValidationError, match="закончен"):
        brought(world, procedure)


def test_the_rule_reminds_before_on_and_after_the_term(world):
    opened(world)
    everybody = {"head", "deputy", "office", "neighbour", "stranger"}
    days = [DUE + timedelta(days=n) for n in range(-9, 9)]

    told = {day: reminded(day) for day in days}

    assert {day for day, who in told.items() if who} == {
        date(2026, 5, 15), date(2026, 5, 21), DUE, date(2026, 5, 25), date(2026, 5, 28),
    }  # fmt: skip
    assert told[DUE] == everybody
    assert set(Reminder.objects.filter(day=DUE).values_list("reason", flat=True)) == {"on_day"}


def test_whoever_has_brought_is_left_in_peace(world):
    procedure = opened(world)
    assert "head" in reminded(date(2026, 5, 21))

    brought(world, procedure)

    assert reminded(DUE) == {"neighbour", "stranger"}


def test_nobody_hears_twice_a_day_whoever_reminds(world):
    procedure = opened(world)
    day = date(2026, 5, 21)
    assert send_reminders(day) == 5
    assert send_reminders(day) == 0

    assert Reminder.objects.count() == 3
    log = AuditEntry.objects.get(verb="procedure.reminded")
    assert log.actor is None
    assert "по правилу" in log.text
    remind(procedure, world.north, by=world.people["north"])
    with pytest.raises(ValidationError, match="уже напоминали"):
        remind(procedure, world.north, by=world.people["north"])


def test_where_the_municipality_brings_it_hears_once_of_all_its_schools(world):
    opened(world, kind="ОГЭ", expects="results", from_whom="municipality")

    assert reminded(DUE) == {"north", "south"}

    texts = set(Notice.objects.values_list("text", flat=True))
    assert any("результаты 2\u00a0школ" in text for text in texts)
    assert {one.place for one in Reminder.objects.all()} == {world.north, world.south}


@pytest.mark.parametrize("change", [{"closed": True}, {"reminds": False}, {"due": None}])
def test_what_is_not_to_be_reminded_of_is_not(world, change):
    opened(world)
    Procedure.objects.update(**change)

    assert reminded(DUE) == set()


def test_results_that_came_end_reminders_of_their_school(world, case):
    Protocol.objects.update(accepted_at="2026-05-01T10:00Z")
    opened(world, "north", "north", kind="РДР", expects="results")
    case["objects"]["work"].procedure = "РДР"
    case["objects"]["work"].save()
    Procedure.objects.exclude(kind="РДР").delete()

    assert reminded(DUE) == {"neighbour"}


def test_a_procedure_is_opened_from_the_catalogue(world, as_):
    client = as_("coordinator")
    page = client.get(reverse("sources", args=[world.region.pk])).text
    assert "Независимая оценка качества условий" in page
    add = reverse("procedure_add", args=[world.region.pk]) + "?source=noko"
    form = client.get(add).context["form"]

    sent = {name: form[name].value() for name in form.fields} | {"due": "2026-12-15"}
    response = client.post(add, sent)

    made = Procedure.objects.get()
    assert response.url == reverse("procedure", args=[world.region.pk, made.pk])
    assert (made.source, made.kind, made.expects) == ("noko", "НОКО", "documents")
    assert "План по устранению недостатков" in client.get(response.url).text


def test_documents_are_brought_on_the_page_and_stay_downloadable(world, as_):
    procedure = opened(world)
    client = as_("office")
    address = reverse("bring_documents", args=[world.first.pk, procedure.pk])

    assert client.post(address, {"note": "а"}).status_code == 422
    client.post(address, {"files": document(), "note": "Первая версия"})

    upload = Upload.objects.get()
    page = client.get(reverse("upload", args=[upload.pk])).text
    assert "Первая версия" in page
    got = client.get(reverse("original", args=[upload.files.get().pk]))
    assert b"".join(got.streaming_content) == b"bytes of a plan"
    assert (
        "Принесено, спасибо"
        in client.get(reverse("procedure", args=[world.first.pk, procedure.pk])).text
    )


def test_a_neighbour_sees_no_documents_of_another_school(world, as_):
    procedure = opened(world)
    upload = brought(world, procedure)

    for who in ("neighbour", "stranger", "south", "teacher"):
        assert as_(who).get(reverse("upload", args=[upload.pk])).status_code in (403, 404)
        assert as_(who).get(reverse("original", args=[upload.files.get().pk])).status_code == 404
