"""What an analysis says of a place beyond its seven reports: a page of its own for each part."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.findings import PlaceReport


class ReportPart(models.Model):
    """One finished part of a report, opened only by its own page (see `actions.parts`)."""

    class Kind(models.TextChoices):
        CLASSES = "classes", "классы"  # pictures of every class of a school
        ITEMS = "items", "задания"  # points pupils got for every item
        ITEMS_OF_ALL = "items_of_all", "задания у всех"  # of the whole top of the tree
        CURVES = "curves", "кривые заданий"  # of the whole top of the tree
        JOURNAL = "journal", "отметка и журнал"
        GAPS = "gaps", "разницы всех школ"  # of the whole top of the tree, never a page
        SKILLS = "skills", "умения"
        SIMILAR = "similar", "похожие школы"
        QUALITY = "quality", "качество работы"  # of the whole top of the tree

    report = models.ForeignKey(PlaceReport, models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    content = models.BinaryField()  # compressed JSON

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="one_part_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_kind_display()}"
