"""Sealed parcels and participant codes. Keys, openings and names are for people alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from objektiv.sealing import safe_name
from objektiv.web.actions.holding import unsealing
from objektiv.web.api.access import Key
from objektiv.web.api.lists import paginated
from objektiv.web.api.shapes import OrganisationRef, PersonRef, choice, file_of
from objektiv.web.models import CodeBatch, Scope, SealedParcel, SealedRecipient
from objektiv.web.queries.holding import codes, sealed
from objektiv.web.queries.organisations import enter

router = Router(tags=["Запечатанное и коды"])
read, pupils = Key(Scope.PROCEDURES_READ), Key(Scope.PUPILS_READ)
BINARY = "application/octet-stream"


class ParcelRow(Schema):
    """Посылка: что, от кого, с какого времени вскрывается."""

    id: int
    title: str
    organisation: OrganisationRef = Field(description="Кто запечатал")
    procedure_id: int | None
    day_id: int | None = Field(description="День процедуры")
    state: str = choice(SealedParcel.State, "Состояние")
    opens_at: datetime = Field(description="Раньше ключ выпуска не выдаётся")
    files: int = Field(description="Файлов внутри; 0 — запечатано без сайта, число неизвестно")


class RecipientRow(Schema):
    """Получатель и что он сделал."""

    person: PersonRef
    organisation: OrganisationRef
    fetched_at: datetime | None = Field(description="Скачал зашифрованный файл")
    key_given_at: datetime | None = Field(description="Взял ключ выпуска")
    opened_at: datetime | None = Field(description="Вскрыл на странице")
    confirmed_at: datetime | None = Field(description="Подтвердил получение")
    remark: str
    ended_at: datetime | None = Field(description="Выведен из получателей")
    ended_why: str
    key_is_current: bool = Field(description="Нет — ключ сменён, нужен новый конверт")


class ParcelDetail(ParcelRow):
    """Посылка с получателями, которых видно вам."""

    sender: PersonRef
    sealed_at: datetime
    edition: int = Field(description="Редакция: новый конверт делает следующую")
    control: str = Field(description="Контрольное число, чтобы сверить по телефону")
    cancelled_why: str
    recipients: list[RecipientRow]


class CodesRow(Schema):
    """Коды одного класса: чей код, знает только школа."""

    id: int
    class_name: str
    procedure_id: int | None = Field(description="Пусто: коды на год")
    year: int
    named: int = Field(description="Имён в сейфе школы")
    codes: list[str]


def _row(one: SealedParcel) -> dict[str, Any]:
    names = ("title", "organisation", "day_id", "state", "opens_at", "files")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "procedure_id": one.day.procedure_id if one.day else None,
    }


def _recipient(one: SealedRecipient) -> dict[str, Any]:
    names = (
        "person", "organisation", "fetched_at", "key_given_at", "opened_at", "confirmed_at",
        "remark", "ended_at", "ended_why",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "key_is_current": one.key.ended_at is None
    }


@router.get(
    "/organisations/{int:place}/sealed",
    response=list[ParcelRow],
    auth=read,
    summary="Посылки, отправленные организацией или адресованные ей",
)
@paginated
def list_sealed(request: HttpRequest, place: int):
    """Последние по времени вскрытия — первыми."""
    organisation = enter(request.user, place, "sealed.view")
    return [_row(one) for one in sealed.sealed_at(request.user, organisation)]


@router.get("/me/sealed", response=list[ParcelRow], auth=read, summary="Посылки для меня")
@paginated
def list_my_sealed(request: HttpRequest):
    return [_row(one.parcel) for one in sealed.received_by(request.user)]


@router.get("/sealed/{int:parcel}", response=ParcelDetail, auth=read, summary="Посылка")
def show_sealed(request: HttpRequest, parcel: int):
    """Ключа выпуска здесь нет: его получает человек на странице посылки."""
    found = get_object_or_404(sealed.sealed_visible_to(request.user), pk=parcel)
    edition = found.editions.order_by("-number").first()
    return _row(found) | {
        "sender": found.sender,
        "sealed_at": found.sealed_at,
        "edition": edition.number,
        "control": edition.control,
        "cancelled_why": found.cancelled_why,
        "recipients": [_recipient(one) for one in sealed.recipients_seen(request.user, found)],
    }


@router.get(
    "/sealed/{int:parcel}/file",
    auth=read,
    summary="Зашифрованный файл посылки",
    openapi_extra=file_of(BINARY, "Файл .sealed: свой конверт, конверты школы или все"),
)
def download_sealed(request: HttpRequest, parcel: int):
    """Скачать можно до времени вскрытия; открыть без двух ключей нельзя."""
    found = get_object_or_404(sealed.sealed_visible_to(request.user), pk=parcel)
    seen = sealed.recipients_seen(request.user, found)
    current = [one for one in seen if one.ended_at is None]
    content = unsealing.fetch(found, current, by=request.user)
    response = HttpResponse(content, content_type=BINARY)
    name = quote(f"{safe_name(found.title)}.sealed")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@router.get(
    "/organisations/{int:place}/codes",
    response=list[CodesRow],
    auth=pupils,
    summary="Коды участников школы по классам",
)
@paginated
def list_codes(request: HttpRequest, place: int):
    """Имён здесь нет: их читает человек ключом школы."""
    school = enter(request.user, place, "codes.manage")
    return [_codes(one) for one in codes.batches_of(school).prefetch_related("codes")]


def _codes(one: CodeBatch) -> dict[str, Any]:
    names = ("class_name", "procedure_id", "year")
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "named": one.named or 0,
        "codes": sorted(each.code for each in one.codes.all()),
    }
