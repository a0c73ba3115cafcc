"""A job survives its worker: the row is the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import jobs
from objektiv.web.models import Job
from objektiv.web.models.jobs import ATTEMPTS, STALE_AFTER


@pytest.fixture
def job(world) -> Job:
    return jobs.create_job("none", "Работа", by=world.people["office"])


def lose_worker(job: Job) -> None:
    late = timezone.now() - STALE_AFTER - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(heartbeat=late)


def test_a_job_is_claimed_once(job):
    assert jobs.claim(job.pk).attempt == 1
    assert jobs.claim(job.pk) is None


def test_progress_is_written_and_the_end_too(job):
    seen = []

    def work(job, progress):
        progress("Счёт", 1, 3)
        job.refresh_from_db()
        seen.append((job.step, job.done, job.total, job.state))

    jobs.carry_out(job.pk, work)

    job.refresh_from_db()
    assert seen == [("Счёт", 1, 3, "running")]
    assert job.state == Job.State.DONE


def test_a_job_whose_worker_was_killed_is_offered_again(job):
    jobs.claim(job.pk)
    assert jobs.recover() == []
    lose_worker(job)

    assert [one.pk for one in jobs.recover()] == [job.pk]
    assert jobs.claim(job.pk).attempt == 2


def test_a_job_that_kills_its_worker_is_given_up(job):
    for _ in range(ATTEMPTS):
        jobs.claim(job.pk)
        lose_worker(job)
        jobs.recover()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "по частям" in job.error


def test_a_cancelled_job_stops_at_its_next_step(job, world):
    def work(job, progress):
        jobs.cancel_job(job, by=world.people["office"])
        progress("Дальше", 1, 2)
        raise AssertionError("went on")

    jobs.carry_out(job.pk, work)

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_refusal_reaches_the_person_and_a_failure_hides_its_traceback(job):
    def refuse(job, progress):
        raise jobs.Refusal("Класс указан дважды.")

    jobs.carry_out(job.pk, refuse)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "Класс указан дважды.")


def test_a_failure_is_told_in_words(job):
    def fail(job, progress):
        raise ZeroDivisionError("secret detail")

    with pytest.raises(ZeroDivisionError):
        jobs.carry_out(job.pk, fail)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "secret" not in job.error


def test_a_job_belongs_to_who_started_it(job, world):
    with pytest.raises(PermissionDenied):
        jobs.cancel_job(job, by=world.people["head"])


def test_a_failed_job_starts_anew(job, world):
    jobs.claim(job.pk)
    jobs.cancel_job(job, by=world.people["office"])

    jobs.retry_job(job, by=world.people["office"])

    assert jobs.claim(job.pk).attempt == 1


def test_waiting_for_a_job_leads_to_its_result(world, as_, case):
    reading = jobs.create_job(
        "read_upload", "Чтение", by=world.people["office"], upload=case["upload"]
    )
    client, address = as_("office"), reverse("job", args=[reading.pk]) + "?wait"

    polled = client.get(address, headers={"HX-Request": "true"})
    assert 'id="progress"' in polled.text
    assert "<html" not in polled.text
    Job.objects.update(state=Job.State.DONE)
    result = reverse("upload", args=[case["upload"]])
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == result
    assert client.get(address).url == result


def test_the_page_shows_own_jobs_with_what_can_be_done(world, as_):
    office = world.people["office"]
    failed = jobs.create_job("none", "Первое", by=office)
    Job.objects.update(state=Job.State.FAILED, error="Файл повреждён.")
    running = jobs.create_job("none", "Второе", by=office)
    Job.objects.filter(pk=running.pk).update(state="running", done=3, total=10, step="Чтение")
    jobs.create_job("none", "Чужое", by=world.people["head"])
    client = as_("office")

    page = client.get(reverse("jobs")).text

    assert "Файл повреждён." in page
    assert "Чтение: 3 из 10" in page
    assert "Чужое" not in page
    assert reverse("job_retry", args=[failed.pk]) in page
    assert reverse("job_cancel", args=[running.pk]) in page
    assert "Второе" not in client.get(reverse("jobs") + "?state=failed").text
    part = client.get(reverse("jobs"), headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_old_jobs_go_by_rule_and_unfinished_ones_stay(job, world):
    Job.objects.update(state=Job.State.DONE, finished=timezone.now())
    assert jobs.prune_jobs() == 0

    old = timezone.now() - jobs.KEPT_FOR - timedelta(days=1)
    Job.objects.update(finished=old)
    waiting = jobs.create_job("none", "Ждёт", by=world.people["office"])
    Job.objects.filter(pk=waiting.pk).update(created=old)

    assert jobs.prune_jobs() == 1
    assert list(Job.objects.all()) == [waiting]
