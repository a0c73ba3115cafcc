"""Who may open which address, an area of the site in each module."""

from . import (
    acts,
    codes,
    control,
    criteria,
    experts,
    findings,
    growth,
    holding,
    measures,
    observers,
    openness,
    organisations,
    own,
    parents,
    results,
    schedule,
    sealed,
    tasks,
    teaching,
)

AREAS = (
    own, organisations, results, findings, holding, measures, teaching, openness, observers,
    schedule, sealed, codes, acts, tasks, experts, criteria, parents, control,
    growth,
)  # fmt: skip
