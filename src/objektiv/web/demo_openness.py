"""The open pages of the invented district and of one of its schools, with tables of last spring."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.simulation.demo import YEAR
from objektiv.web.actions.openness import page, parents, surveys, tables
from objektiv.web.actions.openness.report import draft_report, publish_report, write_report
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import (
    Job,
    Organisation,
    Person,
    Role,
    RoleAssignment,
    SchoolClass,
    SchoolYear,
    Survey,
    Work,
)
from objektiv.web.queries.pupils import codes_of

LABEL = "Демонстрационный документ: организация и текст вымышлены."


def carry_out(district: Organisation, school: Organisation, *, head: Person, by: Person) -> None:
    """Pages are arranged, documents put there, tables made and shown by the district."""
    page.arrange_page(
        district,
        address="demo-district",
        opened=True,
        about="Оценочные процедуры в районе проходят по единому графику и с общественными "
        "наблюдателями. Здесь — порядок, общие результаты и страницы школ.",
        contacts="Отдел оценки качества образования, понедельник и среда с 9 до 12 часов.",
        site="",
        by=by,
    )
    page.arrange_page(
        school,
        address="demo-school",
        opened=True,
        about="Мы оцениваем работы по критериям, о которых дети и родители знают заранее. "
        "За одну и ту же работу в разных классах ставят одинаковые отметки: проверяем друг друга.",
        contacts="Заместитель директора по учебной работе, по вторникам с 15 до 17 часов.",
        site="",
        by=head,
    )
    for code, title, number in (
        ("regulation", "Положение о внутренней системе оценки качества образования", "112"),
        ("criteria", "Положение о критериях и нормах оценивания", "113"),
        ("correction", "Порядок исправления отметок", "114"),
    ):
        page.publish_item(
            school, kind="document", needed=code, title=title, number=number,
            dated=date(YEAR - 1, 8, 29), file=file_of(title), by=head,
        )  # fmt: skip
    page.publish_item(
        school, kind="parents", title="Что значит отметка за проверочную работу",
        text="Отметка за одну работу показывает, что ребёнок сделал в этот день. Посмотрите, "
        "какие задания не получились, и спросите учителя, что повторить.", by=head,
    )  # fmt: skip
    page.publish_item(
        school, kind="news", title="Проверочные работы пройдут в апреле",
        text="Даты по классам — в графике. Телефоны на время работы сдают организатору.", by=head,
    )  # fmt: skip
    _asked(district, school, by)
    release = tables.prepare_release(district, _works(district), by=by)
    tables.make_tables(release.job, lambda *_: None, release=release.pk)
    Job.objects.filter(pk=release.job.pk).delete()
    release.refresh_from_db()
    tables.show_release(release, by=by)


def _asked(district: Organisation, school: Organisation, by: Person) -> None:
    """Parents of two schools, a year ago and now; teachers are being asked. Answers are drawn."""
    draw = Random(20)  # noqa: S311 - invented answers
    other = Organisation.objects.filter(parent=district).exclude(pk=school.pk).first()
    for year in (-1, 0):
        survey = surveys.prepare_survey(
            district, form="parents", title="Родителям об оценивании (демонстрация)",
            closes=timezone.localdate(), by=by,
        )  # fmt: skip
        groups = [
            surveys.ask_group(survey, one, population=people, quota=40, by=by)
            for one, people in ((school, 180), (other, 95))
            if one
        ]
        surveys.open_survey(survey, by=by)
        for group in groups:
            for _ in range(draw.randint(38, 55)):
                surveys.answer(group, _answer(draw, survey.questions, better=year == 0))
        surveys.close_survey(survey, by=by)
        if year:
            last = school_year_at(timezone.localdate() - timedelta(days=365))
            Survey.objects.filter(pk=survey.pk).update(school_year=last)
    running = surveys.prepare_survey(
        district, form="teachers", title="Учителям об оценивании (демонстрация)",
        closes=timezone.localdate() + timedelta(days=10), by=by,
    )  # fmt: skip
    group = surveys.ask_group(running, school, population=32, quota=20, by=by)
    surveys.open_survey(running, by=by)
    for _ in range(7):
        surveys.answer(group, _answer(draw, running.questions, better=True))


def _asked_about_a_subject(school: Organisation, *, teacher: Person, head: Person) -> None:
    """Pupils of a parallel about a subject: criteria are not yet clear before the work."""
    draw = Random(21)  # noqa: S311 - invented answers
    one = teacher.assignments.filter(school_class__isnull=False, ends=None).latest("starts")
    survey = surveys.prepare_survey(
        school, form="pupils", title="Ученикам о контрольных по математике (демонстрация)",
        closes=timezone.localdate() + timedelta(days=3), by=head,
    )  # fmt: skip
    group = surveys.ask_group(
        survey, school, subject=one.subject, grade=one.school_class.grade, population=52, by=head
    )
    surveys.open_survey(survey, by=head)
    for _ in range(34):
        known = draw.choice((1, 1, 2, 2, 3, 4))
        explained = max(1, known - draw.choice((0, 0, 1)))
        said = _answer(draw, survey.questions, better=True)
        surveys.answer(group, said | {"known": known, "explained": explained})
    surveys.close_survey(survey, by=head)


def _answer(draw: Random, questions: list[dict], *, better: bool) -> dict:
    mood = draw.gauss(3.6 if better else 3.1, 0.8)
    found: dict = {}
    for one in questions:
        if one["kind"] == "scale":
            found[one["code"]] = min(5, max(1, round(draw.gauss(mood, 0.7))))
        elif one["kind"] == "many":
            found[one["code"]] = draw.sample(range(len(one["options"])), 2)
        elif one["kind"] == "open" and draw.random() < 0.2:
            found[one["code"]] = draw.choice(
                ("Заранее присылать критерии", "Разбирать ошибки с детьми", "Меньше контрольных")
            )
    return found


def _works(district: Organisation) -> list[Work]:
    return list(
        Work.objects.filter(
            year=YEAR, analyses__current=True, analyses__place_reports__organisation=district
        ).distinct()
    )


def file_of(title: str) -> SimpleUploadedFile:
    from docx import Document

    document, kept = Document(), BytesIO()
    document.add_heading(title, 1)
    document.add_paragraph(LABEL)
    document.save(kept)
    return SimpleUploadedFile(f"{title}.docx", kept.getvalue())


def go_on(
    district: Organisation,
    school: Organisation,
    *,
    head: Person,
    deputy: Person,
    teacher: Person,
    by: Person,
) -> None:
    """What stands on roles and plans made after the pages."""
    _told_to_families(school, teacher=teacher, deputy=deputy)
    _asked_about_a_subject(school, teacher=teacher, head=head)
    _reported(district, school, head=head, by=by)


def _told_to_families(school: Organisation, *, teacher: Person, deputy: Person) -> None:
    """What the families of one class confirm, some of them on paper, and talks to book."""
    today = timezone.localdate()
    link = RoleAssignment.objects.filter(
        organisation=school, role=Role.PARENT, school_class__isnull=False
    ).latest("pk")
    own: SchoolClass = link.school_class
    made = parents.acquaint(
        school,
        title="Критерии оценивания и график проверочных работ",
        classes=[own],
        due=today + timedelta(days=7),
        text="За каждое задание дают баллы; сколько баллов нужно для отметки, написано в начале "
        "работы. Пользоваться можно черновиком и линейкой. Работы идут по одной в день.",
        file=file_of("Критерии оценивания проверочных работ"),
        by=deputy,
    )
    parents.confirm_on_paper(made, own, sorted(codes_of(own))[3:9], by=deputy)
    for days, subject in ((2, "Как помочь с математикой"), (5, "Что значит результат работы")):
        starts = timezone.make_aware(datetime.combine(today + timedelta(days=days), time(16)))
        parents.offer_talks(
            school, starts=starts, number=4, subject=subject, place="кабинет 12", by=teacher
        )


def _reported(district: Organisation, school: Organisation, *, head: Person, by: Person) -> None:
    """The school's report of last year is open, the district's is a draft."""
    year = SchoolYear.objects.get(start=YEAR - 1)
    own = draft_report(school, year, by=head)
    write_report(own, {
        "goals": ("Нам было важно, чтобы критерии знали заранее и дети, и родители.", True),
        "next": ("Начнём с математики: здесь детям труднее всего.", True),
    }, by=head)  # fmt: skip
    publish_report(own, by=head)
    draft_report(district, year, by=by)
