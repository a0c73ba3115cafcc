"""Forms of assessment inside the school."""
