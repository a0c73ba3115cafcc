"""Pages of `urls/holding.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, OFFICE

ON_DAY = {*OFFICE, "organiser", "technician", "expert"}
VIEWERS = {*BRINGERS, *ON_DAY, "methodist"}

ALLOWED = {
    "holding": VIEWERS,
    "holding_calendar": VIEWERS,
    "registry": VIEWERS,
    "technology": VIEWERS,
    "holding_open": BRINGERS,
    "holding_procedure": VIEWERS,
    "holding_participation": VIEWERS,
    "holding_steps": {"coordinator", "north"},
    "step_leave_out": {"coordinator", "north"},
    "day_add": BRINGERS,  # a school names its own days of this procedure
    "days_table": {"coordinator", "north"},
    "day_move": {"coordinator", "north"},
    "day_remove": {"coordinator", "north"},
    "briefings": BRINGERS,
    "briefing": {*BRINGERS, "organiser", "observer"},  # two are called
    "briefing_add": OFFICE,
    "briefing_sign": {"organiser", "observer"},
    "briefing_more": OFFICE,
    "briefing_paper": OFFICE,
    "briefing_papers": OFFICE,
    "briefing_cancel": OFFICE,
    "briefing_file": {*BRINGERS, "organiser", "observer"},
    "briefing_sheet": BRINGERS,
    "checklist_sheet": VIEWERS,
    "day_sheet": VIEWERS,
    "step_tick": OFFICE,
    "step_remind": BRINGERS,
    "step_untick": OFFICE,
    "step_file": VIEWERS,
    "site": VIEWERS,
    "site_move": BRINGERS,
    "participation": OFFICE,
    "incident_add": ON_DAY,
    "incident": ON_DAY,
    "site_not_held": OFFICE,
    "site_planned": OFFICE,
    "site_tick": {*OFFICE, "technician"},
    "site_untick": {*OFFICE, "technician"},
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {
    "briefing_cancel",
    "briefing_paper",
    "briefing_sign",
    "day_remove",
    "site_planned",
    "site_untick",
    "step_leave_out",
    "step_remind",
    "step_untick",
}
LEADS_ON: set[str] = set()  # opens another page
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {
    "registry": "list_technologies",
    "technology": "show_technology",
    "holding": "list_holding",
    "holding_procedure": "show_holding",
    "holding_calendar": "list_procedure_days",
    "holding_participation": "list_participation",
    "site": "show_site",
    "step_file": "download_step_file",
    "briefings": "list_briefings",
    "briefing": "show_briefing",
    "briefing_file": "download_briefing_file",
}
# Operation -> who may, where it speaks of the first school or of a thing of it.
OPERATIONS = {operation: ALLOWED[page] for page, operation in PAGE_TO_OPERATION.items()}
ACTS: dict[str, str] = {}  # forms, steps and buttons whose act is an operation
NEED_NONE = {
    "day_add", "day_move", "days_table", "day_remove", "holding_open", "holding_steps", "site_move",
    "site_tick", "site_untick", "step_leave_out", "step_remind", "step_tick", "step_untick",
    "briefing_add", "briefing_cancel", "briefing_more", "briefing_paper", "briefing_papers",
    "briefing_sign",
    "briefing_sheet", "checklist_sheet", "day_sheet",  # the same as printed sheets
    "incident", "incident_add", "participation", "site_not_held", "site_planned",
}  # fmt: skip
NOT_YET: set[str] = set()
