"""In a real browser: a teacher's term; a pupil's debt from the first mark to the promotion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from objektiv.tasks.model import Task
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.teaching.bank import columns_of
from objektiv.web.models import BankTask, HelpCase, RoleAssignment, SchoolClass, Subject, Term

from ..browsing import IN_BROWSER, sign_in, violations
from . import journal

pytestmark = IN_BROWSER

TODAY = timezone.localdate()


def this_year(world) -> SchoolClass:
    """The class of the world's teacher and parent in a year whose second period is to come."""
    year = school_year_at(TODAY)
    Term.objects.filter(school_year=year).delete()
    for name, starts, ends in (
        ("1-я четверть", TODAY - timedelta(days=40), TODAY + timedelta(days=2)),
        ("2-я четверть", TODAY + timedelta(days=10), TODAY + timedelta(days=60)),
    ):
        Term.objects.create(school_year=year, name=name, starts=starts, ends=ends)
    then = SchoolClass.objects.get()
    now = then
    if then.school_year_id != year.pk:
        now = SchoolClass.objects.create(
            school=world.first, school_year=year, grade=6, name="6А", first=then
        )
    RoleAssignment.objects.filter(person=world.people["parent"]).update(
        school_class=now, pupil_code="12"
    )
    return now


def test_a_term_of_a_teacher(page, live_server, world, tmp_path):
    now = this_year(world)
    days = [TODAY - timedelta(days=n) for n in (30, 20, 10)]
    rows = [
        ("12", f"{days[0]}", "5", "3", "контрольная работа"),
        ("12", f"{days[1]}", "5", "1", "ответ"),
        ("12", f"{days[2]}", "2→4", "5", "зачёт"),
        ("13", f"{days[0]}", "3", "", "ответ"),
    ]
    file = tmp_path / "журнал.csv"
    file.write_bytes(journal.csv(rows, class_=now.name).read())

    sign_in(page, live_server, "teacher")
    page.get_by_role("link", name="Оценивание").click()
    page.get_by_text("Журналов за").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Принести журнал").first.click()
    page.get_by_label("Файлы журнала").set_input_files(str(file))
    page.get_by_role("button", name="Прочитать файлы").click()
    page.get_by_role("row", name=f"{now.name}, Математика").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Принять журнал").click()
    page.get_by_role("link", name=f"{now.name}, Математика").click()
    page.get_by_role("link", name="12", exact=True).click()
    page.get_by_text("(5×3 + 5×1 + 4×5) / 9 = 40 / 9 = 4,44").first.wait_for()
    page.get_by_text("исправлена, была 2").wait_for()
    page.get_by_label("Сколько раз").fill("3")
    page.get_by_label("Если получить").select_option("2")
    page.get_by_role("button", name="Посчитать").click()
    page.get_by_text("средневзвешенная будет 3,83").wait_for()
    assert violations(page) == []

    # Weights of the period that is to come: drafted by the teacher, published by the deputy.
    page.goto(live_server.url + reverse("mark_scheme_add", args=[world.first.pk]))
    page.get_by_label("Предмет").select_option("Математика")
    page.get_by_label("Веса форм работы").fill("контрольная работа = 3\nответ = 1")
    page.get_by_role("button", name="Записать черновик").click()
    page.get_by_text("публикует руководитель или заместитель").wait_for()
    assert violations(page) == []
    sign_in(page, live_server, "deputy")
    page.goto(live_server.url + reverse("marks", args=[world.first.pk]))
    page.get_by_role("button", name="Опубликовать").click()
    page.get_by_text("ученики и родители видят веса").wait_for()

    sign_in(page, live_server, "parent")
    page.get_by_role("link", name="Отметки ученика").click()
    page.get_by_role("link", name="Математика").click()
    page.get_by_text("Сейчас средневзвешенная").wait_for()
    assert violations(page) == []


def test_a_debt_from_the_first_mark_to_conditional_promotion(page, live_server, world):
    now = this_year(world)
    marks = [(30, "3"), (20, "2"), (15, "2"), (10, "2")]
    rows = [("12", f"{TODAY - timedelta(days=n)}", mark, "", "") for n, mark in marks]
    journal.accepted(world, journal.csv(rows, class_=now.name))

    sign_in(page, live_server, "teacher")
    page.goto(live_server.url + reverse("help", args=[world.first.pk]))
    page.get_by_text("последних отметок «2» подряд: 3").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Начать").click()
    page.get_by_role("link", name="Разговор").click()
    page.get_by_label("О чём договорились").fill("Занятия по вторникам")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Занятия по вторникам").wait_for()
    page.get_by_role("link", name="Внести тему").click()
    page.get_by_label("Тема или умение").fill("Дроби")
    page.get_by_role("button", name="Внести").click()
    page.get_by_role("link", name="Уведомить").click()
    page.get_by_label("О чём").fill("Занятия")
    page.get_by_label("Текст для родителей").fill("По вторникам в 14:30")
    page.get_by_role("button", name="Отправить").click()
    page.get_by_text("Когда семья подтвердит").wait_for()
    assert violations(page) == []

    sign_in(page, live_server, "parent")
    page.get_by_role("link", name="Подтвердить, что прочитали").click()
    page.get_by_text("По вторникам в 14:30").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Подтверждаю, что прочитали").click()
    page.get_by_text("прочитано").wait_for()

    case = HelpCase.objects.get()
    sign_in(page, live_server, "deputy")
    address = live_server.url + reverse("help_case", args=[case.pk])
    page.goto(address)

    def step(title: str, **fields: str) -> None:
        page.get_by_role("link", name=title, exact=True).click()
        for label, value in fields.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(value)

    step("Образовалась академическая задолженность", Основание="Педсовет № 3")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("попыток использовано 0 из 2").wait_for()
    step("Условный перевод", Основание="Приказ № 40")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Ученик переведён условно").wait_for()
    step("Назначена аттестация", День_аттестации=date.isoformat(TODAY))
    page.get_by_role("button", name="Записать").click()
    page.get_by_role("link", name="Аттестация проведена", exact=True).click()
    page.get_by_label("не пройдена", exact=True).check()
    assert violations(page) == []
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Следующую попытку принимает комиссия").wait_for()

    # Without a commission the second try is refused, and what was typed is still there.
    step("Назначена аттестация", День_аттестации=date.isoformat(TODAY + timedelta(days=30)))
    page.get_by_label("Комиссия").fill("Иванова\nПетрова")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("не меньше 3 человек").first.wait_for()
    page.get_by_label("Комиссия").fill("Иванова\nПетрова\nСидорова")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Аттестация назначена на").first.wait_for()
    assert violations(page) == []

    # A certificate of illness that comes later gives its days back and lifts the try set in them.
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == ("try", 6)
    term = case.deadline
    page.get_by_role("link", name="Время, которое не входит в срок", exact=True).click()
    page.get_by_label("Первый день").fill(date.isoformat(TODAY - timedelta(days=10)))
    page.get_by_label("Последний день").fill(date.isoformat(TODAY - timedelta(days=1)))
    page.get_by_label("болезнь").first.check()
    page.get_by_label("Основание", exact=True).fill("Справка № 5")
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("Справка № 5").wait_for()
    case.refresh_from_db()
    assert case.deadline == term

    # Tasks of the bank for a topic, points, what they come to: the family sees the same.
    bank_tasks(world)
    page.goto(address)
    page.get_by_role("link", name="Внести тему").click()
    page.get_by_label("Тема или умение").fill("Обыкновенные дроби")
    page.get_by_label("Позиции кодификатора").fill("5.1")
    page.get_by_role("button", name="Внести").click()
    page.get_by_role("button", name="Взять 3 из банка").click()
    page.get_by_text("Из банка взято 3").wait_for()
    assert violations(page) == []
    page.get_by_role("link", name="Записать баллы").click()
    for field, points in zip(page.locator("main select").all(), ("1", "1", "0"), strict=True):
        field.select_option(points)
    page.get_by_role("button", name="Записать").click()
    page.get_by_text("2 из 3 баллов: получается частично").first.wait_for()
    with page.expect_download() as file:
        page.get_by_role("link", name="Задания ученику, PDF").click()
    assert file.value.path().read_bytes()[:5] == b"%PDF-"
    sign_in(page, live_server, "parent")
    page.goto(live_server.url + reverse("my_help"))
    page.get_by_text("2 из 3 баллов: получается частично").first.wait_for()
    assert violations(page) == []


def bank_tasks(world) -> None:
    task = Task("Сколько будет $\\frac{1}{2}+1$?", "number", answers=("1,5",), skills=("5.1",))
    BankTask.objects.bulk_create(
        BankTask(
            organisation=world.first, subject=Subject.objects.get(name="Математика"), grade=5,
            state="approved", origin="own", made_by=world.people["teacher"],
            **columns_of(replace(task, title=f"Сумма {n}")),
        )
        for n in (1, 2, 3)
    )  # fmt: skip
