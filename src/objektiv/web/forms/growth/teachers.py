"""Forms about teachers' growth."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.growth.diagnostics import SCALE
from objektiv.web.forms.lists import MOST_BYTES, rows_of
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Course, Enrolment, Organisation, Person

ANSWERS = (
    "пока не получается",
    "иногда",
    "в половине случаев",
    "чаще всего",
    "уверенно, могу показать другим",
)


DIAGNOSES = {
    "email": ("почт", "e-mail", "email", "адрес"),
    "block": ("блок",),
    "share": ("процент", "результат", "%"),
}


class SelfForm(Form):
    """Statements of every block; any may be left out."""

    all_optional = True

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        choices = [(str(n), ANSWERS[n]) for n in range(SCALE + 1)]
        for block in growth_rules().blocks:
            for number, text in enumerate(block.statements):
                self.fields[f"{block.code}_{number}"] = forms.ChoiceField(
                    label=text, choices=choices, required=False, widget=forms.RadioSelect
                )

    @property
    def groups(self):
        """Every block with its statements."""
        return [
            (block, [self[f"{block.code}_{number}"] for number in range(len(block.statements))])
            for block in growth_rules().blocks
        ]

    def answers(self) -> dict[str, list[int]]:
        """Block -> numbers that were chosen."""
        found: dict[str, list[int]] = {}
        for name, value in self.cleaned_data.items():
            if value != "":
                found.setdefault(name.rpartition("_")[0], []).append(int(value))
        return found


class DiagnosticsForm(Form):
    title = forms.CharField(
        label="Диагностика", max_length=200, error_messages={"required": "Введите название."}
    )
    day = day_field(label="День", initial=timezone.localdate)
    file = forms.FileField(
        label="Таблица",
        help_text="XLSX, XLS, ODS или CSV. Столбцы: почта учителя, блок, процент; блоки: "
        + ", ".join(one.title.lower() for one in growth_rules().blocks)
        + ". Результат видит только сам учитель, пока не покажет его школе.",
        error_messages={"required": "Выберите файл."},
    )

    def clean_file(self) -> list[tuple[str, str, float]]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Таблица больше 5 МБ. Проверьте, тот ли это файл.")
        rows, wrong = [], []
        for one in rows_of(file.name, file.read(), DIAGNOSES, "email"):
            try:
                share = float(one.get("share", "").replace(",", ".").strip(" %\xa0"))
            except ValueError:
                wrong.append(f"Строка {one['row']}: нужны почта, блок и процент.")
                continue
            rows.append((one["email"], one.get("block", ""), share))
        if wrong:
            raise forms.ValidationError(wrong)
        return rows


class PairForm(Form):
    mentor = forms.ModelChoiceField(Person.objects.none(), label="Кто помогает")
    learner = forms.ModelChoiceField(Person.objects.none(), label="Кому")
    topic = forms.CharField(
        label="В чём помощь", max_length=200, error_messages={"required": "Напишите, в чём помощь."}
    )
    block = forms.ChoiceField(label="Блок", required=False)
    starts = day_field(label="С какого дня", initial=timezone.localdate)

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["mentor"].queryset = self.fields["learner"].queryset = people
        self.fields["block"].choices = [
            ("", "не указан"), *((one.code, one.title) for one in growth_rules().blocks)
        ]  # fmt: skip


class CourseForm(Form):
    kind = forms.ChoiceField(label="Вид", choices=Course.Kind.choices)
    training = forms.ChoiceField(
        label="Краткое обучение",
        required=False,
        help_text="Только для краткого обучения с тестом: название и блоки возьмём из него.",
    )
    title = forms.CharField(label="Название", max_length=300, required=False)
    blocks = forms.MultipleChoiceField(
        label="Чему помогает",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Обучение предложим тем, кому нужна помощь в этих блоках.",
    )
    about = forms.CharField(label="О чём", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    address = forms.URLField(label="Ссылка", required=False, assume_scheme="https")
    hours = forms.IntegerField(label="Часов", required=False, min_value=1, max_value=2000)
    starts = day_field(label="Начало", required=False)
    ends = day_field(label="Окончание", required=False)
    seats = forms.IntegerField(label="Мест", required=False, min_value=1, max_value=10_000)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        rules = growth_rules()
        self.fields["blocks"].choices = [(one.code, one.title) for one in rules.blocks]
        self.fields["training"].choices = [
            ("", "—"), *((one.code, one.title) for one in rules.trainings)
        ]  # fmt: skip


class CertificateForm(Form):
    number = forms.CharField(
        label="Номер", max_length=60, error_messages={"required": "Введите номер."}
    )
    dated = day_field(label="Дата", error_messages={"required": "Укажите дату."})
    until = day_field(label="Действует до", required=False)
    file = forms.FileField(label="Файл", error_messages={"required": "Выберите файл."})


class AppliedForm(Form):
    text = forms.CharField(
        label="Что применили",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Что делаете иначе и что изменилось. Имён учеников не называйте. Прочитают в "
        "вашей школе, без вашего имени, и те, кто вёл обучение.",
        error_messages={"required": "Напишите хотя бы одно предложение."},
    )


class TestForm(Form):
    """The test of an own training."""

    def __init__(self, *args, enrolment: Enrolment, training, **options):
        super().__init__(*args, **options)
        for number, ask in enumerate(training.questions):
            self.fields[f"q{number}"] = forms.ChoiceField(
                label=ask.text,
                choices=[(str(n), text) for n, text in enumerate(ask.options)],
                widget=forms.RadioSelect,
                error_messages={"required": "Выберите ответ."},
            )

    def answers(self) -> list[int]:
        return [int(value) for value in self.cleaned_data.values()]


def teachers_of(place: Organisation):
    """People who work in the school today, by name."""
    return (
        Person.objects.filter(
            is_active=True,
            assignments__organisation=place,
            assignments__starts__lte=timezone.localdate(),
        )
        .exclude(assignments__role__in=("parent", "pupil"))
        .distinct()
        .order_by("surname", "name")
    )
