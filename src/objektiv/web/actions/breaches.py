"""A confirmed breach: stated by a person after a re-check, open to objection, never automatic."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import review_rules
from objektiv.russian import add_working_days
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.models import Breach, Person, Recheck, Review
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require


@transaction.atomic
def establish(review: Review, *, ground: str, document: str, by: Person) -> Breach:
    """State what a re-check has confirmed, with ground and document."""
    require(by, "findings.confirm", review.school)
    if not review.rechecks.filter(outcome=Recheck.Outcome.CONFIRMED).exists():
        raise ValidationError(
            "Факт можно записать только после перепроверки, которая установила расхождения. "
            "Статистический признак основанием не бывает."
        )
    if review.breaches.exclude(answer=Breach.Answer.REVOKED).exists():
        raise ValidationError("По этому рассмотрению факт уже записан.")
    days = review_rules()["appeal_days"].value
    breach = Breach.objects.create(
        review=review,
        ground=ground.strip(),
        document=document.strip(),
        by=by,
        appeal_by=add_working_days(timezone.localdate(), days),
    )
    write(
        people_of([review.school], SCHOOL_MANAGERS),
        "записан подтверждённый факт, можно возразить",
        f"{review.work.title}, {review.school}: возражения принимаются до "
        f"{breach.appeal_by:%d.%m.%Y}. До этого дня запись не вступает в силу.",
        reverse("breach", args=[breach.pk]),
        kind=Kind.REVIEW,
    )
    _log("breach.stated", breach, "Записан подтверждённый факт", by, document=breach.document)
    return breach


@transaction.atomic
def object_to(breach: Breach, *, text: str, by: Person, today: date | None = None) -> None:
    """The school's objection, within its term."""
    require(by, "findings.reply", breach.review.school)
    if breach.appealed_at:
        raise ValidationError("Возражения уже поданы.")
    if (today or timezone.localdate()) > breach.appeal_by:
        raise ValidationError(f"Срок возражений закончился {breach.appeal_by:%d.%m.%Y}.")
    breach.appeal, breach.appealed_by, breach.appealed_at = text.strip(), by, timezone.now()
    breach.save(update_fields=["appeal", "appealed_by", "appealed_at"])
    write(
        [breach.by],
        "школа возражает",
        f"{breach.review.school}: возражения по записи о подтверждённом факте.",
        reverse("breach", args=[breach.pk]),
        kind=Kind.REVIEW,
    )
    _log("breach.objected", breach, "Школа возразила", by)


@transaction.atomic
def answer(breach: Breach, *, answer: str, reason: str, by: Person) -> None:
    """Decide about the objection; not by the person who stated the breach."""
    require(by, "findings.confirm", breach.review.school)
    if not breach.appealed_at or breach.answer:
        raise ValidationError("Возражений, которые ждут ответа, нет.")
    if by.pk == breach.by_id:
        raise ValidationError("Возражения рассматривает не тот, кто записал факт.")
    breach.answer, breach.answer_reason = answer, reason.strip()
    breach.answered_by, breach.answered_at = by, timezone.now()
    breach.save(update_fields=["answer", "answer_reason", "answered_by", "answered_at"])
    write(
        people_of([breach.review.school], SCHOOL_MANAGERS),
        "рассмотрены возражения",
        f"{breach.review.school}: по возражениям принято решение с обоснованием.",
        reverse("breach", args=[breach.pk]),
        kind=Kind.REVIEW,
    )
    _log("breach.answered", breach, f"Возражения: {breach.get_answer_display()}", by)


def _log(verb: str, breach: Breach, text: str, by: Person, **detail) -> None:
    review = breach.review
    log(
        verb,
        breach,
        f"{text}: {review.work.title}, {review.school}",
        by=by,
        at=review.school,
        **detail,
    )
