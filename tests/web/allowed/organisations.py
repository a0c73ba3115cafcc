"""Pages of `urls/organisations.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, COORDINATORS, MANAGERS, OFFICE, STAFF

ALLOWED = {
    "place": STAFF,
    "place_add": COORDINATORS,
    "place_edit": COORDINATORS,
    "place_close": COORDINATORS,
    "place_move": COORDINATORS,
    "places_list": COORDINATORS,
    "invite_list": {*COORDINATORS, *OFFICE},
    "place_merge": COORDINATORS,
    "change_withdraw": COORDINATORS,
    "bodies": STAFF,
    "body": STAFF,
    "body_add": {*COORDINATORS, *MANAGERS},
    "body_edit": {*COORDINATORS, *MANAGERS},
    "member_add": {*COORDINATORS, *MANAGERS},
    "member_end": {*COORDINATORS, *MANAGERS},
    "classes": STAFF,
    "class_add": BRINGERS,
    "class_roll": BRINGERS,
    "class_edit": BRINGERS,
    "terms": STAFF,
    "terms_edit": {*COORDINATORS, *MANAGERS},
    "subjects": {*STAFF, "south", "neighbour", "stranger"},  # one list for everybody
    "subject_add": {"coordinator"},
    "subject_edit": {"coordinator"},
    "history": {*COORDINATORS, *MANAGERS},
    "people": {*COORDINATORS, *OFFICE, "methodist"},
    "invite": {*COORDINATORS, *OFFICE},
    "person": {*COORDINATORS, *OFFICE, "methodist"},
    "role_change": {*COORDINATORS, *MANAGERS},
    "give_role": {*COORDINATORS, *MANAGERS},
    "remove_role": {*COORDINATORS, *MANAGERS},
    "withdraw_invitation": {*COORDINATORS, *MANAGERS},
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {
    "change_withdraw",
    "remove_role",
    "withdraw_invitation",
}
