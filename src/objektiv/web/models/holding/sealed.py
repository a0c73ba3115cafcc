"""Personal keys and sealed parcels: who may open what from when, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from objektiv.web.models.files import KeptFile
from objektiv.web.models.holding.days import ProcedureDay
from objektiv.web.models.jobs import Job
from objektiv.web.models.organisations import Organisation


class PersonalKey(models.Model):
    """The public half of a person's key; the private half is on paper and never here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="keys")
    public = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_personal_key_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"ключ от {timezone.localdate(self.made_at):%d.%m.%Y}"


class SealedParcel(models.Model):
    """Files sealed for named people until a time; `release_kept` is the key to give out then."""

    class State(models.TextChoices):
        SEALED = "sealed", "запечатана"
        CANCELLED = "cancelled", "отменена"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sealed")
    day = models.ForeignKey(ProcedureDay, models.SET_NULL, null=True, related_name="sealed")
    title = models.CharField("что в посылке", max_length=200)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The key that opens the master copy; None: sealed without the site, there is no such copy.
    sender_key = models.ForeignKey(PersonalKey, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.SEALED)
    sealed_at = models.DateTimeField()
    opens_at = models.DateTimeField("вскрытие")
    timed_at = models.DateTimeField(default=timezone.now)  # when that time was last set
    release_public = models.CharField(max_length=80)
    release_kept = models.TextField()  # encrypted to the server; "": destroyed
    files = models.PositiveSmallIntegerField()  # 0: sealed without the site, not known here
    given_out_at = models.DateTimeField(null=True)  # the release key, to the first who asked
    cancelled_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-opens_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    def is_open(self, now) -> bool:
        """Has the time come?"""
        return not self.cancelled and now >= self.opens_at


class SealingOrder(models.Model):
    """Files to seal that a worker has not sealed yet.

    They wait outside the store, encrypted to a key of their own; `key_kept` is that key,
    encrypted to the server, and "" once the files are sealed or erased.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sealing_orders")
    day = models.ForeignKey(ProcedureDay, models.CASCADE, related_name="+")
    title = models.CharField("что в посылке", max_length=200)
    roles = models.JSONField(default=list)
    opens_at = models.DateTimeField("вскрытие")
    files = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    key_kept = models.TextField(blank=True)
    parcel = models.OneToOneField(SealedParcel, models.CASCADE, null=True, related_name="order")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        """Are the files still there to be sealed?"""
        return self.parcel_id is None and bool(self.key_kept)


class SealedEdition(KeptFile):
    """The parcel as one file; a new envelope makes a new edition, the former ones stay."""

    parcel = models.ForeignKey(SealedParcel, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    control = models.CharField("контрольное число", max_length=20)
    ground = models.CharField("основание", max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta(KeptFile.Meta):
        constraints = [
            models.UniqueConstraint(fields=["parcel", "number"], name="sealed_edition_once")
        ]


class SealedRecipient(models.Model):
    """To whom, by which key; what the person did with it."""

    parcel = models.ForeignKey(SealedParcel, models.PROTECT, related_name="recipients")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sealed")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.ForeignKey(PersonalKey, models.PROTECT, related_name="+")
    label = models.CharField("метка", max_length=200)
    added_at = models.DateTimeField(auto_now_add=True)
    fetched_at = models.DateTimeField("скачано", null=True)
    key_given_at = models.DateTimeField("ключ выдан", null=True)
    opened_at = models.DateTimeField("вскрыто здесь", null=True)
    confirmed_at = models.DateTimeField("подтверждено", null=True)
    remark = models.CharField("замечание", max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField("почему выведен", max_length=500, blank=True)

    class Meta:
        ordering = ["organisation__name", "person__surname", "id"]

    def __str__(self) -> str:
        return self.label
