"""Rows of everything a page can be about, in the first school; without files of results."""

from __future__ import annotations

import pytest
from django.conf import settings

from . import cases


def stored_class() -> str:
    """A class of two pupils in the store, as an accepted protocol points to it."""
    import polars as pl

    from objektiv import store
    from objektiv.schema import COLUMNS, Item, School, Sittings, Work

    work = Work("ВПР", 2026, 5, "Математика", (Item("1", 1),))
    values = {"school": "edu900101", "class": "5А", "participated": True, "score": 1, "mark": 4,
              "journal_mark": 4, "prior_score": None}  # fmt: skip
    frame = pl.DataFrame(
        {
            **{name: [values.get(name, "")] * 2 for name in COLUMNS},
            "pupil": ["12", "13"],
            "item:1": [1, 1],
        },
        {**{name: getattr(pl, kind) for name, kind in COLUMNS.items()}, "item:1": pl.UInt8},
    )
    kept = store.put(settings.STORE, Sittings(work, frame, {"edu900101": School("edu900101", "")}))
    return str(kept.path.relative_to(settings.STORE))


@pytest.fixture
def case(world):
    """Rows of everything a page can be about, in the first school; without files of results."""
    from datetime import timedelta

    from django.utils import timezone

    from objektiv.profiles import evaluation_rules
    from objektiv.web.actions.organisations import school_year_at
    from objektiv.web.models import (
        AccessToken,
        Addressee,
        AgendaItem,
        Analysis,
        Attachment,
        Body,
        BodyMember,
        Breach,
        Direction,
        EvaluationFile,
        EvaluationScore,
        EvaluationSheet,
        Evidence,
        Finding,
        Hold,
        Invitation,
        Job,
        Leaflet,
        LetterArchive,
        Measure,
        Meeting,
        MeetingDecision,
        Notice,
        OrganisationChange,
        Outgoing,
        PlaceReport,
        Plan,
        PlanDocument,
        Practice,
        PracticeFile,
        Procedure,
        Protocol,
        Recheck,
        Recommendation,
        Recommendations,
        RemovalRequest,
        Reply,
        ReportPart,
        Responsible,
        Review,
        Role,
        SheetTemplate,
        Step,
        Upload,
        UploadedFile,
        Work,
    )
    from objektiv.web.models.packed import pack

    today, now = timezone.localdate(), timezone.now()
    office, north = world.people["office"], world.people["north"]
    kept = settings.STORE / "originals" / "aa" / "file.xlsx"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"as it came")
    file = {"name": "5а.xlsx", "path": "originals/aa/file.xlsx", "sha256": "a" * 64, "size": 10}
    work = Work.objects.create(procedure="ВПР", year=2026, grade=5, subject="Математика")
    upload = Upload.objects.create(
        organisation=world.first, brought_by=office, state=Upload.State.READ
    )
    analysis = Analysis.objects.create(
        work=work, organisation=world.region, data_hash="d" * 64, method="метод 1",
        profile="2026", seed=2026, schools=1, sittings=20, expected_false=0.05,
    )  # fmt: skip
    columns = [
        {"key": "level", "title": "Уровень", "kind": "text", "hint": ""},
        {"key": "unit", "title": "Название", "kind": "text", "hint": ""},
        {"key": "n", "title": "Участников", "kind": "int", "hint": ""},
    ]
    item = {"key": "item:1", "title": "1 (1 б., Б)", "kind": "share", "hint": "Дроби"}
    more = {"items": [item], "groups": [{**item, "key": "item"}]}
    rows = [["Школа", "=5", 20], ["Класс", "=5, 5А", 14], ["Класс", "=5, 5Б", {"few": 6}]]
    tables = [
        {"code": code, "title": code, "answer": "", "notes": [],
         "columns": [*columns, *more.get(code, [])],
         "rows": [[*row, *(0.5 for _ in more.get(code, []))] for row in rows]}
        for code in ("marks", "journal", "scores", "items", "skills", "groups")
    ]  # fmt: skip
    facts = {"n": 20, "mean": 0.5, "mean_se": 0.05, "marks": [2, 6, 8, 4], "failing_se": 0.07,
             "journal": [5, 10, 5]}  # fmt: skip
    said = {"lines": [["Ответ.", False], ["Ничего особенного.", True], ["О классе.", False, "5Б"]],
            "charts": [], "table": None, "facts": {"skills": []}}  # fmt: skip
    parts = {"skills": said, "journal": said, "similar": said, "classes": {"5А": []},
             "items": {"1": [10, 8, 1, 1]}, "gaps": []}  # fmt: skip
    for place in (world.region, world.north, world.first):
        report = PlaceReport.objects.create(
            analysis=analysis, organisation=place, n=20, answer="Результаты согласуются.",
            facts=facts, content=pack({"answer": "", "tables": tables, "charts": []}),
        )  # fmt: skip
        for kind, content in parts.items():
            ReportPart.objects.create(report=report, kind=kind, content=pack(content))
    finding = Finding.objects.create(
        analysis=analysis, school=world.first, n=20, p_value=0.001, q_value=0.01,
        verdict="verify", headline="Результаты требуют проверки.",
    )  # fmt: skip
    review = Review.objects.create(
        school=world.first, work=work, opened_by=north, reply_by=today + timedelta(days=5)
    )
    reply = Reply.objects.create(review=review, text="Пояснения", by=world.people["head"])
    document = Recommendations.objects.create(
        organisation=world.north,
        school_year=school_year_at(today),
        title="Рекомендации",
        made_by=north,
        state="sent",
        number="1",
        dated=today,
        sent_by=north,
        sent_at=now,
    )
    point = Recommendation.objects.create(
        document=document, direction="Проверка", text="Обсудить", due={"text": "постоянно"}
    )
    plan = Plan.objects.create(
        organisation=world.first,
        school_year=document.school_year,
        title="План",
        state="approved",
        made_by=office,
        order_number="1",
        order_date=today,
    )
    direction = Direction.objects.create(plan=plan, title="Направление")
    measure = Measure.objects.create(
        direction=direction, text="Обсудить", state="done", due={"text": "апрель", "doubt": ""}
    )
    Responsible.objects.create(measure=measure, person=world.people["deputy"])
    step = Step.objects.create(measure=measure, state="done", by=office)
    council = Body.objects.create(organisation=world.first, kind="council", name="Совет")
    meeting = Meeting.objects.create(
        organisation=world.first, school_year=document.school_year, kind="council",
        title="Заседание", day=today, starts="15:30", made_by=office,
    )  # fmt: skip
    sheet = EvaluationSheet.objects.create(
        school=world.first, school_year=document.school_year, state="submitted",
        criteria=[one.plain() for one in evaluation_rules().criteria],
    )  # fmt: skip
    score = EvaluationScore.objects.create(
        sheet=sheet, criterion="plan", side="school", score=2, by=office
    )
    practice = Practice.objects.create(
        school=world.first, school_year=document.school_year, kind="deficits", title="Разбор",
        state="written", invited_by=north,
    )  # fmt: skip
    made = {
        "practice": practice,
        "leaflet": Leaflet.objects.create(
            organisation=world.first, readers="parents", topic="procedure", title="Памятка",
            text="# Зачем\nЧтобы знать.", made_by=office,
        ),
        "practice_file": PracticeFile.objects.create(practice=practice, **file),
        "evaluation": sheet,
        "evaluation_file": EvaluationFile.objects.create(score=score, **file),
        "meeting": meeting,
        "question": AgendaItem.objects.create(meeting=meeting, title="О результатах"),
        "decision": MeetingDecision.objects.create(
            meeting=meeting, level="teacher", sort="spread", text="Показать урок", term="апрель"
        ),
        "body": council,
        "member": BodyMember.objects.create(
            body=council, who="Секретарёва Анна", duty="secretary", starts=today
        ),
        "plan": plan,
        "direction": direction,
        "measure": measure,
        "evidence": Evidence.objects.create(step=step, **file),
        "plan_document": PlanDocument.objects.create(
            plan=plan, read={"title": "План", "sections": []}, brought_by=office, **file
        ),
        "source": Plan.objects.create(
            organisation=world.north, school_year=document.school_year, title="Перечень",
            kind="list", state="approved", made_by=north,
        ),
        "document": document,
        "point": point,
        "addressee": Addressee.objects.create(document=document, school=world.first),
        "work": work,
        "upload": upload,
        "file": UploadedFile.objects.create(upload=upload, **file),
        "protocol": Protocol.objects.create(
            school=world.first, work=work, class_name="5А", upload=upload, n=20, written=20,
            store_path=stored_class(), source_school="edu900101", accepted_at=now,
        ),
        "finding": finding,
        "review": review,
        "attachment": Attachment.objects.create(reply=reply, **file),
        "recheck": Recheck.objects.create(review=review, works=12, due=today, ordered_by=north),
        "hold": Hold.objects.create(organisation=world.first, reason="Жалоба", by=north),
        "breach": Breach.objects.create(
            review=review, ground="Баллы изменены", document="Протокол № 1", by=north,
            appeal_by=today,
        ),
        "procedure": Procedure.objects.create(
            kind="ВПР", year=2026, organiser=world.north, due=today
        ),
        "job": Job.objects.create(kind="none", title="Чтение", state="failed", started_by=office),
        "invitation": Invitation.objects.create(
            email="new@test.example", organisation=world.first, role=Role.TEACHER,
            secret_hash="x", invited_by=world.people["head"], expires=Invitation.term(),
        ),
        "notice": Notice.objects.create(
            person=office, kind="term", subject="ждём результаты", text="До завтра.", path="/",
        ),
        "token": AccessToken.objects.create(
            person=office, name="Журнал", prefix="objektiv_abc", digest="x", scopes=[],
            expires=now + timedelta(days=30),
        ),
        "assignment": world.people["teacher"].assignments.get(),
        "place": world.first,
        "person": world.people["teacher"],
        "change": OrganisationChange.objects.create(
            organisation=world.first, kind="closed", before=world.north, reason="Приказ № 1",
            on=today + timedelta(days=90), by=north,
        ),
        "school_class": world.people["classteacher"].assignments.get().school_class,
        "subject": world.people["teacher"].assignments.get().subject,
    }  # fmt: skip
    register = {"organisation": world.first, "made_by": office}
    made["entry"] = Outgoing.objects.create(
        year=today.year, n=3, number="3", dated=today, title="О плане", plan=plan, **register
    )
    made["template"] = SheetTemplate.objects.create(
        kind="leaflet", version=1, in_force=False, **register, **file
    )
    made["archive"] = LetterArchive.objects.create(
        document=document, letters=1, made_by=north, **file
    )
    made["removal"] = RemovalRequest.objects.create(
        file=made["file"], organisation=world.first, reason="Фамилии", asked_by=office
    )
    plain = {}
    for area in cases.AREAS:
        for name, one in area.rows(world, made).items():
            (made if hasattr(one, "pk") else plain)[name] = one
    yield (
        {name: one.pk for name, one in made.items()}
        | plain
        | {
            "objects": made,
            "code": "quiet",
            "uid": "none",
            "class_name": "5А",
            "criterion": "plan",
            "kind": "deficits",
            "item": "1",
            "pupil": "12",
            "form": "docx",
            "sheet": "letter",
            "year": today.year,
            "first": 1,
            "last": 2,
        }
    )
    kept.unlink(missing_ok=True)  # its bytes are not those of its digest
