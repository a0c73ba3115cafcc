"""What is due goes by rule, numbers stay; a hold stops it; a wrong file goes by two persons."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from objektiv.profiles import review_rules
from objektiv.web.actions import jobs, keeping, reviews
from objektiv.web.integrity import verify_installation
from objektiv.web.models import (
    Analysis,
    AuditEntry,
    Finding,
    PlaceReport,
    Protocol,
    Removal,
    Review,
    Upload,
    Work,
)
from objektiv.web.queries.keeping import due_at
from objektiv.web.queries.results import sittings_of
from objektiv.web.tasks import WORK

from .campaign import csv
from .test_uploads import accepted

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=4000)


@pytest.fixture
def brought(world) -> Upload:
    return accepted(world, "north", world.north, csv("edu900101", "edu900102"))


def everything() -> dict[str, object]:
    """How many rows each table has, and which files lie in the store."""
    beside = {"Removal", "AuditEntry", "Job", "JobNote", "Notice"}
    models = apps.get_app_config("web").get_models()
    found: dict[str, object] = {
        one.__name__: one.objects.count() for one in models if one.__name__ not in beside
    }
    files = (path for path in settings.STORE.rglob("*") if path.is_file())
    return found | {"files": {path.relative_to(settings.STORE).as_posix() for path in files}}


def changed(before: dict[str, object]) -> dict[str, object]:
    """Table -> how many rows went; «files» -> which."""
    now = everything()
    return {
        name: was - now[name]  # type: ignore[operator]
        for name, was in before.items()
        if was != now[name]
    }


def due(place) -> dict[str, int]:
    return {one.name: one.count for one in due_at(place)}


def remove(world, *, old: bool = True) -> None:
    """The removal job; `old`: the bytes lie there as long as their rows say."""
    if old:
        for file in settings.STORE.rglob("*"):
            os.utime(file, (LONG_AGO.timestamp(),) * 2)
    job = keeping.create_removal_job(world.region, by=world.people["coordinator"])
    jobs.carry_out(job.pk, WORK["remove_due"])
    job.refresh_from_db()
    assert job.state == "done", job.error


def test_every_term_has_its_source():
    assert all(rule.source and rule.note for rule in review_rules().values())


def test_nothing_is_due_on_the_first_day(world, brought):
    assert set(due(world.region).values()) == {0}


def test_old_originals_go_and_leave_size_and_hash(world, brought):
    Upload.objects.update(brought_at=LONG_AGO)
    file = brought.files.first()
    bytes_ = settings.STORE / file.path
    assert bytes_.exists()
    assert due(world.region)["keep_originals_days"] == brought.files.count()

    remove(world)

    file.refresh_from_db()
    assert file.removed_at
    assert file.name == "файл удалён"
    assert not bytes_.exists()
    assert verify_installation().problems == ()
    kept = Removal.objects.get(subject=f"uploadedfile:{file.pk}")
    assert (kept.sha256, kept.counts) == (file.sha256, {"size": file.size})
    assert AuditEntry.objects.filter(verb="keeping.removed").exists()
    assert due(world.region)["keep_originals_days"] == 0


def test_bytes_that_came_twice_stay_while_one_of_them_is_needed(world, brought):
    other = accepted(world, "north", world.north, csv("edu900101", "edu900102"), reason="Ещё раз")
    Upload.objects.filter(pk=brought.pk).update(brought_at=LONG_AGO)

    remove(world)

    assert all((settings.STORE / one.path).exists() for one in other.files.all())
    assert not other.files.exclude(removed_at=None).exists()


def test_bytes_of_an_upload_whose_row_is_not_written_yet_stay(world, brought):
    """Somebody brings the same file while the removal runs: kept already, not yet recorded."""
    paths = [settings.STORE / one.path for one in brought.files.all()]
    Upload.objects.update(brought_at=LONG_AGO)

    remove(world, old=False)

    assert not brought.files.filter(removed_at=None).exists()
    assert all(path.exists() for path in paths)


def test_rows_of_pupils_go_and_reports_stay(world, brought):
    Work.objects.update(year=2015)
    work = Work.objects.get()
    stored = settings.STORE / Protocol.objects.first().store_path

    remove(world)

    assert not stored.exists()
    assert verify_installation().problems == ()
    assert sittings_of(work, world.region) is None
    assert PlaceReport.objects.filter(organisation=world.first).exists()
    assert Protocol.objects.filter(state="accepted").count() == due_before(world)
    kept = Removal.objects.filter(rule="keep_rows_years", organisation=world.first)
    assert sum(one.counts["written"] for one in kept) > 0


def due_before(world) -> int:
    return Removal.objects.filter(rule="keep_rows_years").count()


def test_a_hold_stops_it_for_the_school_and_for_files_it_shares(world, brought):
    Upload.objects.update(brought_at=LONG_AGO)
    Work.objects.update(year=2015)
    north = world.people["north"]
    hold = keeping.place_hold(world.first, reason="Жалоба", by=north)

    remove(world)

    assert brought.files.filter(removed_at=None).count() == brought.files.count()
    rows = Protocol.objects.filter(school=world.first)
    assert not rows.exclude(rows_removed_at=None).exists()
    assert (settings.STORE / rows.first().store_path).exists()  # the neighbour's are marked only
    keeping.lift_hold(hold, by=north)
    assert due(world.first)["keep_rows_years"] == rows.count()


def test_a_cleared_question_loses_its_signs_and_keeps_its_count(world, brought):
    finding = Finding.objects.get(school=world.first, class_name="")
    north = world.people["north"]
    day = timezone.localdate() + timedelta(days=30)
    review = reviews.ask_school(finding, reply_by=day, by=north)
    reviews.reply(review, text="Пояснения", files=[], by=world.people["head"])
    reviews.decide(review, kind="explained", reason="Принято", by=north)
    assert due(world.region)["keep_cleared_days"] == 0
    review.decisions.update(at=LONG_AGO)

    remove(world)

    before = finding.verdict
    finding.refresh_from_db()
    assert finding.verdict == before
    assert finding.detail == {}
    assert "удалены по сроку" in finding.headline
    kept = Removal.objects.get(subject=f"finding:{finding.pk}")
    assert kept.counts == {before: 1, "n": finding.n}


def test_a_confirmed_question_keeps_its_signs(world, brought):
    finding = Finding.objects.get(school=world.first, class_name="")
    review = Review.objects.create(
        school=world.first, work=finding.analysis.work, state="closed",
        opened_by=world.people["north"], reply_by=timezone.localdate(),
    )  # fmt: skip
    review.decisions.create(kind="help", reason="…", by=world.people["north"])
    review.decisions.update(at=LONG_AGO)

    assert due(world.region)["keep_cleared_days"] == 0


def test_findings_of_former_analyses_become_numbers(world, brought):
    accepted(world, "north", world.north, csv("edu900101", "edu900102"), reason="Ещё раз")
    Analysis.objects.filter(current=False).update(made_at=LONG_AGO)
    former = Finding.objects.filter(analysis__current=False)
    n = former.count()
    assert due(world.region)["keep_former_days"] == n > 0

    remove(world)

    assert not former.exists()
    assert sum(Removal.objects.get(rule="keep_former_days").counts.values()) == n


# --- A file brought by mistake ------------------------------------------------------------


def test_a_file_goes_when_a_second_person_confirms(world, brought):
    file = brought.files.first()
    request = keeping.ask_to_remove(file, reason="В файле фамилии", by=world.people["north"])

    with pytest.raises(ValidationError, match="второй человек"):
        keeping.decide_removal(request, remove=True, by=world.people["north"])
    made = keeping.decide_removal(request, remove=True, by=world.people["coordinator"])

    brought.refresh_from_db()
    assert not (settings.STORE / file.path).exists()
    assert brought.understood == {}
    assert set(brought.protocols.values_list("state", flat=True)) == {"withdrawn"}
    assert [job.kind for job in made] == ["analyse_work"]


def test_a_refused_request_leaves_the_file(world, brought):
    file = brought.files.first()
    request = keeping.ask_to_remove(file, reason="…", by=world.people["north"])

    keeping.decide_removal(request, remove=False, by=world.people["coordinator"])

    assert (settings.STORE / file.path).exists()
    assert not Removal.objects.exists()


@pytest.mark.parametrize("who", ["teacher", "head", "south", "methodist"])
def test_strangers_neither_ask_nor_confirm(world, brought, who):
    file = brought.files.first()
    with pytest.raises(PermissionDenied):
        keeping.ask_to_remove(file, reason="…", by=world.people[who])
    request = keeping.ask_to_remove(file, reason="…", by=world.people["north"])
    with pytest.raises(PermissionDenied):
        keeping.decide_removal(request, remove=True, by=world.people[who])
