"""Growth: the teacher's first, never a rating; courses from asking to what came of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.growth import diagnostics as act
from objektiv.web.actions.growth import training
from objektiv.web.models import Diagnosis, Enrolment, Mentoring, Notice, Role, RoleAssignment
from objektiv.web.queries.growth.own import (
    blocks_of,
    growth_waiting,
    proposed,
)
from objektiv.web.queries.growth.place import growth_to_lead, monitoring, shared_at

SECRET = 37.5  # a share that stands nowhere else on a page


def brought(world, share=SECRET, who="teacher", block="methodical"):
    return act.bring_diagnoses(
        world.first, [(world.people[who].email, block, share)], title="Предметная",
        day=timezone.localdate(), by=world.people["methodist"],
    )[0]  # fmt: skip


def counts_of(place):
    return next(one for one in monitoring(place) if one.block.code == "methodical")


def more_teachers(world, number, school="first"):
    for one in range(number):
        world.person(f"{school}{one}", (Role.TEACHER, getattr(world, school)))
    return [f"{school}{one}" for one in range(number)]


def test_a_result_is_the_teachers_alone_until_shown(world, as_):
    diagnosis = brought(world)
    assert Notice.objects.filter(person=world.people["teacher"]).exists()
    place = reverse("growth", args=[world.first.pk])
    for who in ("head", "deputy", "methodist", "north", "coordinator"):
        text = as_(who).get(place).content.decode()
        assert world.people["teacher"].surname not in text, who
        assert "38 %" not in text, who
    assert "38 %" in as_("teacher").get(reverse("my_growth")).content.decode()

    act.show_to_school(diagnosis, shown=True, by=world.people["teacher"])
    assert [one.diagnosis for one in shared_at(world.first)] == [diagnosis]
    assert world.people["teacher"].surname in as_("deputy").get(place).content.decode()
    assert world.people["teacher"].surname not in as_("north").get(place).content.decode()
    act.show_to_school(diagnosis, shown=False, by=world.people["teacher"])
    assert not shared_at(world.first)
    with pytest.raises(PermissionDenied):
        act.show_to_school(diagnosis, shown=True, by=world.people["head"])


def test_a_result_of_another_is_not_there(world, as_):
    diagnosis = brought(world)
    for who in ("classteacher", "head", "neighbour"):
        page = reverse("diagnosis_share", args=[diagnosis.pk])
        assert as_(who).post(page, {"shown": "1"}).status_code == 404
    diagnosis.refresh_from_db()
    assert diagnosis.shared_at is None


def test_a_self_assessment_gives_a_number_for_each_block(world, as_):
    data = {f"subject_{n}": "4" for n in range(4)} | {"methodical_0": "0", "methodical_1": "2"}
    assert as_("teacher").post(reverse("self_assessment"), data).status_code == 302
    assert as_("teacher").post(reverse("self_assessment"), {}).status_code == 422

    known = {one.block: one.share for one in Diagnosis.objects.all()}
    assert known == {"subject": 100, "methodical": 25}
    needs = {one.block.code for one in blocks_of(world.people["teacher"]) if one.needs}
    assert needs == {"methodical"}


def test_counts_are_shown_for_groups_that_are_large_enough(world):
    names = more_teachers(world, 6)
    for number, name in enumerate(names[:4]):
        brought(world, share=20 + 20 * number, who=name)
    assert (
        next(one for one in monitoring(world.first) if one.block.code == "methodical").counts
        is None
    )

    brought(world, share=90, who=names[4])
    found = counts_of(world.first)
    assert found.n == 5
    assert [n for _, n in found.counts] == [2, 1, 2]


def test_a_level_of_everybody_is_not_shown(world):
    for name in more_teachers(world, 6):
        brought(world, share=90, who=name)

    assert all(one.counts is None for one in monitoring(world.first))


def test_a_small_school_is_not_the_difference_of_two_numbers(world):
    for number, name in enumerate(more_teachers(world, 8)):
        brought(world, share=10 * number, who=name)
    for number, name in enumerate(more_teachers(world, 2, "second")):
        Diagnosis.objects.create(
            person=world.people[name], school=world.second, block="methodical", source="test",
            share=10 + 50 * number, day=timezone.localdate(),
        )  # fmt: skip

    by_place = {
        place.pk: counts_of(place).counts for place in (world.north, world.first, world.second)
    }
    assert by_place[world.north.pk] is not None
    assert by_place[world.second.pk] is None
    assert by_place[world.first.pk] is None  # the district less the first would be the second


def test_a_table_with_mistakes_says_all_and_keeps_nothing(world, as_):
    page = reverse("diagnostics_bring", args=[world.first.pk])

    def send(text):
        file = SimpleUploadedFile("d.csv", text.encode())
        return as_("methodist").post(page, {"title": "Д", "day": "2026-11-01", "file": file})

    teacher = world.people["teacher"].email
    wrong = send(f"адрес;блок;процент\nnobody@x.example;Предметный;50\n{teacher};Другой;140")
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for words in ("nobody@x.example", "«Другой»", "от 0 до 100"):
        assert words in text
    assert not Diagnosis.objects.exists()
    assert "нужны почта" in send(f"почта;блок;процент\n{teacher};Предметный;много").content.decode()
    assert "названиями столбцов" in send(f"{teacher};Предметный;62,5 %").content.decode()
    assert send(f"Почта;Блок;Процент\n{teacher};Предметный;62,5 %").status_code == 302
    assert Diagnosis.objects.get().share == 62.5


@pytest.fixture
def course(world):
    return training.offer_course(
        world.north, kind="seminar", title="Критерии на практике", blocks=["methodical"], seats=1,
        by=world.people["north"],
    )  # fmt: skip


def test_from_a_need_to_what_came_of_a_course(course, world, as_):
    teacher, north = world.people["teacher"], world.people["north"]
    brought(world)
    assert proposed(teacher, world.first) == [course]
    as_("teacher").post(reverse("enrol", args=[course.pk]))
    one = Enrolment.objects.get()
    assert one.state == "asked"
    assert proposed(teacher, world.first) == []

    page = reverse("course", args=[course.pk])
    (waits,) = growth_to_lead(north, timezone.localdate())
    assert (waits.what, waits.url) == (
        "Решить о заявках на обучение (1): Критерии на практике", page,
    )  # fmt: skip
    as_("north").post(page, {"who": one.pk, "do": "accept"})
    as_("north").post(page, {"who": one.pk, "do": "came"})
    one.refresh_from_db()
    assert one.state == "attended"
    file = SimpleUploadedFile("у.pdf", b"%PDF")
    made = training.bring_certificate(
        one, file=file, number="77", dated=timezone.localdate(), by=teacher
    )
    with pytest.raises(PermissionDenied):
        training.check_certificate(made, by=world.people["neighbour"])
    assert [x.what for x in growth_to_lead(world.people["deputy"], timezone.localdate())] == [
        "Сверить документы об обучении: 1"
    ]
    training.check_certificate(made, by=world.people["deputy"])
    with pytest.raises(ValidationError, match="уже проверено"):
        training.bring_certificate(
            one, file=SimpleUploadedFile("a", b"b"), number="1", dated=timezone.localdate(),
            by=teacher,
        )  # fmt: skip

    today = timezone.localdate()
    assert not [x for x in growth_waiting(teacher, today) if "применили" in x.what]
    later = today + timedelta(days=95)
    assert [x for x in growth_waiting(teacher, later) if "применили" in x.what]

    def leads(who, day):
        return [x.what for x in growth_to_lead(world.people[who], day)]

    assert leads("deputy", today) == []
    for who in ("deputy", "methodist"):
        assert leads(who, later) == [
            "Узнать, что дало обучение (ещё не рассказали 1): Критерии на практике"
        ]
    assert leads("north", later) == leads("neighbour", later) == leads("teacher", later) == []
    training.tell_applied(one, "Провели пробную проверку.", by=teacher)
    text = as_("deputy").get(reverse("growth", args=[world.first.pk])).content.decode()
    assert "Провели пробную проверку." in text
    assert teacher.surname not in text
    assert (
        "Провели пробную"
        not in as_("neighbour").get(reverse("growth", args=[world.second.pk])).content.decode()
    )
    assert not [x for x in growth_waiting(teacher, later) if "применили" in x.what]
    assert north
    assert not [x for x in leads("deputy", later) if "что дало" in x]


def test_no_more_people_than_seats(course, world):
    for who in ("teacher", "classteacher"):
        training.enrol(course, world.first, by=world.people[who])
    first, second = Enrolment.objects.order_by("id")
    training.decide(first, accept=True, by=world.people["north"])
    with pytest.raises(ValidationError, match="Мест больше нет"):
        training.decide(second, accept=True, by=world.people["north"])
    with pytest.raises(PermissionDenied):
        training.decide(second, accept=True, by=world.people["head"])


def test_an_own_training_is_passed_by_its_test(world, as_):
    course = training.offer_course(
        world.first, kind="own", training="criteria", by=world.people["methodist"]
    )
    as_("teacher").post(reverse("enrol", args=[course.pk]))
    one = Enrolment.objects.get()
    page = reverse("training", args=[one.pk])
    content = training.training_of("criteria")
    wrong = {
        f"q{n}": str((ask.right + 1) % len(ask.options)) for n, ask in enumerate(content.questions)
    }
    right = {f"q{n}": str(ask.right) for n, ask in enumerate(content.questions)}

    assert as_("teacher").post(page, {"q0": "0"}).status_code == 422
    as_("teacher").post(page, wrong)
    one.refresh_from_db()
    assert (one.state, one.tries, one.best) == ("accepted", 1, 0)
    as_("teacher").post(page, right)
    one.refresh_from_db()
    assert (one.state, one.tries, one.best) == ("attended", 2, 1)
    assert as_("classteacher").get(page).status_code == 404
    group = as_("deputy").get(reverse("course", args=[course.pk])).content.decode()
    assert "Начали 1, прошли 1." in group  # who began it says what the person needs
    assert world.people["teacher"].surname not in group


def test_a_closed_group_takes_no_more_requests(course, world, as_):
    page = reverse("course", args=[course.pk])
    as_("north").post(page, {"do": "close"})
    with pytest.raises(ValidationError, match="Набор закрыт"):
        training.enrol(course.__class__.objects.get(), world.first, by=world.people["teacher"])
    assert as_("head").post(page, {"do": "open"}).status_code in (403, 404)
    as_("north").post(page, {"do": "open"})
    training.enrol(course.__class__.objects.get(), world.first, by=world.people["teacher"])
    assert "Ждут решения 1, в группе 0 из 1 мест" in as_("north").get(page).content.decode()


def test_help_begins_with_the_learners_yes(world, as_):
    made = act.pair(
        world.first, mentor=world.people["methodist"], learner=world.people["teacher"],
        topic="Проверка эссе", starts=timezone.localdate(), by=world.people["deputy"],
    )  # fmt: skip
    place = reverse("growth", args=[world.first.pk])
    assert "Проверка эссе" not in as_("deputy").get(place).content.decode()
    as_("teacher").post(reverse("mentoring_agree", args=[made.pk]), {"agree": "1"})
    assert "Проверка эссе" in as_("deputy").get(place).content.decode()
    with pytest.raises(PermissionDenied):
        act.end_pair(made, outcome="Хорошо", by=world.people["methodist"])
    act.end_pair(made, outcome="Стали ставить одинаково.", by=world.people["teacher"])
    assert Mentoring.objects.get().outcome

    other = act.pair(
        world.first, mentor=world.people["methodist"], learner=world.people["classteacher"],
        topic="Другое", starts=timezone.localdate(), by=world.people["deputy"],
    )  # fmt: skip
    act.answer_pair(other, agree=False, by=world.people["classteacher"])
    assert Mentoring.objects.count() == 1


def test_every_training_can_be_passed_and_failed():
    for one in growth_rules().trainings:
        right = [ask.right for ask in one.questions]
        assert one.right(right) / len(right) >= one.passes
        assert one.right([None] * len(right)) == 0
        assert all(len(set(ask.options)) == len(ask.options) for ask in one.questions)


def test_who_left_the_school_has_no_page_there_and_nothing_is_lost(world, as_):
    brought(world)
    RoleAssignment.objects.filter(person=world.people["teacher"]).update(
        starts=timezone.localdate() - timedelta(days=9),
        ends=timezone.localdate() - timedelta(days=1),
    )
    assert as_("teacher").get(reverse("my_growth")).status_code == 404
    assert world.people["teacher"].diagnoses.exists()
