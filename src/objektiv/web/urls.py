"""Addresses. An organisation stands in the address, so a view can be sent as a link."""

from django.urls import include, path
from django.views.generic import RedirectView

from objektiv.web.api import pages as api
from objektiv.web.views import (
    account,
    findings,
    health,
    jobs,
    look,
    notices,
    people,
    places,
    procedures,
    recommendations,
    results,
    rules,
    search,
    today,
    tokens,
    uploads,
)

urlpatterns = [
    path("health", health.health, name="health"),
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("look/", look.look, name="look"),
    path("account/signup/", RedirectView.as_view(pattern_name="account_login")),
    path("account/", include("allauth.urls")),
    path("me/", account.account, name="account"),
    path("me/keys/", tokens.index, name="tokens"),
    path("me/keys/add/", tokens.add, name="token_add"),
    path("me/keys/<int:token>/revoke/", tokens.revoke, name="token_revoke"),
    # data for programs
    path("api/", api.description, name="api"),
    path("api/v1/", include((api.addresses(), "api"))),
    path("join/<str:secret>/", people.join, name="join"),
    path("notices/", notices.index, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/ways/", notices.ways, name="notice_ways"),
    path("notices/<int:notice>/", notices.follow, name="notice"),
    path("notices/<int:notice>/change/", notices.change, name="notice_change"),
    path("letters/<str:token>/", notices.letter_settings, name="letter_settings"),
    path("letters/<str:token>/stop/", notices.unsubscribe, name="unsubscribe"),
    path("jobs/<int:job>/", jobs.show, name="job"),
    path("jobs/<int:job>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<int:job>/retry/", jobs.retry, name="job_retry"),
    # organisations and people
    path("o/<int:place>/", places.show, name="place"),
    path("o/<int:place>/add/", places.add, name="place_add"),
    path("o/<int:place>/edit/", places.edit, name="place_edit"),
    path("o/<int:place>/close/", places.close, name="place_close"),
    path("o/<int:place>/history/", places.history, name="history"),
    path("o/<int:place>/people/", people.index, name="people"),
    path("o/<int:place>/people/invite/", people.add, name="invite"),
    path("o/<int:place>/people/<int:person>/role/", people.give_role, name="give_role"),
    path("roles/<int:assignment>/remove/", people.remove_role, name="remove_role"),
    path("invitations/<int:invitation>/withdraw/", people.withdraw, name="withdraw_invitation"),
    # bringing results in
    path("o/<int:place>/procedures/", procedures.index, name="procedures"),
    path("o/<int:place>/procedures/add/", procedures.add, name="procedure_add"),
    path("o/<int:place>/procedures/<int:procedure>/remind/", procedures.write, name="remind"),
    path("procedures/<int:procedure>/edit/", procedures.edit, name="procedure_edit"),
    path("o/<int:place>/bring/", uploads.bring, name="bring"),
    path("o/<int:place>/uploads/", uploads.index, name="uploads"),
    path("uploads/<int:upload>/", uploads.show, name="upload"),
    path("uploads/<int:upload>/accept/", uploads.accept, name="upload_accept"),
    path("uploads/<int:upload>/cancel/", uploads.cancel, name="upload_cancel"),
    path("files/<int:file>/", uploads.original, name="original"),
    path("files/<int:file>/cell/", uploads.cell, name="cell"),
    path("protocols/<int:protocol>/withdraw/", uploads.withdraw, name="withdraw_protocol"),
    # reading results
    path("o/<int:place>/results/", results.index, name="results"),
    path("o/<int:place>/results/<int:work>/", results.show, name="result"),
    path("o/<int:place>/results/<int:work>/export/", results.export, name="result_export"),
    # measures: recommendations and their rules
    path("o/<int:place>/recommendations/", recommendations.index, name="measures"),
    path("o/<int:place>/recommendations/draft/", recommendations.draft, name="draft"),
    path("recommendations/<int:document>/", recommendations.show, name="recommendations_document"),
    path("recommendations/<int:document>/add/", recommendations.add, name="point_add"),
    path("recommendations/<int:document>/approve/", recommendations.approve, name="approve"),
    path("recommendations/<int:document>/send/", recommendations.send, name="send"),
    path("points/<int:point>/edit/", recommendations.edit, name="point_edit"),
    path("points/<int:point>/leave-out/", recommendations.leave_out, name="point_leave_out"),
    path("addressed/<int:addressee>/", recommendations.received, name="recommendations_received"),
    path("addressed/<int:addressee>/sign/", recommendations.sign, name="sign"),
    path("addressed/<int:addressee>/<int:point>/accept/", recommendations.accept, name="accept"),
    path(
        "addressed/<int:addressee>/<int:point>/done/",
        recommendations.respond,
        {"state": "done"},
        name="respond_done",
    ),
    path(
        "addressed/<int:addressee>/<int:point>/decline/",
        recommendations.respond,
        {"state": "declined"},
        name="respond_decline",
    ),
    path("o/<int:place>/rules/", rules.index, name="rules"),
    path("o/<int:place>/rules/add/", rules.edit, name="rule_add"),
    path("o/<int:place>/rules/file/", rules.file, name="rules_file"),
    path("o/<int:place>/rules/apply/", rules.put_in_force, name="rules_apply"),
    path("o/<int:place>/rules/drop/", rules.drop, name="rules_drop"),
    path("o/<int:place>/rules/<str:code>/", rules.edit, name="rule_edit"),
    path("o/<int:place>/rules/<str:code>/remove/", rules.remove, name="rule_remove"),
    # findings
    path("o/<int:place>/findings/", findings.index, name="findings"),
    path("findings/<int:finding>/", findings.show, name="finding"),
    path("findings/<int:finding>/ask/", findings.ask, name="finding_ask"),
    path("reviews/<int:review>/", findings.review, name="review"),
    path("reviews/<int:review>/reply/", findings.reply, name="reply"),
    path("reviews/<int:review>/decide/", findings.decide, name="decide"),
    path("rechecks/<int:recheck>/outcome/", findings.outcome, name="outcome"),
    path("attachments/<int:attachment>/", findings.attachment, name="attachment"),
]

handler400 = "objektiv.web.views.errors.bad_request"
handler403 = "objektiv.web.views.errors.forbidden"
handler404 = "objektiv.web.views.errors.not_found"
handler500 = "objektiv.web.views.errors.server_error"
