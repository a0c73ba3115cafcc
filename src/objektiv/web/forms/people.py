"""Forms about people: invitations, roles, joining."""

from __future__ import annotations

from django import forms
from django.contrib.auth import password_validation

from objektiv.web.forms.submit import Form
from objektiv.web.models import Organisation, Person, Role
from objektiv.web.permissions import may_give


def roles_to_give(giver: Person, place: Organisation) -> list[tuple[str, str]]:
    return [(role, title) for role, title in Role.choices if may_give(giver, role, place)]


class InvitationForm(Form):
    email = forms.EmailField(
        label="Электронная почта",
        help_text="На этот адрес придёт ссылка. По нему же человек будет входить.",
        error_messages={
            "required": "Введите адрес электронной почты.",
            "invalid": "Введите адрес целиком, например name@school.ru.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Роль", error_messages={"required": "Выберите роль."})

    def __init__(self, *args, giver: Person, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Выберите"), *roles_to_give(giver, place)]


class RoleForm(Form):
    role = forms.ChoiceField(label="Роль", error_messages={"required": "Выберите роль."})
    starts = forms.DateField(
        label="С", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ends = forms.DateField(
        label="По",
        required=False,
        help_text="Если оставить пустым — бессрочно.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, giver: Person, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Выберите"), *roles_to_give(giver, place)]

    def clean(self) -> dict:
        values = super().clean()
        if values.get("starts") and values.get("ends") and values["ends"] < values["starts"]:
            self.add_error("ends", "Последний день раньше первого. Исправьте одну из дат.")
        return values


class JoinForm(Form):
    surname = forms.CharField(label="Фамилия", error_messages={"required": "Введите фамилию."})
    name = forms.CharField(label="Имя", error_messages={"required": "Введите имя."})
    patronymic = forms.CharField(label="Отчество", required=False)
    password = forms.CharField(
        label="Пароль",
        strip=False,
        help_text="Не короче 10 знаков. Несколько обычных слов подряд — надёжный пароль.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Придумайте пароль."},
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        for field, purpose in (
            ("surname", "family-name"),
            ("name", "given-name"),
            ("patronymic", "additional-name"),
        ):
            self.fields[field].widget.attrs["autocomplete"] = purpose

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        person = Person(
            email=self._email,
            surname=self.cleaned_data.get("surname", ""),
            name=self.cleaned_data.get("name", ""),
        )
        password_validation.validate_password(password, person)
        return password
