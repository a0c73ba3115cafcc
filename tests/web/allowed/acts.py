"""Pages of `urls/acts.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, MANAGERS, OFFICE, READERS

ALLOWED = {
    "indicators": {*BRINGERS, "methodist"},
    "indicators_edit": MANAGERS,
    "acts": READERS,
    "act": READERS,
    "act_file": READERS,
    "act_sample": READERS,
    "act_add": OFFICE,
    "act_take": OFFICE,
    "act_approve": MANAGERS,
    "act_end": MANAGERS,
    "act_publish": OFFICE,
}
ONLY_SENT = {"act_take", "act_publish"}
NEED_NONE = {
    "act_add",
    "act_take",
    "act_approve",
    "act_end",
    "act_publish",
    "act_sample",
    "indicators_edit",
}
PAGE_TO_OPERATION = {
    "acts": "list_acts",
    "act": "show_act",
    "act_file": "download_act",
    "indicators": "list_indicators",
}
