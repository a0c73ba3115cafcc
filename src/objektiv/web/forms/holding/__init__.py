"""Holding procedures: days, observers, experts, briefings, materials."""
