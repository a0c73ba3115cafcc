"""Pages of `urls/observers.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, COORDINATORS, MANAGERS

ALLOWED = {
    "observers": COORDINATORS,
    "observer_add": COORDINATORS,
    "observers_accredit": COORDINATORS,
    "observer": COORDINATORS,
    "observer_accept": COORDINATORS,
    "observer_decline": COORDINATORS,
    "observer_identity": COORDINATORS,
    "observer_ties": COORDINATORS,
    "observer_accredit": COORDINATORS,
    "accreditation_revoke": COORDINATORS,
    "observer_badge": {*COORDINATORS, "observer"},
    "watch_training": {"observer"},
    "watch_ties": {"observer"},
    "watch_withdraw": {"observer"},
    "observation": BRINGERS,
    "observation_assign": COORDINATORS,
    "coverage": BRINGERS,
    "site_observer": COORDINATORS,
    "observer_absent": COORDINATORS,
    "observation_sheet": {*BRINGERS, "observer"},
    "observation_act": {*BRINGERS, "observer"},
    "watch_refuse": {"observer"},
    "watch_sheet": {"observer"},
    "watch_sync": {"observer"},
    "remarks": BRINGERS,
    "remark": BRINGERS,
    "remark_reply": MANAGERS,
    "remark_decide": COORDINATORS,
    "remark_take": MANAGERS,
    "remark_decline": MANAGERS,
}
ONLY_SENT = {"observer_absent", "watch_sync"}
OPEN = {"observer_apply", "observer_applied", "observer_check", "watch_worker"}
PAGE_TO_OPERATION = {
    "observation": "list_observed",
    "coverage": "show_coverage",
    "observation_sheet": "show_observation",
    "observation_act": "show_observation",
    "remarks": "list_remarks",
    "remark": "show_remark",
}
ACTS: dict[str, str] = {}
# A program neither applies nor learns, accredits, assigns, observes or answers for a person;
# personal data of observers stay on the pages of those who manage them.
NEED_NONE = {
    "observer", "observers",
    "accreditation_revoke", "observation_assign", "observers_accredit",
    "observer_absent", "observer_accept",
    "observer_accredit", "observer_add", "observer_applied", "observer_apply", "observer_badge",
    "observer_check", "observer_decline", "observer_identity", "observer_ties", "remark_decide",
    "remark_decline", "remark_reply", "remark_take", "site_observer", "watch_refuse",
    "watch_sheet", "watch_sync", "watch_ties", "watch_training", "watch_withdraw", "watch_worker",
}  # fmt: skip
NOT_YET: set[str] = set()
# A region is led to its municipalities; where nobody is ready one is led back to the register.
LEADS_ON = {"observer_add", "observers_accredit"}
