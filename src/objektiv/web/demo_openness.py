"""The open pages of the invented district and of one of its schools, with tables of last spring."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.simulation.demo import YEAR
from objektiv.web.actions.openness import page, tables
from objektiv.web.models import Job, Organisation, Person, Work

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
            dated=date(YEAR - 1, 8, 29), file=_file(title), by=head,
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
    release = tables.prepare_release(district, _works(district), by=by)
    tables.make_tables(release.job, lambda *_: None, release=release.pk)
    Job.objects.filter(pk=release.job.pk).delete()
    release.refresh_from_db()
    tables.show_release(release, by=by)


def _works(district: Organisation) -> list[Work]:
    return list(
        Work.objects.filter(
            year=YEAR, analyses__current=True, analyses__place_reports__organisation=district
        ).distinct()
    )


def _file(title: str) -> SimpleUploadedFile:
    from docx import Document

    document, kept = Document(), BytesIO()
    document.add_heading(title, 1)
    document.add_paragraph(LABEL)
    document.save(kept)
    return SimpleUploadedFile(f"{title}.docx", kept.getvalue())
