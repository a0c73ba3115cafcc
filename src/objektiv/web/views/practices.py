"""The bank of good practice: candidates, invitations, descriptions, what is published."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from objektiv.analysis.practice import CAVEAT
from objektiv.profiles import control_rules
from objektiv.recommendations import KINDS
from objektiv.web.actions import practices as act
from objektiv.web.forms.recommendations import words
from objektiv.web.forms.results import FilesField
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.models import Practice
from objektiv.web.permissions import may, require
from objektiv.web.queries import practices as query
from objektiv.web.queries.organisations import home_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu

FIELDS = ("title", "text", "subject", "grade", "skills", "named")


class PracticeForm(Form):
    title = forms.CharField(
        label="Название", max_length=300, error_messages={"required": "Введите название."}
    )
    text = words("Что и как сделано", rows=10)
    subject = forms.CharField(label="Предмет", max_length=120, required=False)
    grade = forms.IntegerField(
        label="Класс",
        required=False,
        min_value=1,
        max_value=11,
        help_text="Если практика об одной параллели.",
    )
    skills = forms.CharField(
        label="Умения",
        max_length=300,
        required=False,
        help_text="Через запятую, как в дефицитах: по ним практику предложат тем, кому она нужна.",
    )
    tags = forms.MultipleChoiceField(
        label="Приёмы",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(control_rules().tags.items()),
        help_text="По ним практику предлагают после посещения урока.",
    )
    named = forms.BooleanField(
        label="Согласны, чтобы школу назвали",
        required=False,
        help_text="Без согласия практику видят без названия школы.",
    )
    files = FilesField(label="Материалы", required=False, help_text="Без имён учеников.")


def index(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "practices.view", "measures")
    kind = request.GET.get("kind", "")
    published = query.published_for(request.user, organisation)
    if kind in KINDS:
        published = published.filter(kind=kind)
    tag, tags = request.GET.get("tag", ""), control_rules().tags
    if tag in tags:
        published = published.filter(tags__contains=f"|{tag}|")
    may_invite = not organisation.is_school and may(
        request.user, "organisation.manage", organisation
    )
    context = {
        "organisation": organisation,
        "page": page_of(request, published),
        "waiting": query.in_preparation(request.user, organisation),
        "offers": query.offers(organisation) if may_invite else (),
        "may_invite": may_invite,
        "menu": section_menu(request.user, organisation, "measures", "practices"),
        "caveat": CAVEAT,
        "kinds": KINDS,
        "tags": tags,
        "tag": tag,
        "kind": kind,
    }
    return render(request, "practices/index.html", context)


@require_POST
def invite(request: HttpRequest, place: int, kind: str) -> HttpResponse:
    """A school of the list of candidates; the ground comes from the data, not from the page."""
    school = enter(request, place, "practices.publish", "measures")
    offer = next((one for one in query.offers(school) if one.kind == kind), None)
    if offer is None:
        messages.error(request, "Этой школы в предложениях уже нет: данные изменились.")
    else:
        act.invite_school(school, offer.year, kind=kind, ground=offer.ground, by=request.user)
        messages.success(request, f"{school}: приглашение отправлено. Отвечать школа не обязана.")
    return redirect("practices", place=school.parent_id)


def _practice(request: HttpRequest, practice: int, rule: str = "") -> Practice:
    found = get_object_or_404(query.practices_visible_to(request.user), pk=practice)
    own = may(request.user, "organisation.view", found.school)
    request.place = found.school if own else home_of(request.user)
    request.section = "measures"
    if rule:
        require(request.user, rule, found.school)
    return found


def show(request: HttpRequest, practice: int) -> HttpResponse:
    found = _practice(request, practice)
    own = may(request.user, "organisation.view", found.school)
    context = {
        "practice": found,
        "kind": KINDS.get(found.kind, found.kind),
        "files": found.files.filter(removed_at=None),
        "whose": str(found.school) if own or found.named else "школа региона",
        "own": own,
        "may_write": may(request.user, "practices.write", found.school),
        "may_publish": found.state == Practice.State.WRITTEN
        and may(request.user, "practices.publish", found.school),
        "caveat": CAVEAT,
        "list_of": request.place,
    }
    return render(request, "practices/show.html", context)


def edit(request: HttpRequest, practice: int) -> HttpResponse:
    found = _practice(request, practice, "practices.write")
    known = {name: getattr(found, name) for name in FIELDS} | {"tags": found.tags.split("|")}
    form = PracticeForm(request.POST or None, request.FILES or None, initial=known)
    if submitted(request, form, lambda: act.describe(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Записано. Другие увидят практику после публикации.")
        return redirect("practice", practice=found.pk)
    return form_page(
        request, form, "Описание практики", "Сохранить", reverse("practice", args=[found.pk])
    )


@require_POST
def decline(request: HttpRequest, practice: int) -> HttpResponse:
    found = _practice(request, practice, "practices.write")
    act.decline_practice(found, by=request.user)
    messages.success(request, "Записано: практика не публикуется. Описать можно и позже.")
    return redirect("practice", practice=found.pk)


@require_POST
def publish(request: HttpRequest, practice: int) -> HttpResponse:
    found = _practice(request, practice, "practices.publish")
    try:
        act.publish_practice(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Опубликовано: видно школам с рекомендациями того же вида.")
    return redirect("practice", practice=found.pk)


def file(request: HttpRequest, practice_file: int) -> FileResponse:
    found = get_object_or_404(query.practice_files_visible_to(request.user), pk=practice_file)
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )
