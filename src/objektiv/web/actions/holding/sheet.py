"""The observation sheet: entries from a phone or a page, handing in, remarks from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from objektiv.profiles import SheetItem, sheet_rules
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.remarks import make_remarks
from objektiv.web.models import Observation, Person, SheetEntry
from objektiv.web.queries.holding.sheet import FINISH, items_of

S = Observation.State
MOST_ENTRIES = 2000  # of one sheet: a broken phone must not fill the database
MOST_NOTE = 4000
TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Received:
    """What became of entries: clients that are kept, and others with the reason."""

    kept: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


@transaction.atomic
def receive(
    observation: Observation, entries: Iterable[Mapping[str, Any]], *, by: Person
) -> Received:
    """Keep entries in the order in which they were typed; sending twice changes nothing.

    Each is a dict: client, base, item, value, note, at. What cannot be read is refused alone
    and stays on the phone; the rest is kept.
    """
    _own(observation, by)
    found = Observation.objects.select_for_update().get(pk=observation.pk)
    if found.state not in (S.ASSIGNED, S.DONE):
        raise ValidationError("Назначение снято: лист больше не принимается.")
    items = {one.code: one for one in items_of(observation)}
    if not found.items:
        found.items = [one.plain() for one in items.values()]
        found.version = sheet_rules().version
        found.save(update_fields=["items", "version"])
    count = found.entries.count()
    kept: list[str] = []
    refused: list[tuple[str, str]] = []
    new: list[SheetEntry] = []
    for raw in entries:
        client = str(raw.get("client", ""))
        try:
            entry = _entry(found, items, raw, by)
            if count + len(new) >= MOST_ENTRIES:
                raise ValueError("записей в листе слишком много")
        except ValueError as problem:
            refused.append((client, f"Не записано: {problem}."))
            continue
        known = SheetEntry.objects.filter(client=entry.client).first()
        if known is None:
            entry.save()
            new.append(entry)
        elif known.observation_id != found.pk:
            refused.append((client, "Не записано: это запись другого листа."))
            continue
        kept.append(client)
    if found.finished_at and new:
        make_remarks(found, new, items, by=by)
    if any(one.item == FINISH for one in new):
        _finish(found, items, by)
    observation.refresh_from_db()
    return Received(tuple(kept), tuple(refused))


def _own(observation: Observation, by: Person) -> None:
    if observation.observer.person_id != by.pk:
        raise PermissionDenied("only the observer writes the sheet")


def _entry(
    observation: Observation, items: Mapping[str, SheetItem], raw: Mapping[str, Any], by: Person
) -> SheetEntry:
    """Raises ValueError in Russian for what cannot be kept."""
    code = str(raw.get("item", ""))
    if code not in items and code != FINISH:
        raise ValueError("такого пункта в листе нет")
    try:
        client = UUID(str(raw.get("client")))
        base = UUID(str(raw["base"])) if raw.get("base") else None
    except ValueError:
        raise ValueError("номер записи не читается") from None
    at = parse_datetime(str(raw.get("at", "")))
    if at is None:
        raise ValueError("время записи не читается")
    value, note = str(raw.get("value", "")).strip(), str(raw.get("note", "")).strip()
    if code in items and (wrong := _wrong(items[code], value)):
        raise ValueError(wrong)
    if len(note) > MOST_NOTE:
        raise ValueError(f"пояснение длиннее {MOST_NOTE} знаков, сократите его")
    last = observation.entries.filter(item=code).order_by("-id").first()
    return SheetEntry(
        observation=observation,
        client=client,
        base=base,
        item=code,
        value=value,
        note=note,
        at=at if timezone.is_aware(at) else timezone.make_aware(at),
        by=by,
        conflict=last is not None and last.client != base,
    )


def _wrong(item: SheetItem, value: str) -> str:
    if not value:
        return ""
    if item.kind == "yes_no" and value not in ("yes", "no", "na"):
        return "ответ не из списка"
    if item.kind == "time" and not TIME.fullmatch(value):
        return f"«{value}» — не время, пример: 9:05"
    if item.kind == "number" and not (value.isdecimal() and len(value) < 5):
        return f"«{value}» — не целое число"
    if item.kind == "text" and len(value) > 200:
        return "слишком длинно"
    return ""


@transaction.atomic
def finish(observation: Observation, *, client: UUID, at: datetime, by: Person) -> Observation:
    """Hand the sheet in from a page; the same as an entry that a phone sends."""
    receive(observation, [{"client": client, "item": FINISH, "at": at.isoformat()}], by=by)
    return observation


def _finish(observation: Observation, items: Mapping[str, SheetItem], by: Person) -> None:
    if observation.finished_at:
        return
    observation.state, observation.finished_at = S.DONE, timezone.now()
    observation.save(update_fields=["state", "finished_at"])
    site = observation.site
    log("observation.finished", observation, f"Лист наблюдения сдан: {site.school}, {site.day}",
        by=by, at=site.school, items=len(items))  # fmt: skip
    newest = {one.item: one for one in observation.entries.order_by("id")}
    make_remarks(observation, newest.values(), items, by=by)
