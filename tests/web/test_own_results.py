"""A teacher sees the own subject and classes, a class teacher the own class, through the years."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from objektiv.schema import Sittings
from objektiv.simulation.files import wide, work_toml
from objektiv.web.actions import jobs, uploads
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import PlaceReport, Protocol, SchoolClass, Subject, Work
from objektiv.web.permissions import classes_seen, own_results, pupils_seen
from objektiv.web.queries.results import report_of, works_at
from objektiv.web.tasks import WORK

from . import campaign


def _two_classes() -> list[SimpleUploadedFile]:
    """Two schools; half of each class is another class."""
    import polars as pl

    whole = campaign.sittings()
    frame = whole.frame.filter(pl.col("school").is_in(["edu900101", "edu900102"]))
    second = pl.int_range(pl.len()).over("school") % 2 == 1
    frame = frame.with_columns(
        pl.when(second).then(pl.lit("5Б")).otherwise(pl.lit("5А")).alias("class")
    )
    part = Sittings(whole.work, frame, whole.schools)
    return [
        SimpleUploadedFile("результаты.csv", wide(part).write_csv().encode()),
        SimpleUploadedFile("work.toml", work_toml(whole.work).encode()),
    ]


@pytest.fixture
def brought(world):
    """Results of two schools, analysed; the teacher's class is the first one of the file."""
    north = world.people["north"]
    upload = uploads.bring(files=_two_classes(), organisation=world.north, by=north)
    jobs.carry_out(upload.job_id, WORK["read_upload"])
    upload.refresh_from_db()
    for job in uploads.accept(upload, by=north):
        jobs.carry_out(job.pk, WORK["analyse_work"])
    work = Work.objects.get()
    names = sorted(Protocol.objects.filter(school=world.first).values_list("class_name", flat=True))
    mine = SchoolClass.objects.get(
        school=world.first, school_year__start=work.year - 1, name=names[0]
    )
    world.people["classteacher"].assignments.update(school_class=mine)
    world.people["teacher"].assignments.update(
        school_class=mine, subject=Subject.objects.get(name=work.subject)
    )
    return work, names


def seen(world, name, work):
    found = report_of(world.first, work, reader=world.people[name])
    assert found is not None
    marks = next(one for one in found[1]["tables"] if one["code"] == "marks")
    return [row[1].split(", ")[-1] for row in marks["rows"] if row[0] == "Класс"]


@pytest.mark.parametrize("name", ["teacher", "classteacher"])
def test_rows_of_other_classes_are_not_there(world, brought, as_, name):
    work, names = brought
    assert len(names) > 1
    assert seen(world, "office", work) == names

    assert seen(world, name, work) == names[:1]
    address = reverse("result", args=[world.first.pk, work.pk])
    for report in ("marks", "journal", "scores", "items", "skills", "groups"):
        text = as_(name).get(f"{address}?report={report}").text
        assert not any(other in text for other in names[1:]), report
        assert not any(word in text for word in ("требует проверки.", "согласуется"))
    for kind in ("svg", "csv"):
        export = reverse("result_export", args=[world.first.pk, work.pk])
        body = as_(name).get(f"{export}?report=marks&format={kind}").content.decode()
        assert names[0] in body
        assert not any(other in body for other in names[1:])
    # A picture drawn for the office is not shown to a teacher.
    as_("office").get(address)
    assert names[1] not in as_(name).get(address).text


@pytest.mark.parametrize("name", ["teacher", "classteacher"])
def test_rows_of_pupils_are_those_of_the_own_class(world, brought, as_, name):
    work, names = brought
    export = reverse("result_export", args=[world.first.pk, work.pk])

    lines = as_(name).get(f"{export}?report=individual&format=csv").content.decode().splitlines()

    mine = Protocol.objects.get(school=world.first, class_name=names[0])
    assert len(lines) - 1 == mine.n
    assert all(f";{names[0]};" in f";{line};" for line in lines[1:])


def test_another_subject_is_not_there_for_a_teacher_but_for_the_class_teacher(world, brought):
    _, _ = brought
    world.people["teacher"].assignments.update(subject=Subject.objects.create(name="Химия"))

    assert not works_at(world.first, reader=world.people["teacher"]).exists()
    assert works_at(world.first, reader=world.people["classteacher"]).exists()


def test_a_subject_without_a_class_gives_the_school_and_no_class(world, brought, as_):
    work, _ = brought
    world.people["teacher"].assignments.update(school_class=None)
    export = reverse("result_export", args=[world.first.pk, work.pk])

    assert seen(world, "teacher", work) == []
    assert works_at(world.first, reader=world.people["teacher"]).exists()
    assert as_("teacher").get(f"{export}?report=individual&format=csv").status_code == 403


def test_an_assignment_that_names_nothing_shows_nothing_and_says_why(world, brought, as_):
    work, _ = brought
    world.people["teacher"].assignments.update(school_class=None, subject=None)

    page = as_("teacher").get(reverse("results", args=[world.first.pk]))
    assert "Предмет и классы не указаны" in page.text
    assert as_("teacher").get(reverse("result", args=[world.first.pk, work.pk])).status_code == 404


def test_the_own_class_is_followed_through_the_years_and_no_other_of_its_name(world, case):
    """6А of 2026/27 was 5А of 2025/26; the 6А of the year before is other children."""
    fifth = SchoolClass.objects.get(school=world.first, name="5А")
    sixth = SchoolClass.objects.create(
        school=world.first, school_year=school_year_at(date(2027, 4, 1)), grade=6, name="6А",
        first=fifth,
    )  # fmt: skip
    person = world.people["classteacher"]
    person.assignments.update(school_class=sixth)
    now = Work(procedure="ВПР", year=2027, grade=6, subject="Математика")
    older = Work(procedure="ВПР", year=2026, grade=6, subject="Математика")

    assert classes_seen(person, world.first, case["objects"]["work"]) == {"5А"}
    assert classes_seen(person, world.first, now) == {"6А"}
    assert classes_seen(person, world.first, older) == {"5А"}  # no «6А» of that year
    assert set(works_at(world.first, reader=person)) == {case["objects"]["work"]}


def test_results_keep_the_former_name_of_a_class(world, case):
    fifth = SchoolClass.objects.get(school=world.first, name="5А")
    fifth.name, fifth.former_names = "5К", ["5А"]
    fifth.save()

    assert classes_seen(world.people["classteacher"], world.first, case["objects"]["work"]) == {
        "5А",
        "5К",
    }


@pytest.mark.parametrize(
    ("name", "all_results", "pupils"),
    [
        ("office", True, None),
        ("methodist", True, frozenset()),
        ("north", True, frozenset()),
        ("classteacher", False, frozenset({"5А"})),
        ("parent", False, frozenset()),
        ("neighbour", False, frozenset()),
    ],
)
def test_who_sees_whose_pupils(world, case, name, all_results, pupils):
    person, work = world.people[name], case["objects"]["work"]

    assert (own_results(person, world.first) is None) is all_results
    assert pupils_seen(person, world.first, work) == pupils


def test_a_limited_report_of_the_region_stays_whole_in_the_database(world, brought):
    """Rows are left out on reading; what is kept is whole."""
    work, names = brought
    seen(world, "teacher", work)

    assert seen(world, "office", work) == names
    assert PlaceReport.objects.filter(organisation=world.first).count() == 1
