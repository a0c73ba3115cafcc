"""Diagnostics: say of oneself, bring results, show them to the school; mentoring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.letters import write
from objektiv.web.models import Diagnosis, Mentoring, Organisation, Person, RoleAssignment
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import SCHOOL_OFFICE, TEACHERS, require
from objektiv.web.queries.growth.facts import facts_for

SCALE = 4  # a statement is answered from 0 to this


@transaction.atomic
def assess_oneself(
    school: Organisation, answers: Mapping[str, Sequence[int]], *, by: Person
) -> list[Diagnosis]:
    """A self-assessment of today: a number for each block; one a day, the last one counts."""
    require(by, "growth.own", school)
    made = []
    for block in growth_rules().blocks:
        given = [one for one in answers.get(block.code, ()) if 0 <= one <= SCALE]
        if not given:
            continue
        made.append(
            Diagnosis.objects.update_or_create(
                person=by, block=block.code, source=Diagnosis.Source.SELF,
                day=timezone.localdate(), title="",
                defaults={
                    "school": school,
                    "share": 100 * sum(given) / (SCALE * len(given)),
                    "seen_at": timezone.now(),
                },
            )[0]
        )  # fmt: skip
    if not made:
        raise ValidationError("Ответьте хотя бы на одно утверждение.")
    return made


@transaction.atomic
def bring_diagnoses(
    school: Organisation,
    rows: Iterable[tuple[str, str, float]],
    *,
    title: str,
    day: date,
    by: Person,
) -> list[Diagnosis]:
    """Results of a diagnostics: e-mail, block, per cent. Every complaint at once.

    The teachers are told first; the school sees a result when its teacher shows it.
    """
    require(by, "growth.bring", school)
    teachers = {
        one.person.email.lower(): one.person
        for one in RoleAssignment.objects.on(timezone.localdate())
        .filter(organisation=school, role__in=(*TEACHERS, *SCHOOL_OFFICE))
        .select_related("person")
    }
    blocks = {one.title.lower(): one.code for one in growth_rules().blocks}
    blocks |= {one.code: one.code for one in growth_rules().blocks}
    complaints, found = [], []
    for number, (email, block, share) in enumerate(rows, 2):  # under the headings
        person = teachers.get(email.strip().lower())
        code = blocks.get(block.strip().lower())
        if person is None:
            complaints.append(f"Строка {number}: учителя с адресом «{email}» в школе нет.")
        if code is None:
            complaints.append(f"Строка {number}: блока «{block}» нет.")
        if not 0 <= share <= 100:
            complaints.append(f"Строка {number}: процент от 0 до 100.")
        if person and code:
            found.append((person, code, share))
    if complaints or not found:
        raise ValidationError(complaints or ["Строк с результатами нет."])
    made = [
        Diagnosis.objects.update_or_create(
            person=person, block=code, source=Diagnosis.Source.TEST, day=day, title=title.strip(),
            defaults={"school": school, "share": share, "brought_by": by},
        )[0]
        for person, code, share in found
    ]  # fmt: skip
    log("growth.brought", made[0], f"Диагностика «{title}»: результатов {len(made)}", by=by,
        at=school)  # fmt: skip
    write(
        {one.person for one in made}, "результаты вашей диагностики",
        "Их видите только вы, пока не покажете школе.", reverse("my_growth"), kind=Kind.OTHER,
    )  # fmt: skip
    return made


@transaction.atomic
def take_fact(school: Organisation, key: str, level: str, *, by: Person) -> Diagnosis:
    """A fact of a visit or of marking becomes an own result; its level is the teacher's word."""
    require(by, "growth.own", school)
    today = timezone.localdate()
    fact = next((one for one in facts_for(by, today) if one.key == key), None)
    if fact is None:
        raise ValidationError("Этого факта больше нет, или вы его уже учли.")
    if level not in {one.code for one in growth_rules().levels}:
        raise ValidationError("Выберите, о каком уровне говорит этот факт.")
    return Diagnosis.objects.create(
        person=by, school=school, block=fact.block.code, source=fact.source, title=fact.title,
        day=fact.day, share=growth_rules().middle(level), note="\n".join(fact.said),
        seen_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def drop_fact(diagnosis: Diagnosis, *, by: Person) -> None:
    """A fact that was taken is taken out again: it stands among the proposed ones as before."""
    if diagnosis.person_id != by.pk:
        raise PermissionDenied("one's own")
    if diagnosis.measured:
        raise ValidationError("Убрать можно то, что вы учли сами.")
    diagnosis.delete()


@transaction.atomic
def show_to_school(diagnosis: Diagnosis, *, shown: bool, by: Person) -> None:
    """The teacher shows an own result to the managers of the school, or takes it back."""
    if diagnosis.person_id != by.pk:
        raise PermissionDenied("one's own")
    diagnosis.shared_at = timezone.now() if shown else None
    diagnosis.save(update_fields=["shared_at"])


@transaction.atomic
def mark_seen(person: Person) -> None:
    person.diagnoses.filter(seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def pair(
    school: Organisation,
    *,
    mentor: Person,
    learner: Person,
    topic: str,
    starts: date,
    block: str = "",
    by: Person,
) -> Mentoring:
    """Offer help of one teacher to another; it begins when the learner agrees."""
    require(by, "growth.pair", school)
    if mentor == learner:
        raise ValidationError("Наставник и тот, кому помогают, — разные люди.")
    if not topic.strip():
        raise ValidationError({"topic": "Напишите, в чём помощь."})
    made = Mentoring.objects.create(
        school=school, mentor=mentor, learner=learner, topic=topic.strip(), starts=starts,
        block=block,
    )  # fmt: skip
    log("growth.paired", made, f"Наставничество: {made}", by=by, at=school)
    write(
        [learner], "предложение наставничества", f"{mentor} поможет: {topic}. Нужно ваше согласие.",
        reverse("my_growth"), kind=Kind.OTHER,
    )  # fmt: skip
    return made


@transaction.atomic
def answer_pair(mentoring: Mentoring, *, agree: bool, by: Person) -> None:
    """The learner agrees, or does not and it is as if it had not been offered."""
    if mentoring.learner_id != by.pk:
        raise PermissionDenied("the learner decides")
    if agree:
        mentoring.agreed_at = timezone.now()
        mentoring.save(update_fields=["agreed_at"])
    else:
        mentoring.delete()


@transaction.atomic
def end_pair(mentoring: Mentoring, *, outcome: str, by: Person) -> None:
    """What came of it, in the words of the learner."""
    if mentoring.learner_id != by.pk:
        raise PermissionDenied("the learner tells")
    if not outcome.strip():
        raise ValidationError({"outcome": "Напишите, что получилось."})
    mentoring.outcome, mentoring.ends = outcome.strip(), timezone.localdate()
    mentoring.save(update_fields=["outcome", "ends"])
