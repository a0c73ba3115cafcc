"""Leaflets: the first text, what people make of it, the paper, who sees it."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from objektiv.recommendations.leaflets import leaflet_rules, leaflet_text, sections_of
from objektiv.web.actions import leaflets as act
from objektiv.web.models import AuditEntry, Leaflet, ReportPart, Work
from objektiv.web.models.packed import pack
from objektiv.web.queries.leaflets import leaflets_at, lines_about

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("readers", leaflet_rules().readers)
@pytest.mark.parametrize("topic", leaflet_rules().topics)
def test_there_is_something_to_say_to_everybody_about_everything(topic, readers):
    text = leaflet_text(topic, readers, "ВПР", ["строка о работе"])

    assert sections_of(text)
    assert "{" not in text
    for word in ("нарушен", "завыш", "необъективн"):
        assert word not in text.lower()


def test_without_lines_their_section_is_left_out():
    assert "Наибольший балл" in leaflet_text("criteria", "parents", "ВПР", ["1 балл"])
    assert "Наибольший балл" not in leaflet_text("criteria", "parents", "ВПР")


SKILL = {"skill": "2.1", "topic": "Дроби", "value": 0.42, "n": 30, "zone": "low", "below": False,
         "systemic": True}  # fmt: skip


@pytest.fixture
def work(case) -> Work:
    """The work of the first school with a deficit and a skill that is mastered."""
    work = case["objects"]["finding"].analysis.work
    work.columns = [["1", 1], ["2", 2], ["3", 1]]
    work.save()
    report = work.analyses.get().place_reports.get(organisation=case["objects"]["finding"].school)
    fine = {**SKILL, "topic": "Степени", "zone": "high", "systemic": False}
    content = pack({"facts": {"skills": [SKILL, fine]}})
    ReportPart.objects.update_or_create(report=report, kind="skills",
                                        defaults={"content": content})  # fmt: skip
    return work


def test_lines_of_deficits_have_numbers_for_teachers_and_none_for_parents(world, work):
    head = world.people["head"]

    (teachers,), source = lines_about("deficits", "teachers", work, world.first, head)
    (parents,), _ = lines_about("deficits", "parents", work, world.first, head)

    assert teachers == "2.1 «Дроби»: набрано 42\u00a0% баллов (30\u00a0учеников)."
    assert parents == "2.1 «Дроби»."
    assert work.title in source


def test_points_of_a_work_stand_by_their_number(world, work):
    lines, _ = lines_about("criteria", "parents", work, world.first, world.people["head"])

    assert lines == ["1\u00a0балл: задания 1, 3.", "2\u00a0балла: задание 2."]


def test_a_person_picks_edits_and_downloads(as_, world, work):
    page = as_("deputy").post(
        reverse("leaflet_add", args=[world.first.pk]),
        {"readers": "teachers", "topic": "deficits", "work": work.pk, "procedure": ""},
    )
    leaflet = Leaflet.objects.latest("pk")
    assert page.url == reverse("leaflet_edit", args=[leaflet.pk])
    assert "Дроби" in leaflet.text
    before = leaflet.text

    text = f"{before}\n# Вопросы\nКабинет 12 & <завтра>"
    as_("deputy").post(page.url, {"title": "Дроби", "text": text})
    content = b"".join(
        as_("deputy").get(reverse("leaflet_sheet", args=[leaflet.pk, "docx"])).streaming_content
    )
    body = Document(io.BytesIO(content)).element.body
    said = "\n".join(one.text or "" for one in body.iter(qn("w:t")))
    assert "педагогам" in said
    assert "Кабинет 12 & <завтра>" in said
    assert "#" not in said
    pdf = as_("deputy").get(reverse("leaflet_sheet", args=[leaflet.pk, "pdf"]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert AuditEntry.objects.filter(detail__before=before).exists()


def test_what_cannot_be_written_is_said(world, work):
    work.columns = []
    work.save()
    by = world.people["head"]
    for topic, chosen in (("criteria", work), ("criteria", None), ("deficits", None)):
        with pytest.raises(ValidationError):
            act.begin_leaflet(world.first, readers="parents", topic=topic, work=chosen, by=by)
    leaflet = act.begin_leaflet(world.first, readers="parents", topic="procedure", by=by)
    with pytest.raises(ValidationError):
        act.change_leaflet(leaflet, title="Памятка", text="—", by=by)


def test_schools_see_what_the_municipality_shows_and_change_nothing_of_it(as_, world, case):
    north, head = world.people["north"], world.people["head"]
    leaflet = act.begin_leaflet(world.north, readers="parents", topic="procedure", by=north)
    assert leaflet not in leaflets_at(head, world.first)
    assert as_("head").get(reverse("leaflet", args=[leaflet.pk])).status_code == 404

    act.change_leaflet(leaflet, title="Общая", text=leaflet.text, shared=True, by=north)

    assert leaflet in leaflets_at(head, world.first)
    assert leaflet not in leaflets_at(north, world.first).exclude(organisation=world.north)
    assert as_("head").get(reverse("leaflet", args=[leaflet.pk])).status_code == 200
    assert as_("head").get(reverse("leaflet_edit", args=[leaflet.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        act.change_leaflet(leaflet, title="Моя", text="x", by=head)
