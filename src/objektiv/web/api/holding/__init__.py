"""The API of holding procedures."""
