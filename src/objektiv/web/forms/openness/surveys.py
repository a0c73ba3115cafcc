"""Forms of surveys: making one, and the one people answer."""

from __future__ import annotations

from django import forms

from objektiv.profiles import survey_rules
from objektiv.profiles.surveys import SCALE
from objektiv.web.actions.openness.surveys import LONGEST
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.forms.teaching.tasks import GRADES
from objektiv.web.models import Organisation, Subject, Survey


class SurveyForm(Form):
    form = forms.ChoiceField(
        label="Анкета",
        choices=lambda: [(one.code, one.title) for one in survey_rules().questionnaires],
        help_text="Вопросы можно изменить до открытия опроса.",
    )
    title = forms.CharField(label="Название", max_length=200, required=False)
    intro = forms.CharField(
        label="Обращение",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Если оставить пустым, возьмём обращение анкеты.",
    )
    closes = day_field(
        label="Последний день", error_messages={"required": "Укажите последний день."}
    )


class QuestionsForm(Form):
    """The words of every question; an unticked one is left out."""

    def __init__(self, *args, survey: Survey, **options):
        super().__init__(*args, **options)
        for one in survey.questions:
            self.fields[f"keep_{one['code']}"] = forms.BooleanField(
                label="Спрашиваем", required=False, initial=True
            )
            self.fields[f"text_{one['code']}"] = forms.CharField(
                label="Вопрос",
                max_length=300,
                required=False,
                initial=one["text"],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def left_out(self) -> set[str]:
        """Codes of the questions that were not kept."""
        kept = {name[5:] for name, on in self.cleaned_data.items() if name[:5] == "keep_" and on}
        return {name[5:] for name in self.fields if name[:5] == "keep_"} - kept

    def texts(self) -> dict[str, str]:
        return {name[5:]: text for name, text in self.cleaned_data.items() if name[:5] == "text_"}


class GroupForm(Form):
    school = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Школа",
        empty_label=None,
        error_messages={"required": "Выберите школу."},
    )
    label = forms.CharField(
        label="Кто",
        max_length=80,
        required=False,
        help_text="Например, «родители 5 классов». Пусто — все.",
    )
    subject = forms.ModelChoiceField(
        Subject.objects.none(),
        label="О каком предмете",
        required=False,
        empty_label="об оценивании в целом",
        help_text="Об учителе не спрашивают: только о предмете во всей параллели.",
    )
    grade = forms.TypedChoiceField(
        label="В какой параллели", choices=[("", "—"), *GRADES], coerce=int, required=False,
        empty_value=None,
    )  # fmt: skip
    population = forms.IntegerField(
        label="Сколько всего таких людей",
        min_value=1,
        max_value=100_000,
        help_text="По этому числу ответы школ приводят к их настоящей доле.",
        error_messages={"required": "Укажите, сколько всего таких людей."},
    )
    quota = forms.IntegerField(
        label="Сколько ответов нужно", min_value=1, max_value=100_000, required=False
    )

    def __init__(self, *args, schools, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = schools
        self.fields["subject"].queryset = Subject.objects.filter(closed=False)


class SampleForm(Form):
    grade = forms.IntegerField(label="Параллель", min_value=1, max_value=11)
    of_each = forms.IntegerField(
        label="Сколько классов в каждой школе", min_value=1, max_value=20, initial=1
    )
    size = forms.IntegerField(
        label="Сколько человек в классе в среднем",
        min_value=1,
        max_value=60,
        initial=25,
        help_text="По этому числу и числу классов школы приводят к их доле.",
    )
    seed = forms.IntegerField(
        label="Число жребия",
        min_value=0,
        max_value=2**31 - 1,
        initial=2026,
        help_text="С тем же числом выпадут те же классы: жребий можно проверить.",
    )


class CodesForm(Form):
    number = forms.IntegerField(
        label="Сколько кодов",
        min_value=1,
        max_value=5000,
        help_text="Один код — один ответ. Прежние неиспользованные коды перестанут действовать.",
        error_messages={"required": "Укажите, сколько кодов нужно."},
    )


class AnswerForm(Form):
    """The questionnaire itself: every question may be left without an answer."""

    all_optional = True  # said once, above the questions

    def __init__(self, *args, survey: Survey, with_code: bool, **options):
        super().__init__(*args, **options)
        if with_code:
            self.fields["code"] = forms.CharField(
                label="Код с листка",
                max_length=20,
                error_messages={"required": "Введите код с листка."},
            )
        for one in survey.questions:
            self.fields[one["code"]] = _field(one)

    def values(self) -> dict[str, object]:
        """Answers as they are kept: numbers, lists of numbers, words."""
        found: dict[str, object] = {}
        for name, value in self.cleaned_data.items():
            if name == "code" or value in ("", []):
                continue
            if isinstance(value, list):
                found[name] = [int(one) for one in value]
            else:
                field = self.fields[name]
                found[name] = int(value) if isinstance(field, forms.ChoiceField) else value
        return found


def _field(question: dict) -> forms.Field:
    kind, text = question["kind"], question["text"]
    if kind == "scale":
        choices = [(str(n), words) for n, words in enumerate(SCALE, 1)]
        return forms.ChoiceField(
            label=text, choices=choices, required=False, widget=forms.RadioSelect
        )
    choices = [(str(n), words) for n, words in enumerate(question["options"])]
    if kind == "one":
        return forms.ChoiceField(
            label=text, choices=choices, required=False, widget=forms.RadioSelect
        )
    if kind == "many":
        return forms.MultipleChoiceField(
            label=text,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Можно отметить несколько.",
        )
    return forms.CharField(
        label=text,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
