"""Local acts: bring a version, approve it, end it, put it on the open page."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile as Incoming
from django.db import transaction
from django.utils import timezone

from objektiv.profiles import local_act_rules, needed_documents
from objektiv.web.actions.audit import log
from objektiv.web.actions.openness.page import free_address
from objektiv.web.actions.uploads import keep
from objektiv.web.models import (
    LocalAct,
    LocalActVersion,
    Organisation,
    Person,
    PublicItem,
    PublicPage,
)
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.acts import in_force

S = LocalActVersion.State


def check_holding(version: LocalActVersion, place: Organisation, on: date) -> None:
    """A rule rests on an act of its own place that is in force."""
    if version.act.organisation_id != place.pk or in_force(version.act, on) != version:
        raise ValidationError({"act_version": "Выберите действующий акт своей организации."})


@transaction.atomic
def register_act(place: Organisation, *, code: str = "", title: str = "", by: Person) -> LocalAct:
    """An act of the expected set by its code, or another by its title."""
    require(by, "acts.manage", place)
    expected = local_act_rules().one(code) if code else None
    if code and expected is None:
        raise ValidationError("Такого акта в перечне нет.")
    title = title.strip() or (expected.title if expected else "")
    if not title:
        raise ValidationError({"title": "Введите название акта."})
    if code:
        act, _ = LocalAct.objects.get_or_create(
            organisation=place, code=code, defaults={"title": title}
        )
        return act
    return LocalAct.objects.create(organisation=place, title=title)


def bring_version(act: LocalAct, *, file: Incoming, by: Person) -> LocalActVersion:
    """The text as it came; nothing is in force before it is approved."""
    require(by, "acts.manage", act.organisation)
    kept = keep(file)
    with transaction.atomic():
        version = LocalActVersion.objects.create(act=act, made_by=by, **kept)
        log("act.brought", version, f"Проект: {act}", by=by, at=act.organisation)
    return version


@transaction.atomic
def approve_version(
    version: LocalActVersion,
    *,
    order_number: str,
    order_date: date,
    starts: date,
    considered: str = "",
    by: Person,
) -> None:
    """In force from a day on; the version before it ends the day before."""
    place = version.act.organisation
    require(by, "acts.approve", place)
    if version.state != S.DRAFT:
        raise ValidationError("Утверждают проект; этот текст уже утверждён.")
    if starts < order_date:
        raise ValidationError({"starts": "Акт не может действовать раньше приказа о нём."})
    current = in_force(version.act, starts)
    later = version.act.versions.filter(state=S.APPROVED, starts__gte=starts)
    if later.exists():
        raise ValidationError(
            {"starts": f"С {later.first().starts:%d.%m.%Y} уже действует другая редакция."}
        )
    if current:
        current.ends = starts - timedelta(days=1)
        current.save(update_fields=["ends"])
    version.state, version.approved_by = S.APPROVED, by
    version.order_number, version.order_date = order_number.strip(), order_date
    version.starts, version.considered = starts, considered.strip()
    version.save()
    log("act.approved", version, f"Утверждён: {version.act}, приказ № {order_number}", by=by,
        at=place)  # fmt: skip


@transaction.atomic
def end_version(version: LocalActVersion, *, on: date, by: Person) -> None:
    """No longer in force, without another in its place."""
    require(by, "acts.approve", version.act.organisation)
    if version.state != S.APPROVED or version.starts is None:
        raise ValidationError("Утратить силу может утверждённый акт.")
    if on < version.starts:
        raise ValidationError({"on": "Акт ещё не начал действовать."})
    version.ends = on
    version.save(update_fields=["ends"])
    if on < timezone.localdate():  # nobody is to rely on it any more
        PublicItem.objects.filter(
            page__organisation=version.act.organisation, path=version.path, kind="document",
            withdrawn_at=None,
        ).update(withdrawn_at=timezone.now(), withdrawn_by=by, reason="Утратил силу")  # fmt: skip
    log("act.ended", version, f"Утратил силу: {version.act}", by=by, at=version.act.organisation)


@transaction.atomic
def publish_version(version: LocalActVersion, *, by: Person) -> PublicItem:
    """On the open page of the organisation, in place of the earlier version."""
    act = version.act
    require(by, "open.manage", act.organisation)
    if version.state != S.APPROVED:
        raise ValidationError("Публикуют утверждённый акт.")
    page, _ = PublicPage.objects.get_or_create(
        organisation=act.organisation, defaults={"address": free_address(act.organisation)}
    )
    code = act.code if act.code in {one.code for one in needed_documents()} else ""
    now = timezone.now()
    earlier = page.items.filter(withdrawn_at=None, title=act.title, kind="document")
    earlier.update(withdrawn_at=now, withdrawn_by=by, reason="Новая редакция")
    item = PublicItem.objects.create(
        page=page, kind="document", needed=code, title=act.title, dated=version.order_date,
        number=version.order_number, published_at=now, published_by=by, name=version.name,
        path=version.path, sha256=version.sha256, size=version.size,
    )  # fmt: skip
    version.published_at = now
    version.save(update_fields=["published_at"])
    log("act.published", version, f"На открытой странице: {act}", by=by, at=act.organisation)
    return item
