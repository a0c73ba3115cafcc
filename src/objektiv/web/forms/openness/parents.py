"""Forms about families."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import SchoolClass


class AcquaintForm(Form):
    title = forms.CharField(
        label="С чем знакомим",
        max_length=200,
        help_text="Например, «Критерии ВПР по математике, 5 класс».",
        error_messages={"required": "Напишите, с чем знакомите."},
    )
    text = forms.CharField(
        label="Текст простыми словами",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(label="Файл", required=False)
    classes = forms.ModelMultipleChoiceField(
        SchoolClass.objects.none(),
        label="Классы",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Выберите классы."},
    )
    due = day_field(label="Ознакомиться до", error_messages={"required": "Укажите день."})

    def __init__(self, *args, classes, **options):
        super().__init__(*args, **options)
        self.fields["classes"].queryset = classes


class PaperForm(Form):
    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(),
        label="Класс",
        empty_label=None,
        error_messages={"required": "Выберите класс."},
    )
    codes = forms.CharField(
        label="Коды учеников",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Через пробел, запятую или с новой строки. Фамилий не вводите.",
        error_messages={"required": "Введите коды учеников."},
    )

    def __init__(self, *args, classes, **options):
        super().__init__(*args, **options)
        self.fields["school_class"].queryset = classes

    def clean_codes(self) -> list[str]:
        codes = self.cleaned_data["codes"].replace(",", " ").replace(";", " ").split()
        if any(len(one) > 60 for one in codes) or len(codes) > 200:
            raise forms.ValidationError("Проверьте коды: не больше 200, каждый короче 60 знаков.")
        return codes


class TalksForm(Form):
    starts = forms.DateTimeField(
        label="Начало первой",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"],
        error_messages={"required": "Укажите день и время."},
    )
    number = forms.IntegerField(label="Сколько подряд", min_value=1, max_value=20, initial=4)
    minutes = forms.IntegerField(label="Минут на каждую", min_value=5, max_value=60, initial=15)
    subject = forms.CharField(label="О чём", max_length=120, required=False)
    place = forms.CharField(
        label="Где", max_length=120, required=False, help_text="Кабинет или телефон школы."
    )


class SlipForm(Form):
    code = forms.CharField(
        label="Код с листка", max_length=20, error_messages={"required": "Введите код с листка."}
    )
