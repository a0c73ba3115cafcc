"""Tables of holding procedures: days and places, who is there, what is kept sealed."""

from objektiv.web.models.holding.days import ProcedureDay, ProcedureSite

__all__ = ["ProcedureDay", "ProcedureSite"]
