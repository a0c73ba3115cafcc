"""Pages of `urls/sealed.py`: address -> who may open it; the parcel of the case came from north."""

from .roles import COORDINATORS, OFFICE

RECIPIENTS = {"office", "technician"}  # of the case's parcel

ALLOWED = {
    "sealed": {*COORDINATORS, *OFFICE},
    "sealed_add": OFFICE,  # a school seals for who holds the procedure
    "sealed_bring": OFFICE,
    "sealed_recipients": OFFICE,
    "sealed_parcel": {*COORDINATORS, *OFFICE, *RECIPIENTS},
    "sealed_file": {*COORDINATORS, *OFFICE, *RECIPIENTS},
    "sealed_release": RECIPIENTS,
    "sealed_open": RECIPIENTS,
    "sealed_confirm": RECIPIENTS,
    "sealed_move": {"north"},
    "sealed_cancel": {"north"},
    "sealing_order": COORDINATORS,
    "sealing_order_drop": {"north"},
    "sealed_envelope": {"north"},
    "sealed_end": {"north"},
}
# Pages of the person who asks; their content is tested where it is made.
OWN = {"my_sealed", "sealed_key"}
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {
    "my_sealed": "list_my_sealed",
    "sealed": "list_sealed",
    "sealed_parcel": "show_sealed",
    "sealed_file": "download_sealed",
}
# Keys are typed by a person alone: what opens, seals or gives a key out is no operation.
NEED_NONE = {
    "sealed_key", "sealed_add", "sealed_release", "sealed_open", "sealed_confirm", "sealed_move",
    "sealed_cancel", "sealed_envelope", "sealed_end", "sealed_recipients", "sealing_order",
    "sealing_order_drop", "sealed_bring",
}  # fmt: skip
