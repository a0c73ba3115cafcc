"""What a school and a district see of teachers' growth: counts, courses, pairs."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.profiles.growth import growth_rules
from objektiv.web.actions.growth import diagnostics as act
from objektiv.web.actions.growth import training
from objektiv.web.forms.growth.teachers import CourseForm, DiagnosticsForm, PairForm, teachers_of
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Certificate, Course, Enrolment
from objektiv.web.permissions import may, require
from objektiv.web.queries.growth import own as query
from objektiv.web.queries.growth import place as at
from objektiv.web.queries.organisations import visible_to
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Levels by block, in groups large enough; nothing of a single teacher who did not show it."""
    organisation = enter(request, place, "growth.view", "growth")
    pairs = may(request.user, "growth.pair", organisation)
    leads = pairs or may(request.user, "growth.courses", organisation)
    blocks = at.monitoring(organisation)
    return render(
        request,
        "growth/place.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "growth", "growth"),
            "blocks": blocks,
            "any_shown": any(one.counts for one in blocks),
            "said": at.said_at(blocks),
            "rules": growth_rules(),
            "shared": at.shared_at(organisation) if pairs else (),
            "pairs": at.pairs_at(organisation) if pairs else (),
            "after": at.after_training(organisation) if leads else (),
            "certificates": Certificate.objects.filter(
                enrolment__school=organisation, checked_at=None
            ).select_related("enrolment__course", "enrolment__person")
            if pairs
            else (),
            "may_bring": may(request.user, "growth.bring", organisation),
            "may_pair": pairs,
        },
    )


def bring(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "growth.bring", "growth")
    form = DiagnosticsForm(request.POST or None, request.FILES or None)
    if submitted(
        request,
        form,
        lambda: act.bring_diagnoses(
            organisation,
            form.cleaned_data["file"],
            title=form.cleaned_data["title"],
            day=form.cleaned_data["day"] or timezone.localdate(),
            by=request.user,
        ),
    ):
        messages.success(request, f"Принято результатов: {len(form.result)}. Учителя уведомлены.")
        return redirect("growth", place=place)
    return form_page(
        request, form, "Результаты диагностики", "Принять", reverse("growth", args=[place])
    )


def pair(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "growth.pair", "growth")
    form = PairForm(request.POST or None, people=teachers_of(organisation))
    if submitted(
        request, form, lambda: act.pair(organisation, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Предложено. Наставничество начнётся с согласия.")
        return redirect("growth", place=place)
    return form_page(request, form, "Наставничество", "Предложить", reverse("growth", args=[place]))


def courses(request: HttpRequest, place: int) -> HttpResponse:
    """The catalogue for the people of the place."""
    organisation = enter(request, place, "organisation.view", "growth")
    return render(
        request,
        "growth/courses.html",
        {
            "organisation": organisation,
            "menu": section_menu(request.user, organisation, "growth", "courses"),
            "page": page_of(request, query.courses_for(organisation)),
            "blocks": growth_rules().block_titles,
            "own": query.own_school(request.user),
            "may_offer": may(request.user, "growth.courses", organisation),
        },
    )


def course_add(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "growth.courses", "growth")
    form = CourseForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: training.offer_course(organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, f"В каталоге: {form.result}.")
        return redirect("courses", place=place)
    return form_page(request, form, "Новое обучение", "Добавить", reverse("courses", args=[place]))


def course(request: HttpRequest, course: int) -> HttpResponse:
    """The group: who asked, who is in it, who came."""
    found = get_object_or_404(
        Course.objects.filter(organisation__in=visible_to(request.user)), pk=course
    )
    organisation = enter(request, found.organisation_id, "growth.courses", "growth")
    if request.method == "POST":
        try:
            _carry_out(request, found)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("course", course=course)
    return render(
        request,
        "growth/course.html",
        {
            "organisation": organisation,
            "course": found,
            "said": at.said_of_course(found),
            "blocks": [growth_rules().block_titles[code] for code in found.blocks],
            "enrolments": at.group_of(found),
            "after": [one for one in at.after_training(organisation) if one.course == found],
        },
    )


def _carry_out(request: HttpRequest, found: Course) -> None:
    if request.POST.get("do") in ("close", "open"):
        training.set_open(found, open_=request.POST["do"] == "open", by=request.user)
        return
    one = get_object_or_404(
        Enrolment, course=found, pk=request.POST.get("who") if _number(request) else 0
    )
    what = request.POST.get("do")
    if what in ("accept", "decline"):
        training.decide(one, accept=what == "accept", by=request.user)
    elif what in ("came", "missed"):
        day = found.ends or timezone.localdate()
        training.attended(one, was=what == "came", day=day, by=request.user)


def _number(request: HttpRequest) -> bool:
    return request.POST.get("who", "").isdecimal() and len(request.POST["who"]) < 12


@require_POST
def check(request: HttpRequest, certificate: int) -> HttpResponse:
    found = get_object_or_404(
        Certificate.objects.select_related("enrolment__school"),
        pk=certificate,
        enrolment__school__in=visible_to(request.user),
    )
    require(request.user, "growth.pair", found.enrolment.school)
    try:
        training.check_certificate(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("growth", place=found.enrolment.school_id)


def certificate_file(request: HttpRequest, certificate: int) -> FileResponse:
    """One's own document, or that of somebody of the school where one checks them."""
    found = get_object_or_404(
        Certificate.objects.select_related("enrolment__school"), pk=certificate, removed_at=None
    )
    if found.enrolment.person_id != request.user.pk:
        enter(request, found.enrolment.school_id, "growth.pair", "growth")
    return FileResponse(
        (settings.STORE / found.path).open("rb"), as_attachment=True, filename=found.name
    )
