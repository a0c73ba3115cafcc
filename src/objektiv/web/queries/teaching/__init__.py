"""Assessment inside the school: what a person may see of it."""
