"""The open page: open and close it, put things on it, take them off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.utils import timezone

from objektiv.web.actions.audit import log
from objektiv.web.actions.uploads import keep
from objektiv.web.models import Organisation, Person, PublicItem, PublicPage
from objektiv.web.permissions import require


@transaction.atomic
def arrange_page(
    place: Organisation, *, address: str, by: Person, opened: bool = False, **values: Any
) -> PublicPage:
    """What the page says about the organisation, its address, and whether anybody may see it."""
    require(by, "open.manage", place)
    page = PublicPage.objects.filter(organisation=place).first() or PublicPage(organisation=place)
    if PublicPage.objects.filter(address=address).exclude(pk=page.pk).exists():
        raise ValidationError({"address": "Этот адрес уже занят другой организацией."})
    was = page.opened_at is not None
    page.address = address
    for name, value in values.items():
        setattr(page, name, value)
    page.opened_at = (page.opened_at or timezone.now()) if opened else None
    page.save()
    if opened != was:
        what = "открыта для всех" if opened else "закрыта"
        log("open.page", page, f"Открытая страница {what}", by=by, at=place)
    return page


def publish_item(
    place: Organisation,
    *,
    kind: str,
    title: str,
    by: Person,
    file: Incoming | None = None,
    text: str = "",
    needed: str = "",
    dated: date | None = None,
    number: str = "",
) -> PublicItem:
    """Put a document, a piece of news, a sample on the page; makes the page when there is none."""
    require(by, "open.manage", place)
    if not file and not text.strip():
        raise ValidationError("Приложите файл или напишите текст: показывать нечего.")
    kept = keep(file) if file else {"name": "", "path": "", "sha256": "", "size": 0}
    with transaction.atomic():
        page, _ = PublicPage.objects.get_or_create(
            organisation=place, defaults={"address": free_address(place)}
        )
        item = PublicItem.objects.create(
            page=page, kind=kind, title=title, text=text.strip(), needed=needed, dated=dated,
            number=number, published_at=timezone.now(), published_by=by, **kept,
        )  # fmt: skip
        log("open.published", item, f"На открытой странице: «{title}»", by=by, at=place)
    return item


@transaction.atomic
def withdraw_item(item: PublicItem, *, reason: str, by: Person) -> None:
    """Take it off the page; what was shown and when stays known."""
    require(by, "open.manage", item.page.organisation)
    if item.withdrawn_at:
        raise ValidationError("Уже снято со страницы.")
    item.withdrawn_at, item.withdrawn_by, item.reason = timezone.now(), by, reason.strip()
    item.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    log("open.withdrawn", item, f"Снято с открытой страницы: «{item}». {reason}", by=by,
        at=item.page.organisation)  # fmt: skip


def free_address(place: Organisation) -> str:
    """Login of the school where it has one, else a word of the kind, with a number if taken."""
    stem = place.code.lower() if place.code.isalnum() else f"{place.kind}-{place.pk}"
    pages = PublicPage.objects.filter(address__startswith=stem)
    taken = set(pages.values_list("address", flat=True))
    names = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 2)))
    return next(one for one in names if one not in taken)
