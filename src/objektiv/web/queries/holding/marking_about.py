"""What a commission may mark: days of procedures, re-checks, works that results know."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from objektiv.web.models import Commission, Person, ProcedureDay, Recheck, Work
from objektiv.web.queries.rechecks import rechecks_to_mark

AROUND = timedelta(days=120)
SHOWN = 60


def days_to_mark(commission: Commission) -> list[ProcedureDay]:
    """Days of the commission's subject, of the place and of those above, around today."""
    today = timezone.localdate()
    return list(
        ProcedureDay.objects.filter(
            procedure__organiser__in=commission.organisation.line(),
            subject=commission.subject.name,
            grade__isnull=False,
            day__gte=today - AROUND,
            day__lte=today + AROUND,
        ).select_related("procedure")[:SHOWN]
    )


def rechecks_to_give(person: Person, commission: Commission) -> list[Recheck]:
    """Open re-checks of the subject with a list of works, not yet given to a commission."""
    return list(
        rechecks_to_mark(person)
        .filter(
            outcome="",
            papers__isnull=False,
            rounds__isnull=True,
            review__work__subject=commission.subject.name,
            review__school__path__startswith=commission.organisation.path,
        )
        .distinct()[:SHOWN]
    )


def works_known(commission: Commission) -> list[Work]:
    return list(Work.objects.filter(subject=commission.subject.name).exclude(columns=[])[:SHOWN])
