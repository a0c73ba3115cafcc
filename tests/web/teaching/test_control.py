"""Internal control from plan to help: reasons in words, and nobody is scored."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.openness import surveys
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching import control as act
from objektiv.web.models import ControlItem, ControlPlan, LessonVisit, Notice, Practice
from objektiv.web.queries.teaching import control as query
from objektiv.web.queries.today import waiting_for

from ..programs import Program, key_of

TODAY = timezone.localdate()


def keep(world, **more) -> ControlItem:
    given = {"term": "декабрь", "section": "teaching", "text": "Объяснение отметок, математика",
             "form": "thematic", "responsible": world.people["deputy"]}  # fmt: skip
    return act.keep_item(
        world.first, school_year_at(date(2026, 11, 1)), by=world.people["deputy"],
        **(given | more),
    )  # fmt: skip


def approve(item: ControlItem, world) -> ControlItem:
    act.approve_plan(item.plan, order_number="7", order_date=TODAY, by=world.people["head"])
    item.plan.refresh_from_db()
    return item


def test_the_term_in_words_becomes_days(world):
    item = keep(world)

    assert (item.starts, item.ends) == (date(2026, 12, 1), date(2026, 12, 31))
    assert item.due["text"] == "декабрь"


def test_a_plan_is_approved_then_carried_out_once(world):
    item = keep(world)
    with pytest.raises(ValidationError, match="утверждённого"):
        act.finish_item(item, outcome="…", decided="", by=world.people["deputy"])
    with pytest.raises(PermissionDenied):
        act.approve_plan(item.plan, order_number="7", order_date=TODAY, by=world.people["office"])
    approve(item, world)
    with pytest.raises(ValidationError, match="добавляют новый"):
        keep(world, item=item)
    with pytest.raises(PermissionDenied):
        act.finish_item(item, outcome="…", decided="", by=world.people["teacher"])
    act.finish_item(item, outcome="Критерии знают", decided="Показать приём на математике",
                    by=world.people["deputy"])  # fmt: skip
    with pytest.raises(ValidationError):
        act.remove_item(item, by=world.people["deputy"])

    assert query.done_words([item], TODAY).startswith("Проведено 1 из 1")
    other = keep(world, text="Другое")
    act.remove_item(other, by=world.people["deputy"])
    assert other.state == "cancelled"  # struck out, not deleted


def test_a_done_control_gives_a_reason_that_manager_and_teacher_see(world, as_):
    item = approve(keep(world), world)
    act.finish_item(item, outcome="…", decided="Показать приём на математике",
                    by=world.people["deputy"])  # fmt: skip
    year = item.plan.school_year

    (found,) = query.proposals(world.first, year, reader=world.people["deputy"])
    (own,) = query.proposals(
        world.first, year, reader=world.people["teacher"], only=world.people["teacher"]
    )

    assert found.teacher == own.teacher == world.people["teacher"]
    assert found.reasons == own.reasons
    assert found.reasons[0]["rule"] == "control"
    assert "Показать приём" in found.reasons[0]["text"]
    assert not query.proposals(
        world.first, year, reader=world.people["classteacher"], only=world.people["classteacher"]
    )


@pytest.mark.parametrize(("lacking", "proposed"), [(2, False), (3, True)])
def test_a_journal_is_a_reason_from_the_border_of_its_rule(world, case, lacking, proposed):
    journal = case["objects"]["class_journal"]
    journal.counts = {"1 четверть": {"lacking": lacking}}
    journal.class_name = "5А"
    journal.save()

    found = query.proposals(world.first, journal.school_year, reader=world.people["deputy"])

    rules = [reason["rule"] for one in found for reason in one.reasons]
    assert ("monitoring" in rules) is proposed


def asked_pupils(world, *, number, value, state="closed", grade=None, others=0, apart=False):
    """A survey of the school about the teacher's subject in the parallel.

    Answers are `value` and the one below in turn; apart: to two questions in opposite order.
    """
    where, head = world.people["teacher"].assignments.get(), world.people["head"]
    survey = surveys.prepare_survey(
        world.first, form="pupils", title="О математике", by=head, closes=TODAY
    )
    group = surveys.ask_group(
        survey, world.first, subject=where.subject, grade=grade or where.school_class.grade,
        population=40, by=head,
    )  # fmt: skip
    rest = surveys.ask_group(survey, world.first, label="остальные", population=40, by=head)
    surveys.open_survey(survey, by=head)
    for at, times in ((group, number), (rest, others)):
        for n in range(times):
            low, other = n % 2, (n + apart) % 2
            surveys.answer(at, {"known": value - low, "explained": value - other})
    if state == "closed":
        surveys.close_survey(survey, by=head)


def reasons(world):
    year = school_year_at(TODAY)
    found = query.proposals(world.first, year, reader=world.people["deputy"])
    return [reason for one in found for reason in one.reasons if reason["rule"] == "survey"]


@pytest.mark.parametrize(
    ("given", "proposed"),
    [
        ({"number": 10, "value": 2}, True),
        ({"number": 9, "value": 2}, False),  # too few answers to speak of
        ({"number": 10, "value": 5}, False),  # most agree
        ({"number": 10, "value": 3}, True),
        ({"number": 10, "value": 4}, False),  # the middle is no reason
        ({"number": 10, "value": 2, "apart": True}, False),  # the questions measure two things
        ({"number": 10, "value": 2, "state": "open"}, False),
        ({"number": 10, "value": 2, "grade": 11}, False),  # another parallel
        ({"number": 10, "value": 2, "others": 3}, False),  # three could be computed from the total
        ({"number": 10, "value": 2, "others": 10}, True),
    ],
)
def test_a_survey_is_a_reason_when_many_say_so_of_the_parallel(world, given, proposed):
    asked_pupils(world, **given)

    assert [one["rule"] for one in reasons(world)] == ["survey"] * proposed


def test_a_survey_names_subject_and_parallel_and_no_person(world, as_):
    asked_pupils(world, number=12, value=2)
    (reason,) = reasons(world)

    assert "12\u00a0ответов о предмете «Математика» в 5-х классах" in reason["text"]
    assert "12 из 100 (от 5 до 20)" in reason["text"]
    assert world.people["teacher"].surname not in reason["text"]
    page = reverse("visits", args=[world.first.pk])
    for who in ("deputy", "teacher"):  # the same words for both
        assert reason["text"] in as_(who).get(page).content.decode().replace("&quot;", '"')


def test_teachers_are_not_asked_about_a_subject(world):
    head = world.people["head"]
    survey = surveys.prepare_survey(world.first, form="teachers", title="", closes=TODAY, by=head)
    subject = world.people["teacher"].assignments.get().subject
    with pytest.raises(ValidationError, match="учеников и родителей"):
        surveys.ask_group(survey, world.first, subject=subject, grade=5, population=20, by=head)
    with pytest.raises(ValidationError, match="предмет и параллель"):
        surveys.ask_group(survey, world.first, subject=subject, population=20, by=head)


def visit(world, **more) -> LessonVisit:
    given = {"kind": "control", "teacher": world.people["teacher"],
             "visitor": world.people["deputy"], "day": TODAY, "subject": "Математика",
             "reasons": [{"rule": "external", "text": "Западают дроби.", "source": "Письмо"}],
             "by": world.people["deputy"]}  # fmt: skip
    return act.plan_visit(world.first, **(given | more))


def test_a_visit_from_its_reason_to_help(world, as_):
    one = visit(world)
    notice = Notice.objects.get(person=world.people["teacher"])
    assert notice.text == "Западают дроби."
    waits = [item.what for group in waiting_for(world.people["teacher"], TODAY)
             for item in group.items]  # fmt: skip
    assert "Ваш урок посмотрят: Математика" in waits

    with pytest.raises(PermissionDenied):
        act.hold_visit(one, seen={}, strong="…", by=world.people["head"])
    with pytest.raises(ValidationError, match="что удалось"):
        act.hold_visit(one, seen={"goal": 1}, strong=" ", by=world.people["deputy"])
    with pytest.raises(ValidationError, match="человек и срок"):
        act.hold_visit(one, seen={}, strong="Да", help="Показать", by=world.people["deputy"])
    act.hold_visit(one, seen={"goal": 2, "feedback": 0}, strong="Цель ясна", help="Показать приём",
                   helper=world.people["methodist"], help_until=TODAY + timedelta(days=7),
                   by=world.people["deputy"])  # fmt: skip
    with pytest.raises(PermissionDenied):
        act.answer_visit(one, text="…", by=world.people["deputy"])
    act.answer_visit(one, text="Попробую", by=world.people["teacher"])
    with pytest.raises(PermissionDenied):
        act.finish_help(one, text="…", by=world.people["deputy"])
    act.finish_help(one, text="Показала урок", by=world.people["methodist"])

    assert one.state == "talked"
    page = as_("teacher").get(reverse("visit", args=[one.pk])).content.decode()
    for words in ("Западают дроби.", "Цель ясна", "Попробую", "Показала урок"):
        assert words in page
    assert "балл" not in page.split("<main")[1].split("</main")[0]


def test_a_mutual_visit_stays_between_two(world, as_):
    with pytest.raises(PermissionDenied):
        visit(world, kind="mutual", visitor=world.people["classteacher"],
              by=world.people["deputy"], reasons=[])  # fmt: skip
    one = visit(world, kind="mutual", visitor=world.people["classteacher"],
                by=world.people["classteacher"], reasons=[])  # fmt: skip
    page = reverse("visit", args=[one.pk])

    assert as_("teacher").get(page).status_code == 200
    assert as_("head").get(page).status_code == 404
    assert as_("deputy").get(page).status_code == 404


def test_visits_are_seen_by_nobody_above_the_school(world, as_):
    one = visit(world)

    for who in ("north", "coordinator", "neighbour", "methodist"):
        assert as_(who).get(reverse("visit", args=[one.pk])).status_code == 404, who
    with pytest.raises(PermissionDenied):
        visit(world, by=world.people["office"])


def test_practices_are_offered_for_what_was_not_seen(world, case):
    practice = Practice.objects.get()
    practice.state, practice.tags = "published", "|feedback|"
    practice.save()
    one = LessonVisit.objects.get()

    assert query.practices_for(one, world.people["teacher"]) == []  # teachers have no bank yet
    assert query.practices_for(one, world.people["deputy"]) == [practice]
    one.seen = {"goal": 0, "feedback": 2}
    assert query.practices_for(one, world.people["deputy"]) == []


def test_the_sheet_is_filled_on_a_page(world, as_):
    one = visit(world)
    page = reverse("visit_sheet", args=[one.pk])

    assert as_("deputy").get(page).status_code == 200
    wrong = as_("deputy").post(page, {"seen_goal": "2"})
    assert wrong.status_code == 422
    as_("deputy").post(page, {"seen_goal": "2", "strong": "Цель ясна"})

    one.refresh_from_db()
    assert (one.seen, one.state) == ({"goal": 2}, "held")
    assert ControlPlan.objects.count() == 0


def test_programs_read_the_plan_and_only_the_visits_of_their_person(world, case):
    deputy, teacher, north = (Program(key_of(world.people[who]))
                              for who in ("deputy", "teacher", "north"))  # fmt: skip
    place = f"/organisations/{world.first.pk}"

    plan = north.get(f"{place}/control").json()
    assert [one["term"] for one in plan["items"]] == ["октябрь"]
    point = deputy.get(f"/control/{case['control_item']}").json()
    assert point["visits"] == [case["visit"]]
    assert north.get(f"/control/{case['control_item']}").json()["visits"] == []
    (visit_,) = teacher.get(f"{place}/visits").json()["items"]
    told = teacher.get(f"/visits/{visit_['id']}").json()
    assert {one["seen"] for one in told["lines"]} == {"видно, что так принято", "не было на уроке"}
    assert not any("балл" in key or "sum" in key for key in told)
    asked_pupils(world, number=12, value=2)
    (proposed,) = deputy.get(f"{place}/proposed_visits").json()["items"]
    assert proposed["reasons"][0]["rule"] == "survey"
    assert north.get(f"{place}/proposed_visits").status_code in (403, 404)
