"""The life of a background job. The row is the truth; a worker only carries it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.letters import write
from objektiv.web.actions.upkeep import renew_statistics
from objektiv.web.models import Job, Person
from objektiv.web.models.jobs import ATTEMPTS, STALE_AFTER
from objektiv.web.models.notifications import Kind

BROKEN = (
    "Что-то сломалось у нас, данные не пострадали. Повторите; если не помогает, сообщите "
    "администратору номер задания: {job}."
)


GIVEN_UP = "Задание трижды прерывалось. Попробуйте загрузить файлы по частям."
KEPT_FOR = timedelta(days=90)  # house rule; what a job did stays in the journal


LEFT_AFTER = timedelta(seconds=30)


class Cancelled(Exception):
    """The person who started the job no longer wants it."""


def create_job(kind: str, title: str, *, by: Person | None, **params: Any) -> Job:
    """A row that waits for a worker; made in the transaction of what it is for."""
    return Job.objects.create(kind=kind, title=title[:300], params=params, started_by=by)


def claim(job_id: int) -> Job | None:
    """Take a queued job; None when another worker was first or it was cancelled."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, heartbeat=now, error=""
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    job.attempt += 1
    job.save(update_fields=["attempt"])
    return job


def beat(job: Job, step: str, done: int, total: int) -> None:
    """Say how far it is; raises Cancelled when nobody wants the result any more."""
    alive = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        step=step[:300], done=done, total=total, heartbeat=timezone.now()
    )
    if not alive:
        raise Cancelled


def carry_out(job_id: int, work: Callable[..., object]) -> None:
    """Run a job's work and write down how it ended; errors never reach the queue."""
    job = claim(job_id)
    if job is None:
        return
    try:
        work(job, lambda step, done, total: beat(job, step, done, total), **job.params)
    except Cancelled:
        return
    except Refusal as refusal:
        _end(job, Job.State.FAILED, str(refusal))
    except Exception:
        _end(job, Job.State.FAILED, BROKEN.format(job=job.pk))
        raise
    else:
        renew_statistics()  # after a job there may be many more rows than before
        _end(job, Job.State.DONE)


class Refusal(Exception):
    """The work cannot be done; its text is a Russian sentence for the person."""


def _end(job: Job, state: Any, error: str = "") -> None:
    now = timezone.now()
    ended = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=state, error=error, finished=now
    )
    # Whoever waited on the page has seen it; whoever has left is told.
    if ended and (error or now - job.created > LEFT_AFTER):
        _tell(job, error)


def _tell(job: Job, error: str = "") -> None:
    if job.started_by is not None and job.started_by.is_active:
        write(
            [job.started_by],
            "задание не получилось" if error else "задание готово",
            f"{job.title}. {error}".strip(),
            reverse("job", args=[job.pk]),
            kind=Kind.JOB,
        )


@transaction.atomic
def cancel_job(job: Job, *, by: Person) -> None:
    """Stop at the next step; what was not finished leaves nothing behind."""
    if job.started_by_id != by.pk:
        raise PermissionDenied("a job belongs to who started it")
    Job.objects.filter(pk=job.pk, state__in=(Job.State.QUEUED, Job.State.RUNNING)).update(
        state=Job.State.CANCELLED, finished=timezone.now()
    )


@transaction.atomic
def retry_job(job: Job, *, by: Person) -> None:
    if job.started_by_id != by.pk:
        raise PermissionDenied("a job belongs to who started it")
    Job.objects.filter(pk=job.pk, state__in=(Job.State.FAILED, Job.State.CANCELLED)).update(
        state=Job.State.QUEUED, attempt=0, done=0, total=0, step="", error="", finished=None
    )


def recover() -> list[Job]:
    """Jobs that wait: queued ones, and running ones whose worker was lost, queued again.

    A job that lost its worker three times is given up with a message.
    """
    lost = Q(state=Job.State.RUNNING, heartbeat__lt=timezone.now() - STALE_AFTER)
    for job in Job.objects.filter(lost, attempt__gte=ATTEMPTS).select_related("started_by"):
        _end(job, Job.State.FAILED, GIVEN_UP)
    Job.objects.filter(lost).update(state=Job.State.QUEUED)
    return list(Job.objects.filter(state=Job.State.QUEUED).order_by("id"))


def prune_jobs() -> int:
    """Jobs that ended long ago go; what they made and the journal stay. Failed ones too."""
    over = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    return Job.objects.filter(state__in=over, finished__lt=timezone.now() - KEPT_FOR).delete()[0]
