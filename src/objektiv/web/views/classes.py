"""Classes of a school, the calendar of a school year, the list of subjects."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from objektiv.web.actions import classes as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.classes import (
    ClassesForm,
    ClassForm,
    RollForm,
    SubjectForm,
    TermsForm,
    written,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Organisation, SchoolClass, SchoolYear, Subject
from objektiv.web.permissions import may, require
from objektiv.web.queries.classes import classes_of_year, subjects, terms_of, years
from objektiv.web.views.form_page import form_page
from objektiv.web.views.places import enter


def _year(request: HttpRequest) -> SchoolYear:
    """The school year of the address, or today's."""
    asked = request.GET.get("year", "")
    found = SchoolYear.objects.filter(start=int(asked)).first() if asked.isdecimal() else None
    return found or school_year_at(timezone.localdate())


def _page(name: str, place: Organisation, year: SchoolYear) -> str:
    return f"{reverse(name, args=[place.pk])}?year={year.start}"


def index(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "classes.view", "place")
    year = _year(request)
    classes = list(classes_of_year(school, year))
    return render(
        request,
        "classes/index.html",
        {
            "organisation": school,
            "year": year,
            "years": years(),
            "classes": classes,
            "unnamed": sum(not one.teachers for one in classes),
            "may_manage": may(request.user, "classes.manage", school),
        },
    )


def add(request: HttpRequest, place: int) -> HttpResponse:
    school = enter(request, place, "classes.manage", "place")
    year = _year(request)
    form = ClassesForm(request.POST or None)
    if submitted(
        request, form, lambda: act.add_classes(school, year, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, "Классы добавлены.")
        return redirect(_page("classes", school, year))
    return _form(request, form, f"Новые классы, {year}", _page("classes", school, year), "Добавить")


def edit(request: HttpRequest, school_class: int) -> HttpResponse:
    found = get_object_or_404(
        SchoolClass.objects.select_related("school", "school_year"), pk=school_class
    )
    school = enter(request, found.school_id, "classes.manage", "place")
    known = {"name": found.name, "closed_on": found.closed_on}
    form = ClassForm(request.POST or None, initial=known)
    back = _page("classes", school, found.school_year)
    if submitted(
        request, form, lambda: act.change_class(found, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, "Сведения о классе сохранены.")
        return redirect(back)
    return _form(request, form, f"Класс {found}, {found.school_year}", back)


def roll(request: HttpRequest, place: int) -> HttpResponse:
    """All classes into the next year: what will be, then one button."""
    school = enter(request, place, "classes.manage", "place")
    year = _year(request)
    classes = list(classes_of_year(school, year))
    form = RollForm(request.POST or None, classes=classes)
    back = _page("classes", school, year)
    if submitted(request, form, lambda: act.roll_over(school, year, form.names, by=request.user)):
        messages.success(request, f"Классы переведены: {len(form.result)}.")
        return redirect(_page("classes", school, act.next_year(year)))
    return render(
        request,
        "classes/roll.html",
        {
            "organisation": school,
            "year": year,
            "then": SchoolYear(start=year.start + 1),
            "classes": classes,
            "form": form,
            "back": back,
        },
        status=form.status,
    )


def terms(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "organisation.view", "place")
    year = _year(request)
    found, owner = terms_of(organisation, year)
    return render(
        request,
        "classes/terms.html",
        {
            "organisation": organisation,
            "year": year,
            "years": years(),
            "terms": found,
            "owner": owner,
            "today": timezone.localdate(),
            "may_manage": may(request.user, "terms.manage", organisation),
        },
    )


def terms_edit(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "terms.manage", "place")
    year = _year(request)
    found, _ = terms_of(organisation, year)
    form = TermsForm(request.POST or None, initial={"terms": written(found)})
    back = _page("terms", organisation, year)
    if submitted(
        request,
        form,
        lambda: act.keep_terms(organisation, year, **form.cleaned_data, by=request.user),
    ):
        messages.success(request, "Календарь учебного года сохранён.")
        return redirect(back)
    return _form(request, form, f"Учебный год {year}: {organisation}", back)


def subject_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "organisation.view")
    return render(
        request,
        "classes/subjects.html",
        {"subjects": subjects(), "may_manage": may(request.user, "subjects.manage")},
    )


def subject_add(request: HttpRequest) -> HttpResponse:
    return _subject(request, None)


def subject_edit(request: HttpRequest, subject: int) -> HttpResponse:
    require(request.user, "subjects.manage")
    return _subject(request, get_object_or_404(Subject, pk=subject))


def _subject(request: HttpRequest, known: Subject | None) -> HttpResponse:
    require(request.user, "subjects.manage")
    initial = {"name": known.name, "closed": known.closed} if known else None
    form = SubjectForm(request.POST or None, initial=initial)
    if known is None:
        del form.fields["closed"]
    if submitted(
        request,
        form,
        lambda: act.keep_subject(**form.cleaned_data, subject=known, by=request.user),
    ):
        messages.success(request, f"Предмет «{form.result}» сохранён.")
        return redirect("subjects")
    heading = f"Предмет: {known}" if known else "Новый предмет"
    return _form(request, form, heading, reverse("subjects"))


def _form(request, form, heading: str, back: str, button: str = "Сохранить") -> HttpResponse:
    return form_page(request, form, heading, button, back)
