"""Pages of `urls/teaching.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, MANAGERS, OFFICE

TEACHERS = {"teacher", "classteacher"}
IN_SCHOOL = {*OFFICE, *TEACHERS}
ALLOWED = {
    "journals": {*BRINGERS, *TEACHERS},
    "journal_bring": IN_SCHOOL,
    "journal_groups": IN_SCHOOL,
    "journal_upload": {*OFFICE, "teacher"},  # who brought it, and the office
    "journal_accept": {*OFFICE, "teacher"},
    "journal_cancel": {*OFFICE, "teacher"},
    "journal_withdraw": {*OFFICE, "teacher"},
    "journal_file": {*OFFICE, "teacher"},
    "journal": IN_SCHOOL,
    "journal_pupil": IN_SCHOOL,
    "marks": IN_SCHOOL,
    "marks_edit": MANAGERS,
    "mark_scheme_add": IN_SCHOOL,
    "mark_scheme_publish": MANAGERS,
    "help": IN_SCHOOL,
    "help_begin": IN_SCHOOL,
    "help_case": IN_SCHOOL,
    "help_step": IN_SCHOOL,  # a conversation; what decides is the managers' (test_helping)
    "help_notice": IN_SCHOOL,
    "help_notice_paper": IN_SCHOOL,
    "route_add": IN_SCHOOL,
    "route_begin": IN_SCHOOL,
    "route_done": IN_SCHOOL,
    "route_tasks": IN_SCHOOL,
    "route_points": IN_SCHOOL,
    "route_print": IN_SCHOOL,
    "route_paper": IN_SCHOOL,
    "given_back": IN_SCHOOL,
    "programmes": IN_SCHOOL,
    "programme_add": IN_SCHOOL,
    "programme": {*OFFICE, "teacher"},  # of the own subject
    "programme_print": {*OFFICE, "teacher"},
    "programme_sheet": {*OFFICE, "teacher"},
    "programme_take": {*OFFICE, "teacher"},
    "programme_line_add": {*OFFICE, "teacher"},
    "programme_line_edit": {*OFFICE, "teacher"},
    "programme_line_remove": {*OFFICE, "teacher"},
    "programme_line_done": {*OFFICE, "teacher"},
    "programme_approve": MANAGERS,
}
ONLY_SENT = {
    "help_begin", "help_notice_confirm", "route_begin", "given_back", "programme_take",
    "programme_line_remove", "journal_accept", "journal_cancel", "mark_scheme_publish",
}  # fmt: skip
OWN = {
    "my_marks", "my_mark", "my_criterial_mark", "my_help", "my_route", "help_notice_confirm",
}  # fmt: skip
NEED_NONE = {
    "journal_bring", "journal_accept", "journal_cancel", "journal_withdraw", "journal_upload",
    "help_begin", "help_step", "help_notice", "help_notice_paper", "help_notice_confirm",
    "route_add", "route_begin", "route_done", "route_tasks", "route_points", "route_print",
    "route_paper", "given_back", "my_route",
    "programme_add", "programme_print", "programme_sheet", "programme_take",
    "programme_line_add", "programme_line_edit", "programme_line_remove", "programme_line_done",
    "programme_approve", "journal_file", "marks_edit", "mark_scheme_add", "mark_scheme_publish",
}  # fmt: skip
# Pages that show something of their own and have no operation yet.
NOT_YET: set[str] = set()  # fmt: skip
PAGE_TO_OPERATION = {
    "journals": "show_journals",
    "journal_groups": "show_mark_groups",
    "journal": "show_class_journal",
    "journal_pupil": "explain_mark",
    "marks": "show_marks",
    "my_marks": "list_my_marks",
    "my_mark": "explain_my_mark",
    "my_criterial_mark": "explain_my_criterial_mark",
    "help": "list_help",
    "help_case": "show_help",
    "my_help": "list_my_help",
    "programmes": "list_programmes",
    "programme": "show_programme",
}
