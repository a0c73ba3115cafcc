"""Forms: one column, label above, hint under; what was typed is never lost."""
