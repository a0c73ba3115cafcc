"""The Word template of the sheet that corrects a work programme."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from objektiv.documents.office.build_parts import (
    add_paragraph,
    begun,
    flat,
    optional,
    signatures,
    slim,
    title,
)

COLUMNS = (
    ("№", 10), ("Тема или умение", 38), ("Часов", 18), ("Основание", 43), ("За счёт чего", 30),
    ("Проведено", 26),
)  # fmt: skip
FIELDS = ("номер", "тема", "часы", "основание", "замена", "проведено")


def programme() -> Any:
    """Topics that get more hours, as an appendix to the work programme."""
    document = begun("programme")
    add_paragraph(document, "{{ приложение }}", left=85, after=12, spacing=1.0)
    add_paragraph(document, "{{ организация }}", align=ALIGN.CENTER, spacing=1.0, keep=True)
    title(document, "{{ заголовок }}", after=0)
    optional(document, "предмет", "{{ предмет }}", align=ALIGN.CENTER)
    flat(document, COLUMNS, "один in темы", [f"{{{{ один.{name} }}}}" for name in FIELDS])
    optional(document, "итог", "{{ итог }}", before=10, keep=True)
    optional(document, "примечание", "{{ примечание }}")
    signatures(document)
    return slim(document)
