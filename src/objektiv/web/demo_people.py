"""People of the demonstration: who signs in, and who stands near pupils in one school.

The school's classes go from year to year, so that its teachers see the works of their pupils
when they were in the classes before.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.web.actions.bodies import add_member, keep_body
from objektiv.web.actions.classes import next_name, roll_over
from objektiv.web.actions.people import assign_role
from objektiv.web.models import Body, BodyMember, Organisation, Person, Role, SchoolYear, Subject
from objektiv.web.queries.classes import classes_of_year
from objektiv.web.queries.pupils import codes_of

CLASS, SUBJECT = "5А", "Математика"  # of the spring whose results came last


def sign_up(email: str, surname: str, name: str, patronymic: str, password: str) -> Person:
    """Somebody who may sign in at once."""
    made = Person.objects.create_user(
        email, password, surname=surname, name=name, patronymic=patronymic
    )
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def near_pupils(
    school: Organisation,
    *,
    teacher: Person,
    class_teacher: Person,
    parent: Person,
    observer: Person,
    head: Person,
    deputy: Person,
) -> None:
    """Classes through the years, who teaches one of them, whose parent sees which code."""
    for start in (YEAR - 3, YEAR - 2, YEAR - 1):
        year = SchoolYear.objects.get(start=start)
        names = {one.pk: next_name(one) for one in classes_of_year(school, year)}
        if any(names.values()):
            roll_over(school, year, names, by=deputy)
    then = classes_of_year(school, SchoolYear.objects.get(start=YEAR - 1)).get(name=CLASS)
    now = classes_of_year(school, SchoolYear.objects.get(start=YEAR)).get(first_id=then.line)
    today = timezone.localdate()
    since = today - timedelta(days=80)
    subject = Subject.objects.get(name=SUBJECT)
    for who, role, about in (
        (teacher, Role.TEACHER, {"school_class": now, "subject": subject}),
        (class_teacher, Role.CLASS_TEACHER, {"school_class": now}),
        (parent, Role.PARENT, {"school_class": then, "pupil_code": min(codes_of(then))}),
    ):
        assign_role(who, role=role, organisation=school, starts=since, by=deputy, **about)
    assign_role(
        observer, role=Role.OBSERVER, organisation=school, by=head,
        starts=today - timedelta(days=3), ends=today + timedelta(days=30),
    )  # fmt: skip
    body = keep_body(
        school, kind=Body.Kind.ASSOCIATION, name="Методическое объединение учителей математики",
        basis="Приказ от 31.08.2026 № 112", by=head,
    )  # fmt: skip
    add_member(body, person=teacher, duty=BodyMember.Duty.HEAD, starts=since, by=head)
    add_member(body, person=class_teacher, duty=BodyMember.Duty.MEMBER, starts=since, by=head)
