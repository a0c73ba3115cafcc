"""Pages of `urls/openness.py`: what everybody may read, and where it is put there."""

from .roles import BRINGERS, MANAGERS, OFFICE

ALLOWED = {
    "open_manage": {*BRINGERS, "methodist"},
    "open_arrange": OFFICE,
    "open_add": OFFICE,
    "open_withdraw": OFFICE,
    "open_prepare": MANAGERS,
    "open_release": {*BRINGERS, "methodist"},
    "open_publish": MANAGERS,
    "open_drop": MANAGERS,
    "year_reports": {*BRINGERS, "methodist"},
    "year_report": {*BRINGERS, "methodist"},
    "year_report_pdf": {*BRINGERS, "methodist"},
    "year_report_write": OFFICE,
    "year_report_take": OFFICE,
    "year_report_publish": MANAGERS,
    "surveys": {*BRINGERS, "methodist"},
    "survey": {*BRINGERS, "methodist"},
    "survey_export": {*BRINGERS, "methodist"},
    "survey_add": OFFICE,
    "survey_questions": OFFICE,
    "survey_ask": OFFICE,
    "survey_sample": OFFICE,
    "survey_open": OFFICE,
    "survey_close": OFFICE,
    "survey_group": OFFICE,
    "survey_group_drop": OFFICE,
    "survey_codes": OFFICE,
}
ONLY_SENT = {
    "year_report_take",
    "year_report_publish",
    "open_publish",
    "survey_open",
    "survey_close",
    "survey_group_drop",
}
# Everybody, without signing in.
OPEN = {"open_index", "open_page", "open_embed", "open_csv", "open_data", "open_file"}
OPEN |= {"open_report", "open_passport", "open_set", "open_structure", "open_json"}
OPEN |= {"survey_fill", "survey_thanks"}
NEED_NONE = {
    # open to programs as they are: JSON-LD and CSV
    "open_index", "open_page", "open_embed", "open_csv", "open_data", "open_file",
    "open_passport", "open_set", "open_structure", "open_json",
    "open_arrange", "open_add", "open_withdraw", "open_prepare", "open_publish", "open_drop",
    # words are written by people, the report itself is a page and a PDF for everybody
    "open_report", "year_report_write", "year_report_take", "year_report_publish",
    "year_report_pdf",
    # questions are answered by people
    "survey_fill", "survey_thanks", "survey_add", "survey_questions", "survey_ask", "survey_sample",
    "survey_open",
    "survey_close", "survey_group", "survey_group_drop", "survey_codes", "survey_export",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "open_manage": "show_open_page",
    "open_release": "show_open_tables",
    "surveys": "list_surveys",
    "survey": "show_survey",
    "year_reports": "list_year_reports",
    "year_report": "show_year_report",
}
