"""What is known of a teacher reaches nobody without the right: every page, operation and person."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.growth import diagnostics, training
from objektiv.web.models import Diagnosis, Enrolment, LessonVisit, Mentoring, Role, RoleAssignment

from ..allowed import growth as table
from ..allowed.roles import OFFICE
from ..programs import Program, key_of

TODAY = timezone.localdate()
SCHOOL = {*OFFICE, "methodist"}
# Words that stand nowhere else -> who may read them.
WORDS = {
    "тайна-диагностика": {"teacher"},
    "тайна-самого-урока": {"teacher", "classteacher"},  # a colleague's visit: both of them
    "тайна-предложения": {"teacher"},
    "слова-о-помощи": {"teacher", *SCHOOL},
    "слова-о-примененном": {"teacher", *SCHOOL, "north", "gmo"},  # without a name; who held it
    "номер-документа": {"teacher", *SCHOOL},
}


@pytest.fixture
def known(world):
    """Everything there is to know of the teacher, each in a word of its own."""
    teacher = world.people["teacher"]
    (diagnosis,) = diagnostics.bring_diagnoses(
        world.first, [(teacher.email, "Предметный", 37.5)], title="тайна-диагностика", day=TODAY,
        by=world.people["methodist"],
    )  # fmt: skip
    LessonVisit.objects.create(
        school=world.first, kind="mutual", teacher=teacher, visitor=world.people["classteacher"],
        subject="тайна-самого-урока", day=TODAY, state="talked", seen={"goal": 0}, strong="Да",
    )  # fmt: skip
    for topic, agreed in (("тайна-предложения", None), ("слова-о-помощи", timezone.now())):
        Mentoring.objects.create(
            school=world.first, mentor=world.people["methodist"], learner=teacher, topic=topic,
            starts=TODAY, agreed_at=agreed,
        )  # fmt: skip
    course = training.offer_course(
        world.north, kind="seminar", title="Семинар", by=world.people["north"]
    )
    enrolment = training.enrol(course, world.first, by=teacher)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="attended", finished=TODAY)
    enrolment.refresh_from_db()
    paper = training.bring_certificate(
        enrolment, file=SimpleUploadedFile("у.pdf", b"%PDF"), number="номер-документа",
        dated=TODAY, by=teacher,
    )  # fmt: skip
    training.tell_applied(enrolment, "слова-о-примененном", by=teacher)
    return {
        "diagnosis": diagnosis.pk, "course": course.pk, "enrolment": enrolment.pk,
        "certificate": paper.pk, "mentoring": Mentoring.objects.first().pk,
    }  # fmt: skip


@pytest.fixture
def everybody(world):
    """The people of the world and those who are near: above, beside, gone since yesterday."""
    world.person("gmo", (Role.METHOD_HEAD, world.north))
    world.person("nextdeputy", (Role.DEPUTY, world.second))
    for name, role in (("gone", Role.DEPUTY), ("gonemethodist", Role.METHOD_HEAD)):
        person = world.person(name, (role, world.first))
        RoleAssignment.objects.filter(person=person).update(
            starts=TODAY - timedelta(days=99), ends=TODAY - timedelta(days=1)
        )
    return world.people


def pages(world, known):
    places = [one.pk for one in (world.first, world.second, world.north, world.region)]
    for name in sorted({*table.ALLOWED, *table.OWN} - {"certificate_file"}):
        for place in places if name in ("growth", "courses") else places[:1]:
            values = [{"place": place}, *({key: known[key]} for key in known), {}]
            yield next(found for one in values if (found := _address(name, one)))
    yield from (reverse("today"), reverse("notices"), reverse("calendar"))
    yield reverse("search") + "?q=тайна"


def _address(name, values):
    from django.urls import NoReverseMatch

    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return None


def operations(world, known):
    for place in (world.first, world.north):
        yield f"/organisations/{place.pk}/growth"
        yield f"/organisations/{place.pk}/courses"
    yield f"/courses/{known['course']}"
    yield "/my/growth"
    yield "/work_list"


def test_words_about_a_teacher_reach_whom_they_may(world, known, everybody, client):
    seen: dict[str, set[str]] = {word: set() for word in WORDS}
    for who, person in everybody.items():
        client.force_login(person)
        texts = [client.get(page).content.decode() for page in pages(world, known)]
        program = Program(key_of(person))
        texts += [program.get(path).content.decode() for path in operations(world, known)]
        for word in WORDS:
            if any(word in text for text in texts):
                seen[word].add(who)

    assert seen == WORDS


@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_is_seen_by_the_school_alone_until_hidden(world, everybody, client, seed):
    """Any results, any of them shown: the place's page names exactly those."""
    draw = random.Random(seed)
    teachers = [world.people[name] for name in ("teacher", "classteacher", "office")]
    shown = set()
    for person in teachers:
        for block in ("subject", "methodical"):
            when = timezone.now() if draw.random() < 0.5 else None
            Diagnosis.objects.create(
                person=person, school=world.first, block=block, source="test", day=TODAY,
                share=draw.uniform(0, 100), shared_at=when,
            )  # fmt: skip
            if when:
                shown.add((person.surname, {"subject": "Предметный"}.get(block, "Методический")))
    page = reverse("growth", args=[world.first.pk])
    for who, person in everybody.items():
        client.force_login(person)
        response = client.get(page)
        rows = response.context["shared"] if response.status_code == 200 else ()
        found = {(one.diagnosis.person.surname, one.block) for one in rows}
        assert found == (shown if who in SCHOOL else set()), who
        if who not in SCHOOL and response.status_code == 200:
            text = response.content.decode()
            assert not any(one.surname in text for one in teachers if one.pk != person.pk), who
