"""Pages of `urls/findings.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, COORDINATORS, MANAGERS

ALLOWED = {
    "findings": BRINGERS,
    "finding": BRINGERS,
    "finding_ask": COORDINATORS,
    "review": BRINGERS,
    "reply": MANAGERS,
    "decide": COORDINATORS,
    "outcome": COORDINATORS,
    "review_extend": COORDINATORS,
    "breach_add": COORDINATORS,
    "recheck": BRINGERS,
    "recheck_form": COORDINATORS,
    "recheck_packing": COORDINATORS,
    "recheck_act": BRINGERS,
    "recheck_marks": COORDINATORS,
    "conclude": COORDINATORS,
    "breach": BRINGERS,
    "breach_object": MANAGERS,
    "breach_answer": COORDINATORS,
    "attachment": BRINGERS,
}
LEADS_ON = {"recheck_act"}  # there is none before the outcome
PAGE_TO_OPERATION = {"recheck_act": "show_recheck"}
NEED_NONE = {"recheck_packing"}  # a paper for who prepares copies
