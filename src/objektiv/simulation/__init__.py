"""Whole campaigns with known, labelled manipulations and honest traps."""

from objektiv.simulation.campaign import Campaign, simulate, simulate_regions
from objektiv.simulation.demo import demo_municipality, demo_region, write_demo
from objektiv.simulation.files import FORMATS, write_campaign
from objektiv.simulation.plan import KINDS, TRAPS, Plan, base, harder, honest, strong_traps

__all__ = [
    "FORMATS",
    "KINDS",
    "TRAPS",
    "Campaign",
    "Plan",
    "base",
    "demo_municipality",
    "demo_region",
    "harder",
    "honest",
    "simulate",
    "simulate_regions",
    "strong_traps",
    "write_campaign",
    "write_demo",
]
