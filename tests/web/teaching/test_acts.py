"""Local acts: gaps, versions that follow each other, where they are used, publication."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from objektiv.profiles import local_act_rules
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import acts as act
from objektiv.web.actions.teaching import criteria
from objektiv.web.models import MarkAct, Organisation, PublicItem, PublicPage
from objektiv.web.queries.teaching.act_rules import rules_of, rules_without, standing_of
from objektiv.web.queries.teaching.acts import gaps_below, gaps_of_children, register_of

from .test_criteria import draft

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


def test_an_act_that_ended_leaves_the_open_page(world):
    head = world.people["head"]
    _, version = approved(world)
    item = act.publish_version(version, by=head)
    act.end_version(version, on=timezone.localdate(), by=head)
    item.refresh_from_db()
    assert item.withdrawn_at is None  # in force to the end of the day

    act.end_version(version, on=timezone.localdate() - timedelta(days=1), by=head)
    item.refresh_from_db()
    assert item.reason == "Утратил силу"


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


def test_criteria_rest_on_an_act_of_the_register_and_both_sides_say_so(world, as_):
    head = world.people["head"]
    found, version = approved(world, "criteria", starts=timezone.localdate(), number="94")
    one = draft(world)
    shown = as_("head").get(reverse("criteria_approve", args=[one.pk])).context["form"]
    assert shown.fields["act_version"].initial == version.pk

    sent = as_("head").post(reverse("criteria_approve", args=[one.pk]), {"act_version": version.pk})
    assert sent.status_code == 302
    one.refresh_from_db()

    assert (one.act_version, one.act_title, one.act_number) == (version, found.title, "94")
    assert [rule.text for rule in rules_of(found, head)] == [f"Критерии «{one}»"]
    page = as_("teacher").get(reverse("criteria_set", args=[one.pk])).content.decode()
    assert reverse("act", args=[found.pk]) in page
    assert reverse("criteria_act", args=[one.pk]) not in page
    assert f"Критерии «{one}»" in as_("head").get(reverse("act", args=[found.pk])).content.decode()


def test_without_an_act_of_the_register_words_are_asked_for(world, as_):
    one = draft(world)
    page = reverse("criteria_approve", args=[one.pk])
    approved(world, "criteria", starts=timezone.localdate(), number="94")

    refused = as_("head").post(page, {"act_version": "", "act_title": "Положение"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"act_number", "act_date"}
    assert "Положение" in refused.content.decode()


def test_a_rule_on_an_edition_that_ended_says_what_to_look_at(world):
    head, today = world.people["head"], timezone.localdate()
    _, old = approved(world, "criteria", starts=today - timedelta(days=30), number="1")
    one = criteria.approve_criteria(draft(world), act_version=old, by=head)
    assert standing_of(old, today) == ""

    _, new = approved(world, "criteria", starts=today, number="2")
    old.refresh_from_db()
    assert "приказ № 2" in standing_of(old, today)
    with pytest.raises(ValidationError, match="действующий акт"):
        criteria.name_act(one, act_version=old, by=head)
    with pytest.raises(PermissionDenied):
        criteria.name_act(one, act_version=new, by=world.people["teacher"])
    criteria.name_act(one, act_version=new, by=head)
    assert (one.act_version, one.act_number) == (new, "1")  # by what it was approved stays
    new.ends = today - timedelta(days=1)
    new.starts = today - timedelta(days=2)
    new.save()
    assert "утратил силу" in standing_of(new, today)
    assert rules_without(world.first, head) == []


def test_an_act_of_another_place_or_a_draft_is_no_ground(world):
    head = world.people["head"]
    _, other = approved(world, "criteria", starts=timezone.localdate(), school="second")
    mine = act.register_act(world.first, code="criteria", by=head)
    waiting = act.bring_version(mine, file=SimpleUploadedFile("b.docx", b"b"), by=head)
    for version in (other, waiting):
        with pytest.raises(ValidationError, match="своей организации"):
            criteria.approve_criteria(draft(world), act_version=version, by=head)


def test_norms_and_weights_name_their_act(world, as_):
    head, today = world.people["head"], timezone.localdate()
    year = school_year_at(today)
    named = {"base": "1", "per_weekly_hour": "2", "three": "2,6", "four": "3,6", "five": "4,6",
             "final_least": "3", "hours": ""}  # fmt: skip
    page = reverse("marks_edit", args=[world.first.pk]) + f"?year={year.start}"
    assert as_("head").post(page, named | {"title": ""}).status_code == 422
    assert as_("head").post(page, named | {"title": "Положение № 1"}).status_code == 302
    assert [one.text for one in rules_without(world.first, head)] == [
        f"Нормы отметок, {year}, версия 1"
    ]

    found, version = approved(world, "current_control", starts=today, number="90")
    assert as_("head").post(page, named | {"act_version": version.pk}).status_code == 302
    norms = MarkAct.objects.first()
    assert (norms.version, norms.act_version) == (2, version)
    assert "№ 90" in norms.title
    assert rules_without(world.first, head) == []
    assert [one.state for one in rules_of(found, head)] == ["действует"]
    shown = as_("teacher").get(reverse("marks", args=[world.first.pk]) + f"?year={year.start}")
    assert reverse("act", args=[found.pk]) in shown.content.decode()


def test_where_an_act_is_used_leads_only_where_one_may_go(world, as_):
    found, _ = approved(world, "current_control")
    page = reverse("act", args=[found.pk])
    marks = reverse("marks", args=[world.first.pk])

    assert marks in as_("head").get(page).content.decode()
    text = as_("north").get(page).content.decode()
    assert "Веса форм работы" in text
    assert marks not in text
