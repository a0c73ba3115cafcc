"""Builds the Word templates: `python -m objektiv.documents.office.build_templates`.

The result is committed; an authority downloads it, edits it in Word and keeps the `{{ … }}` marks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from objektiv.documents.office.build_parts import (
    INDENT,
    add_heading,
    add_paragraph,
    add_table,
    addressee,
    appendices,
    begun,
    each,
    flat,
    grouped,
    head,
    head_row,
    optional,
    performer,
    signatures,
    slim,
    source,
    title,
    write_cell,
)
from objektiv.documents.office.build_programme import programme
from objektiv.documents.office.build_schedule import schedule

FOLDER = Path(__file__).parent / "templates"


def recommendations() -> Any:
    """Addressed recommendations to one school."""
    document = begun("recommendations")
    head(document)
    add_paragraph(document, "{{ регистрация }}", after=12)
    addressee(document)
    title(document, "АДРЕСНЫЕ РЕКОМЕНДАЦИИ", after=0)
    title(document, "{{ предмет }}", after=6)
    optional(document, "основание", "Основание: {{ основание }}", align=ALIGN.CENTER, italic=True)
    add_heading(document, "Актуальность")
    each(document, "строка", "актуальность", "{{ строка }}")
    add_heading(document, "Мероприятия, меры, управленческие решения")
    add_paragraph(document, "{%p for блок in блоки %}")
    add_paragraph(document, "{{ блок.название }}", bold=True, before=6, keep=True)
    grouped(
        document,
        (("№", 10), ("Что рекомендуется", 72), ("Срок", 31), ("Ожидаемый результат", 52)),
        "направление in блок.направления",
        "один in направление.пункты",
        (
            ["{{ один.номер }}"],
            ["{{ один.текст }}", ("один.основание", "Основание: {{ один.основание }}")],
            ["{{ один.срок }}"],
            ["{{ один.результат }}", ("один.проверка", "Проверка: {{ один.проверка }}")],
        ),
    )
    add_paragraph(document, "{%p endfor %}")
    # Kept together: signatures never stand on a page alone.
    add_paragraph(document, "{{ примечание }}", align=ALIGN.JUSTIFY, first=INDENT, before=12,
               keep=True)  # fmt: skip
    signatures(document)
    performer(document)
    source(document)
    return slim(document)


def plan() -> Any:
    """A plan as an appendix to an order."""
    document = begun("plan")
    add_paragraph(document, "{{ приложение }}", left=85, after=12, spacing=1.0)
    title(document, "{{ заголовок }}", after=6)
    add_paragraph(document, "{%p if цели %}")
    add_paragraph(document, "Цели:", keep=True)
    each(document, "строка", "цели", "{{ loop.index }}. {{ строка }}")
    add_paragraph(document, "{%p endif %}")
    grouped(
        document,
        (
            ("№", 12),
            ("Мероприятие", 58),
            ("Срок", 27),
            ("Ответственные", 34),
            ("Ожидаемый результат", 34),
        ),
        "направление in направления",
        "один in направление.мероприятия",
        (
            ["{{ один.номер }}"],
            ["{{ один.текст }}", ("один.участники", "Участники: {{ один.участники }}")],
            ["{{ один.срок }}"],
            ["{{ один.ответственные }}"],
            ["{{ один.результат }}"],
        ),
    )
    signatures(document)
    return slim(document)


def order() -> Any:
    document = begun("order")
    head(document)
    title(document, "ПРИКАЗ", after=6)
    add_paragraph(document, "{{ регистрация }}", after=0, align=ALIGN.CENTER)
    optional(document, "место", "{{ место }}", align=ALIGN.CENTER)
    add_paragraph(document, "{{ заголовок }}", bold=True, before=12, after=12, spacing=1.0)
    add_paragraph(document, "{{ преамбула }}", align=ALIGN.JUSTIFY, first=INDENT)
    add_paragraph(document, "ПРИКАЗЫВАЮ:", before=6, after=6, keep=True)
    each(document, "пункт", "пункты", "{{ пункт.номер }}. {{ пункт.текст }}")
    appendices(document)
    signatures(document)
    add_paragraph(document, "{%p if ознакомлены %}")
    add_paragraph(document, "С приказом ознакомлены:", before=14, keep=True)
    each(document, "человек", "ознакомлены", "____________ {{ человек }} «___» ________ 20___ г.",
          first=0)  # fmt: skip
    add_paragraph(document, "{%p endif %}")
    performer(document)
    return slim(document)


def letter() -> Any:
    document = begun("letter")
    head(document)
    add_paragraph(document, "{{ регистрация }}", after=12)
    addressee(document)
    add_paragraph(document, "{{ заголовок }}", after=12, spacing=1.0)
    optional(document, "обращение", "{{ обращение }}", align=ALIGN.CENTER)
    each(document, "строка", "абзацы", "{{ строка }}")
    appendices(document)
    signatures(document)
    performer(document)
    source(document)
    return slim(document)


def minutes() -> Any:
    document = begun("minutes")
    head(document)
    title(document, "ПРОТОКОЛ", after=0)
    title(document, "{{ заголовок }}", after=0)
    add_paragraph(document, "{{ регистрация }}", align=ALIGN.CENTER, after=12)
    optional(document, "председатель", "Председатель: {{ председатель }}")
    optional(document, "секретарь", "Секретарь: {{ секретарь }}")
    for name in ("присутствовали", "отсутствовали", "приглашены"):
        add_paragraph(document, f"{{%p if {name} %}}")
        add_paragraph(document, f"{name.capitalize()}:", keep=True)
        each(document, "человек", name, "{{ человек }}", left=INDENT, first=0)
        add_paragraph(document, "{%p endif %}")
    optional(document, "явка", "{{ явка }}")
    add_heading(document, "Повестка дня")
    each(document, "вопрос", "вопросы", "{{ вопрос.номер }}. {{ вопрос.название }}")
    add_paragraph(document, "{%p for вопрос in вопросы %}")
    add_paragraph(document, "{{ вопрос.номер }}. {{ вопрос.название }}", bold=True, before=12,
               keep=True)  # fmt: skip
    optional(document, "вопрос.слушали", "СЛУШАЛИ: {{ вопрос.слушали }}", first=INDENT)
    add_paragraph(document, "{%p if вопрос.выступили %}")
    add_paragraph(document, "ВЫСТУПИЛИ:", first=INDENT, keep=True)
    each(document, "строка", "вопрос.выступили", "{{ строка }}")
    add_paragraph(document, "{%p endif %}")
    add_paragraph(document, "{%p if вопрос.решения %}")
    add_paragraph(document, "РЕШИЛИ:", first=INDENT, keep=True)
    each(
        document,
        "решение",
        "вопрос.решения",
        "{{ решение.номер }}. {{ решение.текст }}"
        "{% if решение.ответственные %} Отвечают: {{ решение.ответственные }}{% endif %}"
        "{% if решение.срок %} Срок: {{ решение.срок }}{% endif %}",
    )
    add_paragraph(document, "{%p endif %}")
    optional(document, "вопрос.голосование", "Голосовали: {{ вопрос.голосование }}", first=INDENT)
    add_paragraph(document, "{%p endfor %}")
    signatures(document)
    return slim(document)


def certificate() -> Any:
    document = begun("certificate")
    head(document)
    add_paragraph(document, "{{ регистрация }}", after=12)
    title(document, "СПРАВКА", after=0)
    title(document, "{{ предмет }}", after=12)
    optional(document, "цель", "Цель: {{ цель }}", first=INDENT, align=ALIGN.JUSTIFY)
    add_paragraph(document, "{%p if показатели %}")
    table = add_table(document, (("Показатель", 75), ("Значение", 40), ("Для сравнения", 50)), 3)
    head_row(table)
    start, row, end = table.rows[1:]
    start.cells[0].text = "{%tr for один in показатели %}"
    end.cells[0].text = "{%tr endfor %}"
    for cell, name in zip(row.cells, ("показатель", "значение", "сравнение"), strict=True):
        write_cell(cell, [f"{{{{ один.{name} }}}}"])
    add_paragraph(document, "{%p endif %}")
    add_paragraph(document, "{%p for раздел in разделы %}")
    add_heading(document, "{{ раздел.название }}")
    each(document, "строка", "раздел.абзацы", "{{ строка }}")
    add_paragraph(document, "{%p endfor %}")
    add_paragraph(document, "{%p if выводы %}")
    add_heading(document, "Выводы")
    each(document, "строка", "выводы", "{{ loop.index }}. {{ строка }}")
    add_paragraph(document, "{%p endif %}")
    signatures(document)
    performer(document)
    source(document)
    return slim(document)


def act() -> Any:
    """An act: a table by parts, then remarks, answers, conclusions."""
    document = begun("act")
    head(document)
    add_paragraph(document, "{{ регистрация }}", after=12)
    title(document, "АКТ", after=0)
    title(document, "{{ предмет }}", after=12)
    each(document, "строка", "вводная", "{{ строка }}")
    add_paragraph(document, "{%p if части %}")
    grouped(
        document,
        (("Что", 85), ("Записано", 55), ("Когда", 25)),
        "направление in части",
        "один in направление.строки",
        (["{{ один.что }}"], ["{{ один.записано }}"], ["{{ один.когда }}"]),
    )
    add_paragraph(document, "{%p endif %}")
    add_paragraph(document, "{%p for раздел in разделы %}")
    add_heading(document, "{{ раздел.название }}")
    each(document, "строка", "раздел.абзацы", "{{ строка }}")
    add_paragraph(document, "{%p endfor %}")
    optional(document, "примечание", "{{ примечание }}", first=INDENT, align=ALIGN.JUSTIFY)
    signatures(document)
    source(document)
    return slim(document)


def leaflet() -> Any:
    document = begun("leaflet")
    head(document)
    title(document, "ПАМЯТКА", after=0)
    title(document, "{{ заголовок }}", after=0)
    optional(document, "кому", "{{ кому }}", align=ALIGN.CENTER, italic=True)
    add_paragraph(document, "{%p for раздел in разделы %}")
    add_paragraph(document, "{%p if раздел.название %}")
    add_heading(document, "{{ раздел.название }}")
    add_paragraph(document, "{%p endif %}")
    each(document, "строка", "раздел.абзацы", "— {{ строка }}", left=INDENT, first=-6)
    add_paragraph(document, "{%p endfor %}")
    performer(document)
    return slim(document)


def evaluation() -> Any:
    """The evaluation sheet of ВСОКО."""
    document = begun("evaluation")
    head(document)
    title(document, "{{ заголовок }}", after=0)
    add_paragraph(document, "{{ год }}", align=ALIGN.CENTER, after=12)
    grouped(
        document,
        (
            ("№", 10),
            ("Критерий", 46),
            ("Самооценка", 31),
            ("Чем подтверждается", 43),
            ("Оценка", 35),
        ),
        "направление in разделы",
        "один in направление.критерии",
        (
            ["{{ один.номер }}"],
            ["{{ один.критерий }}"],
            ["{{ один.самооценка }}"],
            ["{{ один.подтверждение }}"],
            ["{{ один.оценка }}", ("один.комментарий", "{{ один.комментарий }}")],
        ),
    )
    add_paragraph(document, "{{ итог }}", before=12, keep=True)
    signatures(document)
    source(document)
    return slim(document)


def briefing() -> Any:
    """Log of a briefing with the signatures."""
    document = begun("briefing")
    head(document)
    title(document, "ЖУРНАЛ ИНСТРУКТАЖА", after=0)
    title(document, "{{ заголовок }}", after=12)
    for name, said in (("процедура", "Процедура"), ("кого", "Кого"), ("когда", "Когда")):
        optional(document, name, f"{said}: {{{{ {name} }}}}")
    each(document, "строка", "содержание", "{{ строка }}")
    add_paragraph(document, "", size=6, spacing=1.0)
    flat(
        document,
        (("№", 10), ("Фамилия, имя, отчество", 75), ("Дата", 35), ("Подпись", 45)),
        "один in люди",
        [f"{{{{ один.{name} }}}}" for name in ("номер", "имя", "дата", "отметка")],
    )
    signatures(document)
    return slim(document)


def checklist() -> Any:
    """The day hour by hour, with a place for each mark."""
    document = begun("checklist")
    head(document)
    title(document, "{{ заголовок }}", after=0)
    add_paragraph(document, "{{ предмет }}", align=ALIGN.CENTER, after=12, spacing=1.0)
    flat(
        document,
        (("Время", 17), ("Что сделать", 75), ("Кто", 43), ("Отметка", 30)),
        "один in строки",
        [f"{{{{ один.{name} }}}}" for name in ("время", "текст", "кто", "отметка")],
    )
    signatures(document)
    return slim(document)


def day() -> Any:
    """How the day went."""
    document = begun("day")
    head(document)
    title(document, "ПРОТОКОЛ ДНЯ ПРОВЕДЕНИЯ", after=0)
    title(document, "{{ заголовок }}", after=0)
    add_paragraph(document, "{{ предмет }}", align=ALIGN.CENTER, after=12, spacing=1.0)
    flat(
        document,
        (("Показатель", 75), ("Значение", 40), ("Для сравнения", 50)),
        "один in показатели",
        [f"{{{{ один.{name} }}}}" for name in ("показатель", "значение", "сравнение")],
    )
    add_paragraph(document, "{%p if отсутствовали %}")
    add_heading(document, "Не участвовали")
    each(document, "строка", "отсутствовали", "{{ строка }}")
    add_paragraph(document, "{%p endif %}")
    add_heading(document, "Происшествия")
    optional(document, "спокойно", "{{ спокойно }}", first=INDENT)
    add_paragraph(document, "{%p if происшествия %}")
    flat(
        document,
        (("Время", 17), ("Что случилось", 78), ("Что сделали", 70)),
        "один in происшествия",
        [f"{{{{ один.{name} }}}}" for name in ("время", "текст", "меры")],
    )
    add_paragraph(document, "{%p endif %}")
    signatures(document)
    return slim(document)


TEMPLATES = {
    one.__name__: one
    for one in (
        recommendations,
        plan,
        order,
        letter,
        minutes,
        certificate,
        act,
        leaflet,
        evaluation,
        schedule,
        briefing,
        checklist,
        day,
        programme,
    )
}


def main() -> None:
    for kind, build in TEMPLATES.items():
        build().save(FOLDER / f"{kind}.docx")


if __name__ == "__main__":
    main()
