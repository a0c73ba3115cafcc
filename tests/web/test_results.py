"""Reading results: filters in the address, years, charts and tables as files."""

from __future__ import annotations

import pytest
from django.urls import reverse

from objektiv.web.models import Analysis, AuditEntry, PlaceReport, Protocol, Work
from objektiv.web.models.packed import unpack
from objektiv.web.queries.results import works_at

from .campaign import csv, pupils
from .test_uploads import accepted


@pytest.fixture
def real(world) -> Work:
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    return Work.objects.get()


def test_filters_stay_in_the_address(world, case, as_):
    Work.objects.create(procedure="ВПР", year=2025, grade=4, subject="Русский язык")
    address = reverse("results", args=[world.first.pk])

    assert "Математика, 5 класс" in as_("head").get(address + "?grade=5&year=2026").text
    assert "Математика, 5 класс" not in as_("head").get(address + "?year=1999").text


def test_a_work_is_known_only_where_its_results_are(world, case):
    assert list(works_at(world.first, reader=world.people["coordinator"])) == [
        case["objects"]["work"]
    ]
    assert not works_at(world.second, reader=world.people["coordinator"]).exists()
    assert not works_at(world.south, reader=world.people["coordinator"]).exists()


def test_pages_agree_with_the_files(world, real, as_):
    address = reverse("result", args=[world.first.pk, real.pk])

    page = as_("head").get(address + "?report=individual")

    rows = page.context["table"].rows
    assert len(rows) == pupils("edu900101")
    assert [one.key for one in page.context["table"].columns][:2] == ["class", "pupil"]
    written = sum(one.written for one in Protocol.objects.filter(school=world.first))
    assert as_("head").get(address).context["report"].n == written


def test_opening_rows_of_pupils_leaves_a_trace_once_an_hour(world, real, as_):
    address = reverse("result", args=[world.first.pk, real.pk]) + "?report=individual"

    for _ in range(3):
        as_("head").get(address)

    assert AuditEntry.objects.filter(verb="pupils.read").count() == 1


@pytest.mark.parametrize("report", ["marks", "journal", "scores", "items", "groups"])
def test_a_chart_stands_on_the_page_and_comes_as_a_file(world, real, as_, report):
    page = as_("head").get(reverse("result", args=[world.first.pk, real.pk]) + f"?report={report}")
    assert 'role="img"' in page.text
    assert "style=" not in page.text

    export = reverse("result_export", args=[world.first.pk, real.pk]) + f"?report={report}"
    assert as_("head").get(export + "&format=svg").content.startswith(b"<svg")
    assert as_("head").get(export + "&format=png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize("query", ["report=none", "format=exe", "report=skills&format=svg"])
def test_what_does_not_exist_is_not_exported(world, real, as_, query):
    address = reverse("result_export", args=[world.first.pk, real.pk])

    assert as_("head").get(f"{address}?{query}").status_code == 404


def test_years_stand_side_by_side(world, case, as_):
    assert (
        "По годам"
        not in as_("head").get(reverse("result", args=[world.first.pk, case["work"]])).text
    )
    work = Work.objects.create(procedure="ВПР", year=2025, grade=5, subject="Математика")
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="", method="", profile="", seed=1,
        schools=1, sittings=1, expected_false=0,
    )  # fmt: skip
    known = PlaceReport.objects.filter(organisation=world.first).get()
    PlaceReport.objects.create(
        analysis=analysis, organisation=world.first, n=5, answer="", content=known.content
    )

    page = as_("head").get(reverse("result", args=[world.first.pk, case["work"]]) + "?report=years")

    assert [row[0] for row in page.context["table"].rows] == ["2025", "2026"]
    assert page.context["table"].rows[0][1] == unpack(known.content)["tables"][0]["rows"][0][2]
