"""Pages of `urls/growth.py`: one's own pages, and what a place sees."""

from .roles import BRINGERS, OFFICE, STAFF

LEADERS = {*OFFICE, "methodist"}
ALLOWED = {
    "growth": {*BRINGERS, "methodist"},
    "courses": STAFF,
    "course": LEADERS,
    "course_add": LEADERS,
    "diagnostics_bring": LEADERS,
    "mentoring_add": LEADERS,
    "certificate_file": {*LEADERS, "teacher"},  # the teacher's own
    "certificate_check": LEADERS,
    # of the teacher alone, whoever asks
    "diagnosis_share": {"teacher"},
    "fact_drop": {"teacher"},
    "fact_take": {*OFFICE, "teacher", "classteacher", "neighbour", "stranger"},
    "mentoring_agree": {"teacher"},
    "mentoring_end": {"teacher"},
    "training": {"teacher"},
    "certificate_add": {"teacher"},
    "applied": {"teacher"},
    "enrol": {*OFFICE, "teacher", "classteacher"},
}
ONLY_SENT = {
    "diagnosis_share", "fact_drop", "fact_take", "mentoring_agree", "enrol", "certificate_check",
}  # fmt: skip
OWN = {"my_growth", "self_assessment"}
NEED_NONE = {
    "course_add", "diagnostics_bring", "mentoring_add", "certificate_check", "diagnosis_share",
    "mentoring_agree", "mentoring_end", "training", "certificate_add", "applied", "enrol",
    "self_assessment", "certificate_file", "fact_take", "fact_drop",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "growth": "show_growth",
    "courses": "list_courses",
    "course": "show_course",
    "my_growth": "list_my_growth",
}
