"""To which school year the year in a file belongs: settled or asked, never guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.schema import Work as Described
from objektiv.web.actions import uploads
from objektiv.web.actions.work_years import years_of
from objektiv.web.models import RoleAssignment, SchoolClass, Work
from objektiv.web.queries.pupils import children_of, results_of
from objektiv.web.queries.uploads import obstacles

from .campaign import csv, sittings
from .test_uploads import carry_out, read


def files(procedure: str = "МПР") -> list[SimpleUploadedFile]:
    table, description = csv("edu900101")
    text = description.read().decode()
    text = text.replace('procedure = "ВПР"', f'procedure = "{procedure}"')
    assert f'"{procedure}"' in text
    return [table, SimpleUploadedFile("work.toml", text.encode())]


@pytest.fixture
def november(monkeypatch, world):
    """A day of an autumn on which the roles of the people hold, whenever this runs."""
    RoleAssignment.objects.update(starts=date(2026, 9, 1))
    now = datetime(2026, 11, 22, 12, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.parametrize(
    ("procedure", "year", "day", "years"),
    [
        ("МПР", 2026, date(2026, 8, 31), (2026,)),  # autumn has not come yet
        ("МПР", 2026, date(2026, 9, 1), (2026, 2027)),
        ("МПР", 2026, date(2027, 3, 1), (2026, 2027)),  # brought late
        ("МПР", 2027, date(2026, 11, 22), (2027,)),
        ("ВПР", 2026, date(2026, 11, 22), (2026,)),  # written in spring
        ("впр", 2022, date(2026, 11, 22), (2022, 2023)),  # moved to autumn that year
        ("ЕГЭ", 2026, date(2026, 11, 22), (2026,)),  # September belongs to those who leave
    ],
)
def test_years_that_a_file_may_mean(procedure, year, day, years):
    assert years_of(Described(procedure, year, 5, "Математика", ()), day) == years


def test_a_work_that_may_be_of_autumn_is_asked_about(world, november):
    upload = read(world, "office", world.first, files())

    assert "в каком учебном году" in obstacles(upload)[0]
    with pytest.raises(ValidationError, match="в каком учебном году"):
        uploads.accept(upload, by=world.people["office"])
    assert Work.objects.count() == 0


@pytest.mark.parametrize(("answer", "start"), [("2026", 2025), ("2027", 2026)])
def test_the_answer_says_which_children_they_are(world, november, as_, answer, start):
    code = sittings().frame.filter(school="edu900101", **{"class": "5А"})["pupil"][0]
    world.people["parent"].assignments.update(pupil_code=code)  # of a child of 5А, 2025/26
    upload = read(world, "office", world.first, files())
    question = upload.understood["years"][0]
    client, address = as_("office"), reverse("upload", args=[upload.pk])
    assert "В 2026/27 учебном году" in client.get(address).content.decode()

    client.post(address, {f"name:{question['name']}": answer})
    upload.refresh_from_db()
    carry_out(upload.job)
    upload.refresh_from_db()
    assert obstacles(upload) == []
    uploads.accept(upload, by=world.people["office"])

    assert Work.objects.get().year == int(answer)
    assert SchoolClass.objects.filter(
        school=world.first, school_year__start=start, name="5А"
    ).exists()
    seen = [one.work for link in children_of(world.people["parent"]) for one in results_of(link)]
    assert [one.year for one in seen] == ([2026] if answer == "2026" else [])


def test_an_answer_that_was_not_offered_is_none(world, november):
    upload = read(world, "office", world.first, files())
    name = upload.understood["years"][0]["name"]

    job = uploads.answer(upload, schools={}, names={name: "1999"}, by=world.people["office"])
    carry_out(job)
    upload.refresh_from_db()

    assert upload.understood["works"][0]["key"][1] == 2026
    assert len(obstacles(upload)) == 1


def test_a_work_chosen_from_the_list_is_not_asked_about_again(world, november):
    upload = read(world, "office", world.first, files())
    name = upload.understood["years"][0]["name"]
    carry_out(uploads.answer(upload, schools={}, names={name: "2027"}, by=world.people["office"]))
    upload.refresh_from_db()
    for job in uploads.accept(upload, by=world.people["office"]):
        carry_out(job)
    known = Work.objects.get()

    again = uploads.bring(
        files=csv("edu900102")[:1], organisation=world.north, by=world.people["north"], work=known
    )
    carry_out(again.job)
    again.refresh_from_db()

    assert again.understood["works"][0]["key"][1] == 2027
    assert again.understood["years"] == []
