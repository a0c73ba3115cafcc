"""Addresses of findings, reviews, re-checks and breaches."""

from django.urls import path

from objektiv.web.views import (
    breaches,
    findings,
    rechecks,
)

addresses = [
    path("o/<int:place>/findings/", findings.index, name="findings"),
    path("findings/<int:finding>/", findings.show, name="finding"),
    path("findings/<int:finding>/ask/", findings.ask, name="finding_ask"),
    path("reviews/<int:review>/", findings.review, name="review"),
    path("reviews/<int:review>/reply/", findings.reply, name="reply"),
    path("reviews/<int:review>/decide/", findings.decide, name="decide"),
    path("reviews/<int:review>/extend/", findings.extend, name="review_extend"),
    path("reviews/<int:review>/breach/", breaches.add, name="breach_add"),
    path("rechecks/<int:recheck>/", rechecks.show, name="recheck"),
    path("rechecks/<int:recheck>/form/", rechecks.form, name="recheck_form"),
    path("rechecks/<int:recheck>/packing/", rechecks.packing, name="recheck_packing"),
    path("rechecks/<int:recheck>/act.<str:form>", rechecks.act_sheet, name="recheck_act"),
    path("rechecks/<int:recheck>/marks/", rechecks.marks, name="recheck_marks"),
    path("rechecks/<int:recheck>/conclude/", rechecks.conclude, name="conclude"),
    path("rechecks/<int:recheck>/outcome/", findings.outcome, name="outcome"),
    path("breaches/<int:breach>/", breaches.show, name="breach"),
    path("breaches/<int:breach>/object/", breaches.object_to, name="breach_object"),
    path("breaches/<int:breach>/answer/", breaches.answer, name="breach_answer"),
    path("attachments/<int:attachment>/", findings.attachment, name="attachment"),
]
