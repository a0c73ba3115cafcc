"""Pages of `urls/observers.py`: address -> who may open it, of the first school."""

from .roles import COORDINATORS

ALLOWED = {
    "observers": COORDINATORS,
    "observer_add": COORDINATORS,
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
}
ONLY_SENT: set[str] = set()
OPEN = {"observer_apply", "observer_applied", "observer_check"}
PAGE_TO_OPERATION: dict[str, str] = {}
ACTS: dict[str, str] = {}
# A program neither applies nor learns nor accredits for a person.
NEED_NONE = {
    "accreditation_revoke", "observer_accept", "observer_accredit", "observer_add",
    "observer_applied", "observer_apply", "observer_badge", "observer_check", "observer_decline",
    "observer_identity", "observer_ties", "watch_ties", "watch_training", "watch_withdraw",
}  # fmt: skip
NOT_YET = {"observer", "observers"}
