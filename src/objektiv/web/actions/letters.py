"""Telling people: a notice in the system, and a letter where the person wants letters.

A notice never carries results: it says what waits and where. Letters go out after the
transaction; a mail server that is down stops no work, and the letter is tried again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.signing import dumps, loads
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from objektiv.russian import counted, long_date
from objektiv.web.models import (
    Notice,
    NoticeChoice,
    Organisation,
    Person,
    RoleAssignment,
)
from objektiv.web.models.notifications import USUAL, Kind, Way

TRIED_FOR = timedelta(days=3)  # a letter later than this helps nobody
SENT_BY_PAGES = 20  # more than a few letters are sent by the worker, within a minute
AT_A_TIME = 200  # then the worker looks at jobs again
_SALT = "objektiv.letters"


def people_of(places: Iterable[Organisation], roles: Iterable[Any]) -> list[Person]:
    """Who has one of the roles in one of the organisations today."""
    return list(
        Person.objects.filter(
            is_active=True,
            assignments__in=RoleAssignment.objects.on(timezone.localdate()).filter(
                organisation__in=places, role__in=roles
            ),
        ).distinct()
    )


def write(
    people: Iterable[Person], subject: str, text: str, path: str, *, kind: Any = Kind.OTHER
) -> int:
    """Tell each of the people, the way each has chosen; returns how many were told.

    `subject` begins with a small letter («нужны пояснения школы»), `path` is the page where
    one acts.
    """
    people = list(people)
    chosen = dict(
        NoticeChoice.objects.filter(person__in=people, kind=kind).values_list("person", "way")
    )
    told = []
    for person in people:
        way = Way(chosen.get(person.pk, USUAL[kind]))
        if way != Way.OFF:
            letter = way if way in (Way.AT_ONCE, Way.DIGEST) else ""
            told.append(
                Notice(
                    person=person,
                    kind=kind,
                    subject=subject[:200],
                    text=text[:1000],
                    path=path,
                    by_letter=letter,
                )
            )
    Notice.objects.bulk_create(told)
    at_once = [one.pk for one in told if one.by_letter == Way.AT_ONCE]
    if 0 < len(at_once) <= SENT_BY_PAGES:
        transaction.on_commit(lambda: send_letters(at_once))
    return len(told)


def send_letters(only: Iterable[int] | None = None) -> int:
    """Send letters that wait; what the server refuses waits on. Returns how many went out."""
    waiting = Notice.objects.filter(
        by_letter=Way.AT_ONCE, sent_at=None, at__gte=timezone.now() - TRIED_FOR
    ).select_related("person")
    if only is not None:
        waiting = waiting.filter(pk__in=list(only))
    return _send([(_letter(one), [one.pk]) for one in waiting.order_by("id")[:AT_A_TIME]])


def send_digests(day) -> int:
    """One letter a day to whoever wants it so, with everything since the last one."""
    since = timezone.now() - TRIED_FOR
    waiting: dict[Person, list[Notice]] = {}
    for notice in (
        Notice.objects.filter(by_letter=Way.DIGEST, sent_at=None, at__gte=since)
        .select_related("person")
        .order_by("id")
    ):
        waiting.setdefault(notice.person, []).append(notice)
    return _send(
        [
            (_digest(person, notices, day), [one.pk for one in notices])
            for person, notices in waiting.items()
        ]
    )


def _send(letters: list[tuple[EmailMultiAlternatives, list[int]]]) -> int:
    """Each letter on its own: a wrong address must not hold up the others."""
    if not letters:
        return 0
    sent = 0
    try:
        with get_connection() as connection:
            for letter, notices in letters:
                # Claimed before it is sent: two workers never send the same letter.
                now = timezone.now()
                claimed = Notice.objects.filter(pk__in=notices, sent_at=None).update(sent_at=now)
                if not claimed:
                    continue
                try:
                    connection.send_messages([letter])
                    sent += 1
                except OSError:  # SMTP errors too
                    Notice.objects.filter(pk__in=notices).update(sent_at=None)
    except OSError:
        return sent  # the server is away; the periodic task tries again
    return sent


def _letter(notice: Notice) -> EmailMultiAlternatives:
    return _message(
        notice.person,
        f"Объектив: {notice.subject}",
        "notice",
        {"notice": notice, "address": _address(notice.path), "kind": notice.about},
        notice.kind,
    )


def _digest(person: Person, notices: list[Notice], day) -> EmailMultiAlternatives:
    news = counted(len(notices), "новость", "новости", "новостей")
    return _message(
        person,
        f"Объектив, {long_date(day, year=False)}: {news}",
        "digest",
        {
            "day": day,
            "items": [{"notice": one, "address": _address(one.path)} for one in notices],
            "today": _address(reverse("today")),
        },
        Way.DIGEST,
    )


def _message(
    person: Person, subject: str, template: str, context: dict[str, Any], what: Any
) -> EmailMultiAlternatives:
    token = letter_token(person, what)
    context |= {
        "name": f"{person.name} {person.patronymic}".strip(),
        "settings_address": _address(reverse("letter_settings", args=[token])),
    }
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"letters/{template}.txt", context),
        None,
        [person.email],
        headers={
            "List-Unsubscribe": f"<{_address(reverse('unsubscribe', args=[token]))}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string(f"letters/{template}.html", context), "text/html")
    return letter


def _address(path: str) -> str:
    return settings.SITE.rstrip("/") + path


def letter_token(person: Person, what: Any) -> str:
    """What a link in a letter carries: whose letters and of which kind; it opens nothing else."""
    return dumps([person.pk, what], salt=_SALT)


def person_of_token(token: str) -> tuple[Person, str]:
    """The person and the kind; raises BadSignature or Person.DoesNotExist."""
    pk, what = loads(token, salt=_SALT)
    return Person.objects.get(pk=pk, is_active=True), what
