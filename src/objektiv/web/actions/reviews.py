"""From a finding to a decision: ask the school, hear it, decide, re-check, close.

The school is heard first: while its term runs and it has not replied, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import review_rules
from objektiv.russian import add_working_days
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.actions.rechecks import order_recheck
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    Attachment,
    AuditEntry,
    Decision,
    Extension,
    Finding,
    Person,
    Recheck,
    Reply,
    Review,
)
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require

OPEN = (Review.State.ASKED, Review.State.REPLIED, Review.State.RECHECK)


@transaction.atomic
def ask_school(finding: Finding, *, reply_by: date, by: Person) -> Review:
    """Open a review: the school is asked to explain until the day given."""
    require(by, "findings.ask", finding.school)
    work = finding.analysis.work
    if Review.objects.filter(school=finding.school, work=work, state__in=OPEN).exists():
        raise ValidationError("По этому протоколу рассмотрение уже идёт.")
    _check_term(reply_by)
    review = Review.objects.create(
        school=finding.school, work=work, opened_by=by, reply_by=reply_by
    )
    write(
        people_of([finding.school], SCHOOL_MANAGERS),
        "нужны пояснения школы",
        f"Запрошены пояснения: {work.title}, {finding.school}. Ответ ждут до "
        f"{reply_by:%d.%m.%Y}; до этого дня решение не принимается.",
        reverse("review", args=[review.pk]),
        kind=Kind.REVIEW,
    )
    log(
        "review.opened",
        review,
        f"Запрошены пояснения школы: {work.title}, {finding.school}, срок {reply_by:%d.%m.%Y}",
        by=by,
        at=finding.school,
        finding=finding.pk,
        verdict=finding.verdict,
        p_value=finding.p_value,
        q_value=finding.q_value,
        data_hash=finding.analysis.data_hash,
    )
    return review


def _check_term(day: date) -> None:
    """A term below the least one is no hearing."""
    today = timezone.localdate()
    if day < today:
        raise ValidationError({"reply_by": "Срок уже прошёл. Укажите будущий день."})
    rule = review_rules()["reply_least_days"]
    if day < add_working_days(today, rule.value):
        raise ValidationError(
            {"reply_by": f"На пояснения нужно не меньше {rule.value} {rule.unit}."}
        )


@transaction.atomic
def extend(review: Review, *, reply_by: date, reason: str, by: Person) -> Extension:
    """Give the school more time; the former term is kept."""
    require(by, "findings.decide", review.school)
    if review.state != Review.State.ASKED:
        raise ValidationError("Школа уже ответила или рассмотрение завершено: продлевать нечего.")
    if reply_by <= review.reply_by:
        raise ValidationError(
            {"reply_by": f"Новый срок должен быть позже прежнего ({review.reply_by:%d.%m.%Y})."}
        )
    _check_term(reply_by)
    made = Extension.objects.create(
        review=review, before=review.reply_by, reply_by=reply_by, reason=reason.strip(), by=by
    )
    review.reply_by = reply_by
    review.save(update_fields=["reply_by"])
    write(
        people_of([review.school], SCHOOL_MANAGERS),
        "срок пояснений продлён",
        f"{review.work.title}, {review.school}: пояснения ждут до {reply_by:%d.%m.%Y}.",
        reverse("review", args=[review.pk]),
        kind=Kind.REVIEW,
    )
    log(
        "review.extended",
        review,
        f"Срок пояснений продлён до {reply_by:%d.%m.%Y}: {review.work.title}, {review.school}",
        by=by,
        at=review.school,
        before=made.before.isoformat(),
        reason=made.reason,
    )
    return made


@transaction.atomic
def remind_of_replies(today: date) -> int:
    """Tell schools whose term ends soon, once; returns how many reviews were reminded of."""
    soon = add_working_days(today, review_rules()["remind_days"].value)
    told = 0
    for review in Review.objects.filter(
        state=Review.State.ASKED, reply_by__gte=today, reply_by__lte=soon
    ).select_related("school", "work"):
        if AuditEntry.objects.filter(
            verb="review.reminded", subject=f"review:{review.pk}", detail__term=str(review.reply_by)
        ).exists():
            continue
        write(
            people_of([review.school], SCHOOL_MANAGERS),
            "срок пояснений подходит",
            f"{review.work.title}, {review.school}: пояснения ждут до {review.reply_by:%d.%m.%Y}.",
            reverse("review", args=[review.pk]),
            kind=Kind.TERM,
        )
        log(
            "review.reminded",
            review,
            f"Напоминание о пояснениях: {review.work.title}, {review.school}",
            by=None,
            at=review.school,
            term=str(review.reply_by),
        )
        told += 1
    return told


def reply(review: Review, *, text: str, files: Iterable[Incoming], by: Person) -> Reply:
    """The school's own explanation; it may add to it until the review is closed."""
    require(by, "findings.reply", review.school)
    if review.state == Review.State.CLOSED:
        raise ValidationError("Рассмотрение завершено.")
    kept = [keep(file) for file in files]
    with transaction.atomic():
        said = Reply.objects.create(review=review, text=text.strip(), by=by)
        Attachment.objects.bulk_create(Attachment(reply=said, **one) for one in kept)
        if review.state == Review.State.ASKED:
            review.state = Review.State.REPLIED
            review.save(update_fields=["state"])
        write(
            [review.opened_by],
            "школа дала пояснения",
            f"{review.school} дала пояснения: {review.work.title}.",
            reverse("review", args=[review.pk]),
            kind=Kind.REVIEW,
        )
        log(
            "review.replied",
            review,
            f"Школа дала пояснения: {review.work.title}, {review.school}",
            by=by,
            at=review.school,
            files=[[one["name"], one["sha256"]] for one in kept],
        )
    return said


@transaction.atomic
def decide(
    review: Review,
    *,
    kind: str,
    reason: str,
    by: Person,
    works: int | None = None,
    due: date | None = None,
) -> Decision:
    """A decision with its reason; «провести перепроверку» also orders it."""
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("school", "work")
        .get(pk=review.pk)
    )
    require(by, "findings.decide", review.school)
    if review.state == Review.State.CLOSED:
        raise ValidationError("Рассмотрение завершено.")
    if review.state == Review.State.ASKED and review.reply_by >= timezone.localdate():
        raise ValidationError(
            f"Школа может ответить до {review.reply_by:%d.%m.%Y}. Решение принимают после её "
            "пояснений или когда срок пройдёт."
        )
    if kind == Decision.Kind.CLOSED and not review.rechecks.exclude(outcome="").exists():
        raise ValidationError({"kind": "Перепроверки с записанным итогом ещё нет."})
    decision = Decision.objects.create(review=review, kind=kind, reason=reason.strip(), by=by)
    if kind == Decision.Kind.RECHECK:
        if not works or not due:
            raise ValidationError("Укажите, сколько работ перепроверить и к какому сроку.")
        order_recheck(review, works=works, due=due, by=by)
        review.state = Review.State.RECHECK
    else:
        review.state = Review.State.CLOSED
    review.save(update_fields=["state"])
    write(
        people_of([review.school], SCHOOL_MANAGERS),
        "принято решение",
        f"По результатам {review.work.title}, {review.school}, принято решение с обоснованием.",
        reverse("review", args=[review.pk]),
        kind=Kind.REVIEW,
    )
    log(
        "review.decided",
        review,
        f"Решение: {decision.get_kind_display()}. {review.work.title}, {review.school}",
        by=by,
        at=review.school,
        reason=reason,
    )
    return decision


@transaction.atomic
def record_outcome(recheck: Recheck, *, outcome: str, outcome_text: str, by: Person) -> None:
    """What the second scoring showed; a record of its own beside the finding."""
    require(by, "findings.decide", recheck.review.school)
    if recheck.outcome:
        raise ValidationError("Итог уже записан.")
    if recheck.papers.exists():
        raise ValidationError("Итог этой перепроверки считают по баллам второй проверки.")
    recheck.outcome, recheck.outcome_text = outcome, outcome_text.strip()
    recheck.recorded_by, recheck.recorded_at = by, timezone.now()
    recheck.save(update_fields=["outcome", "outcome_text", "recorded_by", "recorded_at"])
    review = recheck.review
    log(
        "recheck.recorded",
        recheck,
        f"Итог перепроверки: {recheck.get_outcome_display()}. {review.work.title}, {review.school}",
        by=by,
        at=review.school,
    )
