"""Families: what is ahead, what they confirm and how, talks; nothing about another child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.openness import parents as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Acknowledgement,
    AuditEntry,
    ClassJournal,
    Consultation,
    JournalPage,
    JournalUpload,
    Notice,
    Person,
    Procedure,
    ProcedureDay,
    RoleAssignment,
    ScheduleEntry,
    ScheduleVersion,
    SchoolClass,
    YearSchedule,
)
from objektiv.web.queries.openness.parents import coverage_of, families_waiting, family_page

SOON = timedelta(days=5)


@pytest.fixture
def fifth(world):
    return SchoolClass.objects.get(school=world.first, name="5А")


@pytest.fixture
def criteria(world, fifth):
    return act.acquaint(
        world.first, title="Критерии ВПР", classes=[fifth], due=timezone.localdate() + SOON,
        text="За каждое задание — свои баллы.",
        file=SimpleUploadedFile("критерии.pdf", b"%PDF criteria"), by=world.people["office"],
    )  # fmt: skip


def link(world, who="parent"):
    return RoleAssignment.objects.get(person=world.people[who])


def test_a_parent_reads_and_confirms_on_a_page(criteria, world, as_):
    client = as_("parent")
    page = reverse("my_school")
    assert "Критерии ВПР" in client.get(page).content.decode()
    assert Notice.objects.filter(person=world.people["parent"]).exists()

    client.post(reverse("acquaint_confirm", args=[criteria.pk]))
    signed = Acknowledgement.objects.get()
    assert (signed.pupil_code, signed.way, signed.by) == ("5001", "account", world.people["parent"])
    assert "Всё прочитано" in client.get(page).content.decode()
    client.post(reverse("acquaint_confirm", args=[criteria.pk]))
    assert Acknowledgement.objects.count() == 1


def test_parent_and_pupil_are_one_family(criteria, world, fifth):
    act.confirm(criteria, link(world), by=world.people["parent"])
    act.confirm(criteria, link(world, "pupil"), by=world.people["pupil"])

    assert coverage_of(criteria) == [(fifth, 1)]


def test_nobody_confirms_for_another_child(criteria, world):
    with pytest.raises(PermissionDenied):
        act.confirm(criteria, link(world), by=world.people["pupil"])
    with pytest.raises(PermissionDenied):
        act.confirm(criteria, link(world, "teacher"), by=world.people["teacher"])


def test_a_slip_confirms_once_without_an_account(criteria, world, fifth, client):
    made = act.make_slips(criteria, fifth, ["5001", "5002"], by=world.people["office"])
    page = reverse("slip", args=[criteria.secret])
    code = dict(made)["5002"]

    assert client.get(page).status_code == 200
    assert client.post(page, {"code": "нетнетне"}).status_code == 422
    assert client.post(page, {"code": code.upper()}).status_code == 200
    assert client.post(page, {"code": code}).status_code == 422
    signed = Acknowledgement.objects.get(at__isnull=False)
    assert (signed.pupil_code, signed.way) == ("5002", "code")
    kept = str(list(Acknowledgement.objects.values())) + str(list(AuditEntry.objects.values()))
    assert not any(one in kept for _, one in made)
    assert dict(act.make_slips(criteria, fifth, ["5002"], by=world.people["office"])) == {}


def test_a_used_slip_of_one_paper_opens_no_other(criteria, world, fifth, client):
    other = act.acquaint(
        world.first, title="Порядок", classes=[fifth], due=timezone.localdate() + SOON,
        text="Порядок.", by=world.people["office"],
    )  # fmt: skip
    ((_, code),) = act.make_slips(criteria, fifth, ["5001"], by=world.people["office"])

    assert client.post(reverse("slip", args=[other.secret]), {"code": code}).status_code == 422


def test_paper_signatures_are_entered_by_codes(criteria, world, fifth, as_):
    page = reverse("acquaintance", args=[criteria.pk])
    data = {"school_class": fifth.pk, "codes": "5001, 5002\n5003", "do": "paper"}

    assert as_("deputy").post(page, data).status_code == 302
    assert coverage_of(criteria) == [(fifth, 3)]
    assert as_("teacher").post(page, data).status_code == 403
    assert as_("teacher").get(page).status_code == 200


def test_the_office_sees_by_codes_who_has_not_confirmed(criteria, world, fifth, as_):
    journal = ClassJournal.objects.create(
        school=world.first, school_year=fifth.school_year, class_name="5А", subject="История"
    )
    upload = JournalUpload.objects.create(school=world.first, brought_by=world.people["office"])
    JournalPage.objects.create(
        journal=journal, upload=upload, first_day="2026-03-01", last_day="2026-03-31", marks=3,
        pupils=["5001", "5002", "5003"],
    )  # fmt: skip
    act.confirm_on_paper(criteria, fifth, ["5002"], by=world.people["office"])
    page = reverse("acquaintance", args=[criteria.pk])

    assert "5А: ещё не подтвердили 2 из 3" in as_("office").get(page).content.decode()
    assert "5001, 5003" in as_("office").get(page).content.decode()
    assert "ещё не подтвердили" not in as_("teacher").get(page).content.decode()
    act.confirm_on_paper(criteria, fifth, ["5001", "5003"], by=world.people["office"])
    assert "подтвердили все, 3 семьи" in " ".join(as_("office").get(page).content.decode().split())


def test_what_cannot_be_asked(world, fifth):
    office = world.people["office"]
    day = timezone.localdate()
    for values in (
        {"classes": [fifth], "due": day},  # nothing to read
        {"classes": [], "due": day, "text": "а"},
        {"classes": [fifth], "due": day - timedelta(days=1), "text": "а"},
    ):
        with pytest.raises(ValidationError):
            act.acquaint(world.first, title="А", by=office, **values)
    with pytest.raises(PermissionDenied):
        act.acquaint(
            world.first, title="А", classes=[fifth], due=day, text="а", by=world.people["north"]
        )


def test_only_procedures_of_the_own_grade_are_ahead(world):
    today = timezone.localdate()
    for number, (grade, organiser) in enumerate(
        ((5, world.north), (6, world.north), (5, world.south))
    ):
        procedure = Procedure.objects.create(
            kind="ВПР", year=today.year + number, organiser=organiser
        )
        ProcedureDay.objects.create(
            procedure=procedure, subject="Математика", grade=grade, day=today + SOON
        )

    (child,) = family_page(world.people["parent"], today)
    assert [(one.day, one.subject, one.guide.code) for one in child.ahead] == [
        (today + SOON, "Математика", "vpr")
    ]


def test_works_of_the_school_schedule_are_ahead_too(world, as_, fifth):
    today = timezone.localdate()
    schedule = YearSchedule.objects.create(school=world.first, school_year=fifth.school_year)
    version = ScheduleVersion.objects.create(
        schedule=schedule, number=1, state="published", made_by=world.people["head"]
    )
    for class_name, day in (("5А", today + SOON), ("5Б", today + SOON), ("5А", today - SOON)):
        ScheduleEntry.objects.create(
            version=version, class_name=class_name, day=day, subject="История",
            procedure="Контрольная работа № 2",
        )  # fmt: skip

    (child,) = family_page(world.people["parent"], today)
    assert [(one.subject, one.procedure, one.guide.code) for one in child.ahead] == [
        ("История", "Контрольная работа № 2", "school")
    ]
    text = as_("parent").get(reverse("my_school")).content.decode()
    assert "История, Контрольная работа № 2" in text
    assert "Одна неудача — повод разобраться" in text


def test_last_years_class_is_left_to_results(world, fifth, criteria):
    today = timezone.localdate()
    year = school_year_at(today)
    now = SchoolClass.objects.create(
        school=world.first, school_year=year, grade=6, name="6А", first=fifth
    )
    old = link(world)
    RoleAssignment.objects.create(
        person=old.person, organisation=world.first, role=old.role, school_class=now,
        pupil_code="6001", starts=old.starts,
    )  # fmt: skip
    person = Person.objects.get(pk=old.person.pk)

    assert [one.link.pupil_code for one in family_page(person, today)] == ["6001"]
    assert list(families_waiting(person, today)) == []


def test_twins_are_read_for_once(world, criteria, as_):
    one = link(world)
    RoleAssignment.objects.create(
        person=one.person, organisation=one.organisation, role=one.role, pupil_code="5002",
        school_class=one.school_class, starts=one.starts,
    )  # fmt: skip
    as_("parent").post(reverse("acquaint_confirm", args=[criteria.pk]))

    assert set(criteria.signed.values_list("pupil_code", flat=True)) == {"5001", "5002"}


@pytest.fixture
def talk(world):
    return act.offer_talks(
        world.first, starts=timezone.now() + timedelta(days=1), number=3, subject="Результаты",
        by=world.people["teacher"],
    )[0]  # fmt: skip


def test_a_talk_is_booked_once_and_given_back(talk, world):
    parent = world.people["parent"]
    act.book_talk(talk, link(world), by=parent)
    talk.refresh_from_db()
    assert (talk.taken_by, talk.pupil_code) == (parent, "5001")
    assert Notice.objects.filter(person=world.people["teacher"]).exists()
    with pytest.raises(ValidationError, match="уже занято"):
        act.book_talk(talk, link(world, "pupil"), by=world.people["pupil"])

    act.leave_talk(talk, by=parent)
    talk.refresh_from_db()
    assert talk.taken_by is None
    assert talk.cancelled_at is None


def test_a_cancelled_talk_is_told_to_the_family(talk, world):
    act.book_talk(talk, link(world), by=world.people["parent"])
    talk.refresh_from_db()
    with pytest.raises(PermissionDenied):
        act.leave_talk(talk, by=world.people["classteacher"])
    act.leave_talk(talk, by=world.people["teacher"])

    assert Notice.objects.filter(
        person=world.people["parent"], subject__contains="отменена"
    ).exists()
    assert Consultation.objects.filter(cancelled_at=None).count() == 2


def test_talks_and_papers_wait_for_both_sides(talk, criteria, world):
    today = timezone.localdate()
    act.book_talk(talk, link(world), by=world.people["parent"])
    seen = {
        who: {one.what for one in families_waiting(world.people[who], today)}
        for who in ("parent", "pupil", "teacher", "deputy", "north")
    }

    assert seen["parent"] == {"Ознакомиться: Критерии ВПР", "Консультация: Результаты"}
    assert seen["pupil"] == {"Ознакомиться: Критерии ВПР"}
    assert seen["teacher"] == {"Консультация: Результаты"}
    assert not seen["deputy"] | seen["north"]
    act.confirm(criteria, link(world), by=world.people["parent"])
    assert not {one.what for one in families_waiting(world.people["pupil"], today)}


def test_times_do_not_lie_over_each_other(talk, world):
    with pytest.raises(ValidationError, match="уже есть"):
        act.offer_talks(
            world.first, starts=talk.starts + timedelta(minutes=5), number=1,
            by=world.people["teacher"],
        )  # fmt: skip
    with pytest.raises(ValidationError, match="прошло"):
        act.offer_talks(
            world.first, starts=timezone.now() - timedelta(hours=1), number=1,
            by=world.people["teacher"],
        )  # fmt: skip


def test_the_guide_is_for_everybody(client, db):
    text = client.get(reverse("guide")).content.decode()

    assert "Чего не значит" in text
    assert "не сравнивает его с другими детьми" in text


def test_a_paper_is_found_by_its_link_and_by_no_number(criteria, client):
    assert client.get(reverse("slip", args=[criteria.secret])).status_code == 200
    file = client.get(reverse("acquaint_file", args=[criteria.secret]))
    assert b"".join(file) == b"%PDF criteria"

    for name in ("slip", "acquaint_file"):
        for guess in (criteria.pk, "1", criteria.secret[:-1]):
            assert client.get(reverse(name, args=[guess])).status_code == 404
