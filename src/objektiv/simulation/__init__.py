"""Whole campaigns with known, labelled manipulations and honest traps."""

from objektiv.simulation.campaign import Campaign, simulate, simulate_regions
from objektiv.simulation.plan import KINDS, TRAPS, Plan, base, harder, honest, strong_traps

__all__ = [
    "KINDS",
    "TRAPS",
    "Campaign",
    "Plan",
    "base",
    "harder",
    "honest",
    "simulate",
    "simulate_regions",
    "strong_traps",
]
