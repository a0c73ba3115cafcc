"""Teachers' growth and local acts of one school of the demonstration."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from objektiv.profiles.growth import growth_rules
from objektiv.simulation.demo import YEAR
from objektiv.web.actions.growth import diagnostics, training
from objektiv.web.actions.teaching import acts
from objektiv.web.demo_openness import file_of
from objektiv.web.models import Organisation, Person


def carry_out(
    district: Organisation,
    school: Organisation,
    *,
    head: Person,
    deputy: Person,
    teacher: Person,
    class_teacher: Person,
    by: Person,
) -> None:
    """A catalogue, what two teachers think of themselves, a mentor; acts in force, old, drafted."""
    _growth(district, school, deputy=deputy, teacher=teacher, class_teacher=class_teacher, by=by)
    _acts(school, head)


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
    for own in reversed(growth_rules().trainings):
        course = training.offer_course(district, kind="own", training=own.code, by=by)
    training.offer_course(
        district, kind="seminar", title="Одинаковые критерии в разных классах", by=by,
        about="Учителя проверяют одни и те же работы и обсуждают, где разошлись.", hours=4,
        starts=today + timedelta(days=20), ends=today + timedelta(days=20), seats=25,
        blocks=[growth_rules().blocks[-1].code],
    )  # fmt: skip
    passed = training.enrol(course, school, by=class_teacher)
    training.take_test(passed, [one.right for one in own.questions], by=class_teacher)
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


def _acts(school: Organisation, head: Person) -> None:
    """In force: one of this year, one replaced by a new version, one long unseen; one drafted."""
    for code, days in (
        ("regulation", [date(YEAR - 1, 9, 1), date(YEAR, 9, 1)]),
        ("current_control", [date(YEAR, 9, 1)]),
        ("correction", [date(YEAR - 6, 9, 1)]),
        ("criteria", []),
    ):
        act = acts.register_act(school, code=code, by=head)
        for number, day in enumerate(days, 1):
            version = acts.bring_version(act, file=file_of(act.title), by=head)
            acts.approve_version(
                version, order_number=f"{110 + number}", order_date=day - timedelta(days=3),
                starts=day, considered="педагогический совет", by=head,
            )  # fmt: skip
        if not days:
            acts.bring_version(act, file=file_of(act.title), by=head)
