"""Works of 25 schools are marked crosswise by code; one school is re-checked, the outcome stands.

The coordinator, an expert and the school do their key steps in a browser; works are marked by
the same form without it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from objektiv.web.actions.holding.experts import save_experts
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Commission,
    Finding,
    MarkingRound,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    Recheck,
    Review,
    Role,
    RoleAssignment,
    ScriptMark,
    Subject,
    Upload,
)
from objektiv.web.models.findings import Verdict

from ..browsing import IN_BROWSER, sign_in
from ..campaign import csv
from ..test_uploads import accepted
from .district import Sender, schools_of

pytestmark = IN_BROWSER

EXPERTS, EACH = 10, 1


@pytest.fixture
def send() -> Sender:
    return Sender()


@pytest.fixture
def day(world) -> ProcedureDay:
    """A municipal work that 25 schools wrote today."""
    procedure = Procedure.objects.create(
        kind="МПР", year=school_year_at(timezone.localdate()).start + 1, organiser=world.north,
        technology="mpr",
    )  # fmt: skip
    day = ProcedureDay.objects.create(
        procedure=procedure, subject="Математика", grade=5, day=timezone.localdate()
    )
    schools = schools_of(world)
    ProcedureSite.objects.bulk_create(ProcedureSite(day=day, school=one) for one in schools)
    for n, school in enumerate(schools[:EXPERTS]):
        person = world.person(f"marker{n}", (Role.EXPERT, world.north))
        RoleAssignment.objects.create(person=person, role=Role.TEACHER, organisation=school)
    return day


def test_works_are_marked_crosswise_by_code(page, live_server, world, send, day, tmp_path):
    site = live_server.url
    commission_of(page, live_server, world)
    page.goto(site + reverse("commission", args=[Commission.objects.get().pk]))
    page.get_by_role("link", name="Новая проверка").click()
    page.get_by_label("Что проверяется").select_option(f"day-{day.pk}")
    page.get_by_label("Задания, которые проверяет человек").fill("1 3, 2 4")
    page.get_by_label("Срок проверки").fill((day.day + timedelta(days=7)).isoformat())
    page.get_by_role("button", name="Начать").click()

    # Nobody marks unbriefed: the page says who and leads on to the briefing.
    page.get_by_text("нет подписи об инструктаже").first.wait_for()
    page.get_by_role("link", name="Провести инструктаж экспертов").click()
    page.get_by_role("button", name="Открыть").click()
    page.get_by_role("link", name="Записать подписи из журнала").click()
    page.get_by_label("Расписались все из списка").check()
    page.get_by_role("button", name="Записать подписи").click()
    page.get_by_text("Записано подписей").wait_for()
    round_ = MarkingRound.objects.get()
    marking = site + reverse("marking", args=[round_.pk])
    page.goto(marking)
    assert page.get_by_text("нет подписи об инструктаже").count() == 0

    works = tmp_path / "работы.csv"
    rows = [
        f"{one.school.name},5А,{one.school_id:03}{n}"
        for one in day.sites.select_related("school")
        for n in range(EACH)
    ]
    works.write_text("\n".join(["Школа,Класс,Код участника", *rows]))
    page.get_by_role("link", name="Внести список работ").click()
    page.locator("input[type=file]").set_input_files(str(works))
    page.get_by_role("button", name="Внести").click()
    page.get_by_role("link", name="Добавить эталонную работу").click()
    page.get_by_label("Как названа эталонная работа").fill("Э1")
    page.get_by_role("button", name="Добавить").click()
    discussed(page, live_server, send, world, round_, marking)
    page.get_by_role("button", name="Распределить работы").click()
    page.get_by_role("link", name="Посмотреть").or_(page.get_by_text("Оценено 0 из")).wait_for()
    blind_and_crosswise()

    marked(page, live_server, world, send)
    sign_in(page, live_server, "marker0")  # leads the commission, but brings no results
    page.goto(marking)
    page.get_by_text("Окончит проверку и передаст баллы координатор").wait_for()
    sign_in(page, live_server, "north")
    page.goto(marking)
    page.get_by_role("button", name="Окончить проверку").click()
    page.get_by_text(re.compile("Проверка окончена, баллы переданы")).wait_for()
    round_.refresh_from_db()
    assert round_.state == MarkingRound.State.CLOSED
    assert Upload.objects.get().understood["works"][0]["sittings"] == len(rows)
    page.goto(site + reverse("holding_procedure", args=[world.north.pk, day.procedure_id]))
    line = page.locator(".stages > li").filter(has_text="Проверка работ")
    expect(line).to_contain_text("Проверок по кодам: 1, окончено 1.")


def commission_of(page, live_server, world) -> None:
    """Experts come into the register together, then into a commission."""
    sign_in(page, live_server, "north")
    page.goto(live_server.url + reverse("experts", args=[world.north.pk]))
    page.get_by_role("link", name="Добавить нескольких").click()
    for n in range(EXPERTS):
        page.get_by_label(f"Marker{n} Имя").check()
    page.get_by_label("Математика").check()
    page.get_by_label("подтверждён").check()
    page.get_by_role("button", name="Добавить").click()
    page.get_by_text(f"Внесено в реестр: {EXPERTS}").wait_for()
    page.get_by_role("link", name="Новая комиссия").click()
    page.get_by_label("Название").fill("Комиссия по математике")
    page.get_by_label("Предмет").select_option(label="Математика")
    page.get_by_label("Руководитель").select_option(label="Marker0 Имя")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Создать").click()
    page.get_by_text(re.compile("Создана")).wait_for()


def discussed(page, live_server, send: Sender, world, round_, marking: str) -> None:
    """Each expert marks the reference work, then they agree."""
    for task in ScriptMark.objects.select_related("expert__person"):
        send.send(task.expert.person, "marking_task", task.pk, **points(task, [2, 3]))
    page.goto(marking)
    page.get_by_role("link", name="Записать решение обсуждения").click()
    page.get_by_label(re.compile("договорились")).fill("Ошибка в знаке — минус балл.")
    for name, value in points_of_reference(round_).items():
        page.locator(f"[name='{name}'][value='{value}']").check()
    page.get_by_role("button", name="Записать решение").click()
    page.get_by_text("можно распределять").wait_for()


def points(task: ScriptMark, values: list[int]) -> dict[str, int]:
    return {f"item{n}": value for n, value in enumerate(values)}


def points_of_reference(round_) -> dict[str, int]:
    script = round_.scripts.get(reference=True)
    return {f"script{script.pk}_{n}": value for n, value in enumerate([2, 3])}


def blind_and_crosswise() -> None:
    """Every work once, some twice; nobody the own school's; no two schools each other's."""
    ways, given = set(), defaultdict(list)
    for one in ScriptMark.objects.filter(turn__gt=0).select_related("expert", "script"):
        ways.add((one.expert.school_id, one.script.school_id))
        given[one.script_id].append(one.expert_id)
    assert len(given) == 25 * EACH
    assert all(len(set(experts)) == len(experts) for experts in given.values())
    assert all(a != b and (b, a) not in ways for a, b in ways)


def marked(page, live_server, world, send: Sender) -> None:
    """One expert marks the first work on the page, the rest goes through the same form."""
    sign_in(page, live_server, "marker1")
    page.goto(live_server.url + reverse("my_marking"))
    assert page.get_by_text("СОШ").count() == 0  # codes alone
    page.locator("main .list a").filter(has_text=re.compile("^[2-9A-Z]{5}$")).first.click()
    for n, value in enumerate([2, 3]):
        page.locator(f"[name='item{n}'][value='{value}']").check()
    page.get_by_role("button", name="Записать и дальше").click()
    page.get_by_text("Записано:").wait_for()
    while tasks := list(
        ScriptMark.objects.filter(points__isnull=True).select_related("expert__person", "script")
    ):
        for task in tasks:
            send.send(task.expert.person, "marking_task", task.pk, **points(task, [2, 3]))


# --- The re-check -------------------------------------------------------------------------


def test_the_outcome_of_a_recheck_stands_at_the_finding(page, live_server, world, send):
    accepted(world, "north", world.north, csv("edu900101", "edu900102"))
    finding = Finding.objects.get(school=world.first, class_name="")
    # The sample is honest; that the school is to be asked is set here.
    Finding.objects.filter(pk=finding.pk).update(verdict=Verdict.VERIFY)
    for n in range(4):
        world.person(f"marker{n}", (Role.EXPERT, world.north))
    later = (timezone.localdate() + timedelta(days=20)).isoformat()
    site, address = live_server.url, reverse("finding", args=[finding.pk])

    sign_in(page, live_server, "north")
    page.goto(site + address)
    page.get_by_role("link", name="Запросить пояснения школы").click()
    page.get_by_role("button").filter(has_text="Запросить").click()
    review = Review.objects.get()
    send.send(world.people["head"], "reply", review.pk, text="Просим перепроверить работы.")
    page.goto(site + reverse("decide", args=[review.pk]) + "?kind=recheck")
    page.get_by_label("Обоснование").fill("Школа просит перепроверить.")
    page.get_by_label("Сколько работ перепроверить").fill("8")
    page.get_by_label("Срок перепроверки").fill(later)
    page.get_by_role("button", name="Записать решение").click()
    recheck = Recheck.objects.get()
    assert recheck.papers.count() >= 8

    # Its works go to the commission under new codes; marks come back into it.
    experts = save_experts(
        world.north, people=[world.people[f"marker{n}"] for n in range(4)],
        subjects=[Subject.objects.get(name=finding.analysis.work.subject)],
        status="confirmed", since=timezone.localdate(), by=world.people["north"],
    )  # fmt: skip
    send.send(
        world.people["north"], "commission_add", world.north.pk, title="Перепроверка",
        subject=experts[0].subjects.get().pk, leader=world.people["marker0"].pk,
        members=[one.pk for one in experts],
    )  # fmt: skip
    north, commission = world.people["north"], Commission.objects.get()
    send.send(north, "marking_add", commission.pk, about=f"recheck-{recheck.pk}", due=later,
              share=0)  # fmt: skip
    round_ = MarkingRound.objects.get()
    send.send(world.people["marker0"], "marking_discuss", round_.pk, agreed="Сверили критерии.")
    send.send(north, "marking_distribute", round_.pk)
    first = {one.paper_id: one.paper.score for one in round_.scripts.select_related("paper")}
    tops = [most for _, most in round_.columns]
    for task in ScriptMark.objects.select_related("expert__person", "script"):
        rest, found = first[task.script.paper_id], []
        for most in tops:  # the same total as at first
            found.append(min(most, rest))
            rest -= found[-1]
        send.send(task.expert.person, "marking_task", task.pk, **points(task, found))
    send.send(north, "marking_close", round_.pk)

    page.goto(site + reverse("recheck", args=[recheck.pk]))
    page.get_by_role("link", name="Подвести итог").click()
    page.get_by_role("button", name="Подвести итог").click()
    for who in ("north", "head"):
        sign_in(page, live_server, who)
        page.goto(site + address)
        page.get_by_role("heading", name="Что показала перепроверка").wait_for()
        page.get_by_text(re.compile("Результаты подтвердились")).wait_for()
    recheck.refresh_from_db()
    assert recheck.outcome == Recheck.Outcome.CLEARED
