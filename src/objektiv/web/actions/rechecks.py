"""A second blind scoring: choose the works, take the second marks, judge.

The library chooses and judges (`planning.choose_works`, `planning.judge_recheck`); here the
works become rows, the second marker sees codes alone, and the outcome is a record of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from math import ceil

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv import schema
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import people_of, write
from objektiv.web.models import Person, Recheck, RecheckPaper, Review, Role
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_MANAGERS, require
from objektiv.web.queries.results import sittings_of


def order_recheck(review: Review, *, works: int, due: date, by: Person) -> Recheck:
    """Order a re-check with the exact works; part of a decision, inside its transaction."""
    recheck = Recheck.objects.create(
        review=review, works=works, due=due, ordered_by=by, seed=review.pk
    )
    chosen = _chosen(review, works, recheck.seed)
    if chosen is None:  # nothing counts any more: the commission is told the number alone
        return recheck
    order = sorted(chosen, key=lambda one: _lot(recheck, one))
    RecheckPaper.objects.bulk_create(
        RecheckPaper(
            recheck=recheck,
            school_id=int(one.school),
            class_name=one.class_,
            pupil=one.pupil,
            number=number,
            score=one.score,
            stratum=one.stratum,
            reason=one.reason,
            information=one.information,
            changed_if_honest=one.changed_if_honest,
            changed_if_raised=one.changed_if_raised,
        )
        for number, one in enumerate(order, start=1)
    )
    recheck.information = sum(one.information for one in chosen if one.stratum != "control")
    recheck.works = sum(int(one.school) == review.school_id for one in chosen)
    recheck.save(update_fields=["information", "works"])
    experts = people_of([review.school.parent], [Role.EXPERT])
    write(
        experts,
        "нужна вторая проверка работ",
        f"Назначена вторая проверка работ: {review.work.title}, срок {due:%d.%m.%Y}.",
        reverse("recheck_marks", args=[recheck.pk]),
        kind=Kind.REVIEW,
    )
    return recheck


def _chosen(review: Review, works: int, seed: int):
    """Works of the school, most informative first, with control works of its neighbours.

    Works chosen by an earlier re-check of the same review are not marked a third time.
    """
    from objektiv.analysis.rechecking import written_of
    from objektiv.planning import choose_works
    from objektiv.profiles import load_profile

    sittings = sittings_of(review.work, review.school.parent)
    if sittings is None or str(review.school_id) not in sittings.schools:
        return None
    profile = load_profile(review.work.year)
    known = set(
        RecheckPaper.objects.filter(recheck__review=review).values_list("class_name", "pupil")
    )
    control = profile.value("recheck.control_share")
    budget = ceil((works + len(known)) / (1 - control))
    findings = schema.Findings(
        work=sittings.work,
        schools=tuple(_asked(one, str(review.school_id)) for one in sittings.schools),
        classes=(), expected_false=0.0, method="", profile="", data_hash="", seed=seed,
    )  # fmt: skip
    sample = choose_works(findings, written_of(sittings), profile, works=budget, seed=seed)
    own = [
        one
        for one in sample.works
        if one.school == str(review.school_id) and (one.class_, one.pupil) not in known
    ][:works]
    others = [one for one in sample.works if one.school != str(review.school_id)]
    return own + others[: ceil(len(own) * control / (1 - control))]


def _asked(school: str, reviewed: str) -> schema.Finding:
    verdict = schema.Verdict.VERIFY if school == reviewed else schema.Verdict.NONE
    return schema.Finding("", "", school, "", 0, None, None, verdict, ())


def _lot(recheck: Recheck, one) -> bytes:
    """The order of the list tells nothing: it is drawn from the seed and the codes."""
    return sha256(f"{recheck.pk}|{one.school}|{one.class_}|{one.pupil}".encode()).digest()


def most_points(recheck: Recheck) -> int:
    return sum(most for _, most in recheck.review.work.columns) or 10_000


def read_marks(recheck: Recheck, rows: Iterable[tuple[str, str, str]]) -> dict[int, int]:
    """Second marks by paper from rows (cell, code, mark) of a filled-in form.

    `code` is the number of the work. Raises ValidationError with every complaint by its cell.
    """
    papers = {_code(one): one for one in recheck.papers.all()}
    most = most_points(recheck)
    marks: dict[int, int] = {}
    wrong = []
    for cell, code, text in rows:
        paper = papers.get(code)
        if paper is None:
            wrong.append(f"{cell}: работы № {code} нет в этой перепроверке.")
        elif not text:
            continue
        elif not text.isdecimal() or int(text) > most:
            wrong.append(f"{cell}: балл «{text}» — не целое число от 0 до {most}.")
        elif paper.pk in marks:
            wrong.append(f"{cell}: работа № {code} встречается дважды.")
        else:
            marks[paper.pk] = int(text)
    if not marks and not wrong:
        wrong.append("Столбец «Балл второй проверки» пуст: вносить нечего.")
    if wrong:
        raise ValidationError(wrong)
    return marks


def _code(paper: RecheckPaper) -> str:
    return str(paper.number)


@transaction.atomic
def enter_marks(recheck: Recheck, marks: Mapping[int, int], *, by: Person) -> int:
    """Write down second marks; until the outcome each may be corrected."""
    require(by, "findings.mark_again", recheck.review.school)
    if recheck.outcome:
        raise ValidationError("Итог уже подведён, баллы второй проверки больше не меняют.")
    papers = {one.pk: one for one in recheck.papers.select_for_update().filter(pk__in=marks)}
    most, now = most_points(recheck), timezone.now()
    for pk, mark in marks.items():
        if pk not in papers or not 0 <= mark <= most:
            raise ValidationError(f"Балл второй проверки — целое число от 0 до {most}.")
        papers[pk].second_score, papers[pk].second_by, papers[pk].second_at = mark, by, now
    RecheckPaper.objects.bulk_update(papers.values(), ["second_score", "second_by", "second_at"])
    review = recheck.review
    log(
        "recheck.marked",
        recheck,
        f"Внесены баллы второй проверки: {review.work.title}, {review.school}, работ {len(marks)}",
        by=by,
        at=review.school,
        papers=sorted(marks),
    )
    return len(marks)


@transaction.atomic
def conclude(recheck: Recheck, *, note: str = "", by: Person) -> Recheck:
    """Judge the second marks and record the outcome; the finding stays what it was."""
    from objektiv.planning import RecheckWork, judge_recheck
    from objektiv.profiles import load_profile

    review = recheck.review
    require(by, "findings.decide", review.school)
    if recheck.outcome:
        raise ValidationError("Итог уже записан.")
    papers = list(recheck.papers.filter(school=review.school))
    if not papers:
        raise ValidationError("Списка работ нет: запишите итог, о котором сообщила комиссия.")
    if any(one.second_score is None for one in papers):
        left = sum(one.second_score is None for one in papers)
        raise ValidationError(f"Итог подводят, когда проверены все работы школы. Осталось: {left}.")
    works = tuple(
        RecheckWork(
            str(one.school_id), one.class_name, one.pupil, one.score, one.stratum, one.reason,
            one.information, one.changed_if_honest, one.changed_if_raised,
        )
        for one in papers
    )  # fmt: skip
    second = {
        (one.school, one.class_, one.pupil): paper.second_score
        for one, paper in zip(works, papers, strict=True)
    }
    judged = judge_recheck(works, second, load_profile(review.work.year))[0]
    recheck.outcome = judged.outcome.value
    recheck.outcome_text = f"{judged.text} {note.strip()}".strip()
    recheck.judged = asdict(judged)
    recheck.recorded_by, recheck.recorded_at = by, timezone.now()
    recheck.save()
    write(
        people_of([review.school], SCHOOL_MANAGERS),
        "подведён итог перепроверки",
        f"Подведён итог второй проверки работ: {review.work.title}, {review.school}.",
        reverse("recheck", args=[recheck.pk]),
        kind=Kind.REVIEW,
    )
    log(
        "recheck.recorded",
        recheck,
        f"Итог перепроверки: {recheck.get_outcome_display()}. {review.work.title}, {review.school}",
        by=by,
        at=review.school,
        works=judged.works,
        changed=judged.changed,
        evidence=round(judged.evidence, 3),
        seed=recheck.seed,
    )
    return recheck
