"""Sealed parcels: what is sealed for whom until when, opening, putting right."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from objektiv.profiles import sealing_bound, sealing_rules
from objektiv.russian import enumeration
from objektiv.sealing import safe_name
from objektiv.web.actions.holding import sealed as act
from objektiv.web.actions.holding import unsealing
from objektiv.web.actions.holding.sealing_orders import order_sealing
from objektiv.web.forms.holding.sealed import (
    ConfirmForm,
    EnvelopeForm,
    MoveForm,
    OpenForm,
    ReasonForm,
    SealForm,
)
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import SealedParcel, SealedRecipient, SealingOrder
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import sealed as query
from objektiv.web.queries.organisations import home_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.uploading import InMemory


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "sealed.view", "preparation")
    now = timezone.now()
    parcels = query.sealed_at(request.user, organisation)
    context = {
        "organisation": organisation,
        "menu": section_menu(request.user, organisation, "preparation", "sealed"),
        "page": page_of(request, parcels),
        "waiting": parcels.filter(state=SealedParcel.State.SEALED, opens_at__gt=now).count(),
        "now": now,
        "orders": query.orders_visible_to(request.user)
        .filter(organisation__path__startswith=organisation.path, parcel=None)
        .exclude(key_kept="")[:20],
        "may_send": may(request.user, "sealed.send", organisation),
        "key": query.key_of_person(request.user),
    }
    return render(request, "holding/sealed/index.html", context)


@csrf_exempt  # asked for by `_add`, after it is said where files go
def add(request: HttpRequest, place: int) -> HttpResponse:
    """What is to be sealed stays in memory: no copy of it is left on a disk."""
    request.upload_handlers = [InMemory(request, sealing_bound("most_megabytes") * 1_000_000)]
    return _add(request, place)


@csrf_protect
def _add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "sealed.send", "preparation")
    days = query.days_to_seal_for(organisation)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SealForm(
        *sent,
        days=days,
        roles=query.roles_to_choose(organisation),
        sends_back=organisation.is_school,
    )
    if not form.is_bound:
        form.initial["day"] = request.GET.get("day")
    if form.is_bound and request.too_large:
        limit = sealing_bound("most_megabytes")
        form.add_error("files", f"Файлы вместе больше {limit} МБ: разделите посылку.")
    if submitted(request, form, lambda: _seal(request, organisation, form)):
        keyless = [
            one.label
            for one in query.people_asked(
                organisation, form.cleaned_data["day"], form.cleaned_data["roles"]
            )
            if one.key is None
        ]
        if keyless:
            text = "Без личного ключа, конверта не получат: "
            messages.warning(request, f"{text}{enumeration(keyless)}. Им придёт напоминание.")
        run_soon(form.result.job)
        return redirect(f"{reverse('job', args=[form.result.job.pk])}?wait")
    context = {
        "organisation": organisation,
        "form": form,
        "days": days,
        "key": query.key_of_person(request.user),
        "rule": sealing_rules()["opens_before"],
    }
    return render(request, "holding/sealed/add.html", context, status=form.status)


def _seal(request: HttpRequest, organisation, form: Form) -> SealingOrder:
    values = dict(form.cleaned_data)
    files: dict[str, bytes] = {}
    for one in values.pop("files"):
        name = safe_name(one.name)
        if name in files:
            raise ValidationError({"files": f"Два файла с именем «{name}»: переименуйте один."})
        files[name] = one.read()
    opens_at = values.pop("opens_at")
    if opens_at is None:
        sends_back = organisation.is_school
        opens_at = timezone.now() if sends_back else query.usual_opening(values["day"])
    return order_sealing(
        organisation=organisation, files=files, opens_at=opens_at, by=request.user, **values
    )


def recipients(request: HttpRequest, place: int, procedure_day: int) -> HttpResponse:
    """Public keys for sealing without the site: what `objektiv sealed pack --to` reads."""
    organisation = enter(request, place, "sealed.send", "preparation")
    day = get_object_or_404(query.days_to_seal_for(organisation), pk=procedure_day)
    roles = [one.value for one in query.roles_to_choose(organisation)]
    rows = [
        f"[[recipients]]\nlabel = {json.dumps(one.label, ensure_ascii=False)}\n"
        f'key = "{one.key.public}"\n'
        for one in query.people_asked(organisation, day, roles)
        if one.key
    ]
    body = "\n".join(rows) or "# Ни у кого из получателей этого дня ещё нет личного ключа.\n"
    return _download(body.encode(), "получатели.toml", "application/toml; charset=utf-8")


def _parcel(request: HttpRequest, parcel: int, rule: str = "") -> SealedParcel:
    found = get_object_or_404(query.sealed_visible_to(request.user), pk=parcel)
    own = may(request.user, "organisation.view", found.organisation)
    request.place = found.organisation if own else home_of(request.user)
    request.section = "preparation"
    if rule:
        require(request.user, rule, found.organisation)
    return found


def show(request: HttpRequest, parcel: int) -> HttpResponse:
    found = _parcel(request, parcel)
    now = timezone.now()
    recipients = list(query.recipients_seen(request.user, found))
    for one in recipients:
        one.lost = bool(one.key.ended_at and not one.ended_at)
    edition = found.editions.order_by("-number").first()
    current = [one for one in recipients if one.ended_at is None]
    return render(
        request,
        "holding/sealed/show.html",
        {
            "parcel": found,
            "edition": edition,
            "recipients": recipients,
            "current": current,
            "lost": [one for one in current if one.lost],
            "mine": query.own_envelope(request.user, found),
            "open": found.is_open(now),
            "log": query.log_of(found)[:50] if _sees_log(request, found) else (),
            "may_send": may(request.user, "sealed.send", found.organisation)
            and not found.cancelled,
            "is_sender": found.sender_id == request.user.pk,
            "may_fetch": bool(current) and not found.cancelled,
        },
    )


def _sees_log(request: HttpRequest, parcel: SealedParcel) -> bool:
    return may(request.user, "sealed.view", parcel.organisation)


def _form_page(
    request: HttpRequest, parcel: SealedParcel, form: Form, *, heading: str, button: str, text=""
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "text": text,
        "parcel": parcel,
        "back": reverse("sealed_parcel", args=[parcel.pk]),
    }
    return render(request, "holding/sealed/form.html", context, status=form.status)


def move(request: HttpRequest, parcel: int) -> HttpResponse:
    found = _parcel(request, parcel, "sealed.send")
    form = MoveForm(request.POST or None, initial={"opens_at": timezone.localtime(found.opens_at)})
    if submitted(
        request, form, lambda: act.move_opening(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Время перенесено, получатели извещены.")
        return redirect("sealed_parcel", parcel=found.pk)
    return _form_page(
        request,
        found,
        form,
        heading="Перенести время вскрытия",
        button="Перенести",
        text="Перенести можно, пока ключ не выдан.",
    )


def cancel(request: HttpRequest, parcel: int) -> HttpResponse:
    found = _parcel(request, parcel, "sealed.send")
    form = ReasonForm(request.POST or None)
    if submitted(
        request, form, lambda: act.cancel_parcel(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Посылка отменена, её ключ уничтожен.")
        return redirect("sealed_parcel", parcel=found.pk)
    return _form_page(
        request,
        found,
        form,
        heading="Отменить посылку",
        button="Отменить и уничтожить ключ",
        text="Кто ещё не вскрыл, не вскроет никогда. Вернуть это нельзя.",
    )


def _recipient(request: HttpRequest, recipient: int) -> SealedRecipient:
    found = get_object_or_404(query.recipients_managed_by(request.user), pk=recipient)
    _parcel(request, found.parcel_id, "sealed.send")
    return found


def envelope(request: HttpRequest, recipient: int) -> HttpResponse:
    """A new key or another person in the same place."""
    found = _recipient(request, recipient)
    form = EnvelopeForm(request.POST or None, people=query.replacements(found))
    if submitted(
        request,
        form,
        lambda: act.add_envelope(
            found.parcel, organisation=found.organisation, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "Конверт запечатан, получатель извещён.")
        return redirect("sealed_parcel", parcel=found.parcel_id)
    return _form_page(
        request,
        found.parcel,
        form,
        heading="Конверт на новый ключ",
        button="Запечатать конверт",
        text=f"{found.organisation}: потерян ключ или сменился сотрудник. "
        "Прежнего сотрудника выведите отдельно.",
    )


def end(request: HttpRequest, recipient: int) -> HttpResponse:
    found = _recipient(request, recipient)
    form = ReasonForm(request.POST or None)
    if submitted(
        request, form, lambda: act.end_recipient(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Выведен: {found}.")
        return redirect("sealed_parcel", parcel=found.parcel_id)
    return _form_page(
        request,
        found.parcel,
        form,
        heading=f"Вывести получателя: {found}",
        button="Вывести",
        text="Ключ выпуска ему больше не выдадут. Если он мог скачать файл раньше и это опасно, "
        "отмените посылку и запечатайте заново.",
    )


def file(request: HttpRequest, parcel: int) -> HttpResponse:
    """The encrypted file: the own envelope, those of the school, or all for who sent."""
    found = _parcel(request, parcel)
    current = [one for one in query.recipients_seen(request.user, found) if one.ended_at is None]
    content = unsealing.fetch(found, current, by=request.user)
    where = {one.organisation.title for one in current}
    name = f"{safe_name(found.title)}{', ' + where.pop() if len(where) == 1 else ''}.sealed"
    return _download(content, safe_name(name), "application/octet-stream")


def _mine(request: HttpRequest, parcel: int) -> SealedRecipient:
    found = _parcel(request, parcel)
    mine = query.own_envelope(request.user, found)
    if mine is None:
        raise PermissionDenied("not addressed to this person")
    return mine


@never_cache
def key(request: HttpRequest, parcel: int) -> HttpResponse:
    """The release key for opening without the site; shown on a press, written to the log."""
    mine = _mine(request, parcel)
    form = Form(request.POST if request.method == "POST" else None)
    if submitted(request, form, lambda: unsealing.give_out_key(mine, by=request.user)):
        context = {"parcel": mine.parcel, "phrase": form.result, "qr": _qr(form.result)}
        return render(request, "holding/sealed/key.html", context)
    return _form_page(
        request,
        mine.parcel,
        form,
        heading="Ключ выпуска",
        button="Показать ключ",
        text="Нужен, чтобы вскрыть скачанный файл у себя, командой objektiv sealed open. "
        "Выдача записывается в журнал.",
    )


@never_cache
def open_(request: HttpRequest, parcel: int) -> HttpResponse:
    mine = _mine(request, parcel)
    form = OpenForm(request.POST or None)
    if submitted(
        request, form, lambda: unsealing.open_here(mine, by=request.user, **form.cleaned_data)
    ):
        return _download(
            _zipped(form.result), f"{safe_name(mine.parcel.title)}.zip", "application/zip"
        )
    return _form_page(
        request,
        mine.parcel,
        form,
        heading="Вскрыть",
        button="Вскрыть и скачать файлы",
        text="Файлы скачаются одним архивом. Ключ система не запоминает.",
    )


def confirm(request: HttpRequest, parcel: int) -> HttpResponse:
    mine = _mine(request, parcel)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if submitted(
        request, form, lambda: unsealing.confirm(mine, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Подтверждено, отправитель это видит.")
        return redirect("sealed_parcel", parcel=parcel)
    return _form_page(
        request, mine.parcel, form, heading="Подтвердить получение", button="Подтвердить"
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    return body.getvalue()


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


def _qr(text: str) -> str:
    """A picture for `src`: thirty digits, read by any telephone."""
    import segno

    return segno.make(text.replace(" ", ""), error="m", micro=False).svg_data_uri(
        border=2, scale=5, light="#fff"
    )
