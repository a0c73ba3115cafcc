"""Everything a page shows is in the API: page by page, so that a gap is seen at once."""

from __future__ import annotations

import pytest

from . import test_api_refusals as api
from . import test_refusals as site
from .allowed import AREAS

# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {
    "today": "show_work_list",
    "search": "find",
    "account": "me",
    "my_results": "list_my_results",
    "my_watch": "me",
    "notices": "list_notices",
    "calendar": "list_calendar",
    "calendar_event": "list_calendar",
    "calendar_feed": "list_calendar",
    "jobs": "list_jobs",
    "job": "show_job",
    "place": "show_organisation",
    "history": "list_journal",
    "classes": "list_classes",
    "terms": "list_terms",
    "subjects": "list_subjects",
    "bodies": "list_bodies",
    "body": "show_body",
    "people": "list_people",
    "person": "list_people",
    "procedures": "list_procedures",
    "procedure": "show_collection",
    "sources": "list_sources",
    "uploads": "list_uploads",
    "upload": "show_upload",
    "original": "download_file",
    "cell": "show_cell",
    "results": "list_works",
    "result": "show_report",
    "result_export": "show_table",
    "result_protocols": "list_protocols",
    "result_skills": "show_skills",
    "result_journal": "show_work_journal",
    "result_similar": "show_similar",
    "result_quality": "show_quality",
    "result_class": "show_class_report",
    "result_item": "show_item",
    "result_classes": "list_result_classes",
    "class_results": "show_class_year",
    "pupil": "show_pupil",
    "trends": "show_trends",
    "deficits": "show_deficits",
    "internal": "show_internal",
    "findings": "list_findings",
    "finding": "show_finding",
    "review": "show_review",
    "recheck": "show_recheck",
    "recheck_form": "list_papers_to_mark",
    "breach": "show_breach",
    "attachment": "download_attachment",
    "recommendations": "list_recommendations",
    "recommendations_received": "show_addressed",
    "rules": "list_rules",
    "plans": "list_plans",
    "plan": "show_plan",
    "plan_changes": "list_plan_changes",
    "plan_document": "show_plan_document",
    "measure": "show_measure",
    "evidence": "download_evidence",
    "effect": "show_effect",
    "meetings": "list_meetings",
    "meeting": "show_meeting",
    "evaluation": "show_evaluation",
    "evaluation_sheet": "show_sheet",
    "evaluation_print": "show_sheet",
    "evaluation_file": "download_evaluation_file",
    "evaluation_criteria": "show_criteria",
    "interviews": "list_interviews",
    "recommendations_document": "show_document",
    "leaflets": "list_leaflets",
    "leaflet": "show_leaflet",
    "practices": "list_practices",
    "practice": "show_practice",
    "practice_file": "download_practice_file",
    "outgoing": "show_outgoing",
    "keeping": "show_keeping",
    "removal": "show_removal_request",
}
# Forms, steps and buttons whose act is an operation.
ACTS = {
    "bring": "bring_files",
    "bring_documents": "bring_files_of_procedure",
    "upload_accept": "accept_upload",
    "upload_cancel": "cancel_upload",
    "upload_withdraw": "withdraw_upload",
    "withdraw_protocol": "withdraw_protocol",
    "procedure_add": "add_procedure",
    "procedure_edit": "edit_procedure",
    "remind": "remind_schools",
    "finding_ask": "ask_school",
    "reply": "reply_for_school",
    "decide": "decide_review",
    "outcome": "record_outcome",
    "recheck_marks": "enter_second_marks",
    "conclude": "conclude_recheck",
    "sign": "sign_addressed",
    "respond_done": "answer_point",
    "respond_decline": "answer_point",
    "measure_report": "report_step",
    "measure_check": "check_measure",
    "job_cancel": "stop_job",
    "job_retry": "repeat_job",
}
NEED_NONE = {
    # how the site itself is entered, looked at and told of; keys are made by a person alone
    "api", "columns", "health", "invite", "invite_list", "join", "letter_settings", "look",
    "notice", "notice_change", "notice_ways", "notices_read", "pupil_find", "calendar_change",
    "token_add", "token_revoke", "tokens", "unsubscribe",
    # forms about organisations, people, classes
    "body_add", "body_edit", "change_withdraw", "class_add", "class_edit", "class_roll",
    "give_role", "member_add", "member_end", "place_add", "place_close", "place_edit",
    "place_merge", "place_move", "places_list", "remove_role", "role_change", "subject_add",
    "subject_edit", "terms_edit", "withdraw_invitation",
    # forms about findings and keeping
    "breach_add", "breach_answer", "breach_object", "file_remove", "hold_add", "hold_lift",
    "keeping_run", "review_extend", "review_number",
    # forms about recommendations, rules, plans, meetings, evaluation
    "leaflet_add", "leaflet_edit", "plan_goals",
    "accept", "agenda_take", "approve", "criterion_add", "criterion_drop", "criterion_edit",
    "decision_add", "decision_edit", "decision_plan", "decision_remove", "decisions_plan",
    "direction_add", "direction_remove", "draft", "evaluation_close", "evaluation_return",
    "evaluation_score", "evaluation_start", "evaluation_submit", "evaluation_take",
    "practice_decline", "practice_edit", "practice_invite", "practice_publish",
    "measure_add", "measure_cancel", "measure_edit", "measure_remove", "meeting_add",
    "meeting_cancel", "meeting_edit", "meeting_invite", "meeting_people", "minutes",
    "minutes_sign", "plan_add", "plan_approve", "plan_document_add", "plan_next", "plan_take",
    "plan_version", "point_add", "point_edit", "point_leave_out", "question_add",
    "question_edit", "question_remove", "rule_add", "rule_edit", "rule_remove", "rules_apply",
    "rules_drop", "rules_file", "send",
    "measures",  # what waits, gathered from the operations of each task
    # the same things as printed sheets, and how they are printed
    "archive", "cases", "certificate", "cover", "letter", "letterhead", "letters",
    "evaluation_paper", "leaflet_sheet",
    "letters_all", "minutes_sheet", "order_sheet", "outgoing_add", "outgoing_cancel",
    "outgoing_past",
    "outgoing_gap", "plan_sheet", "review_sheet", "template", "template_add",
    "template_default", "template_use", "templates",
}  # fmt: skip
# Pages that show something of their own and have no operation yet.
NOT_YET: set[str] = set()
# The younger areas keep these tables beside who may open what.
for area in AREAS:
    PAGE_TO_OPERATION |= getattr(area, "PAGE_TO_OPERATION", {})
    ACTS |= getattr(area, "ACTS", {})
    NEED_NONE |= getattr(area, "NEED_NONE", set())
    NOT_YET |= getattr(area, "NOT_YET", set())
# Where the operation is wider or narrower than the page, and why.
OTHER_ROLES = {
    "sources",  # the catalogue is asked for without a place
    "result_protocols",  # teachers see that they came, not the files
}


def test_every_page_has_an_operation_or_a_reason():
    known = [*PAGE_TO_OPERATION, *ACTS, *NEED_NONE, *NOT_YET]

    assert set(known) == site.names()
    assert len(known) == len(set(known))


def test_every_operation_that_is_named_is_there():
    assert {*PAGE_TO_OPERATION.values(), *ACTS.values()} <= set(api.OPERATIONS)


@pytest.mark.parametrize("page", sorted({**PAGE_TO_OPERATION, **ACTS}.keys() - OTHER_ROLES))
def test_an_operation_is_for_the_same_people_as_its_page(page):
    operation = {**PAGE_TO_OPERATION, **ACTS}[page]

    assert site.ALLOWED.get(page) == api.ALLOWED.get(operation)
