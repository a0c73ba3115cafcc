"""Background work: thin, primitive arguments, calls actions.

The queue (huey, its own SQLite file) may lose a task when a worker is killed; the `Job` row
does not. Every minute whatever is queued or stale is offered again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from huey import SqliteHuey, crontab

from objektiv.web.actions import (
    analysing,
    changes,
    jobs,
    keeping,
    letters,
    notices,
    outgoing,
    pictures,
    reading,
    reminders,
    reviews,
)
from objektiv.web.actions.holding import (
    briefings,
    marking_distribution,
    observation,
    observers,
    schedule_solving,
    sealing_orders,
)
from objektiv.web.actions.openness import tables as open_tables
from objektiv.web.actions.teaching import helping, journal_reading, journals, papers
from objektiv.web.models import Job, Work

log = logging.getLogger(__name__)
huey = SqliteHuey("objektiv", filename=str(settings.QUEUE), immediate=settings.JOBS_AT_ONCE)

MORNING = 7  # o’clock, in the time zone of the installation
WORK: dict[str, Callable[..., object]] = {
    "read_upload": reading.read_upload,
    "analyse_work": analysing.analyse_work,
    "remove_due": keeping.remove_due,
    "letter_archive": outgoing.make_archive,
    "distribute_works": marking_distribution.distribute,
    "solve_schedule": schedule_solving.solve,
    "seal_parcel": sealing_orders.seal_order,
    "assign_observers": observation.assign_observers,
    "open_tables": open_tables.make_tables,
    "read_journals": journal_reading.read_journals,
    "count_journals": journals.count_journals,
    "assemble_paper": papers.assemble_paper,
}


@huey.task()
def run_job(job_id: int) -> None:
    close_old_connections()
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind is None:
        return
    try:
        jobs.carry_out(job_id, WORK[kind])
        if kind == "analyse_work" and not settings.JOBS_AT_ONCE:
            draw_pictures(job_id)
    except Exception:
        log.exception("job %s failed", job_id)
    finally:
        if not settings.JOBS_AT_ONCE:
            close_old_connections()


@huey.task()
def draw_pictures(job_id: int) -> None:
    """After an analysis; what is not drawn yet is drawn by the first view."""
    close_old_connections()
    work = Work.objects.filter(pk=Job.objects.get(pk=job_id).params["work"]).first()
    if work is not None:
        pictures.draw_quality(work)
    close_old_connections()


@huey.periodic_task(crontab(minute="*"))
def offer_waiting_jobs() -> None:
    for job in jobs.recover():
        run_job(job.pk)


@huey.periodic_task(crontab(minute="*"))
def send_waiting_letters() -> None:
    """Letters to many, and those that the mail server did not take."""
    letters.send_letters()


@huey.periodic_task(crontab(minute="3"))
def carry_out_changes() -> None:
    """Moves, mergers and closings whose day has come."""
    run_soon(*changes.carry_out_due(timezone.localdate()))


@huey.periodic_task(crontab(minute="7"))
def erase_unsealed_files() -> None:
    """Files that were to be sealed and were not, once their term is over."""
    sealing_orders.erase_overdue(timezone.now())


@huey.periodic_task(crontab(minute="5"))
def every_day() -> None:
    """What happens once a day; each part knows itself what it has already done."""
    now = timezone.localtime()
    if now.hour >= MORNING:
        reminders.send_reminders(now.date())
        reviews.remind_of_replies(now.date())
        briefings.send_holding_reminders(now.date())
        helping.refresh_cases(now.date())
        letters.send_digests(now.date())
        notices.prune_notices()
        jobs.prune_jobs()
        observers.forget_declined(now.date())


def run_soon(*waiting: Job) -> None:
    """Offer jobs to the worker once what they are about is on the disk."""
    for job in waiting:
        transaction.on_commit(lambda job_id=job.pk: run_job(job_id))
