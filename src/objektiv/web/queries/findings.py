"""Findings and reviews that a person may see. Never a ranking: the order is alphabetical."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q
from django.utils import timezone

from objektiv.web.models import (
    Attachment,
    Breach,
    Decision,
    Extension,
    Finding,
    Organisation,
    Person,
    PlaceReport,
    Recheck,
    Reply,
    Review,
)
from objektiv.web.models.findings import Verdict
from objektiv.web.permissions import places

SHOWN = (Verdict.VERIFY, Verdict.LOOK)


def findings_visible_to(person: Person):
    """Current findings at or below the places where the person answers for results."""
    return Finding.objects.filter(
        analysis__current=True,
        school__in=Organisation.objects.within(*places(person, "findings.view")),
    ).select_related("school", "analysis__work")


def findings_at(person: Person, place: Organisation, *, work: int | None, verdict: str):
    """Findings on whole protocols; without a choice those that stand out."""
    found = findings_visible_to(person).filter(
        school__in=Organisation.objects.within(place.path), class_name=""
    )
    if work:
        found = found.filter(analysis__work=work)
    if verdict in Verdict.values:
        found = found.filter(verdict=verdict)
    elif verdict != "all":
        found = found.filter(verdict__in=SHOWN)
    return found.order_by(
        "-analysis__work__year", "analysis__work__subject", "analysis__work__grade", "school__name"
    )


def worth_a_look(person: Person) -> list[Finding]:
    """Findings that require verification and on which nobody has acted yet."""
    reviewed = Review.objects.filter(
        school__in=Organisation.objects.within(*places(person, "findings.view"))
    ).values_list("school_id", "work_id")
    known = set(reviewed)
    return [
        one
        for one in findings_visible_to(person)
        .filter(class_name="", verdict=Verdict.VERIFY)
        .order_by("-analysis__made_at", "school__name")[:40]
        if (one.school_id, one.analysis.work_id) not in known
    ][:8]


def classes_of(finding: Finding):
    """Findings of the classes of the same protocol."""
    return (
        Finding.objects.filter(analysis=finding.analysis_id, school=finding.school_id)
        .exclude(class_name="")
        .select_related("kept")
        .order_by("class_name")
    )


def other_works(finding: Finding):
    """The same school in other subjects and years: the strip under the evidence."""
    return (
        Finding.objects.filter(school=finding.school_id, class_name="", analysis__current=True)
        .exclude(pk=finding.pk)
        .select_related("analysis__work")
        .order_by("-analysis__work__year", "analysis__work__subject", "analysis__work__grade")
    )


def reviews_visible_to(person: Person):
    return Review.objects.filter(
        school__in=Organisation.objects.within(*places(person, "findings.view"))
    ).select_related("school", "work", "opened_by")


def decidable(review: Review) -> bool:
    """The school has replied, or its term is over: now one may decide."""
    if review.state == Review.State.ASKED:
        return review.reply_by < timezone.localdate()
    return review.state != Review.State.CLOSED


def confirmable(review: Review) -> bool:
    """A re-check has confirmed differences and no breach is stated yet; uses the history."""
    confirmed = any(one.outcome == Recheck.Outcome.CONFIRMED for one in review.rechecks.all())
    stated = any(one.answer != Breach.Answer.REVOKED for one in review.breaches.all())
    return confirmed and not stated


def with_history(reviews):
    """Reviews with everything said and decided."""
    return reviews.prefetch_related(
        Prefetch("replies", Reply.objects.select_related("by").prefetch_related("attachments")),
        Prefetch("decisions", Decision.objects.select_related("by")),
        Prefetch("extensions", Extension.objects.select_related("by")),
        Prefetch("breaches", Breach.objects.select_related("by")),
        Prefetch("rechecks", Recheck.objects.select_related("ordered_by", "recorded_by")),
    )


def rechecks_visible_to(person: Person):
    return Recheck.objects.filter(review__in=reviews_visible_to(person)).select_related(
        "review__school", "review__work"
    )


def attachments_visible_to(person: Person):
    return Attachment.objects.filter(reply__review__in=reviews_visible_to(person), removed_at=None)


def current_finding(review: Review) -> Finding | None:
    return (
        Finding.objects.filter(
            school=review.school_id,
            analysis__work=review.work_id,
            analysis__current=True,
            class_name="",
        )
        .select_related("school", "analysis__work")
        .first()
    )


@dataclass(frozen=True)
class Glance:
    """The newest year of the places where the person answers for results."""

    year: int
    protocols: int
    agree: int
    verify: int
    untouched: int  # of those that require verification, without any review yet
    few: int
    reports: list[PlaceReport]  # what each work says of each own place


def glance(person: Person) -> Glance | None:
    """How the newest year stands; None where there is nothing to see yet."""
    seen = findings_visible_to(person).filter(class_name="")
    year = seen.aggregate(year=Max("analysis__work__year"))["year"]
    if year is None:
        return None
    seen = seen.filter(analysis__work__year=year)
    reviewed = Review.objects.filter(school=OuterRef("school"), work=OuterRef("analysis__work"))
    counts = seen.aggregate(
        protocols=Count("pk"),
        agree=Count("pk", filter=Q(verdict=Verdict.NONE)),
        verify=Count("pk", filter=Q(verdict=Verdict.VERIFY)),
        untouched=Count("pk", filter=Q(verdict=Verdict.VERIFY) & ~Exists(reviewed)),
        few=Count("pk", filter=Q(verdict=Verdict.INSUFFICIENT)),
    )
    reports = (
        PlaceReport.objects.filter(
            organisation__path__in=places(person, "findings.view"),
            analysis__current=True,
            analysis__work__year=year,
        )
        .defer("content")
        .select_related("analysis__work", "organisation")
        .order_by("organisation__path", "analysis__work__subject", "analysis__work__grade")
    )
    return Glance(year=year, reports=list(reports), **counts)
