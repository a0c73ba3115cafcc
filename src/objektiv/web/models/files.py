"""A file somebody gave: its bytes lie in the store under their hash, here is what it is."""

from __future__ import annotations

from django.db import models

from objektiv.web.models.searching import SearchText


class KeptFile(models.Model):
    """Base of every table of files: name as it came, place of the bytes, digest, size."""

    name = models.CharField(max_length=255)
    path = models.CharField(max_length=200)  # of the bytes, in the data folder
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    removed_at = models.DateTimeField(null=True)  # the bytes are gone; see actions.keeping
    search = SearchText(of="name")

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
