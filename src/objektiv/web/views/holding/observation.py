"""Who observes where: the list of a procedure, the drawing, changes by hand, coverage."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from objektiv.web.actions.holding import observation as act
from objektiv.web.forms.holding.observation import AssignForm, HandForm
from objektiv.web.forms.submit import submitted
from objektiv.web.models import Observation, Observer, Organisation
from objektiv.web.permissions import may, require
from objektiv.web.queries.holding import observation as query
from objektiv.web.queries.holding.briefings import states_at as briefings_of
from objektiv.web.queries.holding.staffing import demands_briefing, reasons_against, staffing_of
from objektiv.web.tasks import run_soon
from objektiv.web.views.holding.menu import observation_menu
from objektiv.web.views.paging import page_of
from objektiv.web.views.places import enter

YEAR = timedelta(days=365)


def index(request: HttpRequest, place: int) -> HttpResponse:
    """Days to come, school by school: who observes, where nobody does."""
    organisation = enter(request, place, "observation.view", "preparation")
    today = timezone.localdate()
    procedures = list(query.procedures_ahead(organisation, today))
    wanted = request.GET.get("procedure", "")
    chosen = next((one for one in procedures if str(one.pk) == wanted), None)
    sites = query.sites_at(organisation).filter(day__day__gte=today)
    if chosen:
        sites = sites.filter(day__procedure=chosen)
    page = page_of(request, sites)
    return render(
        request,
        "holding/observation.html",
        {
            "organisation": organisation,
            "menu": observation_menu(request.user, organisation, "observation"),
            "procedures": procedures,
            "chosen": chosen,
            "page": page,
            "without": sum(not one.watched for one in page),
            "may_assign": may(request.user, "observation.manage", organisation),
        },
    )


def assign(request: HttpRequest, place: int, procedure: int) -> HttpResponse:
    """Settings of the drawing; it goes on as a job."""
    organisation = enter(request, place, "observation.manage", "preparation")
    found = get_object_or_404(
        query.procedures_ahead(organisation, timezone.localdate()), pk=procedure
    )
    demanded = demands_briefing(found)
    form = AssignForm(request.POST or None, initial={"rotation": "must"}, demanded=demanded)
    if submitted(
        request,
        form,
        lambda: act.order_assignment(organisation, found, by=request.user, **form.cleaned_data),
    ):
        run_soon(form.result)
        return redirect(f"{reverse('job', args=[form.result.pk])}?wait")
    context = {
        "form": form,
        "heading": f"Назначить наблюдателей: {found}",
        "button": "Назначить",
        "back": reverse("observation", args=[organisation.pk]) + f"?procedure={found.pk}",
        "lead": "Программа никого не назначит туда, где он работает, где учится его ребёнок, на "
        "свой предмет, без аккредитации или в занятый день; нагрузка выравнивается. Назначенные "
        "вручную остаются на своих местах.",
        "briefing": next(
            (
                one
                for one in briefings_of(organisation, [found])
                if one.role == "observer" and one.waiting
            ),
            None,
        ),
        "organisation": organisation,
    }
    return render(request, "holding/observer_form.html", context, status=form.status)


def site(request: HttpRequest, procedure_site: int) -> HttpResponse:
    """Assign by hand, or replace: who may come, who may not and why."""
    found = get_object_or_404(query.sites_visible_to(request.user), pk=procedure_site)
    enter(request, found.school_id, "observation.manage", "preparation")
    municipality = found.school.parent
    require(request.user, "observation.manage", municipality)
    corps = Observer.objects.around(municipality).filter(state=Observer.State.ACCEPTED)
    staffing = staffing_of([found], found.day.procedure, corps)
    against = reasons_against(staffing, found)
    here = {one.observer_id for one in found.watched}
    people = sorted(staffing.observers.items())
    people = [(name, one) for name, one in people if one.pk not in here]
    free = [one for _, one in people if not against[one.pk]]
    unbriefed = [one for _, one in people if {it.rule for it in against[one.pk]} == {"briefing"}]
    wanted = request.GET.get("replace", "")
    replaces = next((one for one in found.watched if str(one.pk) == wanted), None)
    form = HandForm(
        request.POST or None, observers=free, unbriefed=unbriefed, replacing=replaces is not None
    )
    if submitted(
        request,
        form,
        lambda: act.assign_by_hand(found, by=request.user, replaces=replaces, **form.cleaned_data),
    ):
        messages.success(
            request, f"{form.result.observer.name}: назначено, уведомление отправлено."
        )
        return redirect(
            reverse("observation", args=[municipality.pk]) + f"?procedure={found.day.procedure_id}"
        )
    context = {
        "site": found,
        "form": form,
        "replaces": replaces,
        "free": free or unbriefed,
        "refused": [
            (name, [it.text for it in against[one.pk]]) for name, one in people if against[one.pk]
        ],
        "organisation": municipality,
        "absent": found.day.day <= timezone.localdate(),
    }
    return render(request, "holding/site_observer.html", context, status=form.status)


@require_POST
def absent(request: HttpRequest, observation: int) -> HttpResponse:
    found = _visible(request, observation)
    enter(request, found.site.school_id, "observation.manage", "preparation")
    try:
        act.mark_absent(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("site_observer", procedure_site=found.site_id)


def coverage(request: HttpRequest, place: int) -> HttpResponse:
    """Which procedures and days ran unobserved: share, by municipality, the list."""
    organisation = enter(request, place, "observation.view", "preparation")
    today = timezone.localdate()
    since = _day(request.GET.get("since", "")) or query.year_begins(today)
    until = min(_day(request.GET.get("until", "")) or today, today)
    found = query.coverage(organisation, since, until)
    return render(
        request,
        "holding/coverage.html",
        {
            "organisation": organisation,
            "menu": observation_menu(request.user, organisation, "coverage"),
            "coverage": found,
            "page": page_of(request, found.unobserved),
            "since": since,
            "until": until,
            "show_places": organisation.kind == Organisation.Kind.REGION,
        },
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _visible(request: HttpRequest, observation: int) -> Observation:
    return get_object_or_404(query.observations_visible_to(request.user), pk=observation)
