"""Pages of `urls/holding.py`: address -> who may open it, of the first school."""

ALLOWED: dict[str, set[str]] = {}
# What has no page of its own: it can only be sent.
ONLY_SENT: set[str] = set()
LEADS_ON: set[str] = set()  # opens another page
# Page that shows something -> operation that gives the same to a program.
PAGE_TO_OPERATION: dict[str, str] = {}
ACTS: dict[str, str] = {}  # forms, steps and buttons whose act is an operation
NEED_NONE: set[str] = set()
NOT_YET: set[str] = set()
