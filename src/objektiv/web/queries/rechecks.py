"""Re-checks and confirmed breaches that a person may see, and second marks that are awaited."""

from __future__ import annotations

from django.utils import timezone

from objektiv.web.models import Breach, Organisation, Person, Recheck, RecheckPaper
from objektiv.web.permissions import expert_places, places


def rechecks_to_mark(person: Person):
    """Re-checks without an outcome whose works the person may mark a second time."""
    within = Organisation.objects.within(
        *places(person, "organisation.manage"), *expert_places(person)
    )
    return Recheck.objects.filter(review__school__in=within).select_related(
        "review__school", "review__work"
    )


def papers_of(recheck: Recheck, *, school: Organisation | None = None):
    """Works of a re-check; with `school` only that school's own."""
    papers = RecheckPaper.objects.filter(recheck=recheck).select_related("school")
    return papers.filter(school=school) if school else papers


def breaches_visible_to(person: Person):
    return Breach.objects.filter(
        review__school__in=Organisation.objects.within(*places(person, "findings.view"))
    ).select_related("review__school", "review__work", "by", "appealed_by", "answered_by")


def in_force(breach: Breach) -> bool:
    """The term of objections is over without any, or they were answered and not accepted."""
    if breach.answer:
        return breach.answer == Breach.Answer.UPHELD
    return not breach.appealed_at and breach.appeal_by < timezone.localdate()
