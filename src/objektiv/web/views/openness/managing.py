"""Where an organisation puts things on its open page and looks at tables before they go there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.stats.suppression import REASONS
from objektiv.web.actions.openness import page as act
from objektiv.web.actions.openness import tables
from objektiv.web.forms.openness.public import ItemForm, PageForm, ReasonForm, WorksForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import PublicRelease, PublicTable
from objektiv.web.permissions import may, require
from objektiv.web.queries.openness import managing as query
from objektiv.web.queries.openness.public import ALL, MARKS, gaps_of, items_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """What is on the page, what is missing, which tables are open."""
    organisation = enter(request, place, "open.view", "openness")
    page = query.page_of_place(organisation)
    releases = query.releases_visible_to(request.user).filter(organisation=organisation)
    return render(
        request,
        "openness/manage.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "openness", "open_manage"),
            "page": page,
            "sections": items_of(page) if page else [],
            "gaps": gaps_of(organisation),
            "releases": releases.exclude(state=PublicRelease.State.DROPPED)[:20],
            "may_manage": may(request.user, "open.manage", organisation),
            "may_tables": may(request.user, "open.tables", organisation),
        },
    )


def arrange(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "open.manage", "openness")
    page = query.page_of_place(organisation)
    known = {
        "address": page.address if page else act.free_address(organisation),
        "about": page.about if page else "",
        "contacts": page.contacts if page else "",
        "site": page.site if page else "",
        "opened": bool(page and page.opened_at),
    }
    form = PageForm(request.POST or None, initial=known)
    if submitted(
        request,
        form,
        lambda: act.arrange_page(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Страница сохранена.")
        return redirect("open_manage", place=place)
    return _form(request, form, "Открытая страница", "Сохранить", place)


def add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "open.manage", "openness")
    needed = request.GET.get("needed", "")
    start = dict(gaps_of(organisation))
    form = ItemForm(
        request.POST or None,
        request.FILES or None,
        place=organisation,
        initial={"needed": needed, "title": start.get(needed, ""), "kind": "document"},
    )
    if submitted(
        request, form, lambda: act.publish_item(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"На странице: «{form.result}».")
        return redirect("open_manage", place=place)
    return _form(request, form, "Добавить на открытую страницу", "Опубликовать", place)


def withdraw(request: HttpRequest, public_item: int) -> HttpResponse:
    found = get_object_or_404(query.items_visible_to(request.user), pk=public_item)
    place = found.page.organisation
    enter(request, place.pk, "open.manage", "openness")
    form = ReasonForm(request.POST or None)
    if submitted(
        request, form, lambda: act.withdraw_item(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Снято со страницы.")
        return redirect("open_manage", place=place.pk)
    return _form(request, form, f"Снять «{found}»", "Снять", place.pk)


def prepare(request: HttpRequest, place: int) -> HttpResponse:
    """Which works go into one release."""
    organisation = enter(request, place, "open.tables", "openness")
    works = query.works_to_open(organisation, reader=request.user)
    form = WorksForm(request.POST or None, works=works)
    if submitted(
        request,
        form,
        lambda: tables.prepare_release(
            organisation, list(form.cleaned_data["works"]), by=request.user
        ),
    ):
        run_soon(form.result.job)
        return redirect("open_release", release=form.result.pk)
    return render(
        request,
        "openness/prepare.html",
        {
            "organisation": organisation,
            "form": form,
            "works": works,
            "shown": query.works_shown(organisation),
            "back": reverse("open_manage", args=[place]),
        },
        status=form.status,
    )


def _release(request: HttpRequest, release: int, rule: str) -> PublicRelease:
    found = get_object_or_404(query.releases_visible_to(request.user), pk=release)
    request.place, request.section = found.organisation, "openness"
    require(request.user, rule, found.organisation)
    return found


def release(request: HttpRequest, release: int) -> HttpResponse:
    """Every number before it is public: what visitors see, what is hidden and why."""
    found = _release(request, release, "open.view")
    preview = [
        (work, [(one.organisation, _cells(one)) for one in rows])
        for work, rows in query.preview_of(found)
    ]
    return render(
        request,
        "openness/release.html",
        {
            "release": found,
            "preview": preview,
            "marks": MARKS,
            "may_tables": may(request.user, "open.tables", found.organisation),
        },
    )


def _cells(table: PublicTable) -> list[tuple[int | None, str]]:
    """What is shown and why it is not."""
    return [
        (table.shown[label], REASONS.get(table.why.get(label, ""), "")) for label in (ALL, *MARKS)
    ]


@require_POST
def publish(request: HttpRequest, release: int) -> HttpResponse:
    found = _release(request, release, "open.tables")
    try:
        tables.show_release(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Опубликовано: таблицы видны на открытых страницах.")
    return redirect("open_release", release=found.pk)


def drop(request: HttpRequest, release: int) -> HttpResponse:
    """Not to show, or to take off with a reason."""
    found = _release(request, release, "open.tables")
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = found.state == PublicRelease.State.SHOWN
    if submitted(
        request, form, lambda: tables.drop_release(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Таблицы не показываются.")
        return redirect("open_manage", place=found.organisation_id)
    return _form(request, form, "Не показывать эти таблицы", "Не показывать", found.organisation_id)


def _form(request: HttpRequest, form, heading: str, button: str, place: int) -> HttpResponse:
    return form_page(request, form, heading, button, reverse("open_manage", args=[place]))
