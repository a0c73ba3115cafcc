"""What is due to be removed by rule. A preview and the removal itself ask the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from objektiv.profiles import Rule, review_rules
from objektiv.web.models import (
    Attachment,
    Decision,
    Finding,
    Hold,
    Organisation,
    Person,
    Protocol,
    Recheck,
    Removal,
    RemovalRequest,
    Review,
    UploadedFile,
)
from objektiv.web.permissions import places


@dataclass(frozen=True)
class Due:
    """One rule with what it would remove now."""

    name: str
    rule: Rule
    rows: QuerySet

    @property
    def count(self) -> int:
        return self.rows.count()


def due_at(place: Organisation, now: datetime | None = None) -> list[Due]:
    """Everything due at or below a place; what stands under a hold is not."""
    now = now or timezone.now()
    rules = review_rules()
    within = Organisation.objects.within(place.path).exclude(pk__in=held())

    def before(name: str) -> datetime:
        return now - timedelta(days=rules[name].value)

    last_year = now.year - rules["keep_rows_years"].value
    found = {
        "keep_former_days": _former(within, before("keep_former_days")),
        "keep_cleared_days": _cleared(within, before("keep_cleared_days")),
        "keep_rows_years": _rows(within, last_year),
        "keep_originals_days": _originals(within, before("keep_originals_days")),
        "keep_attachments_days": _attachments(within, before("keep_attachments_days")),
    }
    return [Due(name, rules[name], rows) for name, rows in found.items()]


def held():
    """Organisations under a hold, those below included."""
    paths = Hold.objects.filter(lifted_at=None).values_list("organisation__path", flat=True)
    return Organisation.objects.within(*paths)


def _former(within, day: datetime):
    """Findings of former analyses."""
    return Finding.objects.filter(
        school__in=within, analysis__current=False, analysis__made_at__lt=day
    )


def _cleared(within, day: datetime):
    """Findings whose question was answered in favour of the school."""
    review = Review.objects.filter(
        school=OuterRef("school"), work=OuterRef("analysis__work"), state=Review.State.CLOSED
    )
    last = review.annotate(last=Max("decisions__at")).filter(last__lt=day)
    cleared = last.filter(
        Q(decisions__kind=Decision.Kind.EXPLAINED) | Q(rechecks__outcome=Recheck.Outcome.CLEARED)
    )
    open_ = Review.objects.filter(
        school=OuterRef("school"), work=OuterRef("analysis__work")
    ).exclude(state=Review.State.CLOSED)
    return Finding.objects.filter(
        Exists(cleared), ~Exists(open_), school__in=within, kept__isnull=False
    )


def _rows(within, year: int):
    """Protocols whose rows of pupils are older than the rule allows."""
    return Protocol.objects.filter(school__in=within, work__year__lt=year, rows_removed_at=None)


def _originals(within, day: datetime):
    """Files as they came; not those that hold a school under a hold."""
    under_hold = Protocol.objects.filter(upload=OuterRef("upload"), school__in=held())
    return UploadedFile.objects.filter(
        ~Exists(under_hold),
        upload__organisation__in=within,
        upload__brought_at__lt=day,
        removed_at=None,
    )


def _attachments(within, day: datetime):
    """Documents to replies of reviews that ended long ago."""
    ended = Decision.objects.filter(review=OuterRef("reply__review"), at__gte=day)
    return Attachment.objects.filter(
        ~Exists(ended),
        reply__review__school__in=within,
        reply__review__state=Review.State.CLOSED,
        reply__at__lt=day,
        removed_at=None,
    )


def requests_visible_to(person: Person):
    return RemovalRequest.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "keeping.view"))
    ).select_related("file__upload", "organisation", "asked_by", "decided_by")


def holds_visible_to(person: Person):
    return Hold.objects.filter(
        organisation__in=Organisation.objects.within(*places(person, "keeping.view"))
    ).select_related("organisation", "by", "lifted_by")


def removals_at(place: Organisation):
    return Removal.objects.filter(
        organisation__in=Organisation.objects.within(place.path)
    ).select_related("organisation", "by")
