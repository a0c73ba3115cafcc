"""Plans: draft, approval, versions, taking over, progress with evidence, check."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.web.actions import measures, plans
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.procedures import change_procedure, create_procedure
from objektiv.web.models import AuditEntry, Measure, Plan, PlanDocument
from objektiv.web.queries import plans as query
from objektiv.web.queries.today import waiting_for

S = Measure.State


@pytest.fixture
def year(world):
    return school_year_at(date(2026, 10, 1))


@pytest.fixture
def plan(world, year):
    """A draft of the first school with one measure, for which its teacher answers."""
    deputy = world.people["deputy"]
    plan = plans.create_plan(
        organisation=world.first, school_year=year, title="План мероприятий", by=deputy
    )
    direction = plans.add_direction(plan, title="Организационные меры", by=deputy)
    plans.add_measure(
        direction,
        text="Провести взаимопроверку работ",
        responsibles=[world.people["teacher"], "руководители ШМО"],
        term="до 1 ноября 2026 г.",
        by=deputy,
    )
    return plan


@pytest.fixture
def measure(world, plan):
    """A measure of an approved plan."""
    plans.approve_plan(
        plan, order_number="17", order_date=date(2026, 9, 1), by=world.people["head"]
    )
    return only(plan)


def only(plan: Plan) -> Measure:
    return Measure.objects.get(direction__plan=plan)


def test_only_the_own_managers_write_a_plan(world, year):
    for who in ("north", "coordinator", "teacher", "neighbour", "methodist"):
        with pytest.raises(PermissionDenied):
            plans.create_plan(
                organisation=world.first, school_year=year, title="План", by=world.people[who]
            )


def test_the_coordinator_of_results_drafts_but_does_not_approve(world, plan):
    with pytest.raises(PermissionDenied):
        plans.approve_plan(
            plan, order_number="1", order_date=date(2026, 9, 1), by=world.people["office"]
        )


def test_an_empty_plan_is_not_approved(world, year):
    head = world.people["head"]
    empty = plans.create_plan(organisation=world.first, school_year=year, title="План", by=head)

    with pytest.raises(ValidationError, match="нет мероприятий"):
        plans.approve_plan(empty, order_number="1", order_date=date(2026, 9, 1), by=head)


def test_out_of_a_draft_a_measure_is_removed(world, plan):
    plans.remove_measure(only(plan), by=world.people["deputy"])

    assert not Measure.objects.exists()
    assert AuditEntry.objects.get(verb="measure.removed").detail == {
        "measure": "Провести взаимопроверку работ"
    }


def test_an_approved_plan_is_not_changed(world, measure):
    with pytest.raises(ValidationError, match="новую редакцию"):
        plans.change_measure(measure, text="Иначе", by=world.people["head"])
    with pytest.raises(ValidationError, match="новую редакцию"):
        plans.remove_measure(measure, by=world.people["head"])


def test_a_new_version_keeps_the_course_and_replaces_the_old_when_approved(world, measure):
    head, plan = world.people["head"], measure.direction.plan
    measures.report_step(measure, state=S.DOING, text="Начали", by=world.people["teacher"])
    draft = plans.next_version(plan, by=head)
    assert plans.next_version(plan, by=head) == draft  # one draft, however often it is asked for

    plans.change_measure(only(draft), text="Провести две взаимопроверки", by=head)
    plans.approve_plan(draft, order_number="18", order_date=date(2026, 12, 1), by=head)

    plan.refresh_from_db()
    copy = only(draft)
    assert (plan.state, draft.version) == (Plan.State.REPLACED, 2)
    assert (copy.state, copy.taken_from) == (S.DOING, measure)
    assert [str(one) for one in copy.responsibles.all()][1] == "руководители ШМО"
    assert only(plan).text == "Провести взаимопроверку работ"


def test_next_year_begins_with_what_was_not_done(world, plan, measure):
    head = world.people["head"]
    following = plans.next_year(plan, school_year_at(date(2027, 9, 1)), title="План", by=head)

    left = only(following)
    assert (left.state, left.origin, left.ends) == (
        S.PLANNED,
        Measure.Origin.LAST_YEAR,
        date(2026, 11, 1),
    )

    measures.report_step(measure, state=S.DONE, text="Готово", by=head)
    with pytest.raises(ValidationError, match="Проверяет не тот"):
        measures.check_measure(measure, done=True, text="", by=head)
    measures.check_measure(measure, done=True, text="", by=world.people["north"])
    later = plans.next_year(plan, school_year_at(date(2028, 9, 1)), title="План", by=head)
    assert not Measure.objects.filter(direction__plan=later).exists()


def test_a_list_is_taken_over_once(world, year, plan):
    north = world.people["north"]
    made = plans.create_plan(
        organisation=world.north, school_year=year, title="Перечень", kind="list", by=north
    )
    direction = plans.add_direction(made, title="Кадры", by=north)
    wanted = [plans.add_measure(direction, text=f"Семинар {i}", by=north) for i in (1, 2)]

    first = plans.take_over(wanted[:1], plan, by=world.people["deputy"])
    second = plans.take_over(wanted, plan, by=world.people["deputy"])

    assert [one.text for one in first + second] == ["Семинар 1", "Семинар 2"]
    assert {one.title for one in plan.directions.all()} == {"Организационные меры", "Кадры"}


def test_who_answers_reports_with_evidence_and_another_checks(world, measure):
    teacher, head = world.people["teacher"], world.people["head"]
    file = SimpleUploadedFile("протокол.pdf", b"%PDF")
    step = measures.report_step(measure, state=S.DONE, text="Проведено", files=[file], by=teacher)
    assert step.files.get().name == "протокол.pdf"

    for who in (teacher, world.people["neighbour"]):
        with pytest.raises(PermissionDenied):
            measures.check_measure(measure, done=True, text="", by=who)
    with pytest.raises(ValidationError, match="чего не хватает"):
        measures.check_measure(measure, done=False, text=" ", by=head)
    measures.check_measure(measure, done=False, text="Нет подписи", by=head)
    assert measure.state == S.DOING

    measures.report_step(measure, state=S.DONE, text="Подписано", by=teacher)
    measures.check_measure(measure, done=True, text="Принято", by=world.people["north"])
    measure.refresh_from_db()
    assert measure.state == S.CHECKED


def test_who_does_not_answer_for_it_does_not_report(world, measure):
    for who in ("classteacher", "neighbour", "expert"):
        with pytest.raises(PermissionDenied):
            measures.report_step(measure, state=S.DONE, text="", by=world.people[who])


@pytest.mark.parametrize("state", [S.CHECKED, S.PLANNED])
def test_a_measure_does_not_jump(world, measure, state):
    with pytest.raises(ValidationError):
        measures.report_step(measure, state=state, text="", by=world.people["head"])


def test_progress_waits_for_approval(world, plan):
    with pytest.raises(ValidationError, match="утверждённом"):
        measures.report_step(only(plan), state=S.DOING, text="", by=world.people["head"])


def test_cancelling_needs_a_reason(world, measure):
    head = world.people["head"]
    with pytest.raises(ValidationError, match="почему"):
        measures.cancel_measure(measure, reason="", by=head)
    measures.cancel_measure(measure, reason="Процедура отменена", by=head)
    measure.refresh_from_db()
    assert (measure.state, measure.cancelled_because) == (S.CANCELLED, "Процедура отменена")


# --- Terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "starts", "ends"),
    [
        ("октябрь, апрель", date(2026, 10, 1), date(2027, 4, 30)),
        ("до 1 ноября", None, date(2026, 11, 1)),
        ("как получится", None, None),
    ],
)
def test_a_term_in_words_gets_its_days_in_the_school_year(world, plan, term, starts, ends):
    measure = plans.change_measure(only(plan), term=term, by=world.people["deputy"])

    assert (measure.starts, measure.ends, measure.due["text"]) == (starts, ends, term)


def test_days_follow_a_procedure_that_moves(world, plan):
    north = world.people["north"]
    procedure = create_procedure(
        organiser=world.north, kind="ВПР", year=2027, due=date(2027, 4, 20), note="", by=north
    )
    measure = plans.change_measure(
        only(plan),
        term="не позднее 1 рабочего дня до проведения ВПР",
        by=world.people["deputy"],
    )
    assert measure.ends == date(2027, 4, 19)

    change_procedure(procedure, due=date(2027, 4, 26), by=north)

    measure.refresh_from_db()
    assert measure.ends == date(2027, 4, 23)  # 26 April 2027 is a Monday
    assert AuditEntry.objects.get(verb="measure.moved").detail["before"] == "2027-04-19"


# --- What waits -----------------------------------------------------------------------------


def titles(person, day):
    return {item.what.split(":")[0] for group in waiting_for(person, day) for item in group.items}


def test_who_answers_is_reminded_then_the_managers_then_who_recommended(world, case, plan, measure):
    Measure.objects.filter(pk=measure.pk).update(recommendation=case["point"])
    teacher, head, north = (world.people[who] for who in ("teacher", "head", "north"))

    assert "Выполнить" not in titles(teacher, date(2026, 9, 20))  # too early
    assert "Выполнить" in titles(teacher, date(2026, 10, 20))
    assert "Выполнить" not in titles(head, date(2026, 10, 20))
    assert "Выполнить" in titles(head, date(2026, 11, 2))
    late = "Школа не завершила рекомендованное"
    assert late not in titles(north, date(2026, 11, 10))
    assert late in titles(north, date(2026, 11, 20))
    assert late not in titles(world.people["south"], date(2026, 11, 20))

    measures.report_step(measure, state=S.DONE, text="Готово", by=teacher)
    assert "Проверить выполнение" in titles(head, date(2026, 11, 20))
    assert late not in titles(north, date(2026, 11, 20))


def test_a_long_measure_is_named_in_whole_words():
    words = "Организовать повторную проверку работ комиссией, в которую входят эксперты других школ"

    assert str(Measure(text=words)) == f"{words.removesuffix(' других школ')}…"
    assert str(Measure(text="Провести семинар")) == "Провести семинар"


# --- Views of a plan ------------------------------------------------------------------------


def test_a_version_says_what_it_changed(world, measure):
    deputy, plan = world.people["deputy"], measure.direction.plan
    draft = plans.next_version(plan, by=deputy)
    plans.change_measure(only(draft), term="до 1 декабря", by=deputy)
    plans.add_measure(draft.directions.get(), text="Ещё", term="апрель", by=deputy)

    changed, added = query.compare(draft, plan)

    assert changed.fields == (("срок", "до 1 ноября 2026 г.", "до 1 декабря"),)
    assert (added.kind, added.measure.text) == ("added", "Ещё")


def test_the_year_as_a_line(plan):
    (bar,) = query.bars(query.measures_of(plan), plan.school_year)

    assert bar.left == pytest.approx(100 * 61 / 365)  # 1 November is the 62nd day
    assert bar.width == 1.0  # one day is drawn as wide as can be seen


def test_a_draft_is_seen_by_its_own_school_only(world, plan):
    assert query.plans_visible_to(world.people["teacher"]).get() == plan
    assert not query.plans_visible_to(world.people["north"]).exists()

    plans.approve_plan(plan, order_number="1", order_date=date(2026, 9, 1), by=world.people["head"])
    assert query.plans_visible_to(world.people["north"]).get() == plan
    assert not query.plans_visible_to(world.people["neighbour"]).exists()


@pytest.mark.parametrize("view", ["", "board", "months", "gantt"])
def test_every_view_shows_the_measure(world, as_, measure, view):
    page = as_("deputy").get(f"/plans/{measure.direction.plan_id}/?view={view}")

    assert "Провести взаимопроверку работ" in page.content.decode()


def test_a_plan_is_drawn_up_in_the_pages(world, as_):
    client = as_("deputy")
    year = school_year_at(date(2026, 10, 1))
    client.post(
        f"/o/{world.first.pk}/plans/add/",
        {"title": "План", "kind": "plan", "school_year": year.pk, "usual": "on"},
    )
    plan = Plan.objects.get()
    assert plan.directions.count() == 3
    direction = plan.directions.first()
    refused = client.post(
        f"/plans/{plan.pk}/measures/add/",
        {"direction": direction.pk, "text": "Провести семинар", "term": "март"},
    )
    assert refused.status_code == 422
    assert "кто отвечает" in refused.content.decode()
    assert "Провести семинар" in refused.content.decode()  # what was typed is not lost
    client.post(
        f"/plans/{plan.pk}/measures/add/",
        {"direction": direction.pk, "text": "Провести семинар", "term": "март",
         "people": [world.people["teacher"].pk], "others": "руководители ШМО"},
    )  # fmt: skip

    assert [str(one) for one in only(plan).responsibles.all()] == [
        world.people["teacher"].initials,
        "руководители ШМО",
    ]


# --- From a document ------------------------------------------------------------------------


def test_a_document_is_read_checked_and_taken(world, plan, as_):
    from docx import Document

    name = world.people["teacher"].initials
    written = Document()
    written.add_paragraph("План мероприятий МБОУ «СОШ № 1» на 2026/2027 учебный год")
    table = written.add_table(rows=1, cols=4)
    for cell, text in zip(
        table.rows[0].cells, ("№", "Мероприятия", "Сроки", "Ответственные"), strict=True
    ):
        cell.text = text
    for number, what in enumerate(("Обсуждение результатов", "Взаимопроверка работ"), 1):
        for cell, text in zip(
            table.add_row().cells, (str(number), what, "октябрь, апрель", name), strict=True
        ):
            cell.text = text
    bytes_ = BytesIO()
    written.save(bytes_)
    client = as_("deputy")
    file = SimpleUploadedFile("план.docx", bytes_.getvalue())

    page = client.post(f"/plans/{plan.pk}/documents/add/", {"file": file}, follow=True)

    assert "Взаимопроверка работ" in page.content.decode()
    assert Measure.objects.filter(origin="document").count() == 0
    document = PlanDocument.objects.get()
    client.post(f"/plan-documents/{document.pk}/", {"take": ["0.1"]})
    taken = Measure.objects.get(origin="document")
    assert (taken.text, taken.ends) == ("Взаимопроверка работ", date(2027, 4, 30))
    assert taken.responsibles.get().person == world.people["teacher"]
    again = client.post(f"/plan-documents/{document.pk}/", {"take": ["0.0"]})
    assert "уже взяты" in again.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("план.docx", b"PK broken", "план.docx"),
        ("план.txt", "Просто текст.".encode(), "не найдено"),
    ],
)
def test_what_cannot_be_read_is_said_so(world, plan, as_, name, content, words):
    page = as_("deputy").post(
        f"/plans/{plan.pk}/documents/add/", {"file": SimpleUploadedFile(name, content)}
    )

    assert page.status_code == 422
    assert words in page.content.decode()
