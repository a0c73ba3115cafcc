"""Local acts: gaps, versions that follow each other, where they are used, publication."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse

from objektiv.profiles import local_act_rules
from objektiv.web.actions.teaching import acts as act
from objektiv.web.models import Organisation, PublicItem, PublicPage
from objektiv.web.queries.teaching.acts import gaps_below, gaps_of_children, register_of

DAY = date(2026, 9, 1)


def approved(world, code="regulation", starts=DAY, number="10", school="first"):
    head = world.people["head" if school == "first" else "neighbour"]
    place = getattr(world, school)
    found = act.register_act(place, code=code, by=head)
    version = act.bring_version(
        found, file=SimpleUploadedFile("акт.docx", b"text " + number.encode()), by=head
    )
    act.approve_version(version, order_number=number, order_date=starts, starts=starts, by=head)
    return found, version


def states(world, today):
    return {one.code: one.state for one in register_of(world.first, today)}


def test_the_set_shows_what_is_missing_and_what_is_old(world):
    assert set(states(world, DAY).values()) == {"нет"}

    approved(world, "regulation")
    approved(world, "schedule")
    found = states(world, DAY)
    assert (found["regulation"], found["schedule"], found["criteria"]) == (
        "действует", "действует", "нет",
    )  # fmt: skip
    next_year = states(world, DAY.replace(year=2027))
    assert (next_year["regulation"], next_year["schedule"]) == ("действует", "пересмотрите")
    assert states(world, date(2029, 9, 1))["regulation"] == "пересмотрите"
    assert states(world, date(2026, 8, 31))["regulation"] == "нет"  # not yet in force


def test_a_new_version_ends_the_one_before(world):
    found, first = approved(world)
    _, second = approved(world, starts=date(2027, 2, 1), number="2")
    first.refresh_from_db()

    assert first.ends == date(2027, 1, 31)
    assert act.in_force(found, date(2027, 1, 31)) == first
    assert act.in_force(found, date(2027, 2, 1)) == second
    assert found.versions.count() == 2  # nothing is lost


def test_what_cannot_be_approved(world):
    found, version = approved(world)
    head = world.people["head"]
    with pytest.raises(ValidationError, match="Утверждают проект"):
        act.approve_version(version, order_number="1", order_date=DAY, starts=DAY, by=head)
    draft = act.bring_version(found, file=SimpleUploadedFile("b.docx", b"b"), by=head)
    with pytest.raises(ValidationError, match="раньше приказа"):
        act.approve_version(
            draft, order_number="2", order_date=DAY, starts=DAY - timedelta(days=1), by=head
        )
    with pytest.raises(ValidationError, match="уже действует другая"):
        act.approve_version(draft, order_number="2", order_date=DAY, starts=DAY, by=head)
    with pytest.raises(PermissionDenied):
        act.approve_version(
            draft, order_number="2", order_date=DAY, starts=DAY, by=world.people["office"]
        )


def test_an_act_ends_without_another(world):
    found, version = approved(world)
    act.end_version(version, on=date(2026, 10, 1), by=world.people["head"])

    assert act.in_force(found, date(2026, 10, 1)) == version
    assert act.in_force(found, date(2026, 10, 2)) is None


def test_the_open_page_has_the_newest_version_once(world):
    head = world.people["head"]
    found, first = approved(world)
    act.publish_version(first, by=head)
    _, second = approved(world, starts=date(2027, 2, 1), number="2")
    act.publish_version(second, by=head)

    page = PublicPage.objects.get()
    shown = page.items.get(withdrawn_at=None)
    assert (shown.needed, shown.number, shown.title) == ("regulation", "2", found.title)
    assert PublicItem.objects.count() == 2
    assert page.opened_at is None  # the page itself is opened by a decision of its own


def test_the_district_sees_numbers_of_gaps_by_name(world):
    approved(world)
    approved(world, "schedule", starts=date(2025, 9, 1), school="second")
    rows = gaps_below(world.north, DAY)
    whole = len(local_act_rules().acts)

    assert rows == [(world.first, whole - 1, 0), (world.second, whole - 1, 1)]
    assert gaps_of_children(world.north, DAY) == rows


def test_the_region_sees_sums_of_municipalities_and_no_school(world, as_):
    approved(world)
    approved(world, "schedule", starts=date(2025, 9, 1), school="second")
    whole = len(local_act_rules().acts)
    south = Organisation.objects.filter(parent=world.south, kind="school").count()

    assert gaps_of_children(world.region, DAY) == [
        (world.north, 2 * whole - 2, 1),
        (world.south, south * whole, 0),
    ]
    page = as_("coordinator").get(reverse("acts", args=[world.region.pk])).content.decode()
    assert reverse("acts", args=[world.north.pk]) in page
    assert reverse("acts", args=[world.first.pk]) not in page


def test_a_sample_opens_in_word_and_names_the_school(world, as_):
    from docx import Document

    response = as_("deputy").get(reverse("act_sample", args=[world.first.pk, "regulation"]))
    text = "\n".join(one.text for one in Document(BytesIO(response.content)).paragraphs)

    assert "МБОУ «СОШ № 1» г. Северск" in text
    assert "{" not in text
    assert as_("deputy").get(reverse("act_sample", args=[world.first.pk, "x"])).status_code == 404


def test_from_a_gap_to_an_act_in_force_through_the_pages(world, as_):
    client = as_("head")
    taken = client.post(reverse("act_take", args=[world.first.pk, "correction"]))
    page = taken.url
    assert client.post(page, {"file": SimpleUploadedFile("a.exe", b"x")}).status_code == 422
    assert client.post(page, {"file": SimpleUploadedFile("a.pdf", b"%PDF")}).status_code == 302
    assert "утвердить" in client.get(page).content.decode()
    version = act.LocalAct.objects.get().versions.get()
    sent = client.post(
        reverse("act_approve", args=[version.pk]),
        {"order_number": "7", "order_date": "2026-09-01", "starts": "2026-09-01"},
    )
    assert sent.status_code == 302
    text = client.get(page).content.decode().replace("\xa0", " ")
    assert "Действует с 1 сентября 2026" in text


def test_every_use_leads_to_a_page_that_is_there_or_will_be():
    known = {"indicators", "criteria", "help", "schedule"}  # of areas that may be absent
    for one in local_act_rules().acts:
        for _, page in one.used:
            try:
                reverse(page, args=[1])
            except NoReverseMatch:
                assert page in known
