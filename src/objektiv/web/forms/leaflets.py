"""Forms of leaflets: for whom and about what; the text."""

from __future__ import annotations

from django import forms

from objektiv.recommendations.leaflets import leaflet_rules
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.submit import Form
from objektiv.web.models import Work


class BeginForm(Form):
    readers = forms.ChoiceField(
        label="Кому",
        choices=lambda: list(leaflet_rules().readers.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, кому памятка."},
    )
    topic = forms.ChoiceField(
        label="О чём",
        choices=lambda: list(leaflet_rules().topics.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите, о чём памятка."},
    )
    work = forms.ModelChoiceField(
        Work.objects.none(),
        label="По какой работе",
        required=False,
        empty_label="без работы",
        help_text="Нужна, если памятка о критериях или о том, над чем поработать.",
    )
    procedure = forms.CharField(
        label="Как назвать процедуру",
        required=False,
        max_length=200,
        help_text="Например: ВПР весной 2027 года. Пусто: название работы.",
    )

    def __init__(self, *args, works, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = works


class TextForm(Form):
    title = forms.CharField(
        label="Название", max_length=300, error_messages={"required": "Введите название."}
    )
    text = words(
        "Текст",
        rows=22,
        help_text="Каждый пункт с новой строки. Строка, которая начинается с «#», — заголовок.",
    )
    shared = forms.BooleanField(
        label="Показать школам", required=False,
        help_text="Школы увидят памятку у себя и смогут её напечатать.",
    )  # fmt: skip

    def __init__(self, *args, above: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not above:
            del self.fields["shared"]
