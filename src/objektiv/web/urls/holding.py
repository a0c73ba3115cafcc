"""Addresses of holding procedures: registry, technology, briefings, the day itself."""

addresses: list = []
