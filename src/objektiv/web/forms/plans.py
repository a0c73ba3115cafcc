"""Forms of plans and measures."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.recommendations import KINDS
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Direction, Measure, Person, Plan, SchoolYear

DIRECTIONS = (
    "Меры по повышению компетентности руководящих и педагогических кадров по вопросам оценивания",
    "Организационные меры по повышению объективности оценивания",
    "Формирование у участников образовательных отношений позитивного отношения к объективной "
    "оценке",
)


GOALS = "Каждая с новой строки. В документе они стоят над направлениями."


class PlanForm(Form):
    title = forms.CharField(
        label="Название",
        max_length=500,
        error_messages={"required": "Введите название плана."},
    )
    kind = forms.ChoiceField(label="Вид", choices=Plan.Kind.choices, widget=forms.RadioSelect)
    school_year = forms.ModelChoiceField(
        SchoolYear.objects.none(), label="Учебный год", empty_label=None
    )
    goals = words("Цели", rows=3, required=False, help_text=GOALS)
    usual = forms.BooleanField(
        label="Сразу добавить три обычных направления",
        required=False,
        initial=True,
        help_text="Компетентность кадров, организационные меры, отношение к оценке.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].queryset = SchoolYear.objects.all()


class DirectionForm(Form):
    title = words("Направление", rows=2, max_length=500)


class MeasureForm(Form):
    direction = forms.ModelChoiceField(
        Direction.objects.none(), label="Направление", empty_label=None
    )
    text = words("Мероприятие", rows=4)
    term = forms.CharField(
        label="Срок",
        max_length=300,
        help_text="Как в плане: «октябрь, апрель», «в течение учебного года», «не позднее "
        "1 рабочего дня до проведения ВПР», «на постоянной основе», «до 1 сентября».",
        error_messages={"required": "Напишите срок словами."},
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Ответственные",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="Ещё ответственные",
        required=False,
        max_length=500,
        help_text="Словами, через запятую: «руководители ШМО, классные руководители».",
    )
    participants = words("Участники", rows=2, required=False)
    expected_result = words("Ожидаемый результат", rows=2, required=False)
    kind = forms.ChoiceField(
        label="Вид меры",
        choices=[("", "не указан"), *KINDS.items()],
        required=False,
        help_text="По виду потом видно, помогло ли.",
    )

    def __init__(self, *args, plan, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].queryset = plan.directions.all()
        self.fields["people"].queryset = people

    def clean(self) -> dict:
        values = super().clean()
        if not values.get("people") and not values.get("others"):
            self.add_error("others", "Назовите, кто отвечает: отметьте людей или напишите.")
        return values

    def fields_of_measure(self) -> dict:
        """What the action takes."""
        values = dict(self.cleaned_data)
        others = [one.strip() for one in values.pop("others").split(",") if one.strip()]
        return values | {"responsibles": [*values.pop("people"), *others]}


def measure_values(measure: Measure) -> dict:
    known = ("text", "participants", "expected_result", "kind")
    responsibles = list(measure.responsibles.all())
    return {name: getattr(measure, name) for name in known} | {
        "direction": measure.direction_id,
        "term": measure.due.get("text", ""),
        "people": [one.person_id for one in responsibles if one.person_id],
        "others": ", ".join(one.words for one in responsibles if one.words),
    }


class ApproveForm(Form):
    order_number = forms.CharField(
        label="Номер приказа", max_length=40, error_messages={"required": "Введите номер приказа."}
    )
    order_date = day_field(label="Дата приказа", initial=timezone.localdate)


class NextYearForm(Form):
    title = forms.CharField(
        label="Название", max_length=500, error_messages={"required": "Введите название плана."}
    )
    goals = words("Цели", rows=5, required=False, help_text=GOALS)


class GoalsForm(Form):
    goals = words("Цели", rows=5, required=False, help_text=GOALS)


class TakeForm(Form):
    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        label="Мероприятия перечня",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одно мероприятие."},
    )

    def __init__(self, *args, measures, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].queryset = measures
        self.fields["measures"].label_from_instance = lambda one: f"{one.text} ({one.due['text']})"


class DocumentForm(Form):
    file = forms.FileField(
        label="Документ",
        help_text="DOCX, ODT или TXT: план, письмо с перечнем, рекомендации, протокол.",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )


class StepForm(Form):
    state = forms.ChoiceField(
        label="Состояние",
        choices=[one for one in Measure.State.choices if one[0] in ("doing", "done")],
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите состояние."},
    )
    text = words("Что сделано", rows=4)
    files = FilesField(
        label="Подтверждение",
        required=False,
        help_text="Протокол, приказ, справка, ссылка в тексте. Можно несколько файлов.",
    )


class CheckForm(Form):
    done = forms.ChoiceField(
        label="Ожидаемый результат",
        choices=[
            ("yes", "достигнут, мероприятие выполнено"),
            ("no", "не достигнут, вернуть в работу"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Отметьте, достигнут ли результат."},
    )
    text = words("Что проверено", rows=3, required=False)
