"""Forms of experts: the register, commissions, a round of marking, points."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from objektiv.profiles import load_profile
from objektiv.russian import long_date
from objektiv.web.forms.by_name import LISTED, ByName
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import (
    Commission,
    Expert,
    MarkingRound,
    Organisation,
    Person,
    ProcedureDay,
    Recheck,
    Script,
    ScriptMark,
    Subject,
    Work,
)

NO_DAY = {"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."}
_ITEM = re.compile(r"\s*(\S+?)\s*(?::|\s)\s*(\d{1,3})\s*")


class ExpertForm(Form):
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Кто",
        empty_label="выберите",
        help_text="Человека, которого здесь нет, сначала приглашают с ролью «эксперт».",
        error_messages={"required": "Выберите человека."},
    )
    subjects = forms.ModelMultipleChoiceField(
        Subject.objects.none(),
        label="Предметы",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы один предмет."},
    )
    school = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Где работает",
        required=False,
        empty_label="не в школах этого списка",
        help_text="Работ своей школы эксперт не проверяет.",
    )
    relations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="С какими организациями связан",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Со слов эксперта: работы этих организаций ему не достанутся. Почему — не "
        "записывается. Школы, где учатся дети, программа знает сама.",
    )
    status = forms.ChoiceField(
        label="Статус", choices=Expert.Status.choices, widget=forms.RadioSelect
    )
    since = day_field(label="Статус с", error_messages=NO_DAY, initial=timezone.localdate)
    until = day_field(label="По", required=False)
    ground = forms.CharField(
        label="Основание", max_length=300, required=False, help_text="Приказ, протокол, обучение."
    )

    def __init__(self, *args, people, schools, expert: Expert | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].queryset = Subject.objects.filter(closed=False)
        if schools.count() > LISTED:
            self._name_schools(schools.select_related("parent"))
        else:
            self.fields["school"].queryset = self.fields["relations"].queryset = schools
        if expert is not None:
            del self.fields["person"]
        elif people.count() > LISTED:
            self.fields["person"] = ByName(
                people,
                columns=("search",),
                label_of=lambda one: f"{one.full_name}, {one.email}",
                label="Кто",
                help_text="Фамилия и имя или почта. Человека, которого здесь нет, сначала "
                "приглашают с ролью «эксперт».",
                error_messages={"required": "Напишите, кто это."},
            )
        else:
            self.fields["person"].queryset = people

    def _name_schools(self, schools) -> None:
        """Hundreds of schools are not chosen from a list but named."""
        named: dict[str, Any] = {
            "columns": ("search", "parent__search"),
            "label_of": lambda one: f"{one.title}, {one.parent.title}",
            "required": False,
        }
        example = "Название или его часть, можно с районом: «школа 3, Северный район»."
        work, ties = self.fields["school"], self.fields["relations"]
        self.fields["school"] = ByName(
            schools, label=work.label, help_text=f"{example} {work.help_text}", **named
        )
        self.fields["relations"] = ByName(
            schools, several=True, label=ties.label,
            help_text=f"По одной на строке. {example} {ties.help_text}", **named,
        )  # fmt: skip


class ExpertsForm(Form):
    """Several people at once; what differs between them is put right one by one."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Кто",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одного человека."},
    )
    subjects = forms.ModelMultipleChoiceField(
        Subject.objects.none(),
        label="Предметы",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы один предмет."},
    )
    status = forms.ChoiceField(
        label="Статус", choices=Expert.Status.choices, widget=forms.RadioSelect
    )
    since = day_field(label="Статус с", error_messages=NO_DAY, initial=timezone.localdate)
    ground = forms.CharField(
        label="Основание", max_length=300, required=False, help_text="Приказ, протокол, обучение."
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["subjects"].queryset = Subject.objects.filter(closed=False)


def expert_values(expert: Expert) -> dict[str, Any]:
    plain = ("school", "status", "since", "until", "ground")
    return {name: getattr(expert, name) for name in plain} | {
        "subjects": list(expert.subjects.all()),
        "relations": list(expert.relations.all()),
    }


class CommissionForm(Form):
    title = forms.CharField(
        label="Название", max_length=200, error_messages={"required": "Введите название."}
    )
    subject = forms.ModelChoiceField(
        Subject.objects.none(),
        label="Предмет",
        empty_label="выберите",
        error_messages={"required": "Выберите предмет."},
    )
    leader = forms.ModelChoiceField(
        Person.objects.none(),
        label="Руководитель комиссии",
        empty_label="выберите",
        help_text="Видит ход проверки и ведёт обсуждение критериев.",
        error_messages={"required": "Выберите руководителя."},
    )
    members = forms.ModelMultipleChoiceField(
        Expert.objects.none(),
        label="Эксперты",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    order = forms.CharField(label="Приказ", max_length=120, required=False)

    def __init__(self, *args, place: Organisation, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = Subject.objects.filter(closed=False)
        self.fields["leader"].queryset = people
        self.fields["members"].queryset = place.experts.select_related("person")


def commission_values(commission: Commission) -> dict[str, Any]:
    plain = ("title", "subject", "leader", "order")
    return {name: getattr(commission, name) for name in plain} | {
        "members": list(commission.members.all())
    }


class RoundForm(Form):
    """A round is about a day of a procedure, a re-check, or a work that results know."""

    about = forms.ChoiceField(
        label="Что проверяется", error_messages={"required": "Выберите, что проверяется."}
    )
    items = forms.CharField(
        label="Задания, которые проверяет человек",
        max_length=500,
        required=False,
        help_text="Код и наибольший балл: 3 2, 7К1 3, 7К2 1. Пусто — все задания работы, как в "
        "её результатах.",
    )
    due = day_field(label="Срок проверки", error_messages=NO_DAY)
    share = forms.IntegerField(
        label="Вторая проверка, % работ каждой школы",
        min_value=0,
        max_value=100,
        initial=lambda: round(100 * load_profile().value("recheck.share")),
        help_text="Не меньше одной работы школы; какие — решает жребий.",
        error_messages={"required": "Введите число от 0 до 100."},
    )

    def __init__(self, *args, days, rechecks, works, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.days = {one.pk: one for one in days}
        self.rechecks = {one.pk: one for one in rechecks}
        self.works = {one.pk: one for one in works}
        groups = (
            ("Дни процедур", [(f"day-{pk}", _day(one)) for pk, one in self.days.items()]),
            ("Перепроверки",
             [(f"recheck-{pk}", _recheck(one)) for pk, one in self.rechecks.items()]),
            ("Работы, результаты которых есть",
             [(f"work-{pk}", one.title) for pk, one in self.works.items()]),
        )  # fmt: skip
        self.fields["about"].choices = [("", "выберите"), *(one for one in groups if one[1])]

    def clean_items(self) -> list[list[Any]]:
        found = []
        for text in filter(str.strip, self.cleaned_data["items"].split(",")):
            match = _ITEM.fullmatch(text)
            if match is None or int(match[2]) == 0:
                raise forms.ValidationError(
                    f"«{text.strip()[:40]}» не понято. Напишите код и наибольший балл: 7К1 3."
                )
            found.append([match[1], int(match[2])])
        if len({code for code, _ in found}) < len(found):
            raise forms.ValidationError("Коды заданий повторяются.")
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        known = self.asked()
        if known and not values.get("items") and not (known["work"] and known["work"].columns):
            self.add_error("items", "У этой работы ещё нет результатов: назовите задания и баллы.")
        return values

    def asked(self) -> dict[str, Any]:
        """Day, re-check and work that were chosen; {} before that."""
        kind, _, pk = str(self.cleaned_data.get("about") or "").partition("-")
        if kind == "day":
            day = self.days[int(pk)]
            return {"day": day, "recheck": None, "work": _known_work(day)}
        if kind == "recheck":
            recheck = self.rechecks[int(pk)]
            return {"day": None, "recheck": recheck, "work": recheck.review.work}
        if kind == "work":
            return {"day": None, "recheck": None, "work": self.works[int(pk)]}
        return {}


def _day(day: ProcedureDay) -> str:
    return f"{day.procedure}, {day.subject}, {day.grade} класс, {long_date(day.day)}"


def _recheck(recheck: Recheck) -> str:
    return f"{recheck.review.work.title}, {recheck.review.school}, работ {recheck.works}"


def _known_work(day: ProcedureDay) -> Work | None:
    return Work.objects.filter(
        procedure=day.procedure.kind, year=day.procedure.year, subject=day.subject,
        grade=day.grade, variant_of="",
    ).first()  # fmt: skip


class ScriptsForm(Form):
    file = forms.FileField(
        label="Список работ",
        help_text="CSV, XLSX или ODS. Столбцы: Школа (в школе не нужен), Класс, Код участника. "
        "Имён в таблице быть не должно.",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )


class ReferenceForm(Form):
    code = forms.CharField(
        label="Как названа эталонная работа",
        max_length=20,
        help_text="Например: Э1. Сами листы раздайте экспертам.",
        error_messages={"required": "Введите название."},
    )


class UnbriefedForm(Form):
    because = forms.CharField(
        label="Почему без инструктажа",
        max_length=300,
        help_text="Порядок процедуры требует инструктажа. Основание увидят на странице проверки "
        "и в журнале действий.",
        error_messages={"required": "Напишите, почему проверяют без инструктажа."},
    )


def _points_field(code: str, most: int, initial: int | None, required: bool) -> forms.Field:
    if most <= 5:
        return forms.TypedChoiceField(
            label=f"Задание {code}, наибольший балл {most}",
            choices=[(n, str(n)) for n in range(most + 1)],
            coerce=int,
            empty_value=None,
            initial=initial,
            required=required,
            widget=forms.RadioSelect(attrs={"class": "points"}),
            error_messages={"required": f"Задание {code}: выберите балл."},
        )
    return forms.IntegerField(
        label=f"Задание {code}, наибольший балл {most}",
        min_value=0,
        max_value=most,
        initial=initial,
        required=required,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": f"Задание {code}: введите балл.",
            "invalid": f"Задание {code}: целое число от 0 до {most}.",
            "max_value": f"Задание {code}: больше {most} не бывает.",
            "min_value": f"Задание {code}: меньше 0 не бывает.",
        },
    )


class PointsForm(Form):
    """Points of one work by item."""

    def __init__(self, data: Any, *, task: ScriptMark) -> None:
        super().__init__(data)
        self.columns = task.script.round.columns
        known = task.points or [None] * len(self.columns)
        for i, ((code, most), point) in enumerate(zip(self.columns, known, strict=True)):
            self.fields[f"item{i}"] = _points_field(code, int(most), point, required=True)

    def points(self) -> list[int]:
        return [self.cleaned_data[f"item{i}"] for i in range(len(self.columns))]


class DiscussForm(Form):
    """The decision: agreed points of each reference work, and what was settled in words."""

    def __init__(self, data: Any, *, round_: MarkingRound, references: list[Script]) -> None:
        super().__init__(data)
        self.columns, self.references = round_.columns, references
        for script in references:
            known = script.agreed or [None] * len(self.columns)
            for i, ((code, most), point) in enumerate(zip(self.columns, known, strict=True)):
                field = _points_field(code, int(most), point, required=False)
                field.label = f"{script.code}, задание {code} (до {most})"
                self.fields[f"script{script.pk}_{i}"] = field
        self.fields["agreed"] = words(
            "О чём договорились",
            rows=5,
            initial=round_.agreed,
            help_text="Спорные случаи и решения: эксперты видят это рядом с каждой работой.",
        )

    def points(self) -> dict[int, list[int]]:
        """By reference work; those without every point are left out."""
        found = {}
        for script in self.references:
            points = [
                self.cleaned_data.get(f"script{script.pk}_{i}") for i in range(len(self.columns))
            ]
            if all(one is not None for one in points):
                found[script.pk] = points
        return found
