"""What has happened in the invented district: who was asked, what was said and decided.

Every state of a review is there once: asked, answered, decided, re-checked, not yet noticed.
All of it goes through the actions that pages call; afterwards `_moved` sets the dates back,
because an installation of today has no past.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.web.actions import rechecks, reviews
from objektiv.web.models import Decision, Finding, Job, Organisation, Person, Recheck, Review

# Words by which a school is found among the invented names.
PERSISTENT, STOPPED, ONCE = "СОШ № 6", "СОШ № 3", "СОШ № 5"
JOURNAL, STRONG, MISSING = "СОШ № 8", "Лицей № 1", "Вишнёвый Яр"


@dataclass(frozen=True)
class _Case:
    """A review: what the school said, what was decided; empty where it has not come to that."""

    school: str
    subject: str
    grade: int
    year: int
    days_ago: int | None = None  # None: in June of that year
    said: str = ""
    files: tuple[str, ...] = ()
    recheck: str = ""  # why it was ordered
    outcome: Any = ""  # Recheck.Outcome
    decision: Any = ""  # Decision.Kind
    reason: str = ""


_STRONG_CLASS = (
    "В параллели сильный набор: многие дети ходили в подготовительную группу лицея. "
    "Работы проверяли два учителя, спорные ответы обсуждали вместе."
)
_STORY = (
    # Two years ago: explained, helped and left at that.
    _Case(
        PERSISTENT, "Математика", 4, YEAR - 2, None, _STRONG_CLASS,
        decision=Decision.Kind.EXPLAINED,
        reason="Один год ни о чём не говорит, такое объяснение возможно.",
    ),
    _Case(
        STOPPED, "Русский язык", 4, YEAR - 2, None,
        "Учителя начальных классов первый год занимались по новой программе.",
        decision=Decision.Kind.EXPLAINED,
        reason="Программа действительно новая: трудные темы в ней идут раньше.",
    ),
    _Case(
        ONCE, "Русский язык", 5, YEAR - 2, None,
        "Часть заданий совпала с пособием, по которому готовились.",
        recheck="Пояснения правдоподобны; проверка работ покажет, верно ли они оценены.",
        outcome=Recheck.Outcome.CLEARED,
        decision=Decision.Kind.CLOSED,
        reason="Работы оценены верно, вопрос к баллам снят.",
    ),
    # Last year: one school was re-checked and has been like the others since.
    _Case(
        STOPPED, "Русский язык", 4, YEAR - 1, None,
        "Работы проверяли сами учителя параллели, второй проверки не было.",
        recheck="Второй год подряд; пояснения не говорят, почему выше только трудные задания.",
        outcome=Recheck.Outcome.CONFIRMED,
        decision=Decision.Kind.CLOSED,
        reason="С этого года работы школы проверяет комиссия с учителями других школ.",
    ),
    _Case(
        PERSISTENT, "Математика", 4, YEAR - 1, None, _STRONG_CLASS,
        decision=Decision.Kind.HELP,
        reason="Школе предложена помощь в проверке работ следующего года.",
    ),
    # This year: asked, answered, cleared by a re-check; the rest nobody has touched yet.
    _Case(PERSISTENT, "Математика", 4, YEAR, 4),
    _Case(
        ONCE, "Математика", 5, YEAR, 9,
        "5 «Б» занимается математикой углублённо: шесть часов в неделю вместо пяти. "
        "Прилагаем учебный план и справку о прошлогодних контрольных работах.",
        files=("Учебный план 5 класса.txt", "Справка о контрольных работах.txt"),
    ),
    _Case(
        JOURNAL, "Русский язык", 5, YEAR, 24,
        "Учителя хорошо знают своих учеников, поэтому отметки и совпали с журналом.",
        recheck="Пояснения возможны; вторая проверка ответит точнее, чем переписка.",
    ),
)  # fmt: skip


def tell(schools: dict[str, Organisation], heads: dict[str, Person], by: Person) -> None:
    """All reviews of three years; `heads` by the words above, `by` the district coordinator."""
    today = timezone.localdate()
    for case in _STORY:
        finding = _finding(schools[case.school], case)
        if finding is None:  # another seed may tell less
            continue
        review = reviews.ask_school(finding, reply_by=today + timedelta(days=14), by=by)
        _go_on(case, review, heads[case.school], by)
        day = date(case.year, 6, 3) if case.days_ago is None else today - timedelta(case.days_ago)
        _moved(review, day, keep_term=not case.decision)
    # Files were brought and analysed before anybody was asked.
    Job.objects.update(created=timezone.now() - timedelta(30))


def _go_on(case: _Case, review: Review, head: Person, by: Person) -> None:
    if case.said:
        files = [SimpleUploadedFile(name, "Пример вложения.".encode()) for name in case.files]
        reviews.reply(review, text=case.said, files=files, by=head)
    if case.recheck:
        reviews.decide(
            review,
            kind=Decision.Kind.RECHECK,
            reason=case.recheck,
            works=13,
            due=timezone.localdate() + timedelta(days=21),
            by=by,
        )
    if case.outcome:
        checked = review.rechecks.get()
        lower = 4 if case.outcome == Recheck.Outcome.CONFIRMED else 0
        marks = {
            one.pk: max(one.score - lower * (one.number % 4 > 0), 0) for one in checked.papers.all()
        }
        rechecks.enter_marks(checked, marks, by=by)
        rechecks.conclude(checked, by=by)
    if case.decision:
        reviews.decide(review, kind=case.decision, reason=case.reason, by=by)


def _finding(school: Organisation, case: _Case) -> Finding | None:
    """The finding on a whole protocol, where it stands out."""
    return (
        Finding.objects.filter(
            school=school,
            analysis__current=True,
            analysis__work__subject=case.subject,
            analysis__work__grade=case.grade,
            analysis__work__year=case.year,
            class_name="",
            verdict="verify",
        )
        .select_related("analysis__work", "school")
        .first()
    )


def _moved(review: Review, day: date, *, keep_term: bool) -> None:
    """Set the dates of a review back: asked on `day`, then a step every few days."""
    moments = _moments(day)
    term = {} if keep_term else {"reply_by": day + timedelta(days=14)}
    Review.objects.filter(pk=review.pk).update(opened_at=next(moments), **term)
    review.replies.update(at=next(moments))
    for decision in review.decisions.order_by("pk"):
        at = next(moments)
        review.decisions.filter(pk=decision.pk).update(at=at)
        if decision.kind == Decision.Kind.RECHECK:
            due = at.date() + timedelta(days=14)
            review.rechecks.update(ordered_at=at, due=due, recorded_at=next(moments))


def _moments(day: date) -> Iterator[datetime]:
    while True:
        yield datetime.combine(day, time(10, 20), timezone.get_current_timezone())
        day += timedelta(days=5)
