"""The yearly public report: a draft whose numbers are taken and whose words people write."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.openness.public import PublicItem, PublicTable
from objektiv.web.models.organisations import Organisation, SchoolYear
from objektiv.web.models.people import Person


class YearReport(models.Model):
    """`parts`: as queries.openness.report gives them, with `text` of people and `shown`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="year_reports")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+")
    parts = models.JSONField()
    taken_at = models.DateTimeField()  # of the numbers
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    item = models.OneToOneField(  # on the open page; None: a draft
        PublicItem, models.PROTECT, null=True, related_name="year_report"
    )
    tables = models.ManyToManyField(PublicTable, related_name="year_reports")  # its results

    class Meta:
        ordering = ["-school_year__start", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "school_year"],
                condition=models.Q(item=None),
                name="year_report_one_draft",
            )
        ]

    def __str__(self) -> str:
        return f"Публичный отчёт за {self.school_year}"
