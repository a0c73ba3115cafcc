"""In a real browser: an association assembles two variants; a control ends in help."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from objektiv.tasks.model import Task
from objektiv.web.actions.teaching import bank
from objektiv.web.models import BankTask, LessonVisit, Role, Subject, TestPaper

from .browsing import IN_BROWSER, sign_in, violations

pytestmark = IN_BROWSER

TODAY = timezone.localdate()


@pytest.fixture
def gmo(world, transactional_db):
    """The head of the municipal association with five approved tasks that are alike."""
    leader = world.person("gmo", (Role.METHOD_HEAD, world.north))
    subject = Subject.objects.get(name="Математика")
    for n in range(1, 6):
        row = bank.write_task(
            world.north, Task(f"Сколько будет ${n}^2$?", "number", answers=(str(n * n),)),
            subject=subject, grade=5, origin="own", declared=True, by=leader,
        )  # fmt: skip
        bank.send_to_review(row, by=leader)
        bank.decide_task(row, approve=True, text="", by=world.people["north"])
    return world


def test_a_method_association_writes_reviews_assembles_and_prints(page, live_server, gmo):
    site = live_server.url
    sign_in(page, live_server, "gmo")
    page.goto(site + reverse("tasks", args=[gmo.north.pk]))
    page.get_by_role("link", name="Написать задание").first.click()
    page.get_by_label("Предмет").select_option(label="Математика")
    page.get_by_label("Класс", exact=True).select_option(label="5 класс")
    page.get_by_label("Текст задания").fill("Найдите $\\sqrt{36}$.")
    page.get_by_label("Вид ответа").select_option("number")
    page.get_by_label("Ответ", exact=False).nth(1).fill("6")
    page.get_by_label("Откуда задание").select_option("own")
    page.get_by_label("Подтверждаю").check()
    assert violations(page) == []
    page.get_by_role("button", name="Записать").click()
    page.locator("math msqrt").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Передать на рецензию").click()
    page.get_by_role("button", name="Передать").click()
    row = BankTask.objects.latest("pk")

    sign_in(page, live_server, "north")
    page.goto(site + reverse("today"))
    page.get_by_role("link", name=f"Рецензия на задание № {row.pk}").click()
    page.get_by_label("Утвердить").check()
    page.get_by_role("button", name="Записать решение").click()
    page.get_by_text("утверждено").first.wait_for()

    sign_in(page, live_server, "gmo")
    page.goto(site + reverse("papers", args=[gmo.north.pk]))
    page.get_by_role("link", name="Собрать варианты").first.click()
    page.get_by_label("Название работы").fill("Работа за полугодие")
    page.get_by_label("Предмет").select_option(label="Математика")
    page.get_by_label("Класс", exact=True).select_option(label="5 класс")
    page.get_by_label("Заданий, строка 1").fill("3")
    page.get_by_label("Уровень, строка 1").select_option("Б")
    page.get_by_label("Не показывать до").fill((TODAY + timedelta(days=3)).isoformat())
    assert violations(page) == []
    page.get_by_role("button", name="Собрать").click()
    page.get_by_text("одинаковой трудности").wait_for()
    assert violations(page) == []
    paper = TestPaper.objects.get()
    assert {one.task_id for one in paper.places.all()} == set(
        BankTask.objects.values_list("pk", flat=True)
    )
    for name in ("Варианты и бланки, PDF", "Ключ и критерии, PDF"):
        with page.expect_download() as file:
            page.get_by_role("link", name=name).click()
        with open(file.value.path(), "rb") as content:
            assert content.read(5) == b"%PDF-"
    variants = [[one.task_id for one in paper.places.filter(variant=n)] for n in (1, 2)]
    assert (len(variants[0]), set(variants[0]) & set(variants[1])) == (3, set())

    # Before its day a teacher of the district finds neither the paper nor its address.
    sign_in(page, live_server, "teacher")
    address = site + reverse("paper", args=[paper.pk])
    assert page.goto(address).status == 404
    TestPaper.objects.update(secret_until=TODAY)
    assert page.goto(address).status == 200
    assert page.get_by_role("link", name="Ключ и критерии, PDF").count() == 0
    assert page.goto(site + reverse("paper_print", args=[paper.pk, "key", "pdf"])).status == 403
    page.goto(site + reverse("papers", args=[gmo.first.pk]))
    page.get_by_role("link", name="Работа за полугодие").wait_for()
    assert violations(page) == []


def test_a_deputys_control_goes_from_the_plan_to_help(page, live_server, world):
    site = live_server.url
    teacher, deputy = world.people["teacher"], world.people["deputy"]
    sign_in(page, live_server, "deputy")
    page.goto(site + reverse("control", args=[world.first.pk]))
    page.get_by_role("link", name="Добавить пункт").click()
    page.get_by_label("Что смотрим").fill("Объяснение отметок: математика")
    page.get_by_label("Срок").fill("в течение учебного года")
    page.get_by_label("Кто проводит").select_option(label=deputy.full_name)
    page.get_by_role("button", name="Добавить").click()
    page.get_by_role("link", name="Утвердить план").click()
    page.get_by_label("Номер приказа").fill("7")
    page.get_by_label("Дата приказа").fill(TODAY.isoformat())
    page.get_by_role("button", name="Утвердить").click()
    assert violations(page) == []
    page.get_by_role("link", name="Объяснение отметок").click()
    page.get_by_role("link", name="Записать итог").click()
    page.get_by_label("Что увидели").fill("Критерии раздают вместе с работой.")
    page.get_by_label("Что решили").fill("Показать на математике, как разбирать критерии.")
    page.get_by_role("button", name="Записать итог").click()
    page.goto(site + reverse("visits", args=[world.first.pk]))
    page.get_by_text("как разбирать критерии").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name=re.compile("Запланировать.*Математика")).click()
    page.get_by_label("День").fill(TODAY.isoformat())
    page.get_by_role("button", name="Запланировать").click()
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name="Заполнить лист").click()
    page.get_by_label("видно, что так принято").first.check()
    page.get_by_label("Что удалось").fill("Цель урока назвали дети.")
    page.get_by_label("Какая помощь").fill("Показать урок с самооценкой")
    page.get_by_label("Кто поможет").select_option(label=deputy.full_name)
    page.get_by_label("До какого дня").fill((TODAY + timedelta(days=7)).isoformat())
    assert violations(page) == []
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Цель урока назвали дети.").wait_for()

    sign_in(page, live_server, "teacher")
    page.goto(site + reverse("today"))
    page.get_by_role("link", name="Прочитать лист посещения и ответить").click()
    page.get_by_role("link", name="Ответить").click()
    page.get_by_label("Ваши слова").fill("Попробую на следующей неделе.")
    page.get_by_role("button", name="Ответить").click()
    page.get_by_text("обсуждено").wait_for()
    assert violations(page) == []

    sign_in(page, live_server, "deputy")
    page.goto(site + reverse("today"))
    page.get_by_role("link", name="Помочь: Показать урок").click()
    page.get_by_role("link", name="Отметить помощь").click()
    page.get_by_label("Что сделано").fill("Показала урок.")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Показала урок.").wait_for()
    assert LessonVisit.objects.get(teacher=teacher).help_done_at
