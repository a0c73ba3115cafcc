"""Assessment inside the school."""
