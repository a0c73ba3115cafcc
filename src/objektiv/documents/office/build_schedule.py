"""The Word template of the common schedule of assessment procedures."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from objektiv.documents.office.build_parts import (
    add_heading,
    add_paragraph,
    begun,
    each,
    grouped,
    optional,
    signatures,
    slim,
    title,
)

SCHEDULED = ("дата", "урок", "предмет", "процедура", "уровень")


def schedule() -> Any:
    """The common schedule of assessment procedures, class by class."""
    document = begun("schedule")
    add_paragraph(document, "{{ приложение }}", left=85, after=12, spacing=1.0)
    add_paragraph(document, "{{ организация }}", align=ALIGN.CENTER, spacing=1.0, keep=True)
    title(document, "{{ заголовок }}", after=6)
    optional(document, "версия", "{{ версия }}", align=ALIGN.CENTER, italic=True)
    grouped(
        document,
        (("Дата", 32), ("Урок", 14), ("Предмет", 38), ("Процедура", 51), ("Уровень", 30)),
        "направление in классы",
        "один in направление.записи",
        tuple([f"{{{{ один.{name} }}}}"] for name in SCHEDULED),
    )
    add_paragraph(document, "{%p if изменения %}")
    add_heading(document, "Изменения")
    each(document, "строка", "изменения", "— {{ строка }}")
    add_paragraph(document, "{%p endif %}")
    signatures(document)
    return slim(document)
