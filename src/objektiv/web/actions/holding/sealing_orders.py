"""Files that wait to be sealed: kept encrypted beside the store until a worker has sealed them.

A file of an order is erased with its key: without the key, which only the row holds, whatever is
left of it opens to nobody. Backups leave the folder out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from objektiv import sealing
from objektiv.analysis.sealed_files import markable
from objektiv.documents.marking import NotMarked
from objektiv.profiles import sealing_bound
from objektiv.web.actions.audit import log
from objektiv.web.actions.holding.release_keys import kept_secret, secret_of
from objektiv.web.actions.holding.sealed import Files, check_sealing, seal_parcel
from objektiv.web.actions.jobs import Refusal, create_job
from objektiv.web.models import (
    Job,
    Organisation,
    Person,
    ProcedureDay,
    SealedParcel,
    SealingOrder,
)
from objektiv.web.permissions import require

GONE = "Файлы уже стёрты: загрузите их и запечатайте заново."


def order_sealing(
    *,
    organisation: Organisation,
    day: ProcedureDay,
    title: str,
    files: Files,
    roles: Iterable[str],
    opens_at: datetime,
    by: Person,
) -> SealingOrder:
    """Have files sealed; what is wrong with them is said at once, before anything is kept."""
    roles = list(roles)
    check_sealing(organisation, day, files=files, roles=roles, by=by)
    try:
        markable(files)
    except NotMarked as refusal:
        raise ValidationError({"files": str(refusal)}) from None
    raw = secrets.token_bytes(32)
    waiting = sealing.lock_files(files, sealing.key_from_bytes(raw).public)
    with transaction.atomic():
        order = SealingOrder.objects.create(
            organisation=organisation, day=day, title=title, roles=roles, opens_at=opens_at,
            files=len(files), asked_by=by, key_kept=kept_secret(raw.hex()),
        )  # fmt: skip
        place = _place(order)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.write_bytes(waiting)
        order.job = create_job("seal_parcel", f"Запечатывание: {title}", by=by, order=order.pk)
        order.save(update_fields=["job"])
        log("sealed.ordered", order, f"Передано запечатать, файлов: {len(files)}: {title}", by=by,
            at=organisation)  # fmt: skip
    return order


def seal_order(job: Job, tell: Callable[[str, int, int], None], order: int) -> None:
    """The job: one parcel of the files, or none and the files stay as they wait."""
    asked = (
        SealingOrder.objects.select_related("organisation", "day", "asked_by")
        .filter(pk=order)
        .first()
    )
    if asked is None:
        raise Refusal("Дня процедуры больше нет: запечатывать не к чему.")
    if asked.parcel_id:
        return  # sealed by a worker that was lost before it could say so
    tell("Читаем файлы", 0, 0)
    try:
        seal_parcel(
            organisation=asked.organisation, day=asked.day, title=asked.title,
            files=_waiting(asked), roles=asked.roles, opens_at=asked.opens_at, by=asked.asked_by,
            tell=tell, taken=lambda parcel: _sealed(asked, parcel, tell),
        )  # fmt: skip
    except PermissionDenied:
        raise Refusal("У вас больше нет права запечатывать от имени этой организации.") from None
    except ValidationError as refusal:
        raise Refusal(" ".join(refusal.messages)) from None


def _sealed(
    order: SealingOrder, parcel: SealedParcel, tell: Callable[[str, int, int], None]
) -> None:
    """Inside the transaction of the parcel: the last word on whether it is wanted."""
    taken = SealingOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if not taken.waits:
        raise Refusal(GONE)
    tell("Готово", 1, 1)
    _erase(taken, parcel)


@transaction.atomic
def drop_order(order: SealingOrder, *, by: Person) -> None:
    """It shall not be sealed after all: the files are erased."""
    require(by, "sealed.send", order.organisation)
    order = SealingOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.parcel_id:
        raise ValidationError("Уже запечатано: отменить можно на странице посылки.")
    if not order.waits:
        return
    Job.objects.filter(pk=order.job_id, state__in=(Job.State.QUEUED, Job.State.RUNNING)).update(
        state=Job.State.CANCELLED, finished=timezone.now()
    )
    _erase(order)
    log("sealed.dropped", order, f"Запечатывание отменено, файлы стёрты: {order}", by=by,
        at=order.organisation)  # fmt: skip


def erase_overdue(now: datetime) -> int:
    """Files that nobody sealed within the term of the profile go."""
    before = now - timedelta(hours=sealing_bound("waits_hours"))
    overdue = SealingOrder.objects.filter(asked_at__lt=before).exclude(key_kept="")
    erased = 0
    for pk in overdue.values_list("pk", flat=True):
        with transaction.atomic():
            one = SealingOrder.objects.select_for_update(of=("self",)).get(pk=pk)
            if not one.waits:
                continue
            _erase(one)
            log("sealed.dropped", one, f"Не запечатано в срок, файлы стёрты: {one}", by=None,
                at=one.organisation)  # fmt: skip
            erased += 1
    return erased


def _erase(order: SealingOrder, parcel: SealedParcel | None = None) -> None:
    order.key_kept, order.parcel = "", parcel
    order.save(update_fields=["key_kept", "parcel"])
    transaction.on_commit(lambda: _place(order).unlink(missing_ok=True))


def _waiting(order: SealingOrder) -> Files:
    if not order.waits:
        raise ValidationError(GONE)
    raw = bytes.fromhex(secret_of(order.key_kept))
    try:
        return sealing.unlock_files(_place(order).read_bytes(), sealing.key_from_bytes(raw))
    except (OSError, sealing.NotOpened):
        raise ValidationError(GONE) from None


def _place(order: SealingOrder) -> Path:
    return settings.DATA / "sealing" / f"{order.pk}.age"
