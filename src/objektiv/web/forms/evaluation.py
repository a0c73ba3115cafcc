"""Forms of the evaluation sheet: a score with evidence, a criterion, sending back."""

from __future__ import annotations

from django import forms

from objektiv.profiles import Criterion
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField
from objektiv.web.forms.submit import Form


class ScoreForm(Form):
    score = forms.TypedChoiceField(
        label="Балл",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите балл."},
    )
    ground = words("Чем подтверждается", rows=3, required=False)
    link = forms.CharField(
        label="Ссылка на подтверждение",
        max_length=500,
        required=False,
        help_text="Страница сайта школы или страница здесь: план, мероприятие, протокол.",
    )
    files = FilesField(label="Файлы", required=False, help_text="Можно несколько.")

    def __init__(self, *args, criterion: Criterion, above: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = [
            (n, f"{n} — {words}") for n, words in enumerate(criterion.levels)
        ]
        if above:
            self.fields["ground"].label = "Комментарий"
            self.fields["ground"].help_text = "Нужен, если балл расходится с самооценкой."
            del self.fields["link"], self.fields["files"]
        elif criterion.evidence:
            self.fields["files"].help_text = f"{criterion.evidence}. Можно несколько."

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        if link and not link.startswith(("/", "https://", "http://")):
            raise forms.ValidationError("Ссылка начинается с https:// или с косой черты.")
        return link


class CriterionForm(Form):
    section = forms.CharField(
        label="Раздел", max_length=200, error_messages={"required": "Введите раздел."}
    )
    text = words("Критерий", rows=3)
    zero = words("За что 0 баллов", rows=2)
    one = words("За что 1 балл", rows=2)
    two = words("За что 2 балла", rows=2)
    evidence = forms.CharField(label="Чем подтверждают", max_length=300, required=False)

    def values(self) -> dict:
        """What the action takes."""
        given = dict(self.cleaned_data)
        return given | {"levels": tuple(given.pop(name) for name in ("zero", "one", "two"))}


def criterion_values(criterion: Criterion) -> dict:
    known = {name: getattr(criterion, name) for name in ("section", "text", "evidence")}
    return known | dict(zip(("zero", "one", "two"), criterion.levels, strict=True))
