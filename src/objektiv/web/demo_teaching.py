"""Assessment inside one school of the demonstration: journals of a class, help, a programme."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.web.actions import jobs
from objektiv.web.actions.people import assign_role
from objektiv.web.actions.teaching import helping, journals, marks, programmes, routes
from objektiv.web.demo_people import CLASS, SUBJECT
from objektiv.web.models import (
    Job,
    LocalActVersion,
    Organisation,
    Person,
    Role,
    SchoolClass,
    SchoolYear,
)
from objektiv.web.queries.pupils import codes_of
from objektiv.web.queries.teaching.programmes import proposals_for
from objektiv.web.tasks import WORK

WEEKDAYS = {SUBJECT: (0, 1, 2, 3, 4), "Русский язык": (0, 1, 3, 4)}
KINDS = ("", "", "самостоятельная работа", "контрольная работа")
ACT = {
    "base": "1", "per_weekly_hour": "1", "rounding": ["2.6", "3.6", "4.6"], "final_least": 3,
    "hours": {SUBJECT: "5", "Русский язык": "4"},
}  # fmt: skip


def carry_out(
    school: Organisation, *, head: Person, deputy: Person, teacher: Person, parent: Person
) -> None:
    """Journals of one class up to today, and what followed from them."""
    today = timezone.localdate()
    year, former = (SchoolYear.objects.get(start=one) for one in (YEAR, YEAR - 1))
    then = SchoolClass.objects.get(school=school, school_year=former, name=CLASS)
    now = SchoolClass.objects.get(school=school, school_year=year, first_id=then.line)
    codes = sorted(codes_of(then))
    norms = LocalActVersion.objects.get(act__organisation=school, act__code="current_control")
    _count(marks.keep_act(
        school, year, act_version=norms, values=ACT, by=head,
    ))  # fmt: skip
    scheme = marks.draft_scheme(
        school, year, subject=SUBJECT, starts=date(YEAR, 9, 1), act_version=norms, by=deputy,
        weights={"контрольная работа": "3", "самостоятельная работа": "2"},
    )  # fmt: skip
    marks.publish_scheme(scheme, by=head, today=date(YEAR, 8, 28))
    for number, subject in enumerate(WEEKDAYS):
        text = _journal(now.name, subject, codes, today, seed=YEAR + number)
        file = SimpleUploadedFile(f"{now.name} {subject}.csv", text.encode())
        upload = journals.bring_journals(files=[file], school=school, by=deputy)
        _count(upload.job)
        upload.refresh_from_db()
        counting = journals.accept_journals(upload, by=deputy)
    _count(counting)
    assign_role(
        parent, role=Role.PARENT, organisation=school, school_class=now, pupil_code=codes[0],
        starts=today - timedelta(days=60), by=deputy,
    )  # fmt: skip
    _talk(school, year, now.name, codes[0], teacher)
    _debt(school, former, codes[3], head, today)
    change = programmes.start_change(
        school, year, subject=SUBJECT, grade=now.grade, hours_left=90, by=teacher
    )
    offered = [one.topic for one in proposals_for(change, reader=teacher)]
    if offered:
        programmes.take_proposals(change, offered[:3], by=teacher)


def _count(job: Job) -> None:
    jobs.carry_out(job.pk, WORK[job.kind])


def _journal(class_: str, subject: str, codes: list[str], today: date, seed: int) -> str:
    """A long table: most pupils do well, the first has a hard second quarter."""
    random = np.random.default_rng(seed)
    able = random.normal(0, 0.7, len(codes))
    able[0] = -0.6
    lines = ["class,pupil,subject,teacher,date,mark,kind,school"]
    days = [
        day
        for n in range((min(today, date(YEAR + 1, 5, 25)) - date(YEAR, 9, 1)).days)
        if (day := date(YEAR, 9, 1) + timedelta(days=n)).weekday() in WEEKDAYS[subject]
        and not date(YEAR, 10, 25) <= day <= date(YEAR, 11, 2)
    ]
    for at, day in enumerate(days):
        kind = KINDS[at % len(KINDS)]
        for pupil, code in enumerate(codes):
            low = pupil == 0 and day > date(YEAR, 11, 1)
            draw = random.random()
            if draw < 0.06:
                mark = "н"
            elif draw < 0.30 or kind == "контрольная работа":
                mark = str(int(np.clip(np.round(3.9 + able[pupil] + random.normal(0, 0.6)), 2, 5)))
                mark = "2" if low and draw < 0.5 else mark
                mark = f"2→{mark}" if mark == "4" and draw > 0.97 else mark
            else:
                continue
            lines.append(f"{class_},{code},{subject},У-{seed % 100},{day},{mark},{kind},ш")
    return "\n".join(lines)


def _talk(
    school: Organisation, year: SchoolYear, class_name: str, pupil: str, teacher: Person
) -> None:
    """Help that has begun: a talk, a topic of the route, a notice that waits for the family."""
    case = helping.open_case(
        school, year, class_name=class_name, subject=SUBJECT, pupil=pupil,
        reasons=["последних отметок «2» подряд: 3"], by=teacher,
    )  # fmt: skip
    day = timezone.localdate() - timedelta(days=4)
    helping.add_step(
        case, kind="talk", day=day, by=teacher,
        text="Договорились о занятиях по вторникам и о повторении дробей.",
    )  # fmt: skip
    line = routes.plan_route(
        case, topic="Действия с дробями", skills="5.2", tasks="Проверка 10 минут по вторникам",
        due=timezone.localdate() + timedelta(days=14), by=teacher,
    )  # fmt: skip
    first, second, *_ = routes.take_fitting(line, by=teacher)
    routes.note_points(line, {first.pk: 1, second.pk: 0}, by=teacher)
    helping.notify_family(
        case, subject="Занятия по математике", by=teacher,
        text="По вторникам в 14:30 занятия по теме «Дроби». Приходить можно до конца четверти.",
    )  # fmt: skip


def _debt(school: Organisation, year: SchoolYear, pupil: str, head: Person, today: date) -> None:
    """A debt of the last year: promoted conditionally, the first try was not passed."""
    case = helping.open_case(
        school, year, class_name=CLASS, subject="Русский язык", pupil=pupil,
        reasons=["средневзвешенная 2,41, ниже границы отметки 3"], by=head,
    )  # fmt: skip
    arose = date(YEAR, 5, 29)
    for days, kind, values in (
        (0, "debt", {"basis": "Решение педагогического совета, протокол № 9"}),
        (3, "promoted", {"basis": "Приказ № 58"}),
        (10, "set", {"until": arose + timedelta(days=105), "text": "Диктант"}),
        (105, "held", {"result": "failed"}),
    ):
        day = arose + timedelta(days=days)
        if day <= today:
            helping.add_step(case, kind=kind, day=day, by=head, **values)
