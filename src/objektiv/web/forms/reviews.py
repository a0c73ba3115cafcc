"""Forms of a review: ask, reply, decide, record."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from objektiv.profiles import review_rules
from objektiv.russian import add_working_days
from objektiv.web.forms.results import FilesField, day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Decision, Recheck


def _reply_by():
    return add_working_days(timezone.localdate(), review_rules()["reply_days"].value)


class AskForm(Form):
    reply_by = day_field(
        label="Ждать пояснений до",
        initial=_reply_by,
        help_text="До этого дня решение не принимается, если школа не ответила раньше.",
    )


class ExtendForm(Form):
    reply_by = day_field(label="Ждать пояснений до", initial=_reply_by)
    reason = forms.CharField(
        label="Почему срок продлён",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите причину: школа её увидит."},
    )


class ReplyForm(Form):
    text = forms.CharField(
        label="Пояснения школы",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Что известно об условиях проведения и проверки, чем объясняется результат, "
        "что школа предлагает сделать.",
        error_messages={"required": "Напишите пояснения."},
    )
    files = FilesField(label="Документы", required=False, help_text="Можно несколько файлов.")


class DecideForm(Form):
    kind = forms.ChoiceField(
        label="Решение",
        choices=Decision.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите решение."},
    )
    reason = forms.CharField(
        label="Обоснование",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Напишите, на чём основано решение."},
    )
    works = forms.IntegerField(
        label="Сколько работ перепроверить",
        min_value=1,
        required=False,
        help_text="Только для перепроверки.",
    )
    due = day_field(label="Срок перепроверки", required=False)

    def clean(self) -> dict:
        values = super().clean()
        if values.get("kind") == Decision.Kind.RECHECK:
            if not values.get("works"):
                self.add_error("works", "Укажите, сколько работ перепроверить.")
            if not values.get("due"):
                self.add_error("due", "Укажите срок перепроверки.")
        return values


class OutcomeForm(Form):
    outcome = forms.ChoiceField(
        label="Итог",
        choices=Recheck.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите итог."},
    )
    outcome_text = forms.CharField(
        label="Что показала перепроверка",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Сколько работ проверено, у скольких баллы изменились и насколько.",
        error_messages={"required": "Опишите, что показала перепроверка."},
    )
