"""Forms of the task bank. Answers are typed as lines, so a task needs no scripts to be written."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from objektiv.profiles import task_rules
from objektiv.tasks.exchange.criteria import lines_of, read_lines
from objektiv.tasks.model import KINDS, LEVELS, Option, Pair, Picture, Task
from objektiv.web.actions.teaching.bank import pictures_from
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import BankTask, Person, Subject

ROWS = 8  # lines of a blueprint
GRADES = [(n, f"{n} класс") for n in range(1, 12)]


def subject_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Subject.objects.none(), label="Предмет", empty_label="выберите",
        error_messages={"required": "Выберите предмет."},
    )  # fmt: skip


class WithSubject(Form):
    """The list of subjects is asked for when the form is made."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = Subject.objects.filter(closed=False)


class Origin(forms.Form):
    """Where a task comes from and that it may be used: asked of everybody, every time."""

    origin = forms.ChoiceField(
        label="Откуда задание", choices=(), error_messages={"required": "Выберите, откуда."}
    )
    source = forms.CharField(
        label="Источник",
        max_length=500,
        required=False,
        help_text="Сборник, сайт, автор: нужен, если задание не своё.",
    )
    licence = forms.CharField(label="Лицензия или условие использования", max_length=200,
                              required=False, help_text="Например: CC BY 4.0.")  # fmt: skip
    declared = forms.BooleanField(
        label="", error_messages={"required": "Без этого подтверждения задание не принимается."}
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rules = task_rules()
        self.fields["origin"].choices = [("", "выберите"), *rules.origins.items()]
        self.fields["declared"].label = rules.declaration


class TaskForm(WithSubject, Origin):
    subject = subject_field()
    grade = forms.TypedChoiceField(label="Класс", choices=GRADES, coerce=int)
    title = forms.CharField(label="Короткое название", max_length=200, required=False)
    text = words(
        "Текст задания", rows=7,
        help_text="Формулы — в LaTeX между знаками $: $x^2$, на отдельной строке $$\\frac{1}{2}$$. "
        "Рисунок — ![имя.png].",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Вид ответа", choices=list(KINDS.items()))
    answer = words(
        "Ответ", rows=5, required=False,
        help_text="Выбор: каждый вариант с новой строки, верные — со звёздочкой в начале. "
        "Краткий ответ: верные написания с новой строки. Число: само число, можно «0,5 ± 0,1». "
        "Соответствие: «левая часть = правая часть», лишняя правая — «= правая». "
        "Последовательность: шаги в верном порядке. Развёрнутый ответ: поле не нужно.",
    )  # fmt: skip
    criteria = words(
        "Критерии развёрнутого ответа", rows=6, required=False,
        help_text="К1. Что оценивается — строкой; ниже «0 — за что», «1 — за что» и так далее.",
    )  # fmt: skip
    solution = words("Решение", rows=3, required=False)
    pictures = FilesField(label="Рисунки", required=False, help_text="PNG или JPEG до 2 МБ.")
    alts = words(
        "Что на рисунках",
        rows=2,
        required=False,
        help_text="«имя.png: что изображено» — для тех, кто рисунка не видит.",
    )
    level = forms.ChoiceField(label="Уровень", choices=[(one, one) for one in LEVELS])
    points = forms.IntegerField(label="Баллов", min_value=1, max_value=20, initial=1)
    minutes = forms.IntegerField(label="Минут", min_value=1, max_value=180, initial=3)
    skills = forms.CharField(label="Умения (позиции кодификатора)", max_length=300, required=False,
                             help_text="Через пробел или запятую: 5.1, 2.3.")  # fmt: skip
    enemies = forms.CharField(label="Не ставить вместе с заданиями №", max_length=200,
                              required=False, help_text="Номера через запятую.")  # fmt: skip
    secret_until = day_field(label="Не показывать до", required=False,
                             help_text="До этого дня задание видят автор, рецензент и те, кто "
                             "руководит объединением.")  # fmt: skip

    field_order = ("subject", "grade", "title", "text", "kind", "answer", "criteria", "solution",
                   "pictures", "alts", "level", "points", "minutes", "skills", "enemies",
                   "secret_until", "origin", "source", "licence", "declared")  # fmt: skip

    def task(self, known: tuple[Picture, ...] = ()) -> Task:
        """The task as it was typed; `known`: pictures that it has already."""
        given = self.cleaned_data
        alts = {
            name.strip(): text.strip()
            for name, _, text in (line.partition(":") for line in given["alts"].splitlines())
        }
        fresh = pictures_from(given["pictures"], alts)
        kept = tuple(
            Picture(one.name, alts.get(one.name, one.alt), one.content)
            for one in known
            if one.name not in {two.name for two in fresh}
        )
        kind = given["kind"]
        return Task(
            text=given["text"].replace("\r\n", "\n").strip(),
            kind=kind,
            points=given["points"],
            level=given["level"],
            minutes=given["minutes"],
            skills=tuple(dict.fromkeys(re.split(r"[\s,;]+", given["skills"].strip()))) if
            given["skills"].strip() else (),
            criteria=read_lines(given["criteria"]) if kind == "open" else (),
            solution=given["solution"].replace("\r\n", "\n").strip(),
            pictures=(*kept, *fresh),
            title=given["title"].strip(),
            **answer_of(kind, given["answer"]),
        )  # fmt: skip

    def about(self) -> dict[str, Any]:
        """What the action takes besides the task."""
        given = self.cleaned_data
        names = ("subject", "grade", "origin", "source", "licence", "declared", "secret_until")
        return {name: given[name] for name in names} | {
            "enemies": [int(one) for one in re.findall(r"\d+", given["enemies"])]
        }


def answer_of(kind: str, typed: str) -> dict[str, Any]:
    """Typed lines as the key of the kind.

    >>> answer_of("number", "0,5 ± 0,1")
    {'answers': ('0,5',), 'tolerance': '0,1'}
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    match kind:
        case "choice" | "choices":
            return {"options": tuple(Option(one.lstrip("*").strip(), one.startswith("*"))
                                     for one in lines)}  # fmt: skip
        case "order":
            return {"options": tuple(Option(one) for one in lines)}
        case "short":
            return {"answers": tuple(lines)}
        case "number":
            answer, _, off = (lines[0] if lines else "").partition("±")
            return {"answers": (answer.strip(),), "tolerance": off.strip()}
        case "match":
            pairs = [re.split(r"\s=\s|^=\s*|\s=$", one, maxsplit=1) for one in lines]
            return {"pairs": tuple(Pair(one[0].strip(), one[1].strip() if len(one) > 1 else "")
                                   for one in pairs)}  # fmt: skip
    return {}


def typed_answer(task: Task) -> str:
    """Back to the lines a person types."""
    match task.kind:
        case "choice" | "choices":
            return "\n".join(("* " if one.right else "") + one.text for one in task.options)
        case "order":
            return "\n".join(one.text for one in task.options)
        case "short":
            return "\n".join(task.answers)
        case "number":
            off = f" ± {task.tolerance}" if task.tolerance else ""
            return f"{task.answers[0] if task.answers else ''}{off}"
        case "match":
            return "\n".join(f"{one.left} = {one.right}".strip() for one in task.pairs)
    return ""


def values_of(row: BankTask, task: Task) -> dict[str, Any]:
    """What a form of a task that is there begins with."""
    names = ("title", "text", "kind", "solution", "level", "points", "minutes")
    return {name: getattr(task, name) for name in names} | {
        "subject": row.subject_id,
        "grade": row.grade,
        "answer": typed_answer(task),
        "criteria": "\n".join(lines_of(task.criteria)),
        "alts": "\n".join(f"{one.name}: {one.alt}" for one in task.pictures),
        "skills": ", ".join(task.skills),
        "enemies": ", ".join(str(one.pk) for one in row.enemies.all()),
        "secret_until": row.secret_until,
        "origin": row.origin,
        "source": row.source,
        "licence": row.licence,
    }


class SendForm(Form):
    reviewer = forms.ModelChoiceField(
        Person.objects.none(), label="Рецензент", required=False,
        empty_label="кто руководит объединением или школой",
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people


class DecideForm(Form):
    approve = forms.TypedChoiceField(
        label="Решение", coerce=lambda one: one == "yes", widget=forms.RadioSelect,
        choices=[("yes", "Утвердить"), ("no", "Вернуть автору")],
        error_messages={"required": "Выберите решение."},
    )  # fmt: skip
    text = words(
        "Рецензия",
        rows=4,
        required=False,
        help_text="Условие однозначно? Ключ верен? Уровень и время правдоподобны?",
    )


class WithdrawForm(Form):
    text = words("Почему изымается", rows=2)


class TaskFileForm(WithSubject, Origin):
    subject = subject_field()
    grade = forms.TypedChoiceField(label="Класс", choices=GRADES, coerce=int)
    file = forms.FileField(
        label="Файл",
        help_text="Выгрузка вопросов Moodle (XML) или пакет QTI 2 или 3 (ZIP), до 20 МБ.",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )
    field_order = ("subject", "grade", "file", "origin", "source", "licence", "declared")


class PaperForm(WithSubject):
    title = forms.CharField(label="Название работы", max_length=200,
                            error_messages={"required": "Введите название."})  # fmt: skip
    subject = subject_field()
    grade = forms.TypedChoiceField(label="Класс", choices=GRADES, coerce=int)
    variants = forms.IntegerField(label="Вариантов", min_value=1, max_value=12, initial=2)
    minutes = forms.IntegerField(label="Минут на работу", min_value=1, max_value=240, initial=45)
    points = forms.IntegerField(
        label="Баллов за вариант",
        min_value=1,
        required=False,
        help_text="Если не задать, у всех вариантов будет поровну.",
    )
    common = forms.IntegerField(label="Общих заданий во всех вариантах", min_value=0, initial=0,
                                required=False)  # fmt: skip
    most_uses = forms.IntegerField(
        label="Не брать задания, которые использовали столько раз", min_value=1, required=False
    )
    demo = forms.BooleanField(label="Это демонстрационный вариант", required=False,
                              help_text="Его видят все, его задания потом узнаваемы.")  # fmt: skip
    secret_until = day_field(label="Не показывать до", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["most_uses"].initial = task_rules().most_uses
        for n in range(1, ROWS + 1):
            for name, made in _row(n).items():
                self.fields[f"{name}{n}"] = made

    @property
    def general(self):
        return [self[name] for name in self.base_fields]

    @property
    def rows(self):
        names = ("tasks", "skills", "level", "kind", "points")
        return [(n, [self[f"{name}{n}"] for name in names]) for n in range(1, ROWS + 1)]

    def blueprint(self) -> dict[str, Any]:
        given = self.cleaned_data
        cells = []
        for n in range(1, ROWS + 1):
            if not given[f"tasks{n}"]:
                continue
            cell: dict[str, Any] = {"tasks": given[f"tasks{n}"]}
            skills = [one for one in re.split(r"[\s,;]+", given[f"skills{n}"].strip()) if one]
            cell |= {"skills": skills} if skills else {}
            for name, key in (("level", "levels"), ("kind", "kinds")):
                cell |= {key: [given[f"{name}{n}"]]} if given[f"{name}{n}"] else {}
            cell |= {"points": given[f"points{n}"]} if given[f"points{n}"] else {}
            cells.append(cell)
        return {
            "cells": cells,
            "variants": given["variants"],
            "minutes": given["minutes"],
            "points": given["points"],
            "common": given["common"] or 0,
            "most_uses": given["most_uses"],
        }


def _row(n: int) -> dict[str, forms.Field]:
    """One line of the blueprint."""
    return {
        "tasks": forms.IntegerField(label=f"Заданий, строка {n}", min_value=1, max_value=40,
                                    required=False),
        "skills": forms.CharField(label=f"Умения, строка {n}", max_length=100, required=False),
        "level": forms.ChoiceField(label=f"Уровень, строка {n}", required=False,
                                   choices=[("", "любой"), *((one, one) for one in LEVELS)]),
        "kind": forms.ChoiceField(label=f"Вид ответа, строка {n}", required=False,
                                  choices=[("", "любой"), *KINDS.items()]),
        "points": forms.IntegerField(label=f"Баллов за задание, строка {n}", min_value=1,
                                     max_value=20, required=False),
    }  # fmt: skip


class FeedForm(Form):
    work = forms.ModelChoiceField(None, label="Результаты какой работы", empty_label="выберите",
                                  error_messages={"required": "Выберите работу."})  # fmt: skip

    def __init__(self, *args, works, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = works
