"""Leaflets (памятки) that an organisation keeps: for whom, about what, the text as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation
from objektiv.web.models.results import Work


class Leaflet(models.Model):
    """`text` is what `recommendations.leaflets` reads: «# » begins the title of a section."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="leaflets")
    readers = models.CharField("кому", max_length=20)  # of leaflets.toml
    topic = models.CharField("о чём", max_length=20)  # of leaflets.toml
    work = models.ForeignKey(Work, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField("название", max_length=300)
    text = models.TextField("текст")
    source = models.CharField(max_length=300, blank=True)  # the analysis the lines come from
    shared = models.BooleanField("видна школам", default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
