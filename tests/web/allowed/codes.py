"""Pages of `urls/codes.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS, MANAGERS, OFFICE

ALLOWED = {
    "codes": OFFICE,
    "codes_issue": OFFICE,
    "codes_results": BRINGERS,
    "code_sheet": OFFICE,
    "vault": OFFICE,
    "vault_key": MANAGERS,
    "vault_lost": MANAGERS,
    "names_fill": OFFICE,
    "names_read": OFFICE,
    "names_remove": MANAGERS,
    "names_ask": MANAGERS,
    "names_answer": OFFICE,
}
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION = {"codes": "list_codes"}
# Names are shown to a person with the key of the school, never to a program; sheets are paper.
NEED_NONE = {
    "codes_issue", "codes_results", "code_sheet", "vault", "vault_key", "vault_lost",
    "names_fill", "names_read", "names_remove", "names_ask", "names_answer",
}  # fmt: skip
