"""Forms of the yearly public report."""

from __future__ import annotations

from django import forms

from objektiv.web.forms.submit import Form
from objektiv.web.models import SchoolYear, YearReport


class ReportYearForm(Form):
    year = forms.ModelChoiceField(
        SchoolYear.objects.none(),
        label="За какой учебный год",
        empty_label=None,
        error_messages={"required": "Выберите учебный год."},
    )

    def __init__(self, *args, years, **options):
        super().__init__(*args, **options)
        self.fields["year"].queryset = years


class ReportForm(Form):
    """A text and a tick for every section of the draft."""

    def __init__(self, *args, report: YearReport, **options):
        super().__init__(*args, **options)
        self.parts = report.parts
        for one in self.parts:
            code, title = one["code"], one["title"]
            self.fields[f"{code}-text"] = forms.CharField(
                label=f"{title}: ваши слова",
                required=False,
                max_length=6000,
                initial=one["text"],
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            self.fields[f"{code}-shown"] = forms.BooleanField(
                label=f"Показать раздел «{title}»", required=False, initial=one["shown"]
            )

    def fields_of(self, code: str) -> list[forms.BoundField]:
        return [self[f"{code}-text"], self[f"{code}-shown"]]

    def texts(self) -> dict[str, tuple[str, bool]]:
        given = self.cleaned_data
        return {
            one["code"]: (given[f"{one['code']}-text"].strip(), given[f"{one['code']}-shown"])
            for one in self.parts
        }
