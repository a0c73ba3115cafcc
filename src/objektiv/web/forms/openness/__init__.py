"""Forms of openness."""
