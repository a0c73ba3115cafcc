"""Yearly profiles: every threshold, scale and norm with its source and status."""

from objektiv.profiles.profile import Profile, Threshold, load_profile

__all__ = ["Profile", "Threshold", "load_profile"]
