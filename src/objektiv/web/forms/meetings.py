"""Forms of meetings: the meeting, who comes, the agenda, the minutes, decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from objektiv.recommendations import KINDS
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import day_field
from objektiv.web.forms.submit import Form
from objektiv.web.models import (
    AgendaItem,
    Body,
    Meeting,
    MeetingDecision,
    Organisation,
    Participant,
    Person,
)

NO_DAY = {"required": "Укажите день.", "invalid": "Введите дату: 01.09.2026."}


class MeetingForm(Form):
    kind = forms.ChoiceField(
        label="Вид",
        choices=[one for one in Meeting.Kind.choices if one[0] != Meeting.Kind.INTERVIEW],
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Чьё заседание",
        required=False,
        empty_label="организации в целом",
        help_text="Участники органа или объединения попадут в список сразу.",
    )
    title = forms.CharField(
        label="Тема", max_length=500, error_messages={"required": "Введите тему."}
    )
    day = day_field(label="День", error_messages=NO_DAY)
    starts = forms.TimeField(
        label="Начало",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Введите время: 14:30."},
    )
    where = forms.CharField(label="Место", max_length=300, required=False)

    def __init__(self, *args, place: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = place.bodies.filter(closed_on=None)


class ChangeForm(MeetingForm):
    kind = None
    body = None

    def __init__(self, *args, **kwargs) -> None:
        super(MeetingForm, self).__init__(*args, **kwargs)


class PeopleForm(Form):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Кто приглашён",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chair = forms.ModelChoiceField(
        Person.objects.none(), label="Председатель", required=False, empty_label="не выбран"
    )
    secretary = forms.ModelChoiceField(
        Person.objects.none(), label="Секретарь", required=False, empty_label="не выбран"
    )
    others = words(
        "Ещё приглашённые",
        rows=4,
        required=False,
        help_text="Кто не работает в системе: каждый с новой строки. Им сообщите сами.",
    )

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("people", "chair", "secretary"):
            self.fields[name].queryset = people

    def clean_others(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["others"].splitlines() if one.strip()]


def people_values(meeting: Meeting) -> dict[str, Any]:
    rows = list(meeting.participants.all())
    duties = {one.duty: one.person_id for one in rows if one.person_id}
    return {
        "people": [one.person_id for one in rows if one.person_id],
        "chair": duties.get(Participant.Duty.CHAIR),
        "secretary": duties.get(Participant.Duty.SECRETARY),
        "others": "\n".join(one.who for one in rows if not one.person_id),
    }


class QuestionForm(Form):
    title = words("Вопрос", rows=2, max_length=500)
    speaker = forms.CharField(
        label="Докладчик", max_length=200, required=False, help_text="Фамилия и должность."
    )
    ground = words("Основание", rows=2, required=False)


class MinutesForm(Form):
    """Number and date, who came, what was said to each question; an interview has its notes."""

    number = forms.CharField(label="Номер протокола", max_length=40, required=False)
    dated = day_field(label="Дата протокола", required=False, initial=timezone.localdate)
    came = forms.ModelMultipleChoiceField(
        Participant.objects.none(),
        label="Присутствовали",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = words("О чём говорили", rows=8, required=False)

    def __init__(self, *args, meeting: Meeting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].queryset = meeting.participants.select_related("person")
        if meeting.is_interview:
            del self.fields["number"], self.fields["dated"]
            return
        self.fields["notes"].label = "Прочее"
        for n, item in enumerate(meeting.agenda.all(), 1):
            self.fields[f"heard_{item.pk}"] = words(
                f"{n}. {item.title}",
                rows=4,
                required=False,
                initial=item.heard,
                help_text="Слушали, выступили.",
            )
        self.order_fields(["number", "dated", "came"])

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        heard = {int(k[6:]): given.pop(k) for k in list(given) if k.startswith("heard_")}
        return given | {"came": [one.pk for one in given["came"]], "heard": heard}


def minutes_values(meeting: Meeting) -> dict[str, Any]:
    known = {"number": meeting.number, "notes": meeting.notes}
    if meeting.dated or meeting.day <= timezone.localdate():
        known |= {"dated": meeting.dated or meeting.day}
    return known | {"came": [one.pk for one in meeting.participants.all() if one.came]}


class DecisionForm(Form):
    text = words("Решили", rows=4)
    sort = forms.ChoiceField(
        label="Для чего",
        choices=MeetingDecision.Sort.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, для чего решение."},
    )
    level = forms.ChoiceField(
        label="На каком уровне",
        choices=MeetingDecision.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите уровень."},
    )
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="По вопросу", required=False, empty_label="разное"
    )
    term = forms.CharField(
        label="Срок",
        max_length=300,
        help_text="Как в плане: «октябрь, апрель», «в течение учебного года», «до 25 декабря».",
        error_messages={"required": "Напишите срок словами."},
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Ответственные",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    responsibles = forms.CharField(
        label="Ещё ответственные",
        required=False,
        max_length=500,
        help_text="Словами, через запятую: «руководители ШМО, классные руководители».",
    )
    expected_result = words("Ожидаемый результат", rows=2, required=False)
    kind = forms.ChoiceField(
        label="Вид меры",
        choices=[("", "не указан"), *KINDS.items()],
        required=False,
        help_text="По виду потом видно, помогло ли.",
    )

    def __init__(self, *args, meeting: Meeting, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.agenda.all()
        self.fields["people"].queryset = people

    def clean(self) -> dict:
        values = super().clean()
        if not values.get("people") and not values.get("responsibles"):
            self.add_error("responsibles", "Назовите, кто отвечает: отметьте людей или напишите.")
        return values


def decision_values(decision: MeetingDecision) -> dict[str, Any]:
    names = ("text", "sort", "level", "term", "responsibles", "expected_result", "kind")
    return {name: getattr(decision, name) for name in names} | {
        "item": decision.item_id,
        "people": [one.pk for one in decision.people.all()],
    }
