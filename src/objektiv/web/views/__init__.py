"""Pages: what was asked → a query or an action → a template."""
