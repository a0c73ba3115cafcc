"""Lists ask the database as often for three rows as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Addressee,
    Body,
    BodyMember,
    EvaluationScore,
    Finding,
    Hold,
    Invitation,
    Job,
    Measure,
    Meeting,
    MeetingDecision,
    Notice,
    Organisation,
    Outgoing,
    Participant,
    PlaceReport,
    Practice,
    Procedure,
    Protocol,
    RecheckPaper,
    Recommendation,
    Reminder,
    Removal,
    Responsible,
    Review,
    Role,
    RoleAssignment,
    SchoolClass,
    SheetTemplate,
    Step,
    Subject,
    Upload,
    UploadedFile,
    Work,
)

AT_MOST = 36  # queries of a page or of an answer of the API
AT_MOST_TODAY = 48  # «Сегодня»: every subject that a person's roles or rows touch asks for its own


def more(world, case) -> None:
    """Two more of everything that pages list."""
    made = case["objects"]
    document = made["document"]
    for number in (1, 2):
        Recommendation.objects.create(document=document, direction="Кадры", text=f"{number}")
        another = type(document).objects.create(
            organisation=world.north, school_year=document.school_year, title="…", state="sent",
            dated=document.dated, made_by=world.people["north"], sent_at=timezone.now(),
        )  # fmt: skip
        Addressee.objects.create(document=another, school=world.first)
        measure = Measure.objects.create(
            direction=made["direction"], text="…", due={"text": "апрель"}, state="planned"
        )
        Responsible.objects.create(measure=measure, person=world.people["head"])
        Step.objects.create(measure=made["measure"], state="done", by=world.people["head"])
    people(world, case)
    for number in (7, 9):
        document.addressees.create(
            school=Organisation.objects.create(
                kind="school", parent=world.north, name=f"Адресат {number}"
            )
        )
        Outgoing.objects.create(
            organisation=world.first, year=timezone.localdate().year, n=number, number=f"{number}",
            dated=timezone.localdate(), title="…", review=made["review"],
            made_by=world.people["head"],
        )  # fmt: skip
        SheetTemplate.objects.create(
            organisation=world.first, kind="letter", version=number, in_force=False, name="а",
            path="", sha256="", size=1, made_by=world.people["head"],
        )  # fmt: skip
    paper(world, case, 2)
    paper(world, case, 3)
    meeting(world, case, 2)
    meeting(world, case, 3)
    for number in (1, 2):
        school = Organisation.objects.create(
            kind="school", parent=world.north, name=f"Школа {number}"
        )
        world.person(f"more{number}", (Role.HEAD, world.first), (Role.TEACHER, world.second))
        work = Work.objects.create(
            procedure="ВПР", year=2026 - number, grade=5, subject=f"Предмет {number}"
        )
        upload = Upload.objects.create(
            organisation=world.first, brought_by=world.people["office"], state="read"
        )
        UploadedFile.objects.create(upload=upload, name="а.csv", path="", sha256="", size=1)
        for name in ("5А", "5Б"):
            Protocol.objects.create(
                school=world.first, work=work, class_name=name, upload=upload, n=5, written=5,
                store_path="none", source_school="x", accepted_at=timezone.now(),
            )  # fmt: skip
        old = made["finding"].analysis
        analysis = type(old).objects.create(
            work=work, organisation=world.region, data_hash="", method="", profile="", seed=1,
            schools=1, sittings=1, expected_false=0,
        )  # fmt: skip
        PlaceReport.objects.create(
            analysis=analysis, organisation=world.first, n=5, answer="", content=b""
        )
        for place in (world.first, school):
            Finding.objects.create(
                analysis=analysis, school=place, n=20, verdict="verify", headline=""
            )
        Finding.objects.create(
            analysis=old, school=world.first, class_name=f"5{number}", n=10, verdict="look",
            headline="",
        )  # fmt: skip
        Review.objects.create(
            school=world.first, work=work, opened_by=world.people["north"],
            reply_by=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
        Notice.objects.create(
            person=world.people["office"], kind="term", subject="…", text="…", path="/"
        )
        Reminder.objects.create(
            procedure=made_by_region(world), place=school, day=timezone.localdate(),
            reason="by_hand", people=1,
        )  # fmt: skip
        Procedure.objects.create(
            kind=f"МПР {number}", year=2026, organiser=world.north, due=timezone.localdate()
        )
        Job.objects.create(kind="none", title="…", started_by=world.people["office"])
        Invitation.objects.create(
            email="x@y.ru", organisation=world.first, role=Role.TEACHER, secret_hash=str(number),
            invited_by=world.people["head"], expires=Invitation.term(),
        )  # fmt: skip


def people(world, case) -> None:
    """Two more classes with teachers, subjects, bodies with members, children of a parent."""
    fifth = case["objects"]["school_class"]
    today = timezone.localdate()
    for number in (1, 2):
        another = SchoolClass.objects.create(
            school=world.first, school_year=fifth.school_year, grade=6, name=f"6{number}"
        )
        subject = Subject.objects.create(name=f"Наука {number}")
        for name, role, about in (
            ("teacher", Role.TEACHER, {"subject": subject, "school_class": another}),
            ("methodist", Role.TEACHER, {"subject": subject, "school_class": fifth}),
            ("parent", Role.PARENT, {"school_class": another, "pupil_code": f"500{number}"}),
            ("observer", Role.OBSERVER, {}),
        ):
            RoleAssignment.objects.create(
                person=world.people[name], organisation=world.first, role=role, **about
            )
        body = Body.objects.create(organisation=world.first, kind="council", name=f"{number}")
        for one in (body, Body.objects.get(pk=case["body"])):
            for who in ("head", "teacher"):
                BodyMember.objects.create(
                    body=one, person=world.people[who], duty="member", starts=today
                )


def paper(world, case, number: int) -> None:
    """A work of a re-check, a hold and a tombstone."""
    RecheckPaper.objects.create(
        recheck_id=case["recheck"], school=world.first, class_name="5А", pupil=f"500{number}",
        number=number, score=5, stratum="cut", reason="…", information=1.0,
        changed_if_honest=0.05, changed_if_raised=0.5,
    )  # fmt: skip
    by = world.people["north"]
    Hold.objects.create(organisation=world.second, reason="…", by=by)
    Removal.objects.create(
        rule="keep_rows_years", organisation=world.first, subject="protocol:1", what="…", by=by
    )


def meeting(world, case, number: int) -> None:
    """A held meeting, a decision of it and of the one that is planned, a guest."""
    planned = case["objects"]["meeting"]
    held = Meeting.objects.create(
        organisation=world.first, school_year=planned.school_year, kind="council", title="…",
        day=timezone.localdate(), state="held", made_by=world.people["head"],
    )  # fmt: skip
    for one in (held, planned):
        MeetingDecision.objects.create(
            meeting=one, level="teacher", sort="spread", text="…", term="…"
        ).people.add(world.people["head"], world.people["teacher"])
        Participant.objects.create(meeting=one, who=f"Гость {number}")
    year = school_year_at(timezone.localdate().replace(year=2020 + number))
    for state, place in (("published", world.second), ("written", world.first)):
        Practice.objects.create(
            school=place, school_year=year, kind="deficits", state=state, title="…", named=True,
            invited_by=world.people["north"],
        )  # fmt: skip
    EvaluationScore.objects.create(
        sheet_id=case["evaluation"], criterion=f"own{number}", side="school", score=1,
        by=world.people["office"],
    )  # fmt: skip


def made_by_region(world) -> Procedure:
    made, new = Procedure.objects.get_or_create(kind="ВПР", year=2026, organiser=world.region)
    if new:
        Reminder.objects.create(
            procedure=made, place=world.second, day=timezone.localdate(), reason="by_hand",
            people=1,
        )  # fmt: skip
    return made


PAGES = [
    ("today", "head"),
    ("today", "office"),
    ("today", "north"),
    ("search", "north"),
    ("place", "north"),
    ("people", "head"),
    ("families", "head"),
    ("person", "head"),
    ("invite", "head"),
    ("classes", "head"),
    ("class_roll", "head"),
    ("terms", "head"),
    ("subjects", "coordinator"),
    ("bodies", "head"),
    ("body", "head"),
    ("member_add", "head"),
    ("my_watch", "observer"),
    ("history", "north"),
    ("procedures", "head"),
    ("procedures", "north"),
    ("uploads", "office"),
    ("sources", "north"),
    ("procedure", "coordinator"),
    ("procedure", "north"),
    ("procedure", "head"),
    ("notices", "office"),
    ("jobs", "office"),
    ("calendar", "head"),
    ("calendar", "north"),
    ("upload", "office"),
    ("results", "head"),
    ("result", "head"),
    ("result_skills", "head"),
    ("result_journal", "head"),
    ("result_similar", "head"),
    ("result_protocols", "head"),
    ("trends", "head"),
    ("trends", "north"),
    ("deficits", "head"),
    ("internal", "head"),
    ("internal", "north"),
    ("result_classes", "head"),
    ("findings", "north"),
    ("finding", "head"),
    ("review", "head"),
    ("recheck", "head"),
    ("recheck_marks", "north"),
    ("keeping", "north"),
    ("measures", "head"),
    ("measures", "north"),
    ("recommendations", "head"),
    ("recommendations", "north"),
    ("leaflets", "head"),
    ("rules", "north"),
    ("evaluation", "head"),
    ("evaluation", "north"),
    ("evaluation_sheet", "head"),
    ("practices", "head"),
    ("practices", "north"),
    ("interviews", "head"),
    ("meetings", "head"),
    ("meetings", "north"),
    ("meeting", "head"),
    ("plans", "head"),
    ("plans", "north"),
    ("plan", "head"),
    ("measure", "head"),
    ("recommendations_document", "north"),
    ("recommendations_received", "head"),
    ("outgoing", "head"),
    ("templates", "head"),
    ("letters", "north"),
]


@pytest.mark.parametrize(("name", "who"), PAGES)
def test_queries_do_not_grow_with_rows(name, who, world, case, client):
    page = {
        "today": [],
        "search": [],
        "notices": [],
        "jobs": [],
        "calendar": [],
        "upload": [case["upload"]],
        "subjects": [],
        "my_watch": [],
        "body": [case["body"]],
        "member_add": [case["body"]],
        "person": [world.first.pk, case["person"]],
        "procedure": [
            {"coordinator": world.region, "north": world.north}.get(who, world.first).pk,
            made_by_region(world).pk,
        ],
        **{
            page: [world.first.pk, case["work"]]
            for page in ("result", "result_skills", "result_journal", "result_similar")
        },
        "finding": [case["finding"]],
        "review": [case["review"]],
        "recheck": [case["recheck"]],
        "recheck_marks": [case["recheck"]],
        "plan": [case["plan"]],
        "meeting": [case["meeting"]],
        "evaluation_sheet": [case["evaluation"]],
        "measure": [case["measure"]],
        "letters": [case["document"]],
        "recommendations_document": [case["document"]],
        "recommendations_received": [case["addressee"]],
    }.get(name, [(world.north if who == "north" else world.first).pk])
    query = {"search": "?q=о", "families": "?who=families"}.get(name, "")
    query = "?year=2025" if name in ("classes", "class_roll") else query
    address = reverse("people" if name == "families" else name, args=page) + query
    paper(world, case, 1)
    meeting(world, case, 1)
    client.force_login(world.people[who])
    client.get(address)  # caches of the process

    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    more(world, case)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    extra = [one["sql"][:160] for one in many.captured_queries]
    assert len(many) <= len(few), "\n".join(extra)
    assert len(many) <= (AT_MOST_TODAY if name in ("today", "calendar") else AT_MOST)
