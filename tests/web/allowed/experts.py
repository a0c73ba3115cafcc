"""Pages of `urls/experts.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, OFFICE

MANAGE = {*OFFICE, "methodist"}
ALLOWED = {
    "experts": {*BRINGERS, "methodist"},
    "expert_add": MANAGE,
    "experts_add": MANAGE,
    "expert_edit": MANAGE,
    "commission": {*BRINGERS, "methodist", "teacher"},  # the teacher leads it
    "commission_add": MANAGE,
    "commission_edit": MANAGE,
    "marking_add": MANAGE,
    "marking": {*MANAGE, "teacher"},
    "marking_works": {*MANAGE, "teacher"},
    "marking_codes": {*MANAGE, "teacher"},
    "marking_reference": {*MANAGE, "teacher"},
    "marking_discuss": {*MANAGE, "teacher"},
    "marking_unbriefed": MANAGE,
    "marking_distribute": {*MANAGE, "teacher"},
    "marking_close": {*MANAGE, "teacher"},
    "marking_task": {"expert"},  # nobody but the expert it was given to
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {"marking_distribute", "marking_close"}
OWN = {"my_marking"}
NEED_NONE = {
    "expert_add", "experts_add", "expert_edit", "commission_add", "commission_edit", "marking_add",
    "marking_works", "marking_reference", "marking_discuss", "marking_unbriefed",
    "marking_distribute", "marking_close",
    "marking_codes",  # codes beside schools are shown to the leader and go no further
}  # fmt: skip
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {
    "commission": "show_commission",
    "experts": "list_experts",
    "marking": "show_marking",
    "marking_task": "show_marking_task",
    "my_marking": "list_my_marking",
}
