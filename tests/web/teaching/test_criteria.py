"""Criteria: versions by local act, marks with their grounds, what rests on none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.teaching import criteria as act
from objektiv.web.models import (
    AuditEntry,
    CriterialMark,
    CriteriaSet,
    PublicItem,
    SchoolClass,
    Subject,
)
from objektiv.web.queries.teaching.criteria import mark_for, read_typed, typed

from ..programs import Program, key_of

TEXT = """К1. Ход решения [5.1, ОГЭ 20]
0 — нет
1 — с ошибкой
2 — верный
К2. Ответ
0 — нет
1 — есть"""


def draft(world, **more) -> CriteriaSet:
    given = {"title": "Решение задач", "subject": Subject.objects.get(name="Математика"),
             "grade_from": 5, "grade_to": 9, "form": "problem",
             "criteria": read_typed(TEXT), "scale": [[1, 3], [2, 4], [3, 5]]}  # fmt: skip
    return act.keep_criteria(world.first, by=world.people["teacher"], **(given | more))


def approved(world) -> CriteriaSet:
    return act.approve_criteria(
        draft(world), act_title="Положение", act_number="12", act_date=timezone.localdate(),
        by=world.people["head"],
    )  # fmt: skip


def give(world, one, points, **more) -> CriterialMark:
    where = world.people["teacher"].assignments.get()
    return act.give_mark(
        one, where.school_class, subject=where.subject, pupil="12", day=timezone.localdate(),
        work="Задача", points=points, by=more.pop("by", world.people["teacher"]), **more,
    )  # fmt: skip


def test_what_was_typed_is_read_and_shown_again(world):
    one = draft(world)

    assert one.criteria[0]["skills"] == ["5.1"]
    assert one.criteria[0]["aligned"] == ["ОГЭ 20"]
    assert read_typed(typed(one)) == one.criteria


@pytest.mark.parametrize(("total", "mark"), [(0, 2), (1, 3), (2, 4), (3, 5)])
def test_the_scale_at_its_borders(world, total, mark):
    assert mark_for(draft(world), total) == mark


def test_incomplete_criteria_say_everything(world):
    with pytest.raises(ValidationError) as refusal:
        draft(world, criteria=[{"code": "К1", "text": "", "levels": ["нет"]}] * 2,
              scale=[[5, 3]])  # fmt: skip

    assert len(refusal.value.messages) == 4


def test_approval_is_by_an_act_and_replaces_the_version_before(world):
    first = approved(world)
    with pytest.raises(ValidationError, match="новую редакцию"):
        act.keep_criteria(world.first, one=first, criteria=first.criteria, scale=[],
                          by=world.people["teacher"])  # fmt: skip

    second = act.next_version(first, by=world.people["teacher"])
    assert act.next_version(first, by=world.people["teacher"]) == second
    first.refresh_from_db()
    assert first.state == "approved"
    with pytest.raises(PermissionDenied):
        act.approve_criteria(second, act_title="…", act_number="13",
                             act_date=timezone.localdate(), by=world.people["teacher"])  # fmt: skip
    with pytest.raises(ValidationError, match="в будущем"):
        act.approve_criteria(second, act_title="…", act_number="13", by=world.people["head"],
                             act_date=timezone.localdate() + timedelta(days=1))  # fmt: skip
    act.approve_criteria(second, act_title="…", act_number="13", act_date=timezone.localdate(),
                         by=world.people["head"])  # fmt: skip

    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("replaced", "approved", 2)


def test_a_mark_says_for_what_and_a_correction_keeps_the_first(world, as_):
    one = approved(world)
    first = give(world, one, {"К1": 1, "К2": 0}, done_well="Начало верно")
    assert (first.total, first.mark) == (1, 3)
    for points in ({"К1": 3, "К2": 0}, {"К1": 1}, {"К1": -1, "К2": 1}):
        with pytest.raises(ValidationError, match="в его пределах"):
            give(world, one, points)
    with pytest.raises(ValidationError, match="почему"):
        give(world, one, {"К1": 2, "К2": 1}, instead=first)

    second = give(world, one, {"К1": 2, "К2": 1}, instead=first, reason="Ошибка в сумме")

    first.refresh_from_db()
    assert (first.replaced_by, first.mark, second.mark) == (second, 3, 5)
    page = as_("teacher").get(reverse("criterial_mark", args=[second.pk])).content.decode()
    assert "с ошибкой" not in page
    assert "верный" in page
    assert "Основание: Ошибка в сумме" in page
    assert AuditEntry.objects.filter(verb="criteria.marked").count() == 2


def test_marks_are_given_in_the_own_classes_and_by_criteria_in_force(world):
    with pytest.raises(ValidationError, match="утверждённым"):
        give(world, draft(world), {"К1": 1, "К2": 0})
    other = world.person("stranger5", ("teacher", world.first))
    with pytest.raises(PermissionDenied):
        give(world, approved(world), {"К1": 1, "К2": 0}, by=other)


def test_marks_stay_in_the_school(world, case, as_):
    page = reverse("criterial_mark", args=[case["criterial_mark"]])

    for who in ("coordinator", "north", "methodist", "neighbour"):
        assert as_(who).get(page).status_code in (403, 404), who


def test_marks_of_the_journal_without_criteria_are_counted(world, case, as_):
    year = case["objects"]["class_journal"].school_year.start
    page = as_("deputy").get(reverse("criteria_coverage", args=[world.first.pk]) + f"?year={year}")
    rows = page.context["rows"]

    assert rows
    assert page.context["marks"] == sum(one.marks for one in rows) > 0
    assert page.context["uncovered"] == sum(one.marks for one in rows if not one.sets)
    assert any(not one.sets for one in rows)


def test_the_path_in_the_browser_forms(world, as_):
    add = as_("teacher").post(
        reverse("criteria_add", args=[world.first.pk]),
        {"title": "Устный ответ", "grade_from": 5, "grade_to": 4, "form": "oral",
         "criteria": TEXT, "scale": "3: 1, 5: 3"},
    )  # fmt: skip
    assert add.status_code == 422
    assert "раньше первого" in add.content.decode()
    as_("teacher").post(
        reverse("criteria_add", args=[world.first.pk]),
        {"title": "Устный ответ", "grade_from": 5, "grade_to": 9, "form": "oral",
         "criteria": TEXT, "scale": "3: 1, 5: 3"},
    )  # fmt: skip
    one = CriteriaSet.objects.get()
    assert one.scale == [[1, 3], [3, 5]]
    for kind in ("memo", "check", "feedback"):
        text = as_("teacher").get(reverse("criteria_sheet", args=[one.pk]) + f"?kind={kind}")
        assert "Ход решения" in text.content.decode()


@pytest.fixture
def family(world):
    """The parent of pupil 12 and the mark the parent may read; another pupil's mark."""
    where = world.people["teacher"].assignments.get()
    world.people["parent"].assignments.update(school_class=where.school_class, pupil_code="12")
    one = approved(world)
    mine = give(world, one, {"К1": 1, "К2": 0}, next_step="Проверьте вычисление")
    other = act.give_mark(
        one, where.school_class, subject=where.subject, pupil="13", day=timezone.localdate(),
        work="Чужая работа", points={"К1": 2, "К2": 1}, by=world.people["teacher"],
    )  # fmt: skip
    return mine, other


def test_a_family_reads_for_what_the_points_were_and_what_comes_next(family, as_):
    mine, other = family
    index = as_("parent").get(reverse("my_marks")).content.decode()
    address = reverse("my_criterial_mark", args=[mine.pk])
    assert address in index
    assert "Чужая работа" not in index

    response = as_("parent").get(address)
    page = response.content.decode()
    first, second = response.context["grounds"]
    assert (first.points, first.top, first.reached, first.next) == (1, 2, "с ошибкой", "верный")
    assert (second.points, second.reached, second.next) == (0, "нет", "есть")
    assert "Проверьте вычисление" in page
    assert "так же оценивают: ОГЭ 20" in page
    assert "5 — от 3" in page
    assert as_("parent").get(reverse("my_criterial_mark", args=[other.pk])).status_code == 404
    for who in ("pupil", "teacher", "head"):  # it is nobody else's own
        assert as_(who).get(address).status_code == 404, who


def test_a_family_sees_the_correction_and_what_was_before(world, family, as_):
    mine, _ = family
    better = give(world, mine.criteria, {"К1": 2, "К2": 0}, instead=mine, reason="Ошибка в сумме")

    index = as_("parent").get(reverse("my_marks")).content.decode()
    assert reverse("my_criterial_mark", args=[mine.pk]) not in index
    now = as_("parent").get(reverse("my_criterial_mark", args=[better.pk])).content.decode()
    assert "Причина: Ошибка в сумме" in now
    before = as_("parent").get(reverse("my_criterial_mark", args=[mine.pk])).content.decode()
    assert "Действует другая" in before


def test_the_same_code_of_another_class_is_another_child(world, family, as_):
    mine, _ = family
    link = world.people["parent"].assignments.get()
    link.school_class = SchoolClass.objects.create(
        school=world.first, school_year=link.school_class.school_year, grade=6, name="6Я"
    )
    link.save()

    assert as_("parent").get(reverse("my_criterial_mark", args=[mine.pk])).status_code == 404


def test_programs_read_marks_with_grounds_as_pages_do(world, family, case):
    mine, other = family
    parent, teacher, head = (Program(key_of(world.people[who]))
                             for who in ("parent", "teacher", "head"))  # fmt: skip

    (child,) = parent.get("/my_marks").json()
    assert {one["id"] for one in child["by_criteria"]} == {mine.pk, case["criterial_mark"]}
    told = parent.get(f"/my_criterial_marks/{mine.pk}").json()
    assert [(one["points"], one["next"]) for one in told["grounds"]] == [(1, "верный"), (0, "есть")]
    assert parent.get(f"/my_criterial_marks/{other.pk}").status_code == 404
    assert teacher.get(f"/criterial_marks/{other.pk}").json()["total"] == 3
    seen = AuditEntry.objects.filter(verb="pupils.read").count()
    head.get(f"/criterial_marks/{mine.pk}")
    assert AuditEntry.objects.filter(verb="pupils.read").count() == seen + 1
    year = case["objects"]["class_journal"].school_year.start
    whole = head.get(f"/organisations/{world.first.pk}/criteria_coverage?year={year}").json()
    assert whole["marks"] == sum(one["marks"] for one in whole["rows"]) > 0
    assert whole["uncovered"] == sum(
        one["marks"] for one in whole["rows"] if not one["criteria_sets"]
    )


def test_the_open_page_has_the_newest_criteria_once_in_words(world, as_):
    head = world.people["head"]
    one = approved(world)
    with pytest.raises(PermissionDenied):
        act.publish_criteria(one, by=world.people["teacher"])
    as_("head").post(reverse("criteria_publish", args=[one.pk]))
    item = PublicItem.objects.get()
    assert item.title == "Решение задач: Математика, 5–9 классы"
    assert (
        item.text.splitlines()[0]
        == "К1. Ход решения (до 2 баллов). 0 — нет; 1 — с ошибкой; 2 — верный."
    )
    assert item.text.endswith("3 — от 1 из 3 баллов.")
    assert "5.1" not in item.text  # codes of skills say nothing to families
    with pytest.raises(ValidationError, match="уже на открытой"):
        act.publish_criteria(one, by=head)

    second = act.next_version(one, by=world.people["teacher"])
    with pytest.raises(ValidationError, match="действующие"):
        act.publish_criteria(second, by=head)
    act.approve_criteria(second, act_title="…", act_number="13", act_date=timezone.localdate(),
                         by=head)  # fmt: skip
    act.publish_criteria(second, by=head)
    assert [row.number for row in PublicItem.objects.filter(withdrawn_at=None)] == ["13"]
    assert PublicItem.objects.count() == 2
