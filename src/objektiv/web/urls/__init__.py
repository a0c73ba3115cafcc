"""Addresses. An organisation stands in the address, so a view can be sent as a link.

Here are the pages of the person who asks; every area of work has a module of its own.
"""

from django.urls import include, path
from django.views.generic import RedirectView

from objektiv.web.api import pages as api
from objektiv.web.urls import (
    acts,
    codes,
    control,
    criteria,
    experts,
    findings,
    growth,
    holding,
    measures,
    observers,
    openness,
    organisations,
    parents,
    results,
    schedule,
    sealed,
    tasks,
    teaching,
)
from objektiv.web.views import (
    account,
    calendars,
    families,
    health,
    jobs,
    look,
    notices,
    people,
    search,
    sign_in,
    today,
    tokens,
)

urlpatterns = [
    path("health", health.health, name="health"),
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("look/", look.look, name="look"),
    path("columns/", look.columns, name="columns"),
    path("account/signup/", RedirectView.as_view(pattern_name="account_login")),
    path("account/oidc/<str:provider_id>/login/callback/", sign_in.provider_callback),
    path("account/", include("allauth.urls")),
    path("me/", account.account, name="account"),
    path("me/keys/", tokens.index, name="tokens"),
    path("me/keys/add/", tokens.add, name="token_add"),
    path("me/keys/<int:token>/revoke/", tokens.revoke, name="token_revoke"),
    path("api/", api.description, name="api"),
    path("api/v1/", include((api.addresses(), "api"))),
    path("me/results/", families.results, name="my_results"),
    path("me/watch/", families.watch, name="my_watch"),
    path("join/<str:secret>/", people.join, name="join"),
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/ways/", notices.ways, name="notice_ways"),
    path("notices/<int:notice>/", notices.follow, name="notice"),
    path("notices/<int:notice>/change/", notices.change, name="notice_change"),
    path("letters/<str:token>/", notices.letter_settings, name="letter_settings"),
    path("letters/<str:token>/stop/", notices.unsubscribe, name="unsubscribe"),
    path("calendar/", calendars.show, name="calendar"),
    path("calendar/change/", calendars.change, name="calendar_change"),
    path("calendar/event/<str:uid>.ics", calendars.event, name="calendar_event"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("jobs/", jobs.index, name="jobs"),
    path("jobs/<int:job>/", jobs.show, name="job"),
    path("jobs/<int:job>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<int:job>/retry/", jobs.retry, name="job_retry"),
    *organisations.addresses,
    *results.addresses,
    *findings.addresses,
    *holding.addresses,
    *schedule.addresses,
    *experts.addresses,
    *sealed.addresses,
    *codes.addresses,
    *measures.addresses,
    *observers.addresses,
    *teaching.addresses,
    *acts.addresses,
    *tasks.addresses,
    *criteria.addresses,
    *control.addresses,
    *openness.addresses,
    *growth.addresses,
    *parents.addresses,
]

handler400 = "objektiv.web.views.errors.bad_request"
handler403 = "objektiv.web.views.errors.forbidden"
handler404 = "objektiv.web.views.errors.not_found"
handler500 = "objektiv.web.views.errors.server_error"
