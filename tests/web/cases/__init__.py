"""Rows of the younger areas of the site for `case`: each module has `rows(world, made)`.

`rows` gets what is there already and gives more: name in an address -> object or plain value.
"""

from . import (
    acts,
    codes,
    control,
    criteria,
    experts,
    growth,
    holding,
    observers,
    openness,
    parents,
    schedule,
    sealed,
    tasks,
    teaching,
)

AREAS = (
    growth,
    holding,
    experts,
    tasks,  # before those that give tasks
    teaching,
    openness,
    parents,
    observers,
    schedule,
    sealed,
    codes,
    acts,
    criteria,
    control,
)
