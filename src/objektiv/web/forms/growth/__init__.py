"""Forms about teachers’ growth."""
