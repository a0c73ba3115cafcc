"""Every operation of the API for every role, every scope and every way of having no key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from objektiv.web.api import description
from objektiv.web.models import AccessToken, AuditEntry, Scope

from .allowed import AREAS
from .allowed.roles import BRINGERS, COORDINATORS, MANAGERS, OFFICE, READERS, STAFF
from .conftest import STAFF as PEOPLE
from .programs import ALL, ROOT, Program, key_of

EVERYBODY = {*STAFF, "observer", "parent", "pupil", "neighbour", "south", "stranger"}

# Operation -> who may, where it speaks of the first school or of a thing of it.
ALLOWED = {
    "show_organisation": STAFF,
    "list_classes": STAFF,
    "list_people": {*COORDINATORS, *OFFICE, "methodist"},
    "list_journal": {*COORDINATORS, *MANAGERS},
    "list_procedures": BRINGERS,
    "list_missing_schools": BRINGERS,
    "show_collection": BRINGERS,
    "bring_files_of_procedure": BRINGERS,
    "add_procedure": COORDINATORS,
    "edit_procedure": COORDINATORS,
    "remind_schools": COORDINATORS,
    "list_uploads": BRINGERS,
    "bring_files": BRINGERS,
    "show_upload": BRINGERS,
    "answer_upload": BRINGERS,
    "accept_upload": BRINGERS,
    "cancel_upload": BRINGERS,
    "withdraw_upload": BRINGERS,
    "download_file": BRINGERS,
    "list_protocols": BRINGERS,
    "withdraw_protocol": BRINGERS,
    "list_works": READERS,
    "show_report": READERS,
    "show_table": READERS,
    "download_workbook": READERS,
    "show_chart": READERS,
    "list_findings": BRINGERS,
    "show_finding": BRINGERS,
    "list_reviews": BRINGERS,
    "show_review": BRINGERS,
    "ask_school": COORDINATORS,
    "reply_for_school": MANAGERS,
    "decide_review": COORDINATORS,
    "record_outcome": COORDINATORS,
    "download_attachment": BRINGERS,
    "list_recommendations": {*COORDINATORS, *OFFICE, "methodist"},
    "list_addressed": {*COORDINATORS, *OFFICE, "methodist"},
    "show_addressed": {*COORDINATORS, *OFFICE, "methodist"},
    "sign_addressed": MANAGERS,
    "answer_point": MANAGERS,
    "show_trends": READERS,
    "show_deficits": READERS,
    "show_internal": {*BRINGERS, "methodist"},
    "show_effect": {*BRINGERS, "methodist"},
    "show_skills": READERS,
    "show_work_journal": {*BRINGERS, "methodist"},
    "show_similar": {*BRINGERS, "methodist"},
    "show_quality": READERS,
    "show_item": READERS,
    "show_class_report": READERS,
    "list_result_classes": READERS,
    "show_class_year": READERS,
    "show_pupil": {*OFFICE, "teacher", "classteacher"},
    "list_rules": COORDINATORS,
    "list_plans": READERS,
    "show_plan": READERS,
    "list_plan_changes": READERS,
    "show_plan_document": OFFICE,
    "show_measure": READERS,
    "report_step": OFFICE,
    "check_measure": {*COORDINATORS, *MANAGERS},
    "download_evidence": READERS,
    "list_terms": STAFF,
    "list_subjects": {*STAFF, "south", "neighbour", "stranger"},
    "list_bodies": STAFF,
    "show_body": STAFF,
    "show_recheck": BRINGERS,
    "list_papers_to_mark": COORDINATORS,
    "enter_second_marks": COORDINATORS,
    "conclude_recheck": COORDINATORS,
    "show_breach": BRINGERS,
    "list_meetings": {*BRINGERS, "methodist"},
    "show_meeting": {*OFFICE, "methodist"},  # until its minutes are signed
    "show_evaluation": {*BRINGERS, "methodist"},
    "list_sheets": {*BRINGERS, "methodist"},
    "show_sheet": {*BRINGERS, "methodist"},
    "download_evaluation_file": {*BRINGERS, "methodist"},
    "show_criteria": COORDINATORS,
    "list_interviews": MANAGERS,
    "show_document": COORDINATORS,
    "show_cell": BRINGERS,
    "show_schedule": {*READERS, "organiser"},
    "show_schedule_version": OFFICE,
    "show_schedule_solution": OFFICE,
    "show_schedule_rules": OFFICE,
    "list_schedule_works": OFFICE,
    "list_experts": {*BRINGERS, "methodist"},
    "show_commission": {*BRINGERS, "methodist", "teacher"},  # the teacher leads it
    "show_marking": {*OFFICE, "methodist", "teacher"},
    "show_marking_task": {"expert"},
    "list_leaflets": {*BRINGERS, "methodist"},
    "show_leaflet": {*BRINGERS, "methodist"},
    "list_practices": {*BRINGERS, "methodist"},
    "show_practice": {*BRINGERS, "methodist"},
    "download_practice_file": {*BRINGERS, "methodist"},
    "show_outgoing": BRINGERS,
    "show_keeping": {*COORDINATORS, *MANAGERS},
    "list_removals": {*COORDINATORS, *MANAGERS},
    "show_removal_request": {*COORDINATORS, *MANAGERS},
    "list_observed": BRINGERS,
    "show_coverage": BRINGERS,
    "show_observation": {*BRINGERS, "observer"},
    "list_remarks": BRINGERS,
    "show_remark": BRINGERS,
    "list_sealed": BRINGERS,
    "show_sealed": {*BRINGERS, "technician"},
    "download_sealed": {*BRINGERS, "technician"},
    "list_codes": OFFICE,
    "show_open_page": {*BRINGERS, "methodist"},
    "show_open_tables": {*BRINGERS, "methodist"},
    "list_year_reports": {*BRINGERS, "methodist"},
    "show_year_report": {*BRINGERS, "methodist"},
    "list_surveys": {*BRINGERS, "methodist"},
    "show_survey": {*BRINGERS, "methodist"},
    "list_acquaintances": {*OFFICE, "teacher", "classteacher"},
    "list_acts": READERS,
    "show_act": READERS,
    "download_act": READERS,
    "list_indicators": {*BRINGERS, "methodist"},
    "show_growth": {*BRINGERS, "methodist"},
    "list_courses": STAFF,
    "show_course": {*OFFICE, "methodist"},
    "list_tasks": READERS,
    "show_task": READERS,
    "list_papers": READERS,
    "show_paper": READERS,
    "list_criteria_sets": READERS,
    "show_criteria_set": READERS,
    "show_journals": {*BRINGERS, "teacher", "classteacher"},
    "show_mark_groups": {*OFFICE, "teacher", "classteacher"},
    "show_class_journal": {*OFFICE, "teacher", "classteacher"},
    "explain_mark": {*OFFICE, "teacher", "classteacher"},
    "show_marks": {*OFFICE, "teacher", "classteacher"},
    "list_help": {*OFFICE, "teacher", "classteacher"},
    "show_help": {*OFFICE, "teacher", "classteacher"},
    "list_programmes": {*OFFICE, "teacher", "classteacher"},
    "show_programme": {*OFFICE, "teacher"},  # of the own subject
    "show_job": {"office"},
    "stop_job": {"office"},
    "repeat_job": {"office"},
}
# What concerns only the person who asks; what it answers is tested where it is made.
OWN = {
    "me", "list_organisations", "list_school_years", "list_sources", "show_work_list",
    "list_notices", "list_jobs", "list_calendar", "find", "list_my_results", "list_my_schedule",
    "list_my_growth", "show_my_school",
    "list_my_marks", "explain_my_mark", "explain_my_criterial_mark", "list_my_help",
    "list_my_marking", "list_my_sealed",
}  # fmt: skip

# The younger areas keep this table beside who may open what.
for area in AREAS:
    ALLOWED |= getattr(area, "OPERATIONS", {})
OPERATIONS = {one.view_func.__name__: (path, one) for path, one in description.operations()}
# Bodies with which the operation comes as far as the right, or further.
BODIES = {
    "add_procedure": {"kind": "МПР", "year": 2026},
    "ask_school": {"reply_by": "2030-01-01"},
    "decide_review": {"kind": "explained", "reason": "Проверено."},
    "record_outcome": {"outcome": "cleared", "outcome_text": "Подтвердилось."},
    "answer_point": {"state": "done"},
    "withdraw_protocol": {"reason": "Ошибка"},
    "check_measure": {"done": True},
    "enter_second_marks": {"marks": []},
}
FILES = {"bring_files", "reply_for_school", "bring_files_of_procedure", "report_step"}


def address(name: str, case) -> str:
    path = OPERATIONS[name][0].replace("{code}", "marks")
    for part in ("place", *case):
        for kind in ("", "int:"):
            path = path.replace(f"{{{kind}{part}}}", str(case.get(part, "")))
    return path


def call(program: Program, name: str, case):
    path, (_, operation) = address(name, case), OPERATIONS[name]
    method = operation.methods[0]
    if method == "GET":
        response = program.get(path)
        if response.streaming:
            for close in response._resource_closers:  # without ending the request's connection
                close()
        return response
    if name in FILES:
        file = SimpleUploadedFile("5а.csv", b"school;class;pupil")
        return program.post_files(path, {"files": [file], "text": "Пояснения"})
    return program.send(path, BODIES.get(name), method)


def test_every_operation_has_a_rule_and_a_name_of_its_own():
    assert set(OPERATIONS) == set(ALLOWED) | OWN
    assert len(OPERATIONS) == len(list(description.operations()))


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_whoever_may_not_is_refused(who, world, case):
    program, wrong = Program(key_of(world.people[who])), []
    for name in sorted(ALLOWED):
        if who not in ALLOWED[name]:
            response = call(program, name, case)
            kind = response["Content-Type"]
            if response.status_code not in (403, 404) or kind != "application/problem+json":
                wrong.append((name, response.status_code, kind))

    assert wrong == []


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_right_roles_come_in(name, world, case):
    for who in sorted(ALLOWED[name]):
        response = call(Program(key_of(world.people[who])), name, case)

        assert response.status_code in (200, 201, 404, 422), (who, response.content)
        if response.status_code == 404:
            # The case has no charts, its file no cells, and its procedure expects results.
            assert name in {"show_chart", "show_cell", "bring_files_of_procedure", "report_step"}


def test_nobody_comes_in_without_a_key(client, world, case):
    client.force_login(world.people["coordinator"])  # signing in on the site is no key

    for name in sorted(OPERATIONS):
        for program in (Program(), Program("objektiv_wrong"), Program(" "), Program("ё")):
            response = call(program, name, case)
            assert response.status_code == 401, name
            assert response["WWW-Authenticate"].startswith("Bearer")
            assert response.json()["code"] == "unauthorized"
        path = ROOT + address(name, case)
        assert client.generic(OPERATIONS[name][1].methods[0], path).status_code == 401, name


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - {"me"}))
def test_a_key_opens_only_what_it_is_for(name, world, case):
    wanted = set(OPERATIONS[name][1].auth_callbacks[0].scopes)
    person = next(
        who for who in ("head", "office", "north", "expert") if who in ALLOWED.get(name, {who})
    )
    others = Program(key_of(world.people[person], *(set(ALL) - wanted)))
    assert wanted

    response = call(others, name, case)
    assert response.status_code == 403
    assert response.json()["code"] == "scope"
    assert "insufficient_scope" in response["WWW-Authenticate"]
    for scope in wanted:
        right = Program(key_of(world.people[person], scope))
        assert call(right, name, case).status_code in (200, 201, 404, 422)


def test_a_key_never_gives_more_than_its_person_has_today(world, case):
    program = Program(key_of(world.people["head"]))
    findings = f"/organisations/{world.first.pk}/findings"
    assert program.get(findings).status_code == 200

    yesterday = timezone.localdate() - timedelta(days=1)
    world.people["head"].assignments.update(starts=yesterday, ends=yesterday)

    assert program.get(findings).status_code == 404
    assert program.get("/organisations").json()["count"] == 0


def test_old_revoked_and_blocked_keys_open_nothing(world):
    head = world.people["head"]
    old, revoked, blocked = key_of(head, days=-1), key_of(head), key_of(world.people["deputy"])
    AccessToken.objects.filter(digest=AccessToken.digest_of(revoked)).update(revoked=timezone.now())
    assert Program(blocked).get("/me").status_code == 200
    world.people["deputy"].is_active = False
    world.people["deputy"].save()

    assert [Program(one).get("/me").status_code for one in (old, revoked, blocked)] == [401] * 3


def test_a_key_that_asks_too_often_waits(world, settings):
    settings.API_PER_MINUTE = 3
    often, other = (Program(key_of(world.people["head"])) for _ in "12")

    codes = [often.get("/me") for _ in range(8)]
    refused = [one for one in codes if one.status_code == 429]
    # A minute may end in between: then the count begins anew.
    assert 2 <= len(refused) <= 5
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200


def test_people_above_the_school_need_the_second_factor_where_the_site_asks(world, settings):
    settings.MFA_REQUIRED = True

    refused = Program(key_of(world.people["north"])).get("/me")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor")
    assert Program(key_of(world.people["head"])).get("/me").status_code == 200


def test_rows_of_pupils_stay_in_the_school_and_need_their_own_scope(world, case):
    table = f"/organisations/{world.first.pk}/works/{case['work']}/tables/individual"

    for who in ("coordinator", "north", "methodist"):
        assert Program(key_of(world.people[who])).get(table).status_code == 403, who
    without = Program(key_of(world.people["head"], Scope.RESULTS_READ)).get(table)
    assert without.json()["code"] == "scope"


def test_cookies_and_forms_of_the_site_mean_nothing(client, world):
    client.force_login(world.people["coordinator"])
    response = client.get(f"{ROOT}/organisations")

    assert response.status_code == 401
    assert not Program(key_of(world.people["head"])).get("/me").cookies


def test_the_journal_names_the_key(world, case):
    secret = key_of(world.people["office"])
    response = Program(secret).send(f"/uploads/{case['upload']}/cancel")

    assert response.json()["state"] == "cancelled"
    entry = AuditEntry.objects.get(verb="upload.cancelled")
    assert entry.detail == {"key": secret[:13]}
    assert entry.actor == world.people["office"]


def test_unknown_addresses_and_methods_are_problems(world):
    program = Program(key_of(world.people["head"]))

    assert program.get("/nothing").json()["code"] == "not_found"
    assert program.send("/nothing").json()["code"] == "not_found"
    refused = program.send("/me")
    assert (refused.status_code, refused["Allow"]) == (405, "GET")
    assert refused.json()["code"] == "not_allowed"
