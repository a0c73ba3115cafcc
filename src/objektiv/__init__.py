"""Объектив: makes school assessment results trustworthy and useful."""

__version__ = "0.1.0"
