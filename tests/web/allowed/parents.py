"""Pages of `urls/parents.py`: families, and the school's side of them."""

from .roles import OFFICE

SCHOOL = {*OFFICE, "teacher", "classteacher"}
ALLOWED = {
    "parents": SCHOOL,
    "acquaintance": SCHOOL,
    "acquaint_add": OFFICE,
    "talks_add": SCHOOL,
    "acquaint_confirm": {"parent", "pupil"},
    "talk_book": {"parent", "pupil"},
    "talk_leave": {*SCHOOL, "parent"},  # the school takes it out, the family gives it back
}
ONLY_SENT = {"acquaint_confirm", "talk_book", "talk_leave"}
OWN = {"my_school"}
# In plain words for everybody; what families are to read is no secret.
OPEN = {"guide", "slip", "acquaint_file"}
NEED_NONE = {
    "guide", "slip", "acquaint_file", "acquaint_add", "talks_add", "acquaint_confirm", "talk_book",
    "talk_leave",
}  # fmt: skip
PAGE_TO_OPERATION = {
    "parents": "list_acquaintances",
    "acquaintance": "list_acquaintances",
    "my_school": "show_my_school",
}
