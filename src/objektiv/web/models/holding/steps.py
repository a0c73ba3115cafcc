"""Steps of a technology that were done, and days that moved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from objektiv.web.models.files import KeptFile
from objektiv.web.models.holding.days import ProcedureDay, ProcedureSite
from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import Procedure


class StepDone(models.Model):
    """A step ticked off by a place: of one day (`site`) or once for the procedure.

    Terms are kept nowhere: they follow from the days. A tick taken back stays as a row.
    """

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="steps_done")
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    site = models.ForeignKey(ProcedureSite, models.CASCADE, null=True, related_name="steps_done")
    step = models.CharField(max_length=40)  # code in the technology, or of an own step
    title = models.CharField(max_length=300)  # as it was when it was done
    note = models.CharField("пояснение", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "step"],
                condition=Q(site__isnull=False, undone_at=None),
                name="step_done_once_on_site",
            ),
            models.UniqueConstraint(
                fields=["procedure", "place", "step"],
                condition=Q(site=None, undone_at=None),
                name="step_done_once_at_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StepFile(KeptFile):
    """Evidence that a step was done."""

    done = models.ForeignKey(StepDone, models.CASCADE, related_name="files")


class DayMove(models.Model):
    """A day that was moved: for all its schools, or of one school (`site`)."""

    day = models.ForeignKey(ProcedureDay, models.CASCADE, related_name="moves")
    site = models.ForeignKey(ProcedureSite, models.CASCADE, null=True, related_name="moves")
    before = models.DateField()
    after = models.DateField()
    starts_before = models.TimeField(null=True)
    starts_after = models.TimeField(null=True)
    reason = models.CharField("почему", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
