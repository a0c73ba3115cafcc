"""Pages of `urls/criteria.py`: address -> who may open it, of the first school."""

from .roles import MANAGERS, OFFICE, READERS

WORK_HERE = {*OFFICE, "methodist", "teacher", "classteacher"}
IN_SCHOOL = {*OFFICE, "teacher", "classteacher"}
ALLOWED = {
    "criteria": READERS,
    "criteria_add": WORK_HERE,
    "criteria_coverage": OFFICE,
    "criterial_mark_add": IN_SCHOOL,
    "criteria_set": READERS,
    "criteria_edit": WORK_HERE,
    "criteria_version": WORK_HERE,
    "criteria_approve": MANAGERS,
    "criteria_act": MANAGERS,
    "criteria_publish": OFFICE,
    "criteria_sheet": READERS,
    "criterial_mark": IN_SCHOOL,
    "criterial_mark_correct": IN_SCHOOL,
}
ONLY_SENT = {"criteria_version", "criteria_publish"}
NEED_NONE = {
    "criteria_add", "criterial_mark_add", "criteria_edit", "criteria_version", "criteria_approve",
    "criteria_act", "criteria_publish",
    "criteria_sheet", "criterial_mark_correct",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "criteria": "list_criteria_sets",
    "criteria_set": "show_criteria_set",
    "criteria_coverage": "show_criteria_coverage",
    "criterial_mark": "show_criterial_mark",
}
OPERATIONS = {"show_criteria_coverage": OFFICE, "show_criterial_mark": IN_SCHOOL}
