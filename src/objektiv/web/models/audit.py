"""Who did what when: one table, each entry bound to the one before it."""

from __future__ import annotations

import json
from hashlib import sha256

from django.conf import settings
from django.db import models

from objektiv.web.models.organisations import Organisation


class AuditEntry(models.Model):
    """An entry is never changed; `digest` covers it and the digest of the entry before."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)  # "results.accepted"
    subject = models.CharField(max_length=120)  # "protocol:17"
    text = models.CharField(max_length=1000)  # Russian, one sentence, for people
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["organisation", "-id"])]

    def __str__(self) -> str:
        return self.text

    def digest_after(self, previous: str) -> str:
        """The digest this entry must have after the given one."""
        content = json.dumps(
            [
                previous,
                self.at.isoformat(),
                self.actor_id,
                self.organisation_id,
                self.verb,
                self.subject,
                self.text,
                self.detail,
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
        return sha256(content.encode()).hexdigest()
