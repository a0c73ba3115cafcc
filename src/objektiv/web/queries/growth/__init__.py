"""Growth of teachers."""
