"""The vault of names of a school. No answer with a name is kept by a browser or a proxy."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from objektiv.profiles import sealing_rules
from objektiv.sealing import NameRow, printed_code
from objektiv.web.actions.holding import names as act
from objektiv.web.forms.holding.codes import (
    LostKeyForm,
    NamesForm,
    PhraseForm,
    RemoveForm,
    RequestForm,
    VaultKeyForm,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import CodeBatch, Organisation
from objektiv.web.permissions import may
from objektiv.web.queries.holding import codes as query
from objektiv.web.views.places import enter


def index(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "codes.manage", "preparation")
    batches = list(query.batches_of(school))
    context = {
        "organisation": school,
        "vault": query.vault_of(school),
        "batches": batches,
        "named": sum(one.named or 0 for one in batches),
        "old": {one.pk for one in query.old_names(school, timezone.localdate())},
        "rule": sealing_rules()["vault_days"],
        "requests": query.requests_of(school),
        "may_vault": may(request.user, "codes.vault", school),
    }
    return render(request, "holding/codes/vault.html", context)


def _page(request: HttpRequest, school: Organisation, form, **context) -> HttpResponse:
    context |= {"organisation": school, "form": form, "back": reverse("vault", args=[school.pk])}
    return render(request, "holding/codes/vault_form.html", context, status=form.status)


@never_cache
@sensitive_post_parameters()
def key(request: HttpRequest, place: int) -> HttpResponse:
    """The first key, or a new one in place of the former."""
    school = enter(request, place, "codes.vault", "preparation")
    known = query.vault_of(school)
    form = VaultKeyForm(request.POST or None, known=known is not None)

    def make() -> str:
        if known is None:
            return act.make_vault(school, by=request.user)
        return act.change_key(school, phrase=form.cleaned_data["phrase"], by=request.user)

    if submitted(request, form, make):
        return render(
            request,
            "holding/codes/vault_key.html",
            {"organisation": school, "phrase": form.result, "vault": query.vault_of(school)},
        )
    return _page(
        request, school, form,
        heading="Сменить ключ школы" if known else "Завести сейф имён",
        button="Сменить ключ" if known else "Завести сейф",
        text="Ключ — тридцать цифр. Система их не хранит: без листа с ключом имён не прочтёт "
        "никто, и восстановить ключ нельзя."
        + (" Прежний ключ перестанет действовать." if known else ""),
    )  # fmt: skip


@never_cache
def lost(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "codes.vault", "preparation")
    known = query.vault_of(school)
    form = LostKeyForm(request.POST or None)

    def begin_anew() -> str:
        if known is None:
            raise ValidationError("Сейфа ещё нет: терять нечего.")
        return act.abandon_vault(school, reason=form.cleaned_data["reason"], by=request.user)

    if submitted(request, form, begin_anew):
        return render(
            request,
            "holding/codes/vault_key.html",
            {"organisation": school, "phrase": form.result, "vault": query.vault_of(school)},
        )
    return _page(request, school, form, heading="Ключ школы утрачен", button="Начать заново",
                 text="Имена без ключа не восстановить никому. Сейф начнётся заново, с новым "
                 "ключом.")  # fmt: skip


def _batch(request: HttpRequest, place: int, batch: int, rule: str = "codes.manage") -> CodeBatch:
    school = enter(request, place, rule, "preparation")
    return get_object_or_404(query.batches_of(school), pk=batch)


@never_cache
@sensitive_post_parameters()
def fill(request: HttpRequest, place: int, batch: int) -> HttpResponse:
    found = _batch(request, place, batch)
    form = NamesForm(request.POST or None, codes=query.codes_of(found))
    if submitted(request, form, lambda: act.write_names(found, form.names(), by=request.user)):
        messages.success(request, "Имена зашифрованы и внесены в сейф.")
        return redirect("vault", place=place)
    return _page(
        request, found.school, form, heading=f"Внести имена: {found}", button="Зашифровать",
        text="Имя шифруется сразу; прочесть его можно будет только ключом школы. Пустое поле "
        "ничего не меняет.",
    )  # fmt: skip


@never_cache
@sensitive_post_parameters()
def read(request: HttpRequest, place: int, batch: int) -> HttpResponse:
    found = _batch(request, place, batch)
    form = PhraseForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.read_names(found, by=request.user, **form.cleaned_data),
    ):
        return _names(request, found.school, form.result, heading=str(found))
    return _page(
        request, found.school, form, heading=f"Прочесть имена: {found}", button="Показать",
        text="Кто и когда открывал, записывается в журнал.",
    )  # fmt: skip


def _names(
    request: HttpRequest, school: Organisation, rows: list[NameRow], *, heading: str, note: str = ""
) -> HttpResponse:
    shown = [(printed_code(one.code), one.name) for one in rows]
    context = {"organisation": school, "rows": shown, "heading": heading, "note": note}
    return render(request, "holding/codes/names.html", context)


def remove(request: HttpRequest, place: int, batch: int) -> HttpResponse:
    found = _batch(request, place, batch, "codes.vault")
    form = RemoveForm(request.POST or None)
    if submitted(request, form, lambda: act.remove_names(found, by=request.user)):
        messages.success(request, "Имена этого класса стёрты. Коды и результаты остались.")
        return redirect("vault", place=place)
    return _page(
        request, found.school, form, heading=f"Стереть имена: {found}", button="Стереть имена",
        text="Коды и результаты останутся, имён из сейфа не вернёт никто.",
    )  # fmt: skip


def ask(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "codes.vault", "preparation")
    form = RequestForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.ask_for_names(school, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Запрос записан. Имена покажет другой сотрудник с ключом школы.")
        return redirect("vault", place=place)
    return _page(
        request, school, form, heading="Имена для суда или апелляции", button="Записать запрос",
        text="Показать имена сможет только другой сотрудник школы, по этому запросу и один раз.",
    )  # fmt: skip


@never_cache
@sensitive_post_parameters()
def answer(request: HttpRequest, place: int, name_request: int) -> HttpResponse:
    school = enter(request, place, "codes.manage", "preparation")
    found = get_object_or_404(query.requests_of(school), pk=name_request)
    form = PhraseForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.show_names(found, by=request.user, **form.cleaned_data),
    ):
        note = f"Основание: {found.document}. {found.reason}"
        return _names(request, school, form.result, heading="Имена по запросу", note=note)
    codes = ", ".join(map(printed_code, found.codes))
    return _page(
        request, school, form, heading=f"Имена по запросу: {found}", button="Показать имена",
        text=f"Коды: {codes}. {found.reason} Запросил {found.asked_by.initials}; показывает "
        "другой сотрудник.",
    )  # fmt: skip
