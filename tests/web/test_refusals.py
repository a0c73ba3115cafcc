"""Every address for every role: who is not allowed is refused, on the page and on sending."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from objektiv.web import urls

COORDINATORS = {"coordinator", "north"}
MANAGERS = {"head", "deputy"}
OFFICE = {*MANAGERS, "office"}
STAFF = {
    *COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher", "expert", "organiser",
    "technician",
}  # fmt: skip
READERS = {*COORDINATORS, *OFFICE, "methodist", "teacher", "classteacher"}
BRINGERS = {*COORDINATORS, *OFFICE}

# Address -> who may open it, where it speaks of the first school or of a thing of it.
ALLOWED = {
    "place": STAFF,
    "place_add": COORDINATORS,
    "place_edit": COORDINATORS,
    "place_close": COORDINATORS,
    "place_move": COORDINATORS,
    "places_list": COORDINATORS,
    "invite_list": {*COORDINATORS, *OFFICE},
    "place_merge": COORDINATORS,
    "change_withdraw": COORDINATORS,
    "bodies": STAFF,
    "body": STAFF,
    "body_add": {*COORDINATORS, *MANAGERS},
    "body_edit": {*COORDINATORS, *MANAGERS},
    "member_add": {*COORDINATORS, *MANAGERS},
    "member_end": {*COORDINATORS, *MANAGERS},
    "classes": STAFF,
    "class_add": BRINGERS,
    "class_roll": BRINGERS,
    "class_edit": BRINGERS,
    "terms": STAFF,
    "terms_edit": {*COORDINATORS, *MANAGERS},
    "subjects": {*STAFF, "south", "neighbour", "stranger"},  # one list for everybody
    "subject_add": {"coordinator"},
    "subject_edit": {"coordinator"},
    "history": {*COORDINATORS, *MANAGERS},
    "people": {*COORDINATORS, *OFFICE, "methodist"},
    "invite": {*COORDINATORS, *OFFICE},
    "person": {*COORDINATORS, *OFFICE, "methodist"},
    "role_change": {*COORDINATORS, *MANAGERS},
    "give_role": {*COORDINATORS, *MANAGERS},
    "remove_role": {*COORDINATORS, *MANAGERS},
    "withdraw_invitation": {*COORDINATORS, *MANAGERS},
    "procedures": BRINGERS,
    "sources": BRINGERS,
    "procedure": BRINGERS,
    "bring_documents": BRINGERS,
    "upload_withdraw": BRINGERS,
    "procedure_add": COORDINATORS,
    "procedure_edit": COORDINATORS,
    "remind": COORDINATORS,
    "bring": BRINGERS,
    "uploads": BRINGERS,
    "upload": BRINGERS,
    "upload_accept": BRINGERS,
    "upload_cancel": BRINGERS,
    "original": BRINGERS,
    "cell": BRINGERS,
    "withdraw_protocol": BRINGERS,
    "results": READERS,
    "result": READERS,
    "result_export": READERS,
    "result_protocols": READERS,
    "result_skills": READERS,
    "result_journal": {*BRINGERS, "methodist"},
    "result_similar": {*BRINGERS, "methodist"},
    "result_quality": READERS,
    "result_class": READERS,
    "result_item": READERS,
    "trends": READERS,
    "deficits": READERS,
    "internal": {*BRINGERS, "methodist"},
    "result_classes": READERS,
    "class_results": READERS,
    "pupil": {*OFFICE, "teacher", "classteacher"},
    "pupil_find": READERS,
    "findings": BRINGERS,
    "finding": BRINGERS,
    "finding_ask": COORDINATORS,
    "review": BRINGERS,
    "reply": MANAGERS,
    "decide": COORDINATORS,
    "outcome": COORDINATORS,
    "keeping": {*COORDINATORS, *MANAGERS},
    "keeping_run": COORDINATORS,
    "hold_add": COORDINATORS,
    "hold_lift": COORDINATORS,
    "file_remove": BRINGERS,
    "removal": {*COORDINATORS, *MANAGERS},
    "review_extend": COORDINATORS,
    "breach_add": COORDINATORS,
    "recheck": BRINGERS,
    "recheck_form": COORDINATORS,
    "recheck_marks": COORDINATORS,
    "conclude": COORDINATORS,
    "breach": BRINGERS,
    "breach_object": MANAGERS,
    "breach_answer": COORDINATORS,
    "attachment": BRINGERS,
    "notice": {"office"},
    "notice_change": {"office"},
    "measures": {*BRINGERS, "methodist"},
    "draft": COORDINATORS,
    "recommendations_document": COORDINATORS,
    "point_add": COORDINATORS,
    "point_edit": COORDINATORS,
    "point_leave_out": COORDINATORS,
    "approve": COORDINATORS,
    "send": COORDINATORS,
    "recommendations_received": {*BRINGERS, "methodist"},
    "sign": MANAGERS,
    "accept": MANAGERS,
    "respond_done": MANAGERS,
    "respond_decline": MANAGERS,
    "effect": {*BRINGERS, "methodist"},
    **{
        name: {*BRINGERS, "methodist"}
        for name in ("evaluation", "evaluation_sheet", "evaluation_print", "evaluation_file")
    },
    "evaluation_start": OFFICE,
    "evaluation_take": OFFICE,
    "evaluation_submit": MANAGERS,
    "evaluation_score": COORDINATORS,  # of a sheet that was handed in
    "evaluation_close": COORDINATORS,
    "evaluation_return": COORDINATORS,
    "evaluation_criteria": COORDINATORS,
    "criterion_add": COORDINATORS,
    "criterion_edit": COORDINATORS,
    "criterion_drop": COORDINATORS,
    "practices": {*BRINGERS, "methodist"},
    "practice": {*BRINGERS, "methodist"},
    "practice_file": {*BRINGERS, "methodist"},
    "practice_invite": COORDINATORS,
    "practice_edit": OFFICE,
    "practice_decline": OFFICE,
    "practice_publish": COORDINATORS,
    "interviews": MANAGERS,
    "meetings": {*BRINGERS, "methodist"},
    "meeting": {*OFFICE, "methodist"},  # until its minutes are signed
    **{
        name: {*OFFICE, "methodist"}
        for name in (
            "meeting_add",
            "meeting_edit",
            "meeting_people",
            "agenda_take",
            "question_add",
            "question_edit",
            "question_remove",
            "meeting_invite",
            "meeting_cancel",
            "minutes",
            "minutes_sign",
            "decision_add",
            "decision_edit",
            "decision_remove",
        )
    },
    "decisions_plan": OFFICE,
    "decision_plan": OFFICE,
    "plans": READERS,
    "plan_add": OFFICE,
    "plan": READERS,
    "direction_add": OFFICE,
    "direction_remove": OFFICE,
    "measure_add": OFFICE,
    "plan_take": OFFICE,
    "plan_document_add": OFFICE,
    "plan_document": OFFICE,
    "plan_approve": MANAGERS,
    "plan_version": OFFICE,
    "plan_next": OFFICE,
    "plan_changes": READERS,
    "measure": READERS,
    "measure_edit": OFFICE,
    "measure_remove": OFFICE,
    "measure_report": OFFICE,
    "measure_check": {*COORDINATORS, *MANAGERS},
    "measure_cancel": OFFICE,
    "evidence": READERS,
    "outgoing": BRINGERS,
    "outgoing_add": OFFICE,
    "outgoing_cancel": OFFICE,
    "outgoing_gap": OFFICE,
    "letterhead": OFFICE,
    "templates": BRINGERS,
    "template_add": OFFICE,
    "template_default": BRINGERS,
    "template": BRINGERS,
    "template_use": OFFICE,
    "letters": COORDINATORS,
    "letters_all": COORDINATORS,
    "cover": COORDINATORS,
    "archive": COORDINATORS,
    "letter": {*BRINGERS, "methodist"},
    "cases": COORDINATORS,
    "plan_sheet": READERS,
    "order_sheet": OFFICE,
    "minutes_sheet": {*OFFICE, "methodist"},
    "certificate": {*BRINGERS, "methodist"},
    "review_sheet": BRINGERS,
    "review_number": {"north"},
    "rules": COORDINATORS,
    "rule_add": COORDINATORS,
    "rules_file": COORDINATORS,
    "rules_apply": COORDINATORS,
    "rules_drop": COORDINATORS,
    "rule_edit": COORDINATORS,
    "rule_remove": COORDINATORS,
    "job": {"office"},
    "job_cancel": {"office"},
    "job_retry": {"office"},
    "token_revoke": {"office"},
}
ONLY_SENT = {
    "keeping_run", "hold_lift",
    "direction_remove", "measure_remove", "plan_version",
    "change_withdraw",
    "evaluation_start", "evaluation_take", "evaluation_submit", "evaluation_close",
    "criterion_drop",
    "practice_invite", "practice_decline", "practice_publish",
    "agenda_take", "question_remove", "meeting_invite", "minutes_sign", "decision_remove",
    "decisions_plan", "decision_plan",
    "approve", "sign", "rules_apply", "rules_drop", "rule_remove",
    "remove_role", "withdraw_invitation", "upload_accept", "upload_cancel", "job_cancel",
    "job_retry",
    "template_use", "letters_all",
    "remind", "notice_change", "notices_read", "token_revoke",
}  # fmt: skip
LEADS_ON = {"pupil_find", "notice", "bring_documents"}  # opens another page
# Pages of the person who asks; their content is tested where it is made.
OWN = {
    "my_results", "my_watch", "notices", "notices_read", "notice_ways", "calendar",
    "calendar_change", "calendar_event", "jobs",
    "today", "search",
    "account",
}  # fmt: skip
OPEN = {"letter_settings", "unsubscribe", "calendar_feed", "look", "join"}
OWN |= {"tokens", "token_add", "columns"}
OPEN |= {"api"}  # keys of the HTTP API are another door: test_api_refusals.py
OPEN |= {"health"}


def names() -> set[str]:
    return {pattern.name for pattern in urls.urlpatterns if getattr(pattern, "name", None)}


def test_every_address_has_a_rule():
    assert names() == set(ALLOWED) | OWN | OPEN


def address(name: str, case) -> str:
    pattern = next(one for one in urls.urlpatterns if getattr(one, "name", None) == name)
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: case[key] for key in wanted})


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_wrong_roles_are_refused(name, as_, world, case):
    for who in sorted(set(world.people) - ALLOWED[name]):
        client = as_(who)
        for response in (client.get(address(name, case)), client.post(address(name, case))):
            assert response.status_code in (403, 404, 405), (who, response.status_code)
            if response.status_code == 405:
                assert name in ONLY_SENT


@pytest.mark.parametrize(
    "name", sorted(set(ALLOWED) - ONLY_SENT - LEADS_ON - {"place_add", "places_list"})
)
def test_right_roles_come_in(name, as_, case):
    for who in sorted(ALLOWED[name]):
        response = as_(who).get(address(name, case))

        assert response.status_code == 200, who
        if response.streaming:
            for close in response._resource_closers:  # without ending the request's connection
                close()


@pytest.mark.parametrize("name", sorted(set(ALLOWED) | OWN))
def test_nobody_comes_in_without_signing_in(name, client, case):
    response = client.get(address(name, case))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_rows_of_pupils_stay_in_the_school(as_, case):
    page = address("result_export", case) + "?report=individual&format=csv"

    for who in ("coordinator", "north", "methodist"):
        assert as_(who).get(page).status_code == 403, who


def test_no_address_serves_a_form_for_signing_up(client, db):
    response = client.get(reverse("account_signup"))

    assert response.status_code == 302
    assert get_resolver().resolve("/account/signup/").func.__name__ == "view"
