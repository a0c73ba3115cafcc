"""Teachers' growth in one school of the demonstration."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.growth import diagnostics, training
from objektiv.web.actions.teaching import control
from objektiv.web.models import Enrolment, Organisation, Person


def carry_out(
    district: Organisation,
    school: Organisation,
    *,
    deputy: Person,
    teacher: Person,
    class_teacher: Person,
    by: Person,
) -> None:
    """A catalogue, what two teachers think of themselves, a mentor."""
    _growth(district, school, deputy=deputy, teacher=teacher, class_teacher=class_teacher, by=by)


def _growth(
    district: Organisation,
    school: Organisation,
    *,
    deputy: Person,
    teacher: Person,
    class_teacher: Person,
    by: Person,
) -> None:
    today = timezone.localdate()
    courses = {
        one.code: training.offer_course(district, kind="own", training=one.code, by=by)
        for one in growth_rules().trainings
    }
    training.offer_course(
        district, kind="seminar", title="Одинаковые критерии в разных классах", by=by,
        about="Учителя проверяют одни и те же работы и обсуждают, где разошлись.", hours=4,
        starts=today + timedelta(days=20), ends=today + timedelta(days=20), seats=25,
        blocks=[growth_rules().blocks[-1].code],
    )  # fmt: skip
    passed = training.enrol(courses["criteria"], school, by=class_teacher)
    training.take_test(passed, _right("criteria"), by=class_teacher)
    for number, person in enumerate((teacher, class_teacher)):
        made = diagnostics.assess_oneself(
            school,
            {
                one.code: [3 - (place + number) % 3, 2, 1 + (place + number) % 2]
                for place, one in enumerate(growth_rules().blocks)
            },
            by=person,
        )
        diagnostics.show_to_school(made[number], shown=True, by=person)
    pair = diagnostics.pair(
        school, mentor=class_teacher, learner=teacher, topic="Критерии в работах с ответом",
        starts=today - timedelta(days=30), by=deputy,
    )  # fmt: skip
    diagnostics.answer_pair(pair, agree=True, by=teacher)
    told, silent = (
        training.enrol(courses["objectivity"], school, by=person)
        for person in (class_teacher, teacher)
    )
    for one in (told, silent):
        training.take_test(one, _right("objectivity"), by=one.person)
    Enrolment.objects.filter(pk__in=(told.pk, silent.pk)).update(
        finished=today - timedelta(days=110)
    )
    told.refresh_from_db()
    training.tell_applied(
        told, "На собрании показала родителям, почему сигнал — не вывод. Спорить стали меньше.",
        by=class_teacher,
    )  # fmt: skip
    _visited(school, teacher=teacher, visitor=class_teacher, day=today - timedelta(days=12))


def _right(code: str) -> list[int]:
    """Answers that pass."""
    (found,) = (one for one in growth_rules().trainings if one.code == code)
    return [one.right for one in found.questions]


def _visited(school: Organisation, *, teacher: Person, visitor: Person, day: date) -> None:
    """Two colleagues at a lesson: what was seen may become the teacher's own fact."""
    visit = control.plan_visit(
        school, kind="mutual", teacher=teacher, visitor=visitor, day=day, by=visitor,
        subject="Математика", topic="Самооценка по критериям",
    )  # fmt: skip
    control.hold_visit(
        visit, seen={"criteria": 2, "questions": 1, "feedback": 0, "each": 1},
        strong="Критерии дети назвали до работы.", by=visitor,
    )  # fmt: skip
    control.answer_visit(visit, text="Попробую короткий разбор в конце урока.", by=teacher)
