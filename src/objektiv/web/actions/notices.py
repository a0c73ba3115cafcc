"""Reading notices and choosing how they come. Everything here is the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from objektiv.web.models import Notice, NoticeChoice, Person
from objektiv.web.models.notifications import USUAL, Kind, Way

KEPT_FOR = timedelta(days=180)  # house rule; what a notice told about stays in the journal


def mark(notice: Notice, *, read: bool, by: Person) -> None:
    """Read, or to be read again; other people's notices are left alone."""
    Notice.objects.filter(pk=notice.pk, person=by).update(read_at=timezone.now() if read else None)


def mark_all_read(*, by: Person) -> int:
    return Notice.objects.filter(person=by, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def choose_ways(person: Person, ways: Mapping[str, str]) -> None:
    """How the person wants notices of each kind; kinds that are not named stay as they are."""
    for kind, way in ways.items():
        NoticeChoice.objects.update_or_create(
            person=person, kind=Kind(kind), defaults={"way": Way(way)}
        )


@transaction.atomic
def stop_letters(person: Person, what: str) -> None:
    """No more letters of a kind, or no more daily letters; notices in the system go on."""
    if what == Way.DIGEST:
        chosen = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "way"))
        kinds = [one for one in Kind.values if chosen.get(one, USUAL[Kind(one)]) == Way.DIGEST]
    else:
        kinds = [Kind(what).value]
    choose_ways(person, dict.fromkeys(kinds, Way.SYSTEM))
    Notice.objects.filter(person=person, kind__in=kinds, sent_at=None).update(by_letter="")


def prune_notices() -> int:
    """Old notices go by rule; unread ones stay as long."""
    return Notice.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
