"""Forms of internal control and of visits."""

from __future__ import annotations

from typing import Any

from django import forms

from objektiv.profiles import control_rules
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import ControlItem, Person


def staff_of(school):
    """People who work in the school, by name."""
    from objektiv.web.permissions import METHODISTS, SCHOOL_OFFICE, TEACHERS

    return Person.objects.filter(
        is_active=True, assignments__organisation=school,
        assignments__role__in=(*SCHOOL_OFFICE, *TEACHERS, *METHODISTS), assignments__ends=None,
    ).distinct()  # fmt: skip


class ItemForm(Form):
    section = forms.ChoiceField(label="Направление", choices=())
    text = words("Что смотрим", rows=3)
    purpose = words("Зачем", rows=2, required=False)
    form = forms.ChoiceField(label="Вид контроля", choices=())
    term = forms.CharField(
        label="Срок", max_length=300,
        help_text="Словами, как в плане: «октябрь», «2-я неделя ноября», «до 1 февраля», «после "
        "проведения ВПР».",
        error_messages={"required": "Напишите срок словами."},
    )  # fmt: skip
    responsible = forms.ModelChoiceField(
        Person.objects.none(), label="Кто проводит", required=False, empty_label="пока не назначен"
    )
    heard_at = forms.CharField(
        label="Где рассматривается итог",
        max_length=200,
        required=False,
        help_text="Педсовет, совещание при директоре, заседание МО.",
    )

    def __init__(self, *args, school, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rules = control_rules()
        self.fields["section"].choices = list(rules.sections.items())
        self.fields["form"].choices = list(rules.forms.items())
        self.fields["responsible"].queryset = staff_of(school)


def item_values(item: ControlItem) -> dict[str, Any]:
    names = ("section", "text", "purpose", "form", "heard_at")
    known = {name: getattr(item, name) for name in names}
    return known | {"term": item.due.get("text", ""), "responsible": item.responsible_id}


class OrderForm(Form):
    order_number = forms.CharField(label="Номер приказа", max_length=40,
                                   error_messages={"required": "Введите номер."})  # fmt: skip
    order_date = day_field(label="Дата приказа", error_messages={"required": "Введите дату."})


class OutcomeForm(Form):
    outcome = words("Что увидели", rows=4)
    decided = words("Что решили: какая помощь, кому", rows=3, required=False)


class VisitForm(Form):
    teacher = forms.ModelChoiceField(Person.objects.none(), label="Чей урок")
    visitor = forms.ModelChoiceField(Person.objects.none(), label="Кто посмотрит")
    subject = forms.CharField(label="Предмет", max_length=120, required=False)
    class_name = forms.CharField(label="Класс", max_length=20, required=False)
    day = day_field(label="День", error_messages={"required": "Выберите день."})
    lesson = forms.IntegerField(label="Урок по счёту", min_value=1, max_value=12, required=False)
    topic = forms.CharField(label="На что смотреть", max_length=300, required=False)

    def __init__(self, *args, school, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("teacher", "visitor"):
            self.fields[name].queryset = staff_of(school)


class SheetForm(Form):
    """The sheet of a visit: one tap a line, fit for a phone."""

    strong = words("Что удалось", rows=2)
    advice = words("Что попробовать", rows=2, required=False)
    help = words("Какая помощь", rows=2, required=False)
    helper = forms.ModelChoiceField(Person.objects.none(), label="Кто поможет", required=False,
                                    empty_label="никто")  # fmt: skip
    help_until = day_field(label="До какого дня", required=False)

    def __init__(self, *args, school, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rules = control_rules()
        tail = {name: self.fields.pop(name) for name in list(self.fields)}
        for one in rules.sheet:
            self.fields[f"seen_{one.code}"] = forms.TypedChoiceField(
                label=one.text, coerce=int, required=False, empty_value=None,
                widget=forms.RadioSelect, choices=list(enumerate(rules.levels)),
            )  # fmt: skip
            self.fields[f"seen_{one.code}"].one_of_two = True  # a line may stay empty: not said
        self.fields.update(tail)
        self.fields["helper"].queryset = staff_of(school)

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        seen = {
            name.removeprefix("seen_"): level
            for name, level in given.items()
            if name.startswith("seen_") and level is not None
        }
        return {"seen": seen} | {
            name: value for name, value in given.items() if not name.startswith("seen_")
        }


class WordsForm(Form):
    text = words("Ваши слова", rows=4)
