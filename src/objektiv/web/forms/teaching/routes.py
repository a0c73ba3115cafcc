"""Lines of a route: the topic with its skills, points of given tasks."""

from __future__ import annotations

import re

from django import forms

from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import RouteTask


class RouteForm(Form):
    topic = forms.CharField(
        label="Тема или умение", max_length=300, error_messages={"required": "Напишите тему."}
    )
    skills = forms.CharField(
        label="Позиции кодификатора", max_length=200, required=False,
        help_text="Через запятую, например: 5.1, 5.2. По ним банк предложит задания.",
    )  # fmt: skip
    tasks = words(
        "Что ещё сделать", required=False,
        help_text="Страницы учебника, занятия. Задания банка отмечают потом.",
    )  # fmt: skip
    due = day_field(label="До какого дня", required=False)

    def clean_skills(self) -> str:
        found = re.split(r"[,;\s]+", self.cleaned_data["skills"])
        return ", ".join(dict.fromkeys(one for one in found if one))


class PointsForm(Form):
    """A field for each task that the line gives."""

    def __init__(self, *args, line: RouteTask, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number, one in enumerate(line.given.select_related("task"), 1):
            self.fields[f"task{one.pk}"] = forms.TypedChoiceField(
                label=f"{number}. {one.task}", required=False, empty_value=None, coerce=int,
                initial=one.points, help_text=f"Из {one.possible}",
                choices=[("", "ещё не сделано"), *((n, str(n)) for n in range(one.possible + 1))],
            )  # fmt: skip

    def points(self) -> dict[int, int | None]:
        return {int(name.removeprefix("task")): n for name, n in self.cleaned_data.items()}
