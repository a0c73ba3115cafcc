"""Forms of criteria and of marks with their grounds."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from objektiv.profiles import criteria_rules
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.forms.teaching.acts import ActField
from objektiv.web.forms.teaching.tasks import GRADES
from objektiv.web.models import CriteriaSet, Organisation, SchoolClass, Subject
from objektiv.web.queries.teaching.criteria import read_typed, typed


class CriteriaForm(Form):
    title = forms.CharField(
        label="Название", max_length=200, error_messages={"required": "Введите название."}
    )
    subject = forms.ModelChoiceField(
        Subject.objects.none(), label="Предмет", required=False, empty_label="любой предмет"
    )
    grade_from = forms.TypedChoiceField(label="С класса", choices=GRADES, coerce=int, initial=5)
    grade_to = forms.TypedChoiceField(label="По класс", choices=GRADES, coerce=int, initial=9)
    form = forms.ChoiceField(label="Форма деятельности", choices=())
    criteria = words(
        "Критерии", rows=14,
        help_text="«К1. Что оценивается [5.1, ЕГЭ К3]» — в скобках умения кодификатора и критерии "
        "внешних процедур; ниже строки «0 — за что», «1 — за что».",
    )  # fmt: skip
    scale = forms.CharField(
        label="Отметки", max_length=100, required=False,
        help_text="Сколько баллов нужно для отметки: «3: 4, 4: 6, 5: 8». Пусто — без отметки, "
        "для формирующего оценивания.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = Subject.objects.filter(closed=False)
        self.fields["form"].choices = list(criteria_rules().forms.items())

    def clean_scale(self) -> list[list[int]]:
        found = re.findall(r"([2-5])\s*[:—–-]\s*(?:от\s*)?(\d{1,3})", self.cleaned_data["scale"])
        if self.cleaned_data["scale"].strip() and not found:
            raise forms.ValidationError("Напишите так: 3: 4, 4: 6, 5: 8.")
        return sorted([int(least), int(mark)] for mark, least in found)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("grade_from", 1) > given.get("grade_to", 11):
            self.add_error("grade_to", "Последний класс раньше первого.")
        return given

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"criteria": read_typed(self.cleaned_data["criteria"])}


def criteria_values(one: CriteriaSet) -> dict[str, Any]:
    known = {name: getattr(one, name) for name in ("title", "grade_from", "grade_to", "form")}
    scale = ", ".join(f"{mark}: {least}" for least, mark in one.scale)
    return known | {"subject": one.subject_id, "criteria": typed(one), "scale": scale}


class ApproveForm(Form):
    """By an act of the register; one that is not there is named by words."""

    act_version = ActField(required=False, empty_label="его нет в реестре — назову ниже")
    act_title = forms.CharField(label="Локальный акт", max_length=300, required=False)
    act_number = forms.CharField(label="Номер приказа", max_length=40, required=False)
    act_date = day_field(label="Дата приказа", required=False)

    def __init__(self, *args, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.fields["act_version"].of(place, "criteria"):
            self.fields["act_title"].help_text = "Заполните, если акта нет в реестре."
        else:
            del self.fields["act_version"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("act_version"):
            for name, said in (
                ("act_title", "Назовите локальный акт."),
                ("act_number", "Введите номер."),
                ("act_date", "Введите дату."),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return given


class ActOfForm(Form):
    """The act of the register on which criteria rest."""

    act_version = ActField(
        error_messages={"required": "Выберите акт. Если его нет, сначала заведите его в реестре."}
    )

    def __init__(self, *args, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act_version"].of(place, "criteria")


class MarkForm(Form):
    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label="Класс")
    subject = forms.ModelChoiceField(Subject.objects.none(), label="Предмет")
    pupil = forms.CharField(label="Код ученика", max_length=60,
                            error_messages={"required": "Введите код ученика."})  # fmt: skip
    day = day_field(label="Дата")
    work = forms.CharField(label="Работа", max_length=200,
                           error_messages={"required": "Назовите работу."})  # fmt: skip
    done_well = words("Что получилось", rows=2, required=False,
                      help_text="Прочитают ученик и родители.")  # fmt: skip
    next_step = words("Следующий шаг", rows=2, required=False,
                      help_text="Что сделать, чтобы получилось лучше.")  # fmt: skip

    def __init__(self, *args, one: CriteriaSet, classes, correcting: bool = False,
                 **kwargs) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.one = one
        self.fields["school_class"].queryset = classes
        subjects = Subject.objects.filter(closed=False)
        self.fields["subject"].queryset = (
            subjects.filter(pk=one.subject_id) if one.subject_id else subjects
        )
        self.fields["subject"].initial = one.subject_id
        self.fields["day"].initial = timezone.localdate()
        tail = {name: self.fields.pop(name) for name in ("done_well", "next_step")}
        for raw in one.criteria:
            self.fields[f"points_{raw['code']}"] = forms.TypedChoiceField(
                label=f"{raw['code']}. {raw['text']}", coerce=int, widget=forms.RadioSelect,
                choices=[(n, f"{n} — {text}") for n, text in enumerate(raw["levels"])],
                error_messages={"required": f"Критерий {raw['code']}: выберите балл."},
            )  # fmt: skip
        self.fields.update(tail)
        if correcting:
            self.fields["reason"] = forms.CharField(
                label="Почему исправлено", max_length=300,
                help_text="Причину увидят ученик и родители.",
                error_messages={"required": "Напишите, почему отметка исправлена."},
            )  # fmt: skip

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        codes = [raw["code"] for raw in self.one.criteria]
        rest = {name: value for name, value in given.items() if not name.startswith("points_")}
        return rest | {"points": {code: given[f"points_{code}"] for code in codes}}
