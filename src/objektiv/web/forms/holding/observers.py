"""Forms of the corps of observers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from objektiv.profiles import observer_rules
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import Observer, ObserverTie, Organisation

CHILDREN = 3  # rows of a form; more are added on the next opening
NO_DAY = {"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."}


def _text(label: str, *, needed: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(needed),
        error_messages={"required": needed},
        max_length=options.pop("max_length", 100),
        **options,
    )


class TiesForm(Form):
    """Where an observer works and whose parent they are: what conflicts are seen by."""

    works_at = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Школа, где вы работаете",
        required=False,
        empty_label="не работаю в школе",
    )
    work = _text("Другое место работы", max_length=200)
    subjects = _text(
        "Предметы, которые вы преподаёте",
        max_length=300,
        help_text="Через запятую. На своём предмете наблюдать нельзя.",
    )
    other_school = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Ещё школа, с которой есть связь",
        required=False,
        empty_label="нет",
    )
    other_why = _text(
        "Какая связь", max_length=200, help_text="Например: там работает супруга. Имён не нужно."
    )

    def __init__(self, *args, schools, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["works_at"].queryset = schools
        self.fields["other_school"].queryset = schools
        for number in range(1, CHILDREN + 1):
            self.fields[f"child{number}"] = forms.ModelChoiceField(
                schools,
                label=f"Школа, где учится ребёнок {number}"
                if number > 1
                else "Школа, где учится ваш ребёнок",
                required=False,
                empty_label="нет",
            )
            self.fields[f"class{number}"] = _text(
                "Класс", max_length=20, help_text="Например, 5А. Имени ребёнка не нужно."
            )

    def clean_subjects(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["subjects"].split(",") if one.strip()]

    def clean(self) -> dict:
        values = super().clean()
        if values.get("other_school") and not values.get("other_why"):
            self.add_error("other_why", "Напишите, какая связь.")
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes: ties as rows, the rest as it is."""
        given = dict(self.cleaned_data)
        return {
            name: value
            for name, value in given.items()
            if name not in ("other_school", "other_why", "agreed")
            and not name.startswith(("child", "class"))
        } | {"ties": list(self._ties(given))}

    def _ties(self, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for number in range(1, CHILDREN + 1):
            if school := given.get(f"child{number}"):
                yield {
                    "kind": ObserverTie.Kind.CHILD,
                    "school": school,
                    "class_name": given[f"class{number}"],
                }
        if given.get("other_school"):
            yield {
                "kind": ObserverTie.Kind.OTHER,
                "school": given["other_school"],
                "why": given["other_why"],
            }


def ties_values(observer: Observer) -> dict[str, Any]:
    children = [one for one in observer.ties.all() if one.kind == ObserverTie.Kind.CHILD]
    other = next((one for one in observer.ties.all() if one.kind == ObserverTie.Kind.OTHER), None)
    known: dict[str, Any] = {
        "works_at": observer.works_at_id,
        "work": observer.personal.get("work", ""),
        "subjects": ", ".join(observer.subjects),
        "other_school": other and other.school_id,
        "other_why": other.why if other else "",
    }
    for number, one in enumerate(children[:CHILDREN], 1):
        known |= {f"child{number}": one.school_id, f"class{number}": one.class_name}
    return known


class OwnForm(TiesForm):
    """What an observer keeps up to date: ties, busy days, how much."""

    most = forms.IntegerField(
        label="Назначений в год, не больше", required=False, min_value=1, max_value=100
    )
    busy = words(
        "Дни, когда вы не можете",
        rows=3,
        required=False,
        help_text="Через запятую или с новой строки: 20.04.2027.",
    )

    def clean_busy(self) -> list[str]:
        days = []
        for word in self.cleaned_data["busy"].replace(",", " ").split():
            try:
                day, month, year = (int(part) for part in word.split("."))
                days.append(date(year, month, day).isoformat())
            except ValueError:
                raise forms.ValidationError(f"«{word}» — не дата. Пример: 20.04.2027.") from None
        return sorted(set(days))


def own_values(observer: Observer) -> dict[str, Any]:
    busy = ", ".join(f"{date.fromisoformat(one):%d.%m.%Y}" for one in observer.busy)
    return ties_values(observer) | {"most": observer.most, "busy": busy}


class ApplicationForm(TiesForm):
    """An application: as little as is needed to answer and to see a conflict."""

    surname = _text("Фамилия", needed="Введите фамилию.")
    name = _text("Имя", needed="Введите имя.")
    patronymic = _text("Отчество")
    email = forms.EmailField(
        label="Электронная почта",
        help_text="Сюда придёт ответ и ссылка для входа.",
        error_messages={"required": "Введите адрес.", "invalid": "Проверьте адрес: name@mail.ru."},
    )
    phone = _text("Телефон", max_length=30)
    adult = forms.BooleanField(
        label="Мне исполнилось 18 лет",
        error_messages={"required": "Наблюдать могут только совершеннолетние."},
    )
    outside = forms.BooleanField(
        label="Я не работаю в органе управления образованием",
        error_messages={"required": "Сотрудники органов управления образованием не наблюдают."},
    )
    agreed = forms.BooleanField(
        label="Согласие на обработку персональных данных прочитано и дано",
        error_messages={"required": "Без согласия заявление принять нельзя."},
    )
    FIRST = ("surname", "name", "patronymic", "email", "phone")
    LAST = ("adult", "outside", "agreed")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        between = [name for name in self.fields if name not in (*self.FIRST, *self.LAST)]
        self.order_fields([*self.FIRST, *between, *self.LAST])


class AcceptForm(Form):
    identity_seen = day_field(
        label="Документ, удостоверяющий личность, показан",
        required=False,
        help_text="День. Копия не нужна и не хранится. Можно отметить и позже.",
        error_messages=NO_DAY,
    )


class ReasonForm(Form):
    reason = words("Причина", rows=3, max_length=500)


class IdentityForm(Form):
    day = day_field(label="Когда показан документ", error_messages=NO_DAY)


class AccreditForm(Form):
    number = _text("Номер", needed="Введите номер удостоверения.", max_length=40)
    starts = day_field(label="Действует с", error_messages=NO_DAY)
    ends = day_field(label="По какой день", error_messages=NO_DAY)


class AccreditManyForm(Form):
    observers = forms.MultipleChoiceField(
        label="Кого",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Отметьте хотя бы одного человека."},
    )
    starts = day_field(label="Действует с", error_messages=NO_DAY)
    ends = day_field(label="По какой день", error_messages=NO_DAY)

    def __init__(self, *args, ready: Sequence[Observer], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.ready = {str(one.pk): one for one in ready}
        self.fields["observers"].choices = [(pk, one.name) for pk, one in self.ready.items()]
        self.fields["observers"].initial = list(self.ready)

    def values(self) -> dict:
        """As the action wants them."""
        given = dict(self.cleaned_data)
        return given | {"observers": [self.ready[pk] for pk in given["observers"]]}


class TestForm(Form):
    """The questions of the training."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number, one in enumerate(observer_rules().questions, 1):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=f"{number}. {one.text}",
                choices=list(enumerate(one.options, 1)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": f"Ответьте на вопрос {number}."},
            )

    def answers(self) -> list[int]:
        return [self.cleaned_data[name] for name in self.fields]
