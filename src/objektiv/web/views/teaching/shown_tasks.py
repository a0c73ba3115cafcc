"""Texts of tasks as pages show them: formulas as MathML, pictures by their address."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from objektiv.documents.papers.content import offered
from objektiv.tasks.exchange.html import written
from objektiv.tasks.formulas import FormulaRefused, mathml
from objektiv.tasks.model import KINDS, Task, key_of
from objektiv.tasks.text import Formula
from objektiv.web.models import TaskPicture


@dataclass(frozen=True)
class ShownTask:
    """A task ready for a page."""

    text: SafeString
    left: list[tuple[str, SafeString]]
    right: list[tuple[str, SafeString]]
    key: str
    kind: str
    criteria: list[tuple[str, SafeString, list[SafeString]]]
    solution: SafeString


def shown(task: Task, pictures: dict[str, TaskPicture]) -> ShownTask:
    def picture(name: str) -> str:
        found = pictures.get(name)
        if found is None:
            return f"[рисунок: {escape(name)}]"
        address = reverse("task_picture", args=[found.pk])
        alt = escape(found.alt or f"Рисунок {name}")
        return f'<img class="figure" src="{address}" alt="{alt}">'

    def html(text: str, *, inline: bool = False) -> SafeString:
        return mark_safe(written(text, formula, picture, inline=inline))  # noqa: S308 - escaped

    left, right = offered(task)
    return ShownTask(
        html(task.text),
        [(one.mark, html(one.text, inline=True)) for one in left],
        [(one.mark, html(one.text, inline=True)) for one in right],
        key_of(task),
        KINDS[task.kind],
        [
            (one.code, html(one.text, inline=True), [html(x, inline=True) for x in one.levels])
            for one in task.criteria
        ],
        html(task.solution),
    )


def formula(one: Formula) -> str:
    """A formula as MathML; what is not understood stands as it was typed."""
    try:
        return mathml(one.latex, display=one.display)
    except FormulaRefused:
        return f"<code>{escape(one.latex)}</code>"
