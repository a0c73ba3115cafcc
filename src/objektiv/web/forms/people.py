"""Forms about people: invitations, roles, joining."""

from __future__ import annotations

from django import forms
from django.contrib.auth import password_validation

from objektiv.web.forms.submit import Form
from objektiv.web.models import (
    Organisation,
    Person,
    Role,
    RoleAssignment,
    SchoolClass,
    Subject,
)
from objektiv.web.permissions import FAMILY, may, may_give
from objektiv.web.queries.classes import classes_to_name


def roles_to_give(giver: Person, place: Organisation) -> list[tuple[str, str]]:
    return [(role, title) for role, title in Role.choices if may_give(giver, role, place)]


def _date(label: str, hint: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Введите дату, например 01.09.2026."},
    )


class OfClassForm(Form):
    """What a role in a school is about; elsewhere a role has no class and no pupil."""

    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(),
        label="Класс",
        required=False,
        empty_label="не указан",
        help_text="Учитель видит учеников только своих классов. Если классов несколько, "
        "назначьте роль на каждый.",
    )
    subject = forms.ModelChoiceField(
        Subject.objects.filter(closed=False),
        label="Предмет",
        required=False,
        empty_label="не указан",
        help_text="Учителю начальных классов не нужен: он видит все работы своего класса.",
    )
    pupil_code = forms.CharField(
        label="Код ученика",
        required=False,
        max_length=40,
        help_text="Только для родителя и ученика: код участника из протокола. Фамилию не пишите.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts = _date("Действует с", "Если оставить пустым — с сегодняшнего дня.")
    ends = _date("Действует по", "Если оставить пустым — бессрочно.")

    def of_place(self, place: Organisation, giver: Person) -> None:
        """Only what makes sense at the place stays in the form."""
        if not place.is_school:
            del self.fields["school_class"]
            del self.fields["pupil_code"]
        else:
            self.fields["school_class"].queryset = classes_to_name(place)
            self.fields["school_class"].label_from_instance = lambda one: (
                f"{one.name}, {one.school_year} учебный год"
            )
            if not may(giver, "people.families", place):
                del self.fields["pupil_code"]

    def clean_pupil_code(self) -> str:
        return self.cleaned_data["pupil_code"].strip()


class InvitationForm(OfClassForm):
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
    field_order = ["email", "role"]

    def __init__(self, *args, giver: Person, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Выберите"), *roles_to_give(giver, place)]
        self.of_place(place, giver)


class RoleForm(OfClassForm):
    role = forms.ChoiceField(label="Роль", error_messages={"required": "Выберите роль."})
    field_order = ["role"]

    def __init__(self, *args, giver: Person, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Выберите"), *roles_to_give(giver, place)]
        self.of_place(place, giver)


class RoleChangeForm(OfClassForm):
    """Dates of a role and what it is about."""

    starts = _date("Действует с", required=True)

    def __init__(self, *args, assignment: RoleAssignment, giver: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.of_place(assignment.organisation, giver)
        if assignment.role not in FAMILY:
            self.fields.pop("pupil_code", None)
        else:
            del self.fields["subject"]


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
