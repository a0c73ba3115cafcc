"""Pages of `urls/schedule.py`: address -> who may open it, of the first school."""

from .roles import MANAGERS, OFFICE, READERS

SEEN = {*READERS, "organiser"}
ALLOWED = {
    "schedule": SEEN,
    "schedule_start": OFFICE,
    "schedule_calendar": SEEN,
    "schedule_rules": OFFICE,
    "schedule_rules_apply": OFFICE,
    "schedule_rules_drop": OFFICE,
    "schedule_lessons": OFFICE,
    "schedule_works": OFFICE,
    "schedule_work_add": OFFICE,
    "schedule_work_edit": OFFICE,
    "schedule_work_remove": OFFICE,
    "schedule_version": OFFICE,  # a draft: others see what is published
    "schedule_bring": OFFICE,
    "schedule_take": OFFICE,
    "schedule_entry_add": OFFICE,
    "schedule_entry": OFFICE,
    "schedule_entry_remove": OFFICE,
    "schedule_solve": OFFICE,
    "schedule_solution": OFFICE,
    "schedule_accept": OFFICE,
    "schedule_approve": MANAGERS,
    "schedule_return": MANAGERS,
    "schedule_publish": OFFICE,
    "schedule_drop": OFFICE,
    "schedule_file": OFFICE,
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {
    "schedule_accept",
    "schedule_drop",
    "schedule_entry_remove",
    "schedule_publish",
    "schedule_return",
    "schedule_rules_apply",
    "schedule_rules_drop",
    "schedule_start",
    "schedule_take",
    "schedule_work_remove",
}
OWN = {"my_schedule", "my_schedule_calendar"}
NEED_NONE = {
    # forms and buttons of drawing up
    "schedule_start", "schedule_rules_apply", "schedule_rules_drop", "schedule_lessons",
    "schedule_work_add", "schedule_work_edit", "schedule_work_remove", "schedule_bring",
    "schedule_take", "schedule_entry_add", "schedule_entry", "schedule_entry_remove",
    "schedule_solve", "schedule_accept", "schedule_approve", "schedule_return",
    "schedule_publish", "schedule_drop",
    # the same schedule as a file
    "schedule_file", "schedule_calendar", "my_schedule_calendar",
}  # fmt: skip
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {
    "my_schedule": "list_my_schedule",
    "schedule": "show_schedule",
    "schedule_rules": "show_schedule_rules",
    "schedule_solution": "show_schedule_solution",
    "schedule_version": "show_schedule_version",
    "schedule_works": "list_schedule_works",
}
