"""Pages of `urls/teaching.py`: address -> who may open it, of the first school."""

from .roles import BRINGERS

TEACHING = {*BRINGERS, "teacher", "classteacher"}
ALLOWED = {
    "journals": TEACHING,
}
# Pages that show something of their own and have no operation yet.
NOT_YET = {"journals"}
