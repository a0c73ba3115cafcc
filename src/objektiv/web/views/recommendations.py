"""Addressed recommendations: the authority drafts, reviews, sends; a school reads, answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions import recommendations as act
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.forms.recommendations import (
    AcceptForm,
    AnswerForm,
    DraftForm,
    LeaveOutForm,
    PointForm,
    SendForm,
    TermForm,
    point_values,
)
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Addressee, Recommendation, RecommendationAnswer, Recommendations
from objektiv.web.permissions import may
from objektiv.web.queries.effects import effect_notes
from objektiv.web.queries.outgoing import next_number
from objektiv.web.queries.people import staff_of
from objektiv.web.queries.plans import draft_plan_of
from objektiv.web.queries.practices import with_practices
from objektiv.web.queries.recommendations import (
    addressed_visible_to,
    analysed_works,
    documents_at,
    documents_visible_to,
    past_points,
    points_for,
    points_of,
    progress_of,
    schools_with_results,
)
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter
from objektiv.web.views.sections import section_menu


def index(request: HttpRequest, place: int) -> HttpResponse:
    """An authority sees its documents, a school what is addressed to it."""
    organisation = enter(request, place, "recommendations.view", "measures")
    received = addressed_visible_to(request.user).filter(school=organisation)
    return render(
        request,
        "recommendations/index.html",
        {
            "organisation": organisation,
            "page": page_of(request, documents_at(request.user, organisation)),
            "received": received.order_by("-document__sent_at") if organisation.is_school else (),
            "menu": section_menu(request.user, organisation, "measures", "recommendations"),
            "may_write": not organisation.is_school
            and may(request.user, "recommendations.write", organisation),
        },
    )


def draft(request: HttpRequest, place: int) -> HttpResponse:
    organisation = enter(request, place, "recommendations.write", "measures")
    works = analysed_works(organisation)
    schools = schools_with_results(organisation, works)
    initial = {"works": [one.pk for one in works if one.year == works[0].year]} if works else {}
    form = DraftForm(request.POST or None, works=works, schools=schools, initial=initial)

    def make() -> Recommendations:
        values = form.cleaned_data
        chosen = list(values["works"])
        wanted = schools_with_results(organisation, chosen)
        if not values["every"]:
            wanted = wanted.filter(pk__in=values["schools"])
        return act.draft_by_rules(
            organisation=organisation,
            works=chosen,
            schools=list(wanted),
            school_year=school_year_at(timezone.localdate()),
            title=values["title"],
            rationale=values["rationale"],
            basis=values["basis"],
            by=request.user,
        )

    if submitted(request, form, make):
        messages.success(request, "Черновик составлен по правилам. Проверьте каждый пункт.")
        return redirect("recommendations_document", document=form.result.pk)
    context = {"organisation": organisation, "form": form, "works": works}
    return render(request, "recommendations/draft.html", context, status=form.status)


def _document(request: HttpRequest, document: int) -> Recommendations:
    found = get_object_or_404(documents_visible_to(request.user), pk=document)
    enter(request, found.organisation_id, "recommendations.write", "measures")
    return found


def show(request: HttpRequest, document: int) -> HttpResponse:
    """Review of a draft; of a sent document, what the schools did with it."""
    found = _document(request, document)
    form = TermForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.renew_terms(found, term=form.cleaned_data["term"], by=request.user),
    ):
        messages.success(request, f"Новый срок назначен, пунктов: {form.result}.")
        return redirect("recommendations_document", document=found.pk)
    today = timezone.localdate()
    chosen = request.GET.get("school", "")
    schools = [one.school for one in found.addressees.select_related("school").order_by(
        "school__name")]  # fmt: skip
    school = next((one for one in schools if str(one.pk) == chosen), None)
    groups = points_of(found, school)
    if found.state != Recommendations.State.SENT:
        notes = effect_notes(found.organisation)
        for _, points in groups:
            for point in points:
                point.effect = notes.get(point.kind, "")
    return render(
        request,
        "recommendations/show.html",
        {
            "document": found,
            "groups": groups,
            "schools": schools,
            "school": school,
            "progress": progress_of(found) if found.state == "sent" else (),
            "past": past_points(found, today).count() if found.state == "draft" else 0,
            "today": today,
            "form": form,
        },
        status=form.status,
    )


def add(request: HttpRequest, document: int) -> HttpResponse:
    found = _document(request, document)
    form = PointForm(request.POST or None, schools=_schools(found))
    if submitted(request, form, lambda: act.add_point(found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Пункт добавлен.")
        return redirect("recommendations_document", document=found.pk)
    return _point_page(request, found, form, "Новый пункт")


def edit(request: HttpRequest, point: int) -> HttpResponse:
    known = _point(request, point)
    found = known.document
    form = PointForm(request.POST or None, schools=_schools(found), initial=point_values(known))
    if submitted(
        request,
        form,
        lambda: act.change_point(known, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Пункт изменён.")
        return _back(known)
    return _point_page(request, found, form, "Пункт рекомендаций")


def _schools(document: Recommendations):
    from objektiv.web.models import Organisation

    return Organisation.objects.filter(addressed__document=document)


def _point_page(request, document: Recommendations, form, heading: str) -> HttpResponse:
    back = reverse("recommendations_document", args=[document.pk])
    context = {"document": document, "form": form, "heading": heading, "back": back}
    return render(request, "recommendations/point.html", context, status=form.status)


def _point(request: HttpRequest, point: int) -> Recommendation:
    known = get_object_or_404(Recommendation.objects.select_related("document"), pk=point)
    known.document = _document(request, known.document_id)
    return known


def _back(point: Recommendation) -> HttpResponse:
    address = reverse("recommendations_document", args=[point.document_id])
    query = f"?school={point.school_id}" if point.school_id else ""
    return redirect(f"{address}{query}#p{point.pk}")


def leave_out(request: HttpRequest, point: int) -> HttpResponse:
    known = _point(request, point)
    if request.method == "POST" and "take_back" in request.POST:
        act.leave_out(known, reason="", by=request.user)
        return _back(known)
    form = LeaveOutForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.leave_out(known, reason=form.cleaned_data["reason"], by=request.user),
    ):
        return _back(known)
    context = {"document": known.document, "point": known, "form": form}
    return render(request, "recommendations/leave_out.html", context, status=form.status)


@require_POST
def approve(request: HttpRequest, document: int) -> HttpResponse:
    found = _document(request, document)
    try:
        act.approve_recommendations(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Документ отмечен как проверенный. Осталось отправить.")
    return redirect("recommendations_document", document=found.pk)


def send(request: HttpRequest, document: int) -> HttpResponse:
    """Check before it goes out: whom to, how many points."""
    found = _document(request, document)
    today = timezone.localdate()
    number = next_number(found.organisation, today)
    form = SendForm(request.POST or None, initial={"number": number, "dated": today})
    if submitted(
        request,
        form,
        lambda: act.send_recommendations(found, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, "Отправлено. Здесь видно, кто прочёл и что принял.")
        return redirect("recommendations_document", document=found.pk)
    context = {
        "document": found,
        "form": form,
        "schools": found.addressees.count(),
        "points": found.points.filter(left_out="").count(),
    }
    return render(request, "recommendations/send.html", context, status=form.status)


# --- At the school ------------------------------------------------------------------------


def _addressee(request: HttpRequest, addressee: int, rule: str) -> Addressee:
    found = get_object_or_404(addressed_visible_to(request.user), pk=addressee)
    enter(request, found.school_id, rule, "measures")
    return found


def received(request: HttpRequest, addressee: int) -> HttpResponse:
    found = _addressee(request, addressee, "recommendations.view")
    own = may(request.user, "recommendations.answer", found.school)
    if own:
        act.note_reading(found, by=request.user)
    return render(
        request,
        "recommendations/received.html",
        {
            "addressee": found,
            "document": found.document,
            "points": with_practices(points_for(found), found.school),
            "own": own,
            "plan": draft_plan_of(found.school, found.document.school_year),
        },
    )


@require_POST
def sign(request: HttpRequest, addressee: int) -> HttpResponse:
    found = _addressee(request, addressee, "recommendations.answer")
    act.sign_for(found, by=request.user)
    messages.success(request, "Получение подтверждено.")
    return redirect("recommendations_received", addressee=found.pk)


def accept(request: HttpRequest, addressee: int, point: int) -> HttpResponse:
    """Into the school's draft plan; the plan is begun when there is none."""
    found = _addressee(request, addressee, "recommendations.answer")
    known = get_object_or_404(found.document.points, pk=point)
    form = AcceptForm(request.POST or None, people=staff_of(found.school))

    def take():
        values = form.cleaned_data
        return act.accept_point(
            known,
            found.school,
            responsibles=filter(None, [values["person"], values["others"]]),
            by=request.user,
        )

    if submitted(request, form, take):
        messages.success(request, "Пункт внесён в план.")
        return _to_point(found, known)
    context = {"addressee": found, "point": known, "form": form}
    return render(request, "recommendations/accept.html", context, status=form.status)


def respond(request: HttpRequest, addressee: int, point: int, state: str) -> HttpResponse:
    """«Уже сделано» or declined, with a reason."""
    found = _addressee(request, addressee, "recommendations.answer")
    known = get_object_or_404(found.document.points, pk=point)
    form = AnswerForm(request.POST or None)
    if submitted(
        request,
        form,
        lambda: act.answer(
            known, found.school, state=state, reason=form.cleaned_data["reason"], by=request.user
        ),
    ):
        messages.success(request, "Ответ записан.")
        return _to_point(found, known)
    heading = "Уже выполнено" if state == RecommendationAnswer.State.DONE else "Отклонить пункт"
    context = {"addressee": found, "point": known, "form": form, "heading": heading}
    return render(request, "recommendations/respond.html", context, status=form.status)


def _to_point(addressee: Addressee, point: Recommendation) -> HttpResponse:
    address = reverse("recommendations_received", args=[addressee.pk])
    return redirect(f"{address}#p{point.pk}")
