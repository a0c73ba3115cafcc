"""Pupils who need help: with whom to talk, the path, the route, notices to families."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.planning.debt import Kind
from objektiv.profiles.attention import attention_rules
from objektiv.profiles.debt_rules import debt_rules
from objektiv.web.actions.audit import log_reading
from objektiv.web.actions.teaching import helping as act
from objektiv.web.forms.submit import Form, submitted
from objektiv.web.forms.teaching import helping as forms
from objektiv.web.models import FamilyNotice, HelpCase, HelpStep, Subject
from objektiv.web.permissions import may, require
from objektiv.web.queries.organisations import school_years
from objektiv.web.queries.teaching import helping as query
from objektiv.web.queries.teaching.journals import journals_of
from objektiv.web.queries.teaching.norms import periods_of
from objektiv.web.queries.teaching.routes import route_of
from objektiv.web.views.form_page import form_page
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu
from objektiv.web.views.teaching.journals import period_of, year_of


def index(request: HttpRequest, place: int) -> HttpResponse:
    """With whom it is worth talking, and whose path is open."""
    school = enter(request, place, "help.work", "support")
    year = year_of(request)
    names = [one.name for one in periods_of(school, year)]
    period = period_of(request, school, year, names)
    classes = sorted(set(journals_of(request.user, school, year)
                         .values_list("class_name", flat=True)))  # fmt: skip
    class_name = request.GET.get("class", "")
    class_name = class_name if class_name in classes else next(iter(classes), "")
    cases = query.cases_of(request.user, school)
    open_ = cases.exclude(state__in=HelpCase.OVER)
    known = {(one.class_name, one.subject, one.pupil) for one in open_.filter(school_year=year)}
    found = []
    if class_name and period:
        found = [
            one
            for one in query.worth_a_talk(request.user, school, year, class_name, period)
            if (one.class_name, one.subject, one.pupil) not in known
        ]
        if found:
            text = f"Открыт список «Стоит поговорить»: {class_name}"
            log_reading(school, text, by=request.user, at=school)
    return render(
        request,
        "teaching/help/index.html",
        {
            "organisation": school,
            "menu": section_menu(request.user, school, "support", "help"),
            "year": year,
            "years": school_years(),
            "period": period,
            "periods": names,
            "classes": classes,
            "class_name": class_name,
            "found": found,
            "open_cases": open_,
            "page": page_of(request, cases.filter(state__in=HelpCase.OVER)),
            "rules": attention_rules(),
        },
    )


@require_POST
def begin(request: HttpRequest, place: int) -> HttpResponse:
    """From a reason to a path; the reasons come from the data, not from the page."""
    school = enter(request, place, "help.work", "support")
    year = year_of(request)
    wanted = {name: request.POST.get(name, "") for name in ("class_name", "subject", "pupil")}
    names = [one.name for one in periods_of(school, year)]
    period = request.POST.get("period", "")
    found = next(
        (
            one
            for one in query.worth_a_talk(
                request.user, school, year, wanted["class_name"],
                period if period in names else (names or [""])[0],
            )
            if (one.subject, one.pupil) == (wanted["subject"], wanted["pupil"])
        ),
        None,
    )  # fmt: skip
    if found is None:
        messages.error(request, "Данные изменились: этого ученика в списке уже нет.")
        return redirect("help", place=school.pk)
    try:
        case = act.open_case(school, year, **wanted, reasons=found.reasons, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("help", place=school.pk)
    return redirect("help_case", help_case=case.pk)


def enter_case(request: HttpRequest, help_case: int) -> HelpCase:
    found = get_object_or_404(query.cases_visible_to(request.user), pk=help_case)
    enter(request, found.school_id, "help.work", "support")
    return found


def show(request: HttpRequest, help_case: int) -> HttpResponse:
    """Where the path stands, what may come next, everything that was done."""
    found = enter_case(request, help_case)
    now = query.position_of(found, timezone.localdate())
    log_reading(found, f"Открыта помощь: {found}", by=request.user, at=found.school)
    decides = may(request.user, "help.decide", found.school)
    titles = dict(HelpStep.KINDS)
    steps = [
        (kind.value, titles[kind.value])
        for kind in now.allowed
        if decides or kind not in act.DECISIONS
    ]
    return render(
        request,
        "teaching/help/show.html",
        {
            "case": found,
            "organisation": found.school,
            "now": now,
            "next": steps,
            "for_managers": [titles[kind.value] for kind in now.allowed if kind in act.DECISIONS]
            if not decides
            else [],
            "steps": found.steps.select_related("by"),
            "results": dict(forms.RESULTS) | dict(debt_rules().choices),
            "pauses": debt_rules().pauses,
            "route": route_of(found, request.user),
            "bank": Subject.objects.filter(name=found.subject).first(),
            "notices": found.notices.select_related("sent_by", "confirmed_by"),
            "families": len(query.families_of(found)),
            "rules": debt_rules().rules,
        },
    )


def case_form(
    request: HttpRequest,
    about: HelpCase,
    form: Form,
    do: Callable[[], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """A form of one act; words: heading, button, what is said afterwards."""
    heading, button, said = words
    if submitted(request, form, do):
        messages.success(request, said)
        return redirect("help_case", help_case=about.pk)
    return form_page(
        request, form, f"{heading}: {about}", button, reverse("help_case", args=[about.pk])
    )


def step(request: HttpRequest, help_case: int, step_kind: str) -> HttpResponse:
    found = enter_case(request, help_case)
    if step_kind not in dict(HelpStep.KINDS):
        raise Http404
    kind = Kind(step_kind)
    if kind in act.DECISIONS:
        require(request.user, "help.decide", found.school)
    form = forms.StepForm(request.POST or None, kind=kind)
    return case_form(
        request,
        found,
        form,
        lambda: act.add_step(found, kind=step_kind, by=request.user, **form.cleaned_data),
        (dict(HelpStep.KINDS)[step_kind].capitalize(), "Записать", "Записано."),
    )


def notice(request: HttpRequest, help_case: int) -> HttpResponse:
    found = enter_case(request, help_case)
    form = forms.NoticeForm(request.POST or None)
    return case_form(
        request,
        found,
        form,
        lambda: act.notify_family(found, by=request.user, **form.cleaned_data),
        (
            "Уведомление родителям",
            "Отправить",
            "Уведомление записано. Когда семья подтвердит, это будет видно здесь.",
        ),
    )


def _notice(request: HttpRequest, family_notice: int) -> FamilyNotice:
    return get_object_or_404(
        FamilyNotice.objects.filter(case__in=query.cases_visible_to(request.user))
        .select_related("case__school"),
        pk=family_notice,
    )  # fmt: skip


def paper(request: HttpRequest, family_notice: int) -> HttpResponse:
    """The family signed on paper."""
    found = _notice(request, family_notice)
    enter(request, found.case.school_id, "help.work", "support")
    form = forms.PaperForm(request.POST or None)
    return case_form(
        request,
        found.case,
        form,
        lambda: act.confirm_on_paper(found, by=request.user, **form.cleaned_data),
        ("Подпись на бумаге", "Записать", "Записано."),
    )


# --- the family


def mine(request: HttpRequest) -> HttpResponse:
    """What the school told the family and what it does for the child."""
    request.section = "my_marks"
    cases = [(one, route_of(one)) for one in query.cases_of_family(request.user)]
    return render(request, "teaching/family/help.html", {"cases": cases})


@require_POST
def confirm(request: HttpRequest, family_notice: int) -> HttpResponse:
    found = get_object_or_404(query.notices_of_family(request.user), pk=family_notice)
    act.confirm_notice(found, by=request.user)
    messages.success(request, "Спасибо, школа видит, что вы прочитали.")
    return redirect("my_help")
