"""Assessment inside the school: what is done."""
