"""Variants by blueprint out of a bank of tasks, or why there are none."""

from objektiv.tasks.assembly.request import (
    BankTask,
    Blueprint,
    Cell,
    Impossible,
    Placed,
    Variants,
)
from objektiv.tasks.assembly.solving import assemble

__all__ = ["BankTask", "Blueprint", "Cell", "Impossible", "Placed", "Variants", "assemble"]
