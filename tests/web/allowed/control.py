"""Pages of `urls/control.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, MANAGERS, OFFICE

PLAN = {*BRINGERS, "methodist"}
COLLEAGUES = {*OFFICE, "methodist", "teacher", "classteacher"}
ALLOWED = {
    "control": PLAN,
    "control_item_add": OFFICE,
    "control_approve": MANAGERS,
    "control_item": PLAN,
    "control_item_edit": OFFICE,
    "control_item_remove": OFFICE,
    "control_item_done": OFFICE,
    "visits": COLLEAGUES,
    "visit_add": COLLEAGUES,
    "visit": {*MANAGERS, "teacher"},  # of the plan: its teacher, its visitor, the managers
    "visit_sheet": {"deputy"},
    "visit_answer": {"teacher"},
    "visit_help": {"deputy"},
    "visit_cancel": MANAGERS,
}
ONLY_SENT = {"control_item_remove", "visit_cancel"}
NEED_NONE = {
    "control_item_add", "control_approve", "control_item_edit", "control_item_remove",
    "control_item_done", "visit_add", "visit_sheet", "visit_answer", "visit_help", "visit_cancel",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "control": "show_control",
    "control_item": "show_control_item",
    "visits": "list_visits",
    "visit": "show_visit",
}
OPERATIONS = {
    "show_control": PLAN,
    "show_control_item": PLAN,
    "list_proposed_visits": COLLEAGUES,
    "list_visits": COLLEAGUES,
    "show_visit": {*MANAGERS, "teacher"},
}
