"""Forms of recommendations and of their rules."""

from __future__ import annotations

from dataclasses import fields

from django import forms
from django.utils import timezone

from objektiv.recommendations import GROUNDS, KINDS, Rule
from objektiv.recommendations.rulebook import BLOCKS
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Organisation, Person, Recommendation, Work

TITLE = "Адресные рекомендации по результатам оценочных процедур"
RATIONALE = (
    "Анализ результатов оценочных процедур нужен, чтобы школа вовремя видела достижения и "
    "дефициты и принимала обоснованные решения. Рекомендации опираются на результаты, "
    "принятые от организаций; признак означает только, что вопрос стоит проверить."
)


def words(label: str, *, rows: int = 3, required: bool = True, **options) -> forms.CharField:
    errors = {"required": f"Заполните поле «{label}»."} if required else {}
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=errors,
        **options,
    )


class DraftForm(Form):
    title = forms.CharField(
        label="Заголовок",
        max_length=500,
        initial=TITLE,
        error_messages={"required": "Введите заголовок."},
    )
    works = forms.ModelMultipleChoiceField(
        Work.objects.none(),
        label="По каким работам",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одну работу."},
    )
    every = forms.BooleanField(
        label="Всем школам, у которых есть эти результаты", required=False, initial=True
    )
    schools = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Или только этим",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rationale = words("Актуальность", rows=5, required=False, initial=RATIONALE)
    basis = forms.CharField(
        label="Основание",
        max_length=500,
        required=False,
        help_text="Например: протокол заседания координационного совета № 4 от 27.04.2026.",
    )

    def __init__(self, *args, works, schools, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["works"].queryset = Work.objects.filter(pk__in=[one.pk for one in works])
        self.fields["schools"].queryset = schools

    def clean(self) -> dict:
        values = super().clean()
        if not values.get("every") and not values.get("schools"):
            self.add_error("schools", "Отметьте школы или «всем школам».")
        return values


class PointForm(Form):
    school = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Кому из школ",
        required=False,
        empty_label="всем школам документа",
    )
    direction = forms.CharField(
        label="Направление",
        max_length=300,
        error_messages={"required": "Введите направление: по нему пункты группируются."},
    )
    addressee = forms.CharField(
        label="Адресат",
        max_length=200,
        initial="руководителю образовательной организации",
        help_text="В дательном падеже. Должность, не фамилия.",
        error_messages={"required": "Напишите, кому."},
    )
    text = words("Что рекомендовано", rows=5)
    term = forms.CharField(
        label="Срок",
        max_length=300,
        help_text="Как в плане: «до 1 октября 2026 г.», «октябрь, апрель», «на постоянной основе».",
        error_messages={"required": "Напишите срок."},
    )
    ground = words("Основание", required=False, help_text="Числа, на которых стоит пункт.")
    expected_result = words("Ожидаемый результат", rows=2)
    checked_by = words("Кто проверяет и по чему", rows=2)
    kind = forms.ChoiceField(
        label="Вид меры",
        choices=[("", "не указан"), *KINDS.items()],
        required=False,
        help_text="По виду потом видно, помогло ли.",
    )

    def __init__(self, *args, schools, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


def point_values(point: Recommendation) -> dict:
    known = ("direction", "addressee", "text", "ground", "expected_result", "checked_by", "kind")
    return {name: getattr(point, name) for name in known} | {
        "term": point.due.get("text", ""),
        "school": point.school_id,
    }


class TermForm(Form):
    term = forms.CharField(
        label="Новый срок для пунктов, у которых он прошёл",
        max_length=300,
        error_messages={"required": "Напишите срок, например «до 25 декабря»."},
    )


class LeaveOutForm(Form):
    reason = words("Почему не включать", help_text="Останется в журнале; школы этого не увидят.")


class SendForm(Form):
    number = forms.CharField(
        label="Исходящий номер",
        max_length=40,
        error_messages={"required": "Введите номер документа."},
    )
    dated = day_field(label="Дата", initial=timezone.localdate)


class AnswerForm(Form):
    reason = words(
        "Обоснование",
        rows=4,
        help_text="Его прочтёт тот, кто составил рекомендации.",
    )


class AcceptForm(Form):
    """Who will answer for the measure; the rest comes from the recommendation."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Ответственный",
        required=False,
        empty_label="назначить позже",
    )
    others = forms.CharField(
        label="Ещё ответственные",
        max_length=200,
        required=False,
        help_text="Словами: «руководители ШМО», «классные руководители».",
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class RuleForm(Form):
    """One rule; what is wrong with it is said by the library, in the same words as for a file."""

    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]*\Z",
        label="Код",
        max_length=60,
        help_text="Латиницей, например journal.far. По коду видно, из какого правила пункт.",
        error_messages={
            "required": "Введите код.",
            "invalid": "В коде — строчные латинские буквы, цифры, точка, дефис.",
        },
    )
    block = forms.ChoiceField(
        label="Кому", choices=BLOCKS.items(), widget=forms.RadioSelect, initial="school"
    )
    ground = forms.ChoiceField(
        label="Основание",
        choices=[("", "нет (для всех организаций)"), *GROUNDS.items()],
        required=False,
    )
    direction = forms.CharField(
        label="Направление", max_length=300, error_messages={"required": "Введите направление."}
    )
    addressee = forms.CharField(
        label="Адресат",
        max_length=200,
        help_text="В дательном падеже.",
        error_messages={"required": "Напишите, кому."},
    )
    text = words(
        "Что рекомендовано",
        rows=6,
        help_text="{year} — год последней работы, {next} — следующий год.",
    )
    term = forms.CharField(
        label="Срок", max_length=300, error_messages={"required": "Напишите срок."}
    )
    expected_result = words("Ожидаемый результат", rows=2)
    checked_by = words("Кто проверяет и по чему", rows=2)
    kind = forms.ChoiceField(
        label="Вид меры", choices=[("", "не указан"), *KINDS.items()], required=False
    )

    def __init__(self, *args, known: Rule | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = known is not None

    def rule(self) -> Rule:
        return Rule(**{field.name: self.cleaned_data[field.name] for field in fields(Rule)})


class RulesFileForm(Form):
    """All rules as a file."""

    file = forms.FileField(
        label="Файл правил (TOML)",
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст."},
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise forms.ValidationError("Файл правил больше 1 МБ — это не правила.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Сохраните файл правил в кодировке UTF-8.") from None
