"""Sealing as a job: whole or not at all, and no file in the clear meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import jobs
from objektiv.web.actions.holding import sealed, sealing_orders, unsealing
from objektiv.web.models import (
    AuditEntry,
    Job,
    Notice,
    RoleAssignment,
    SealedParcel,
    SealingOrder,
)
from objektiv.web.tasks import WORK

SECRET = "тайна варианта".encode()


@pytest.fixture
def order(world, day, keys):
    Notice.objects.all().delete()
    return sealing_orders.order_sealing(
        organisation=world.north, day=day, title="Варианты", files={"слова.txt": SECRET},
        roles=["school_coordinator", "technical_specialist"],
        opens_at=timezone.now() + timedelta(days=1), by=world.people["north"],
    )  # fmt: skip


def waiting() -> list:
    return list((settings.DATA / "sealing").glob("*.age"))


@pytest.fixture(autouse=True)
def clean():
    yield
    for path in waiting():
        path.unlink()


def kept() -> set[str]:
    return {path.name for path in settings.STORE.rglob("*") if path.is_file()}


@pytest.fixture
def run(order, django_capture_on_commit_callbacks):
    def carry_out():
        with django_capture_on_commit_callbacks(execute=True):
            jobs.carry_out(order.job_id, WORK["seal_parcel"])
        order.refresh_from_db()
        return Job.objects.get(pk=order.job_id)

    return carry_out


def test_until_it_is_sealed_nobody_hears_and_no_file_lies_open(world, order, as_):
    assert not SealedParcel.objects.exists()
    assert not Notice.objects.exists()
    assert SECRET not in waiting()[0].read_bytes()
    assert "Ждёт очереди" in (
        as_("north").get(reverse("sealing_order", args=[order.pk])).content.decode()
    )
    assert "Варианты" in as_("north").get(reverse("sealed", args=[world.north.pk])).content.decode()
    assert as_("office").get(reverse("sealing_order", args=[order.pk])).status_code == 404


def test_the_job_seals_and_erases_what_waited(world, order, run, keys, at, as_):
    job = run()

    assert job.state == Job.State.DONE
    assert (order.key_kept, waiting()) == ("", [])
    assert Notice.objects.filter(person=world.people["office"]).exists()
    page = as_("north").get(reverse("sealing_order", args=[order.pk]))
    assert page.url == reverse("sealed_parcel", args=[order.parcel_id])
    at(order.opens_at)
    recipient = order.parcel.recipients.get(person=world.people["office"])
    files = unsealing.open_here(recipient, phrase=keys["office"], by=world.people["office"])
    assert files == {"слова.txt": SECRET}


def test_a_job_offered_twice_seals_once(order, run):
    run()
    Job.objects.filter(pk=order.job_id).update(state=Job.State.QUEUED)  # lost before its last word

    assert run().state == Job.State.DONE
    assert SealedParcel.objects.count() == 1


def test_cancelled_between_two_envelopes_it_leaves_nothing(world, order, run, monkeypatch):
    """The word comes while envelopes are being sealed; afterwards it can be done again."""
    before, real = kept(), sealed.copies

    def copies(*args):
        jobs.cancel_job(Job.objects.get(pk=order.job_id), by=world.people["north"])
        return real(*args)

    monkeypatch.setattr(sealed, "copies", copies)
    job = run()

    assert job.state == Job.State.CANCELLED
    assert not SealedParcel.objects.exists()
    assert kept() == before
    assert not Notice.objects.exists()
    assert order.waits
    monkeypatch.setattr(sealed, "copies", real)
    jobs.retry_job(job, by=world.people["north"])
    assert run().state == Job.State.DONE
    assert order.parcel_id


def test_cancelled_at_the_last_moment_it_leaves_no_bytes(world, order, run, monkeypatch):
    """The word comes when the rows are being written."""
    before, real = kept(), sealed._tell

    def told(*args):
        real(*args)
        jobs.cancel_job(Job.objects.get(pk=order.job_id), by=world.people["north"])

    monkeypatch.setattr(sealed, "_tell", told)
    run()

    assert not SealedParcel.objects.exists()
    assert not Notice.objects.exists()
    assert kept() == before
    assert order.waits


def test_a_crash_leaves_the_files_for_another_attempt(order, run, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(sealed, "keep", broken)
        with pytest.raises(OSError, match="full"):
            run()
    job = Job.objects.get(pk=order.job_id)
    assert (job.state, "не пострадали" in job.error) == (Job.State.FAILED, True)
    assert order.waits

    jobs.retry_job(job, by=job.started_by)
    assert run().state == Job.State.DONE


def test_who_lost_the_right_meanwhile_seals_nothing(world, order, run):
    RoleAssignment.objects.filter(person=world.people["north"]).delete()

    job = run()

    assert "больше нет права" in job.error
    assert not SealedParcel.objects.exists()


def test_dropped_files_are_erased_and_never_sealed(
    world, order, run, django_capture_on_commit_callbacks
):
    with pytest.raises(PermissionDenied):
        sealing_orders.drop_order(order, by=world.people["office"])
    with django_capture_on_commit_callbacks(execute=True):
        sealing_orders.drop_order(order, by=world.people["north"])
    job = Job.objects.get(pk=order.job_id)
    assert (job.state, waiting()) == (Job.State.CANCELLED, [])

    jobs.retry_job(job, by=world.people["north"])
    job = run()

    assert job.error == sealing_orders.GONE
    assert not SealedParcel.objects.exists()


def test_what_nobody_seals_is_erased_after_a_day(order, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        early = sealing_orders.erase_overdue(timezone.now() + timedelta(hours=23))
        late = sealing_orders.erase_overdue(timezone.now() + timedelta(hours=25))

    order.refresh_from_db()
    assert (early, late, waiting()) == (0, 1, [])
    assert not order.waits
    assert AuditEntry.objects.filter(verb="sealed.dropped").count() == 1


def test_a_changed_waiting_file_is_not_sealed(order, run):
    waiting()[0].write_bytes(waiting()[0].read_bytes()[:-1] + b"?")

    assert run().error == sealing_orders.GONE


def test_a_pdf_that_cannot_be_marked_is_refused_at_once(world, day, keys, as_):
    page = as_("north").post(
        reverse("sealed_add", args=[world.north.pk]),
        {"day": day.pk, "title": "…", "roles": ["school_coordinator"],
         "files": SimpleUploadedFile("вариант.pdf", b"%PDF-1.7")},
    )  # fmt: skip

    assert page.status_code == 422
    assert "«вариант.pdf»: PDF повреждён" in page.content.decode()
    assert not SealingOrder.objects.exists()


def test_copies_of_all_together_are_bounded(world, day, keys, monkeypatch):
    bounds = {"most_recipients": 9, "most_megabytes": 9, "most_parcel_megabytes": 1}
    monkeypatch.setattr(sealed, "sealing_bound", bounds.__getitem__)

    with pytest.raises(sealed.ValidationError, match=r"3.+копии вместе больше 1 МБ"):
        sealed.check_sealing(
            world.north, day, files={"a": b"0" * 400_000},
            roles=["school_coordinator", "technical_specialist"], by=world.people["north"],
        )  # fmt: skip
