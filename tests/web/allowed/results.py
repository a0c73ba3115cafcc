"""Pages of `urls/results.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, COORDINATORS, MANAGERS, OFFICE, READERS

ALLOWED = {
    "procedures": BRINGERS,
    "sources": BRINGERS,
    "procedure": BRINGERS,
    "bring_documents": BRINGERS,
    "upload_withdraw": BRINGERS,
    "procedure_add": COORDINATORS,
    "procedure_edit": COORDINATORS,
    "remind": COORDINATORS,
    "bring": BRINGERS,
    "uploads": BRINGERS,
    "upload": BRINGERS,
    "upload_accept": BRINGERS,
    "upload_cancel": BRINGERS,
    "original": BRINGERS,
    "cell": BRINGERS,
    "withdraw_protocol": BRINGERS,
    "results": READERS,
    "result": READERS,
    "result_export": READERS,
    "result_protocols": READERS,
    "result_skills": READERS,
    "result_journal": {*BRINGERS, "methodist"},
    "result_similar": {*BRINGERS, "methodist"},
    "result_quality": READERS,
    "result_class": READERS,
    "result_item": READERS,
    "trends": READERS,
    "deficits": READERS,
    "internal": {*BRINGERS, "methodist"},
    "result_classes": READERS,
    "class_results": READERS,
    "pupil": {*OFFICE, "teacher", "classteacher"},
    "pupil_find": READERS,
    "keeping": {*COORDINATORS, *MANAGERS},
    "keeping_run": COORDINATORS,
    "hold_add": COORDINATORS,
    "hold_lift": COORDINATORS,
    "file_remove": BRINGERS,
    "removal": {*COORDINATORS, *MANAGERS},
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {
    "hold_lift",
    "keeping_run",
    "remind",
    "upload_accept",
    "upload_cancel",
}
LEADS_ON = {"bring_documents", "pupil_find"}  # opens another page
