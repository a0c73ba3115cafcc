"""Pages of assessment inside the school."""
