"""A teacher's diagnostics, training with a certificate, a mentor."""

from __future__ import annotations

from typing import Any

from django.utils import timezone


def rows(world: Any, made: dict[str, Any]) -> dict[str, Any]:
    """What pages of growth can be about."""
    from objektiv.web.models import Certificate, Course, Diagnosis, Enrolment, Mentoring

    today, teacher = timezone.localdate(), world.people["teacher"]
    course = Course.objects.create(
        organisation=world.first, kind="own", title="Критерии", training="criteria",
        made_by=world.people["methodist"],
    )  # fmt: skip
    enrolment = Enrolment.objects.create(
        course=course, person=teacher, school=world.first, state="attended", finished=today
    )
    return {
        "course": course,
        "enrolment": enrolment,
        "certificate": Certificate.objects.create(
            enrolment=enrolment, number="1", dated=today, name="a.pdf",
            path="originals/aa/file.xlsx", sha256="a" * 64, size=10,
        ),
        "diagnosis": Diagnosis.objects.create(
            person=teacher, school=world.first, block="subject", source="self", share=40, day=today
        ),
        "mentoring": Mentoring.objects.create(
            school=world.first, mentor=world.people["methodist"], learner=teacher,
            topic="Критерии", starts=today,
        ),
    }  # fmt: skip
