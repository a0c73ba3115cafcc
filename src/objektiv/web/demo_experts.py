"""A municipal commission of the demonstration: criteria discussed, half of the works marked."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.web.actions.holding import experts as register
from objektiv.web.actions.holding import marking as act
from objektiv.web.actions.holding import marking_distribution as giving
from objektiv.web.actions.jobs import carry_out as run
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.actions.people import assign_role
from objektiv.web.models import Organisation, Person, Role, ScriptMark, Subject, Work
from objektiv.web.queries.organisations import schools_below
from objektiv.web.tasks import WORK

NAMES = (
    ("Осинина", "Вера", "Ильинична"),
    ("Кленов", "Пётр", "Андреевич"),
    ("Рябинина", "Ольга", "Павловна"),
    ("Дубравин", "Илья", "Сергеевич"),
    ("Липина", "Анна", "Юрьевна"),
    ("Ольхова", "Мария", "Игоревна"),
    ("Берёзов", "Олег", "Петрович"),
)
COLUMNS = [["7К1", 2], ["7К2", 3], ["8", 2]]
AGREED = "Верный ответ без решения — 1 балл. Описка в переносе числа баллов не снимает."


def carry_out(district: Organisation, school: Organisation, *, teacher: Person, by: Person) -> None:
    """Experts of several schools; the teacher of `school`, who may sign in, is one of them."""
    schools = [school, *schools_below(district).exclude(pk=school.pk)]
    subject = Subject.objects.get(name="Математика")
    experts = []
    for number, (names, place) in enumerate(zip(NAMES, schools[1:], strict=False), start=1):
        surname, name, patronymic = names
        person = Person.objects.create_user(
            f"expert{number}@demo.example", surname=surname, name=name, patronymic=patronymic
        )
        assign_role(person, role=Role.TEACHER, organisation=place, by=by, subject=subject)
        experts.append((person, place))
    experts.append((teacher, schools[0]))
    entries = []
    for number, (person, place) in enumerate(experts):
        assign_role(person, role=Role.EXPERT, organisation=district, by=by)
        entries.append(
            register.save_expert(
                district, None, person=person, subjects=[subject], school=place, by=by,
                status="candidate" if number == 0 else "confirmed", since=date(2026, 9, 1),
                ground="Обучение экспертов, приказ от 31.08.2026 № 57",
            )
        )  # fmt: skip
    commission = register.save_commission(
        district, None, title="Муниципальная комиссия по математике", subject=subject, leader=by,
        members=entries[1:], order="Приказ от 01.09.2026 № 60",
        school_year=school_year_at(timezone.localdate()), by=by,
    )  # fmt: skip
    work = Work.objects.create(
        procedure="МПР", year=2027, grade=7, subject="Математика", columns=COLUMNS
    )
    round_ = act.start_round(
        commission, work=work, columns=COLUMNS, share=0.4, by=by,
        due=timezone.localdate() + timedelta(days=6),
    )  # fmt: skip
    references = [act.add_reference(round_, code=f"Э{n}", by=by) for n in (1, 2, 3)]
    truth = ([2, 3, 1], [1, 1, 0], [0, 2, 2])
    for mark in ScriptMark.objects.filter(script__in=references).select_related(
        "script__round__work", "script__round__commission__organisation", "expert__person"
    ):
        points = truth[references.index(mark.script)]
        away = mark.expert_id == entries[2].pk and mark.script == references[1]
        giving.enter_points(mark, points=[0, 1, 0] if away else points, by=mark.expert.person)
    act.discuss(
        round_, agreed=AGREED, by=by,
        points=dict(zip((one.pk for one in references), truth, strict=True)),
    )  # fmt: skip
    rows = [f"{one.code},7А,{n:03}" for one in schools[:7] for n in range(1, 9)]
    text = "\n".join(["Школа,Класс,Код участника", *rows])
    act.bring_scripts(round_, file=SimpleUploadedFile("работы.csv", text.encode()), by=by)
    run(giving.ask_distribution(round_, by=by).pk, WORK["distribute_works"])
    marks = ScriptMark.objects.filter(script__round=round_, turn__gt=0).exclude(
        expert__person=teacher
    )
    now = timezone.now()
    for place, mark in enumerate(marks):
        if place % 12:  # two markings of a work differ by a point at most
            about = mark.script_id
            again = int(mark.turn == 2 and about % 4 == 0)
            mark.points = [about % 3, about * 7 % 3 + again, about * 5 % 7 % 3]
            mark.at = now
    ScriptMark.objects.bulk_update(marks, ["points", "at"])
