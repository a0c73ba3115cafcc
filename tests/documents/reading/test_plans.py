"""Invented documents in all formats: merged cells, nested lists, page breaks, no heading."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from tests.documents.reading import made

from objektiv.documents.reading import ReadPlan, read_plan


def read(tmp_path: Path, text: str) -> ReadPlan:
    path = tmp_path / "план.txt"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_same_plan_in_two_formats(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"план.{kind}"
    if kind == "docx":
        made.save_docx(path, made.plan_docx())
    else:
        made.plan_odt(path)

    plan = read_plan(path)

    assert plan.title == made.TITLE
    assert (plan.kind, plan.school_year) == ("roadmap", "2024/25")
    assert plan.organisation == "МБОУ «СОШ № 5 г. Ручейска»"
    assert [section.title for section in plan.sections] == [made.FIRST, made.SECOND]
    first, second, third, fourth = [one for section in plan.sections for one in section.measures]
    assert [one.number for one in (first, second, third, fourth)] == ["1", "2", "1", "4"]
    assert first.responsible == ("Лисина О.Н.", "Котова Е.М.")
    assert third.responsible == ("Гусев А.В.", "руководители ШМО")
    assert [one.due.kind for one in (first, second, third, fourth)] == [
        "months", "date", "before_event", "period"
    ]  # fmt: skip
    assert (str(second.due.end), third.due.offset_working_days) == ("2024-11-01", 3)
    assert [one.expected_result for one in (first, fourth)] == ["Справка", "Справка"]
    assert plan.rest == (
        "Приложение 1 к приказу от 30.08.2024 № 112",
        "Директор ____________ Петрова А.И.",
    )


def test_responsible_of_merged_rows_belongs_to_each(tmp_path: Path) -> None:
    document = made.plan_docx()
    table = document.tables[0]
    table.cell(2, 3).text = table.cell(3, 3).text = ""
    table.cell(2, 3).merge(table.cell(3, 3)).text = "Лисина О.Н."

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    assert [one.responsible for one in plan.sections[0].measures] == [("Лисина О.Н.",)] * 2


def test_one_measure_with_two_terms_in_merged_rows(tmp_path: Path) -> None:
    document = made.plan_docx()
    table = document.tables[0]
    for column in (0, 1, 3, 4):
        table.cell(3, column).text = ""
        table.cell(2, column).merge(table.cell(3, column))

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    (one,) = plan.sections[0].measures
    assert one.number == "1"
    assert one.due.text == "октябрь, апрель\nдо 1 ноября"


def test_a_table_over_two_pages_is_one(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(made.TITLE)
    pages = (
        (made.HEADER, made.ROWS[0]),
        # the heading is repeated, and a row is broken in the middle
        (made.HEADER, ("", "по критериям с обсуждением", "", "", "и приказ"), made.ROWS[1]),
        (made.LAST[1],),  # no heading at all
    )
    for page in pages:
        table = document.add_table(rows=0, cols=5)
        for row in page:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("")

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    (section,) = plan.sections
    assert [one.number for one in section.measures] == ["1", "2", "4"]
    assert section.measures[0].text == "Обучить экспертов проверке работ по критериям с обсуждением"
    assert section.measures[0].expected_result == "Справка и приказ"


def test_numbers_that_word_counts_itself(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Адресные рекомендации по итогам ВПР")
    document.add_paragraph("Руководителям МБОУ СОШ № 9, МБОУ ООШ № 8:")
    for text in ("Провести анализ до 1 октября", "Обучить экспертов"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Учителям:")
    document.add_paragraph("Сверить критерии", style="List Bullet")

    plan = read_plan(made.save_docx(tmp_path / "рекомендации.docx", document), None)

    heads, teachers = plan.sections
    assert [(one.number, one.text) for one in heads.measures] == [
        ("1", "Провести анализ до 1 октября"), ("2", "Обучить экспертов")
    ]  # fmt: skip
    assert heads.measures[0].due.text == "до 1 октября"
    assert heads.schools == ("МБОУ СОШ № 9", "МБОУ ООШ № 8")
    assert (teachers.title, teachers.measures[0].text) == ("Учителям", "Сверить критерии")


def test_changes_are_read_as_accepted_and_bookmarks_are_dropped(tmp_path: Path) -> None:
    document = made.plan_docx()
    paragraph = document.tables[0].cell(2, 1).paragraphs[0]
    made.tracked(paragraph, "del", " вчера")
    made.tracked(paragraph, "ins", " сегодня")
    document.tables[0].cell(2, 3).text = "[bookmark: _GoBack]Лисина О.Н."

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    one = plan.sections[0].measures[0]
    assert one.text == "Обучить экспертов проверке работ сегодня"
    assert one.responsible == ("Лисина О.Н.",)


def test_footnotes_are_kept(tmp_path: Path) -> None:
    path = made.save_docx(tmp_path / "план.docx", made.plan_docx())
    made.add_footnote(path, "Кроме обучающихся на дому")

    plan = read_plan(path)

    assert plan.rest[-1] == "Кроме обучающихся на дому"
    assert len(plan.sections) == 2


def test_nested_points_of_an_odt_stay_with_their_point(tmp_path: Path) -> None:
    plan = read_plan(made.points_odt(tmp_path / "рекомендации.odt"))

    (section,) = plan.sections
    assert section.title == "Руководителям школ"
    text = " ".join(one.text for one in section.measures)
    assert [word for word in ("анализ", "классам", "предметам", "экспертов") if word in text] == [
        "анализ", "классам", "предметам", "экспертов"
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_encodings_of_a_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "план.txt"
    path.write_bytes(made.plan_txt().replace("\n", "\r\n").encode(encoding))

    plan = read_plan(path)

    assert [(one.title, len(one.measures)) for one in plan.sections] == [(made.FIRST, 2)]
    assert plan.sections[0].measures[0].responsible == ("Лисина О.Н.", "Котова Е.М.")


def test_a_table_without_heading_is_known_by_what_its_columns_hold(tmp_path: Path) -> None:
    rows = ["\t".join((n, t, d, w)) for n, t, d, w, _ in (*made.ROWS, made.LAST[1])]

    plan = read(tmp_path, f"{made.TITLE}\n\n" + "\n".join(rows))

    (section,) = plan.sections
    assert [(one.number, one.due.kind) for one in section.measures] == [
        ("1", "months"), ("2", "date"), ("4", "period")
    ]  # fmt: skip
    assert section.measures[1].responsible == ("Зам. директора по УВР",)


def test_markdown_table_with_a_rule_under_its_heading(tmp_path: Path) -> None:
    lines = [
        made.TITLE,
        "",
        "| № | Мероприятие | Срок |",
        "|---|---|---|",
        "| 1 | Провести ВПР | май |",
    ]

    plan = read(tmp_path, "\n".join(lines))

    assert [(one.text, one.due.kind) for one in plan.sections[0].measures] == [
        ("Провести ВПР", "month")
    ]


def test_a_column_that_is_nothing_known_is_kept_as_a_note(tmp_path: Path) -> None:
    rows = "Мероприятие\tСрок\tПримечание\nПровести ВПР\tмай\tпо приказу\nОбучить\tмарт\t"
    text = f"{made.TITLE}\n\n{rows}"

    plan = read(tmp_path, text)

    assert [one.notes for one in plan.sections[0].measures] == [("Примечание: по приказу",), ()]


def word_table(
    rows: tuple[tuple[str, ...], ...], title: str = made.TITLE
) -> docx.document.Document:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=0, cols=max(map(len, rows)))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
    return document


def test_a_merged_column_of_directions_divides_the_table(tmp_path: Path) -> None:
    rows = (
        ("Направление", "Мероприятие", "Срок"),
        (made.FIRST, "Обучить экспертов", "октябрь"),
        ("", "Провести семинар", "ноябрь"),
        (made.SECOND, "Пригласить наблюдателей", "апрель"),
    )
    document = word_table(rows)
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    assert [(one.title, len(one.measures)) for one in plan.sections] == [
        (made.FIRST, 2), (made.SECOND, 1)
    ]  # fmt: skip


def test_terms_and_people_of_one_column_are_parted(tmp_path: Path) -> None:
    rows = (
        ("№", "Мероприятие", "Сроки, ответственные"),
        ("1", "2", "3"),
        ("1", "Обучить экспертов", "октябрь, апрель\nЛисина О.Н."),
    )

    plan = read_plan(made.save_docx(tmp_path / "план.docx", word_table(rows)))

    (one,) = plan.sections[0].measures  # the row of column numbers is none
    assert (one.due.kind, one.responsible) == ("months", ("Лисина О.Н.",))


def test_a_number_with_points_below_it_is_a_heading(tmp_path: Path) -> None:
    rows = (
        ("№", "Мероприятие", "Срок", "Ответственные"),
        ("1.", made.FIRST, "", ""),
        ("1.1.", "Обучить экспертов", "октябрь", "Лисина О.Н."),
        ("1.2.", "Провести семинар", "", ""),
        ("2.", made.SECOND, "", ""),
        ("2.1.", "Пригласить наблюдателей", "апрель", "Гусев А.В."),
    )

    plan = read_plan(made.save_docx(tmp_path / "план.docx", word_table(rows)))

    assert [(one.title, [m.number for m in one.measures]) for one in plan.sections] == [
        (made.FIRST, ["1.1", "1.2"]), (made.SECOND, ["2.1"])
    ]  # fmt: skip


def test_a_bold_row_is_a_heading_and_a_letterhead_table_is_none(tmp_path: Path) -> None:
    document = docx.Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    head[0].text = "Муниципальное бюджетное учреждение «Методический центр»"
    head[1].text = "Руководителям общеобразовательных организаций"
    document.add_paragraph("ПЛАН МЕРОПРИЯТИЙ").runs[0].bold = True
    document.add_paragraph("Методического центра по поддержке школ").runs[0].bold = True
    table = document.add_table(rows=0, cols=3)
    rows = (
        ("Мероприятие", "Срок", "Исполнители"),
        (made.FIRST, "", ""),
        ("Обучить", "май", "Гусев А.В."),
    )
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).paragraphs[0].runs[0].bold = True

    plan = read_plan(made.save_docx(tmp_path / "план.docx", document))

    assert plan.title == "ПЛАН МЕРОПРИЯТИЙ Методического центра по поддержке школ"
    assert [(one.title, len(one.measures)) for one in plan.sections] == [(made.FIRST, 1)]
    assert plan.rest == (
        "Муниципальное бюджетное учреждение «Методический центр»",
        "Руководителям общеобразовательных организаций",
    )


def test_a_doubtful_term_is_a_question(tmp_path: Path) -> None:
    plan = read(tmp_path, made.plan_txt((("1", "Провести", "до 31.02.2025", "Лисина О.Н.", ""),)))

    assert plan.questions == (
        f"«{made.FIRST}», п. 1: срок «до 31.02.2025». Такого дня нет: уточните дату.",
    )
