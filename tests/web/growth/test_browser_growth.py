"""In a real browser, phone first: a teacher's own growth; a survey answered by a code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions.growth import training
from objektiv.web.actions.openness import surveys
from objektiv.web.models import Diagnosis, Enrolment, LessonVisit, SurveyAnswer

from ..browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def lesson(world):
    """A visit that was talked over and an own training of the district."""
    LessonVisit.objects.create(
        school=world.first, kind="control", teacher=world.people["teacher"],
        visitor=world.people["deputy"], day=timezone.localdate(), subject="Математика",
        state="talked", seen={"goal": 2, "feedback": 0}, strong="Цель ясна",
    )  # fmt: skip
    return training.offer_course(
        world.north, kind="own", training="criteria", by=world.people["north"]
    )


@pytest.fixture
def survey(world):
    """A survey of the first school's pupils, twenty of them."""
    made = surveys.prepare_survey(
        world.first, form="pupils", title="", by=world.people["head"],
        closes=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    group = surveys.ask_group(made, world.first, population=20, by=world.people["head"])
    surveys.open_survey(made, by=world.people["head"])
    return group


def test_a_teacher_finds_the_own_needs_learns_and_decides_who_sees(
    page, live_server, world, lesson
):  # fmt: skip
    page.set_viewport_size(PHONE)
    own, place = reverse("my_growth"), reverse("growth", args=[world.first.pk])
    sign_in(page, live_server, "teacher")
    page.goto(live_server.url + own)
    page.get_by_text("Пока ничего не известно.").wait_for()
    page.get_by_role("link", name="Оценить себя").click()
    for name in ("subject_0", "subject_1", "methodical_0"):
        page.locator(f"[name={name}][value='1']").check()
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_text("Помощь пригодится в блоках «Предметный» и «Методический».").wait_for()

    page.get_by_role("button", name=re.compile("^базовый ?: Посещение урока")).click()
    page.get_by_text("уровень назвали вы").wait_for()
    page.get_by_role("button", name=re.compile("^Показать школе ?: Предметный")).click()
    page.get_by_text("школа видит").wait_for()
    assert set(Diagnosis.objects.exclude(shared_at=None).values_list("block", flat=True)) == {
        "subject"
    }

    page.get_by_role("button", name=re.compile("^Начать ?: Критериальное")).click()
    content = training.training_of("criteria")
    page.get_by_role("button", name="Ответить").click()
    page.get_by_role("alert").get_by_text("Выберите ответ").first.wait_for()
    for number, ask in enumerate(content.questions):
        page.locator(f"[name=q{number}][value='{ask.right}']").check()
    page.get_by_role("button", name="Ответить").click()
    page.get_by_role("heading", name="Справка").wait_for()
    assert violations(page) == []
    assert Enrolment.objects.get().state == "attended"

    sign_in(page, live_server, "methodist")
    page.goto(live_server.url + place)
    page.get_by_text("Teacher Имя").wait_for()
    sign_in(page, live_server, "teacher")
    page.goto(live_server.url + own)
    page.get_by_role("button", name=re.compile("^Скрыть ?: Предметный")).click()
    sign_in(page, live_server, "methodist")
    page.goto(live_server.url + place)
    page.get_by_role("heading", name=re.compile("Развитие учителей")).wait_for()
    assert page.get_by_text("Teacher Имя").count() == 0


def test_a_pupil_answers_once_by_a_code(page, live_server, world, survey):
    (code,) = surveys.make_codes(survey, 1, by=world.people["head"])
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, "head")
    page.goto(live_server.url + reverse("survey_group", args=[survey.pk]))
    assert page.locator("figure svg.qr").count() == 1
    link = page.locator("pre code").inner_text()
    assert link.endswith(reverse("survey_fill", args=[survey.secret]))

    page.context.clear_cookies()
    answer = live_server.url + reverse("survey_fill", args=[survey.secret])
    for said in ("Спасибо, ответы приняты", "по нему уже ответили"):
        page.goto(answer)
        page.get_by_label("Код с листка").fill(code)
        page.get_by_role("radio", name="скорее согласны").first.check()
        page.get_by_role("radio", name="немного волнуюсь").check()
        page.get_by_role("button", name="Отправить ответы").click()
        page.get_by_text(said).first.wait_for()
    # what was typed stands there still
    assert page.get_by_role("radio", name="немного волнуюсь").is_checked()
    assert SurveyAnswer.objects.count() == 1

    sign_in(page, live_server, "head")
    page.goto(live_server.url + reverse("survey", args=[world.first.pk, survey.survey_id]))
    page.get_by_text("Ответили 1 из 20.").wait_for()
    assert page.get_by_text("немного волнуюсь").count() == 0


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_pages_of_growth_and_surveys_are_for_everybody(
    browser, live_server, world, lesson, survey, shade
):  # fmt: skip
    training.enrol(lesson, world.first, by=world.people["teacher"])
    enrolment, first = Enrolment.objects.get(), world.first.pk
    visits = {
        "teacher": [
            reverse("my_growth"), reverse("self_assessment"), reverse("courses", args=[first]),
            reverse("training", args=[enrolment.pk]),
        ],
        "deputy": [
            reverse("growth", args=[first]), reverse("survey", args=[first, survey.survey_id]),
            reverse("survey_group", args=[survey.pk]),
        ],
        "": [reverse("survey_fill", args=[survey.secret])],
    }  # fmt: skip
    size = PHONE if shade == "light" else DESKTOP
    context = browser.new_context(viewport=size, color_scheme=shade, locale="ru-RU")
    seen = context.new_page()
    for who, addresses in visits.items():
        if who:
            sign_in(seen, live_server, who)
        else:
            context.clear_cookies()
        for address in addresses:
            seen.goto(live_server.url + address)
            assert violations(seen) == [], address
            assert seen.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    context.close()
