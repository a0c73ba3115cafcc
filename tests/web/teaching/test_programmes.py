"""Corrections of a work programme: within its hours, approved by the managers, tracked."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.outgoing import give_number
from objektiv.web.actions.teaching import programmes as act
from objektiv.web.models import Analysis, Outgoing, PlaceReport, Protocol, ReportPart, Upload, Work
from objektiv.web.models.packed import pack
from objektiv.web.queries.teaching.programmes import proposals_for

W_T = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
TODAY = timezone.localdate()
FACT = {"skill": "5.1", "topic": "Дроби", "zone": "low", "below": False, "systemic": False,
        "sure": True, "value": 0.3, "low": 0.2, "high": 0.4, "n": 25, "region": 0.6,
        "expected": 0.5}  # fmt: skip


def word(written: bytes) -> str:
    """All words of a DOCX."""
    from docx import Document

    return "\n".join(one.text or "" for one in Document(BytesIO(written)).element.body.iter(W_T))


@pytest.fixture
def change(world):
    year = school_year_at(date(2026, 9, 10))
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Математика")
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="d", method="метод 1", profile="2026",
        seed=1, schools=1, sittings=25, expected_false=0.05,
    )  # fmt: skip
    Protocol.objects.create(
        school=world.first, work=work, class_name="5А", n=25, written=25, store_path="results/x",
        upload=Upload.objects.create(organisation=world.first, brought_by=world.people["head"]),
        source_school="edu900101", accepted_at=timezone.now(),
    )  # fmt: skip
    report = PlaceReport.objects.create(
        analysis=analysis, organisation=world.first, n=25, answer="", facts={}, content=pack({})
    )
    mastered = FACT | {"topic": "Углы", "zone": "enough", "value": 0.9}
    skills = {"lines": [], "charts": [], "table": None, "facts": {"skills": [FACT, mastered]}}
    ReportPart.objects.create(report=report, kind="skills", content=pack(skills))
    return act.start_change(
        world.first, year, subject="Математика", grade=6, hours_left=40, by=world.people["deputy"]
    )


def test_hours_are_proposed_for_the_deficits_of_these_pupils(world, change):
    # The sixth grade of this year wrote the work of the fifth grade in spring.
    (found,) = proposals_for(change, reader=world.people["deputy"])

    assert (found.topic, found.hours) == ("Дроби", 4)
    assert "30" in found.ground


def test_what_is_ticked_is_taken_with_its_ground_and_not_proposed_again(world, change, as_):
    as_("deputy").post(reverse("programme_take", args=[change.pk]), {"take": "Дроби"})

    line = change.lines.get()
    assert line.hours == 4
    assert "регион" in line.ground
    assert proposals_for(change, reader=world.people["deputy"]) == []


def test_never_more_hours_than_are_left(world, change):
    deputy = world.people["deputy"]
    line = act.keep_line(change, topic="Дроби", hours=40, by=deputy)

    with pytest.raises(ValidationError, match="осталось 40"):
        act.keep_line(change, topic="Углы", hours=1, by=deputy)
    act.keep_line(change, line, topic="Дроби", hours=39, by=deputy)
    act.keep_line(change, topic="Углы", hours=1, by=deputy)


def test_managers_approve_then_it_is_only_tracked(world, change):
    deputy, teacher = world.people["deputy"], world.people["teacher"]
    with pytest.raises(ValidationError, match="хотя бы одну"):
        act.approve_change(change, order_number="5", order_date=TODAY, by=deputy)
    line = act.keep_line(change, topic="Дроби", hours=4, by=teacher)
    with pytest.raises(PermissionDenied):
        act.approve_change(change, order_number="5", order_date=TODAY, by=teacher)
    act.approve_change(change, order_number="5", order_date=TODAY, by=deputy)

    for refused in (
        lambda: act.keep_line(change, topic="Углы", hours=1, by=deputy),
        lambda: act.remove_line(line, by=deputy),
    ):
        with pytest.raises(ValidationError, match="Утверждённое"):
            refused()
    act.finish_line(line, outcome="Срез: 70 %", by=teacher)
    line.refresh_from_db()
    assert line.done_on is not None


def test_the_appendix_names_hours_grounds_and_the_order(world, change, as_):
    deputy = world.people["deputy"]
    act.take_proposals(change, ["Дроби"], by=deputy)
    act.approve_change(change, order_number="5", order_date=TODAY, by=deputy)

    page = as_("head").get(reverse("programme_print", args=[change.pk])).content.decode()
    assert "приказ № 5" in page
    assert "Дроби" in page


def test_the_sheet_goes_out_as_documents_and_its_order_enters_the_register(world, change, as_):
    deputy = world.people["deputy"]
    act.take_proposals(change, ["Дроби"], by=deputy)
    address = reverse("programme_sheet", args=[change.pk, "docx"])
    assert "Черновик" in word(as_("teacher").get(address).getvalue())

    act.approve_change(change, order_number="5", order_date=TODAY, by=deputy)
    other = act.start_change(
        world.first, change.school_year, subject="Математика", grade=7, hours_left=40, by=deputy
    )
    act.keep_line(other, topic="Углы", hours=2, by=deputy)
    act.approve_change(other, order_number="5", order_date=TODAY, by=deputy)  # one order for both

    text = word(as_("head").get(address).getvalue())
    assert "Черновик" not in text
    for said in ("Лист корректировки", "Дроби", "Приказ № 5", "Всего 4 часа из 40"):
        assert said in text.replace("\xa0", " "), said
    pdf = as_("head").get(reverse("programme_sheet", args=[change.pk, "pdf"])).getvalue()
    assert pdf.startswith(b"%PDF")
    assert as_("head").get(reverse("programme_sheet", args=[change.pk, "txt"])).status_code == 404
    entry = Outgoing.objects.get(organisation=world.first, book="orders")
    assert (entry.number, entry.programme) == ("5", change)
    assert "6 класс" in entry.title
    assert "7 класс" in entry.title
    page = as_("head").get(reverse("outgoing", args=[world.first.pk]) + "?book=orders")
    assert reverse("programme", args=[change.pk]) in page.content.decode()


def test_a_number_that_another_order_has_is_refused_and_nothing_is_half_done(world, change, as_):
    deputy = world.people["deputy"]
    act.keep_line(change, topic="Дроби", hours=4, by=deputy)
    give_number(world.first, book="orders", number="5", dated=TODAY - timedelta(days=1), by=deputy,
                title="О другом")  # fmt: skip
    sent = as_("deputy").post(reverse("programme_approve", args=[change.pk]),
                              {"order_number": "5", "order_date": TODAY.isoformat()})  # fmt: skip

    assert sent.status_code == 422
    assert "order_number" in sent.context["form"].errors
    change.refresh_from_db()
    assert (change.state, change.order_number) == ("draft", "")
    with pytest.raises(ValidationError, match="в будущем"):
        act.approve_change(change, order_number="6", order_date=TODAY + timedelta(days=1),
                           by=deputy)  # fmt: skip
