"""Plans: draft, approval, versions, taking over, progress with evidence, check."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.web.actions import plans
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import AuditEntry, Measure, Plan

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
        ends=date(2026, 11, 1),
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
    plans.report_step(measure, state=S.DOING, text="Начали", by=world.people["teacher"])
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
    assert (left.state, left.origin, left.ends) == (S.PLANNED, Measure.Origin.LAST_YEAR, None)

    plans.report_step(measure, state=S.DONE, text="Готово", by=head)
    plans.check_measure(measure, done=True, text="", by=head)
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
    step = plans.report_step(measure, state=S.DONE, text="Проведено", files=[file], by=teacher)
    assert step.files.get().name == "протокол.pdf"

    for who in (teacher, world.people["neighbour"]):
        with pytest.raises(PermissionDenied):
            plans.check_measure(measure, done=True, text="", by=who)
    with pytest.raises(ValidationError, match="чего не хватает"):
        plans.check_measure(measure, done=False, text=" ", by=head)
    plans.check_measure(measure, done=False, text="Нет подписи", by=head)
    assert measure.state == S.DOING

    plans.report_step(measure, state=S.DONE, text="Подписано", by=teacher)
    plans.check_measure(measure, done=True, text="Принято", by=world.people["north"])
    measure.refresh_from_db()
    assert measure.state == S.CHECKED


def test_who_does_not_answer_for_it_does_not_report(world, measure):
    for who in ("classteacher", "neighbour", "expert"):
        with pytest.raises(PermissionDenied):
            plans.report_step(measure, state=S.DONE, text="", by=world.people[who])


@pytest.mark.parametrize("state", [S.CHECKED, S.PLANNED])
def test_a_measure_does_not_jump(world, measure, state):
    with pytest.raises(ValidationError):
        plans.report_step(measure, state=state, text="", by=world.people["head"])


def test_progress_waits_for_approval(world, plan):
    with pytest.raises(ValidationError, match="утверждённом"):
        plans.report_step(only(plan), state=S.DOING, text="", by=world.people["head"])


def test_cancelling_needs_a_reason(world, measure):
    head = world.people["head"]
    with pytest.raises(ValidationError, match="почему"):
        plans.cancel_measure(measure, reason="", by=head)
    plans.cancel_measure(measure, reason="Процедура отменена", by=head)
    measure.refresh_from_db()
    assert (measure.state, measure.cancelled_because) == (S.CANCELLED, "Процедура отменена")
