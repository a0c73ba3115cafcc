"""Pages of `urls/openness.py`: what everybody may read, and where it is put there."""

from .roles import BRINGERS, MANAGERS, OFFICE

ALLOWED = {
    "open_manage": {*BRINGERS, "methodist"},
    "open_arrange": OFFICE,
    "open_add": OFFICE,
    "open_withdraw": OFFICE,
    "open_prepare": MANAGERS,
    "open_release": {*BRINGERS, "methodist"},
    "open_publish": MANAGERS,
    "open_drop": MANAGERS,
}
ONLY_SENT = {"open_publish"}
# Everybody, without signing in.
OPEN = {"open_index", "open_page", "open_embed", "open_csv", "open_data", "open_file"}
NEED_NONE = {
    # open to programs as they are: JSON-LD and CSV
    "open_index", "open_page", "open_embed", "open_csv", "open_data", "open_file",
    "open_arrange", "open_add", "open_withdraw", "open_prepare", "open_publish", "open_drop",
}  # fmt: skip
NOT_YET = {"open_manage", "open_release"}
