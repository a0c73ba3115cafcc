"""A person's terms as events of a calendar; every subject of «Сегодня» is in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit
from zlib import crc32

from django.conf import settings
from django.db.models import Count, Max

from objektiv.documents.calendar import Event
from objektiv.web.models import AuditEntry, Person
from objektiv.web.queries.today import everything
from objektiv.web.queries.waiting import Waiting

# Entries of the journal that tell nothing new of a term.
_NO_CHANGE = ("procedure.reminded",)


def events_of(person: Person, today: date) -> list[Event]:
    """Whatever has a term and a subject. An event keeps its UID for ever; each entry of the
    journal about its subject makes it newer (SEQUENCE), so a moved term moves in calendars."""
    items = [one for one in everything(person, today) if one.due and one.key]
    changes = {
        subject: (n, last)
        for subject, n, last in AuditEntry.objects.filter(subject__in={one.key for one in items})
        .exclude(verb__in=_NO_CHANGE)
        .values_list("subject")
        .annotate(n=Count("id"), last=Max("at"))
        .order_by()
    }
    return [_event(one, *changes.get(one.key, (0, None))) for one in items]


def event_of(person: Person, uid: str, today: date) -> Event | None:
    return next((one for one in events_of(person, today) if one.uid == uid), None)


def uid_of(item: Waiting) -> str:
    """The same for ever: the subject and the page of it (a procedure is due in each school)."""
    host = urlsplit(settings.SITE).hostname or "localhost"
    return f"{item.key.replace(':', '-')}-{crc32(item.url.encode()):08x}@{host}"


def _event(item: Waiting, changes: int, last: datetime | None) -> Event:
    day = item.due or date.max
    return Event(
        uid=uid_of(item),
        sequence=changes,
        changed=last or datetime.combine(day, time(), UTC),
        title=item.what,
        day=day,
        where=item.where,
        url=settings.SITE.rstrip("/") + item.url,
        starts=item.starts,
        ends=item.ends,
    )
