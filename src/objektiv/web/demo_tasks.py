"""The demonstration's task bank, criteria and internal control. Every task is made up here."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.tasks.model import Criterion, Option, Pair, Task
from objektiv.web.actions import jobs
from objektiv.web.actions.people import assign_role
from objektiv.web.actions.teaching import bank, control, criteria, papers
from objektiv.web.demo_people import SUBJECT
from objektiv.web.models import (
    BankTask,
    LocalActVersion,
    Organisation,
    Person,
    Role,
    SchoolYear,
    Subject,
    TaskStep,
)
from objektiv.web.queries.teaching.control import proposals
from objektiv.web.queries.teaching.criteria import read_typed
from objektiv.web.tasks import WORK

GRADE = 5
CRITERIA = """К1. Ход решения [5.6, ОГЭ 21]
0 — решения нет или оно не связано с задачей
1 — ход верный, есть вычислительная ошибка
2 — ход верный и объяснён
К2. Ответ
0 — ответа нет или он неверен
1 — ответ верный и записан с единицами"""


def made_up() -> list[Task]:
    """Tasks of three levels; each pair is alike, so that variants can be equivalent."""
    tasks = []
    for n in range(2, 8):
        tasks += [
            Task(f"Вычислите: ${n}\\cdot({n}+3)-{2 * n}$.", "number", 1, "Б", 2, ("5.1",),
                 answers=(str(n * (n + 3) - 2 * n),), title=f"Порядок действий, {n}"),
            Task(f"Какая дробь равна $\\frac{{{n}}}{{{2 * n}}}$?", "choice", 1, "Б", 2, ("5.2",),
                 options=(Option("$\\frac{1}{2}$", True), Option("$\\frac{1}{3}$"),
                          Option("$\\frac{2}{3}$")), title=f"Основное свойство дроби, {n}"),
            Task(f"Велосипедист проехал {6 * n} км за {n} ч. С какой скоростью он ехал? Ответ "
                 "дайте в км/ч.", "number", 1, "Б", 3, ("5.6",), answers=("6",),
                 title=f"Скорость, {n}"),
            Task("Установите соответствие между выражением и его значением.", "match", 2, "П", 4,
                 ("5.1",), pairs=(Pair(f"${n}^2$", str(n * n)), Pair(f"$2\\cdot{n}$", str(2 * n)),
                                  Pair("", str(n + 2))), title=f"Степень и произведение, {n}"),
            Task(f"Найдите периметр прямоугольника, если его стороны ${n}$ см и ${n + 4}$ см.",
                 "number", 2, "П", 4, ("5.5",), answers=(str(4 * n + 8),),
                 title=f"Периметр, {n}"),
        ]  # fmt: skip
    levels = ("нет или не связано с задачей", "верный, есть вычислительная ошибка",
              "верный и объяснён")  # fmt: skip
    tasks += [
        Task(f"Два туриста вышли навстречу друг другу из сёл, между которыми {9 * n} км. Через "
             f"{n} ч они встретились; скорость одного 4 км/ч. Найдите скорость другого. Запишите "
             "решение.", "open", 3, "В", 8, ("5.6",),
             criteria=(Criterion("К1", "Ход решения", levels),
                       Criterion("К2", "Ответ", ("неверный", "верный"))),
             solution=f"$9\\cdot{n}:{n}-4=5$ (км/ч).", title=f"Встречное движение, {n}")
        for n in range(2, 6)
    ]  # fmt: skip
    return tasks


def fill_bank(
    district: Organisation, school: Organisation, *, leader: Person, teacher: Person, by: Person
) -> Person:
    """Leader: of the municipal method association; assembles two equivalent variants."""
    today = timezone.localdate()
    assign_role(leader, role=Role.METHOD_HEAD, organisation=district,
                starts=today - timedelta(days=60), by=by)  # fmt: skip
    leader._assigned = None
    subject = Subject.objects.get(name=SUBJECT)
    first, *rest = made_up()
    row = bank.write_task(district, first, subject=subject, grade=GRADE, origin="own",
                          declared=True, by=leader)  # fmt: skip
    bank.send_to_review(row, by=leader)
    bank.decide_task(row, approve=True, text="Условие однозначно, ключ верен.", by=by)
    _approved(district, rest, subject, leader, by)
    draft = Task("Сравните $\\frac{3}{7}$ и $\\frac{5}{7}$. Запишите большую дробь.", "short",
                 skills=("5.2",), answers=("5/7",), title="Сравнение дробей")  # fmt: skip
    waiting = bank.write_task(school, draft, subject=subject, grade=GRADE, origin="own",
                              declared=True, by=teacher)  # fmt: skip
    bank.send_to_review(waiting, by=teacher)
    cells = [
        {"tasks": 1, "skills": ["5.1"], "levels": ["Б"]},
        {"tasks": 1, "skills": ["5.2"], "levels": ["Б"]},
        {"tasks": 1, "skills": ["5.6"], "levels": ["Б"]},
        {"tasks": 2, "levels": ["П"]},
        {"tasks": 1, "levels": ["В"]},
    ]
    paper = papers.order_paper(
        district, subject=subject, grade=GRADE, title="Муниципальная работа за полугодие",
        minutes=45, by=leader,
        blueprint={"cells": cells, "variants": 2, "minutes": 45, "points": None, "common": 0,
                   "most_uses": 3},
    )  # fmt: skip
    jobs.carry_out(paper.job_id, WORK[paper.job.kind])
    return leader


def carry_out(school: Organisation, *, head: Person, deputy: Person, teacher: Person) -> None:
    """Criteria by a local act and the internal control of the school."""
    _criteria(school, Subject.objects.get(name=SUBJECT), head, teacher)
    _control(school, head, deputy, teacher)


def _approved(
    place: Organisation, tasks: list[Task], subject: Subject, author: Person, by: Person
) -> None:
    """The others at once: their path is that of the first."""
    rows = BankTask.objects.bulk_create(
        BankTask(organisation=place, subject=subject, grade=GRADE, state="approved",
                 origin="own", made_by=author, search=one.title.lower(),
                 **bank.columns_of(one))
        for one in tasks
    )  # fmt: skip
    TaskStep.objects.bulk_create(
        TaskStep(task=row, act=act, version=1, by=who,
                 content=row.content if act == "written" else None)
        for row in rows
        for act, who in (("written", author), ("approved", by))
    )  # fmt: skip


def _criteria(school: Organisation, subject: Subject, head: Person, teacher: Person) -> None:
    today = timezone.localdate()
    one = criteria.keep_criteria(
        school, title="Текстовые задачи в контрольной работе", subject=subject, grade_from=5,
        grade_to=6, form="written", criteria=read_typed(CRITERIA),
        scale=[[1, 3], [2, 4], [3, 5]], by=teacher,
    )  # fmt: skip
    criteria.approve_criteria(
        one, act_version=LocalActVersion.objects.get(act__organisation=school,
                                                     act__code="criteria"), by=head,
    )  # fmt: skip
    now = teacher.assignments.filter(organisation=school, school_class__isnull=False).first()
    child = now.school_class.roleassignment_set.exclude(pupil_code="").first()
    criteria.give_mark(
        one, now.school_class, subject=subject, pupil=child.pupil_code,
        day=today - timedelta(days=4), work="Задача на встречное движение",
        points={"К1": 1, "К2": 0},
        done_well="Схема движения верна.", next_step="Проверьте вычисление, подставив ответ.",
        by=teacher,
    )  # fmt: skip


def _control(school: Organisation, head: Person, deputy: Person, teacher: Person) -> None:
    today = timezone.localdate()
    year = SchoolYear.objects.get(start=YEAR)
    points = (
        ("teaching", "Критерии известны ученикам до работы: 5–6 классы, математика", "октябрь"),
        ("current", "Накопляемость отметок и их объяснение", "ноябрь, февраль"),
        ("results", "Разбор работ с западающими умениями", "декабрь"),
        ("documents", "Критерии оценивания на сайте школы", "до 1 февраля"),
    )
    items = [
        control.keep_item(
            school, year, section=section, text=text, term=term, form="thematic",
            responsible=deputy, heard_at="Совещание при директоре", by=deputy,
        )
        for section, text, term in points
    ]  # fmt: skip
    control.approve_plan(items[0].plan, order_number="101",
                         order_date=today - timedelta(days=75), by=head)  # fmt: skip
    items[0].refresh_from_db()
    control.finish_item(
        items[0], outcome="В трёх классах из пяти критерии раздают вместе с работой.",
        decided="Показать на математике, как разбирать критерии с учениками заранее.", by=deputy,
    )  # fmt: skip
    known = proposals(school, year, reader=deputy, only=teacher)
    visit = control.plan_visit(
        school, kind="control", teacher=teacher, visitor=deputy, day=today - timedelta(days=6),
        subject=SUBJECT, reasons=[one for found in known for one in found.reasons],
        item=items[0], by=deputy,
    )  # fmt: skip
    control.hold_visit(
        visit, seen={"goal": 2, "criteria": 1, "feedback": 1, "self_check": 0},
        strong="Цель урока дети назвали сами.", advice="Разобрать один критерий на примере.",
        help="Показать урок с самооценкой по критериям", helper=deputy,
        help_until=today + timedelta(days=10), by=deputy,
    )  # fmt: skip
