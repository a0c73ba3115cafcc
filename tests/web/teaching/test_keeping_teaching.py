"""Journals and help go by rule, with their files, and nothing else goes."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import helping, routes
from objektiv.web.integrity import verify_installation
from objektiv.web.models import (
    ClassJournal,
    HelpCase,
    JournalFile,
    JournalUpload,
    PupilCode,
    Removal,
    SchoolYear,
)

from ..test_keeping import LONG_AGO, changed, due, everything, remove
from . import journal

OLD = 2015


@pytest.fixture
def long_ago(world) -> SchoolYear:
    return school_year_at(date(OLD, 10, 1))


def aged(upload: JournalUpload, year: SchoolYear) -> JournalUpload:
    """The journal was of a year long ago."""
    ClassJournal.objects.filter(pages__upload=upload).update(school_year=year)
    JournalUpload.objects.filter(pk=upload.pk).update(brought_at=LONG_AGO)
    upload.refresh_from_db()
    return upload


@pytest.fixture
def old(world, long_ago) -> JournalUpload:
    found = aged(journal.accepted(world), long_ago)
    PupilCode.objects.create(
        school=world.first, school_year=long_ago, class_name="5А", digest="d", code="12"
    )
    return found


def test_old_marks_go_with_their_stored_file_and_counts_stay(world, old, as_):
    (page,) = old.pages.all()
    counts = page.journal.counts
    file = old.files.get()
    before = everything()
    assert (due(world.first)["keep_journals_years"], due(world.region)["keep_journals_years"]) == (
        1, 1,
    )  # fmt: skip

    remove(world)

    assert changed(before) == {
        "JournalPage": 1, "PupilCode": 1, "files": {old.store_path, file.path},
    }  # fmt: skip
    old.refresh_from_db()
    assert (old.store_path, old.understood) == ("", {})
    assert ClassJournal.objects.get().counts == counts
    kept = Removal.objects.get(rule="keep_journals_years")
    assert kept.counts == {"pages": 1, "marks": page.marks}
    assert verify_installation().problems == ()
    for name, about in (("journal", page.journal_id), ("journal_upload", old.pk)):
        assert as_("head").get(reverse(name, args=[about])).status_code == 200
    assert as_("head").get(reverse("journal_file", args=[file.pk])).status_code == 404


def test_a_stored_file_that_another_journal_needs_stays(world, old):
    """The same marks were brought again: one stored file for both."""
    again = journal.accepted(world)
    assert again.store_path == old.store_path

    remove(world)

    assert (settings.STORE / again.store_path).exists()
    assert again.pages.count() == 1
    assert not JournalFile.objects.get(upload=again).removed_at


def test_files_go_after_a_year_and_their_marks_stay(world):
    upload = journal.accepted(world)
    JournalUpload.objects.update(brought_at=LONG_AGO)
    path = upload.files.get().path
    before = everything()

    remove(world)

    assert changed(before) == {"files": {path}}
    assert (settings.STORE / upload.store_path).exists()


def test_what_waits_for_a_decision_stays_and_what_was_cancelled_goes_whole(world):
    upload = journal.accepted(world)
    upload.pages.all().delete()
    JournalUpload.objects.update(brought_at=LONG_AGO, state="read")
    assert due(world.region)["keep_journal_files_days"] == 0
    JournalUpload.objects.update(state="cancelled")
    before = everything()

    remove(world)

    assert changed(before) == {"files": {upload.store_path, upload.files.get().path}}


def test_help_that_is_over_goes_and_open_help_stays(world, long_ago):
    def case(year, pupil, state):
        made = helping.open_case(
            world.first, year, class_name="5А", subject="Математика", pupil=pupil,
            by=world.people["head"],
        )  # fmt: skip
        routes.plan_route(made, topic="Дроби", by=world.people["head"])
        helping.add_step(made, kind="talk", day=date(2016, 2, 1), text="О занятиях",
                         by=world.people["head"])  # fmt: skip
        helping.notify_family(made, subject="О занятиях", text="…", by=world.people["head"])
        HelpCase.objects.filter(pk=made.pk).update(state=state)
        return made.pk

    this_year = school_year_at(timezone.localdate())
    gone = [case(long_ago, "1", "closed"), case(long_ago, "2", "cleared")]
    stay = [case(long_ago, "3", "helping"), case(long_ago, "4", "debt"),
            case(this_year, "5", "closed")]  # fmt: skip
    before = everything()

    remove(world)

    assert set(HelpCase.objects.values_list("pk", flat=True)) == set(stay)
    assert changed(before) == {"HelpCase": 2, "HelpStep": 2, "FamilyNotice": 2, "RouteTask": 2}
    kept = Removal.objects.get(subject=f"helpcase:{gone[1]}")
    assert kept.counts == {"cleared": 1, "steps": 1, "notices": 1}
    assert "ученик 2" not in kept.what


@pytest.mark.parametrize(("start", "n"), [(-5, 1), (-4, 0)])
def test_a_term_in_years_counts_from_the_end_of_the_school_year(world, start, n):
    """Three years: help of a school year that ended four calendar years ago is due."""
    year = timezone.localdate().year
    case = helping.open_case(
        world.first, school_year_at(date(year + start, 10, 1)), class_name="5А",
        subject="Математика", pupil="1", by=world.people["head"],
    )  # fmt: skip
    HelpCase.objects.filter(pk=case.pk).update(state="closed")

    assert due(world.first)["keep_help_years"] == n


def test_a_hold_keeps_all_of_it(world, old):
    from objektiv.web.actions import keeping

    keeping.place_hold(world.first, reason="Жалоба", by=world.people["north"])
    before = everything()

    remove(world)

    assert changed(before) == {}
