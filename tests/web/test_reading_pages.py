"""Pages of parts of reports say what the library says on the same data; nobody sees too much."""

from __future__ import annotations

import pytest
from django.urls import reverse

from objektiv import engines
from objektiv.analysis.journal_answers import journal_answers
from objektiv.analysis.place_answers import answers
from objektiv.analysis.similar_answers import similar_answers
from objektiv.analysis.skill_answers import skill_answers
from objektiv.profiles import load_profile
from objektiv.reports.summary import summaries
from objektiv.schema import Few, Zoned
from objektiv.web.models import AuditEntry, PlaceReport, ReportPart, Work
from objektiv.web.queries.results import sittings_of

from .campaign import csv
from .test_uploads import accepted


@pytest.fixture
def real(world) -> Work:
    accepted(world, "coordinator", world.region, csv("edu900101", "edu900102", "edu900103"))
    return Work.objects.get()


@pytest.fixture
def found(world, real):
    """The same answers, made by the library from the sittings that count."""
    sittings = sittings_of(real, world.region)
    return sittings, engines.count(sittings), answers(sittings), load_profile(real.year)


def key_of(world):
    return (
        "school",
        (world.region.name, world.north.name, str(world.first.pk), ""),
    )


def told(page) -> list[str]:
    return [text for text, _ in page.context["answer"].lines]


def page_of(as_, world, real, name: str, who: str = "head", **query):
    return as_(who).get(reverse(name, args=[world.first.pk, real.pk]), query)


def test_the_pages_of_a_school_say_what_the_library_says(world, real, found, as_):
    _, counts, columns, profile = found
    key = key_of(world)
    for name, made in (
        ("result_skills", skill_answers(columns, counts, profile)),
        ("result_journal", journal_answers(columns, profile)[0]),
        ("result_similar", similar_answers(columns, profile)),
    ):
        page = page_of(as_, world, real, name)
        assert told(page) == [line.text for line in made[key].lines], name
        if made[key].table:
            assert page.context["listing"].table.rows == made[key].table.rows


def test_facts_of_every_place_are_the_sums_of_the_library(world, real, found):
    sittings, counts, *_ = found
    by_path = {one.unit.path: one for one in summaries(counts, sittings.schools)}
    report = PlaceReport.objects.get(organisation=world.first)
    one = by_path[key_of(world)[1]]

    assert report.facts["n"] == one.n == report.n
    assert report.facts["mean"] == pytest.approx(one.mean)
    assert tuple(report.facts["marks"]) == one.marks
    assert tuple(report.facts["journal"]) == one.journal


def test_an_item_page_counts_the_points_of_the_sittings(world, real, found, as_):
    sittings, *_ = found
    code, most = sittings.work.items[2].code, sittings.work.items[2].max
    frame = sittings.frame.filter(
        (sittings.frame["school"] == str(world.first.pk)) & sittings.frame["participated"]
    )
    raw = frame[f"item:{code}"].to_list()
    page = as_("head").get(reverse("result_item", args=[world.first.pk, real.pk, code]))

    chart = next(one for one in page.context["answer"].charts if one["code"] == "answers")
    counts = [row[1] for row in chart["table"]["rows"]]
    assert counts == [*(raw.count(k) for k in range(most + 1)), raw.count(254)]
    first = page.context["listing"].table.rows[0]
    known = [0 if v == 254 else v for v in raw if v not in (253, 255)]
    assert isinstance(first[2], (Zoned, Few))
    if isinstance(first[2], Zoned):
        assert first[2].value == pytest.approx(sum(known) / len(known) / most)


def test_like_schools_have_no_names_anywhere(world, real, as_):
    names = [one.name for one in (world.second, world.third)]
    text = page_of(as_, world, real, "result_similar").text
    for part in ReportPart.objects.filter(kind="similar", report__organisation=world.first):
        from objektiv.web.models.packed import unpack

        text += str(unpack(part.content))

    assert not any(name in text for name in names)


def test_a_class_page_speaks_of_the_class_and_its_school(world, real, as_, found):
    sittings, *_ = found
    frame = sittings.frame.filter(sittings.frame["school"] == str(world.first.pk))
    name = frame["class"][0]
    wrote = frame.filter((frame["class"] == name) & frame["participated"])
    page = as_("head").get(reverse("result_class", args=[world.first.pk, real.pk, name]))

    rows = page.context["listing"].table.rows
    assert rows[0][0] == name
    assert rows[0][1] == len(wrote)
    assert rows[1][0] == world.first.name
    assert as_("head").get(
        reverse("result_class", args=[world.first.pk, real.pk, "9Я"])
    ).status_code == 404  # fmt: skip


def test_a_pupil_is_a_code_and_the_opening_is_written_down(world, real, as_, found):
    sittings, *_ = found
    frame = sittings.frame.filter(
        (sittings.frame["school"] == str(world.first.pk)) & sittings.frame["participated"]
    )
    row = frame.row(0, named=True)
    address = reverse("pupil", args=[world.first.pk, row["class"], row["pupil"]])

    page = as_("head").get(address)

    shown = page.context["listing"].table.rows[0]
    assert shown[1:4] == (row["score"], sittings.work.max_score, row["mark"])
    entry = AuditEntry.objects.get(verb="pupils.read")
    assert row["pupil"] in entry.text
    for who in ("north", "coordinator", "methodist", "neighbour"):
        assert as_(who).get(address).status_code in (403, 404), who
    assert as_("head").get(address.replace(row["pupil"], "нет")).status_code == 404


def test_schools_and_classes_are_not_ordered_by_results(world, real, as_):
    address = reverse("result", args=[world.north.pk, real.pk])

    page = as_("north").get(address + "?report=marks&sort=-share5")

    listing = page.context["listing"]
    assert listing.sort == ""
    assert {header.key for header in listing.headers if header.order or "sort=" in header.url} <= {
        "unit", "n",
    }  # fmt: skip
    ordered = as_("north").get(address + "?report=marks&sort=-n").context["listing"]
    sizes = [row[1] for row in ordered.table.rows]
    assert sizes == sorted(sizes, reverse=True)


def test_the_file_is_what_the_page_shows(world, real, as_):
    address = reverse("result_skills", args=[world.first.pk, real.pk])
    client = as_("head")
    shown = client.get(address + "?sort=-share").context["listing"]
    hidden = [column.key for column, _ in shown.columns][:2]
    keys = [column.key for column, _ in shown.columns]
    client.post(
        reverse("columns"),
        {"table": shown.code, "known": keys, "show": keys[2:], "next": address},
    )

    page = client.get(address + "?sort=-share").context["listing"]
    text = client.get(address + "?sort=-share&format=csv").content.decode("utf-8-sig")

    assert [column.title for column in page.table.columns] == text.splitlines()[0].split(";")
    assert not {column.key for column in page.table.columns} & set(hidden)
    assert [str(row[0]) for row in page.table.rows] == [
        line.split(";")[0] for line in text.splitlines()[1:]
    ]
    client.post(reverse("columns"), {"table": shown.code, "reset": "1", "next": address})
    assert len(client.get(address).context["listing"].table.columns) == len(keys) + 1


@pytest.mark.parametrize("name", ["trends", "deficits", "internal", "result_classes"])
def test_empty_pages_say_what_to_do(world, as_, name):
    page = as_("head").get(reverse(name, args=[world.first.pk]))

    assert page.status_code == 200
    assert "empty" in page.text


def test_quiet_sentences_are_hidden_until_asked_for(case, as_):
    address = reverse("result_skills", args=[case["place"], case["work"]])

    assert "Ничего особенного." not in as_("head").get(address).text
    assert "Ничего особенного." in as_("head").get(address + "?quiet=1").text


def test_a_teacher_reads_no_sentence_about_another_class(case, as_):
    address = reverse("result_skills", args=[case["place"], case["work"]])

    assert "О классе." in as_("head").get(address).text
    assert "О классе." not in as_("classteacher").get(address).text


def test_charts_of_quality_are_drawn_before_the_first_reader(db, monkeypatch, case):
    """What the job draws is what the page shows: no second drawing."""
    from objektiv import charts
    from objektiv.web.actions import pictures
    from objektiv.web.models import ReportPart, Work
    from objektiv.web.models.packed import pack

    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar",
            "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}  # fmt: skip
    chart = {"code": "c", "title": "Т", "description": "О", "spec": spec}
    section = {"title": "Т", "lines": [], "charts": [chart], "tables": []}
    ReportPart.objects.create(
        report=case["objects"]["finding"].analysis.place_reports.first(), kind="quality",
        content=pack({"answer": "", "meaning": [], "steps": [], "sections": [section]}),
    )  # fmt: skip
    assert pictures.draw_quality(Work.objects.get(pk=case["work"])) == 1

    monkeypatch.setattr(charts, "svg", None)  # drawing again would fail
    assert "<svg" in pictures.picture_of(chart)
