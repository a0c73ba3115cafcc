"""Words of visits and agreement in marking: facts that a teacher takes or leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.growth import diagnostics as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Commission,
    Diagnosis,
    Expert,
    LessonVisit,
    MarkingRound,
    Script,
    ScriptMark,
    Subject,
    Work,
)
from objektiv.web.queries.growth.facts import facts_for
from objektiv.web.queries.growth.own import blocks_of

TODAY = timezone.localdate()


@pytest.fixture
def visit(world):
    """A lesson that was seen and talked over: two blocks are spoken of."""
    return LessonVisit.objects.create(
        school=world.first, kind="control", teacher=world.people["teacher"], day=TODAY,
        visitor=world.people["deputy"], subject="Математика", state="talked",
        seen={"goal": 2, "feedback": 0, "each": 1}, strong="Цель ясна",
    )  # fmt: skip


def facts(world, who="teacher", day=TODAY):
    return facts_for(world.people[who], day)


def test_a_visit_speaks_in_words_of_each_block_to_its_teacher_alone(visit, world):
    assert {one.block.code: len(one.said) for one in facts(world)} == {
        "methodical": 2, "pedagogical": 1,
    }  # fmt: skip
    (said,) = [one.said for one in facts(world) if one.block.code == "methodical"]
    assert "Обратная связь говорит, что получилось и каков следующий шаг — не было на уроке" in said
    assert not any(facts(world, who) for who in world.people if who != "teacher")
    assert not Diagnosis.objects.exists()  # nothing becomes a result by itself


@pytest.mark.parametrize("state", ["planned", "held", "cancelled"])
def test_before_the_talk_a_visit_says_nothing(visit, world, state):
    visit.state = state
    visit.save()

    assert facts(world) == []


def test_what_is_older_than_a_year_says_nothing(visit, world):
    assert len(facts(world, day=TODAY + timedelta(days=365))) == 2
    assert facts(world, day=TODAY + timedelta(days=366)) == []


def test_the_teacher_names_the_level_and_may_take_it_back(visit, world, as_):
    key = next(one.key for one in facts(world) if one.block.code == "methodical")
    page = as_("teacher").get(reverse("my_growth")).content.decode()
    assert "Обратная связь говорит" in page
    as_("teacher").post(reverse("fact_take"), {"fact": key, "level": "help"})

    taken = Diagnosis.objects.get()
    assert (taken.person, taken.source, taken.block) == (
        world.people["teacher"], "visit", "methodical",
    )  # fmt: skip
    assert taken.shared_at is None
    assert [one.block.code for one in blocks_of(taken.person) if one.needs] == ["methodical"]
    assert [one.block.code for one in facts(world)] == ["pedagogical"]
    page = as_("teacher").get(reverse("my_growth")).content.decode()
    assert "уровень назвали вы" in page
    assert "25 %" not in page  # a word is no number
    with pytest.raises(ValidationError, match="уже учли"):
        act.take_fact(world.first, key, "sure", by=world.people["teacher"])

    as_("teacher").post(reverse("fact_drop", args=[taken.pk]))
    assert len(facts(world)) == 2
    assert not Diagnosis.objects.exists()


def test_nobody_takes_for_another_and_no_measured_result_is_dropped(visit, world, as_):
    key = facts(world)[0].key
    for who in ("deputy", "classteacher", "head"):
        as_(who).post(reverse("fact_take"), {"fact": key, "level": "help"})
    assert not Diagnosis.objects.exists()
    with pytest.raises(PermissionDenied):
        act.take_fact(world.second, key, "help", by=world.people["teacher"])
    with pytest.raises(ValidationError, match="уровне"):
        act.take_fact(world.first, key, "best", by=world.people["teacher"])
    (own,) = act.assess_oneself(world.first, {"subject": [4]}, by=world.people["teacher"])
    with pytest.raises(ValidationError, match="учли сами"):
        act.drop_fact(own, by=world.people["teacher"])


@pytest.fixture
def marked(world):
    """A closed round: two reference works and two marked twice, seven items each."""
    people = ("teacher", "expert")
    experts = {
        who: Expert.objects.create(
            organisation=world.first, person=world.people[who], status="confirmed", since=TODAY
        )
        for who in people
    }
    commission = Commission.objects.create(
        organisation=world.first, school_year=school_year_at(TODAY), leader=world.people["head"],
        subject=Subject.objects.get(), title="Комиссия",
    )  # fmt: skip
    round_ = MarkingRound.objects.create(
        commission=commission, columns=[[str(n), 2] for n in range(7)], share=1, difference=2,
        work=Work.objects.create(procedure="МПР", year=2027, grade=7, subject="Математика"),
        due=TODAY, made_by=world.people["head"], discussed_at=timezone.now(),
        closed_at=timezone.now(),
    )  # fmt: skip
    for n in range(4):
        script = Script.objects.create(
            round=round_, code=f"W{n}", reference=n < 2, agreed=[1] * 7 if n < 2 else None
        )
        for turn, who in enumerate(people, 1):
            ScriptMark.objects.create(
                script=script, turn=0 if n < 2 else turn, expert=experts[who], at=timezone.now(),
                points=[1, 1, 1, 1, 1, 1, 0 if who == "teacher" else 1],
            )  # fmt: skip
    return round_


def test_agreement_in_marking_is_the_experts_own_fact(marked, world):
    said = {
        one.title: tuple(said.replace("\xa0", " ") for said in one.said) for one in facts(world)
    }

    assert said == {
        "Обсуждение критериев: МПР 2027, Математика, 7 класс": (
            "С согласованными баллами эталонных работ совпало 12 из 14 оценок заданий",
        ),
        "Проверка: МПР 2027, Математика, 7 класс": (
            "С баллами другого эксперта совпало 12 из 14 оценок заданий",
        ),
    }
    assert {one.said[0].split("совпало ")[1][:2] for one in facts(world, "expert")} == {"14", "12"}
    assert not any(facts(world, who) for who in world.people if who not in ("teacher", "expert"))


def test_while_marking_goes_on_nobody_learns_of_the_other_marks(marked, world):
    marked.closed_at = None
    marked.save()

    assert [one.title.split(":")[0] for one in facts(world)] == ["Обсуждение критериев"]


def test_few_points_say_nothing(marked, world):
    ScriptMark.objects.filter(script__code__in=("W0", "W2")).delete()

    assert facts(world) == []
