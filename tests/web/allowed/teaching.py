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
}
ONLY_SENT = {"journal_accept", "journal_cancel", "mark_scheme_publish"}
OWN = {"my_marks", "my_mark"}
NEED_NONE = {
    "journal_bring", "journal_accept", "journal_cancel", "journal_withdraw", "journal_upload",
    "journal_file", "marks_edit", "mark_scheme_add", "mark_scheme_publish",
}  # fmt: skip
# Pages that show something of their own and have no operation yet.
NOT_YET = {"journals", "journal_groups", "journal", "journal_pupil", "marks", "my_marks", "my_mark"}
