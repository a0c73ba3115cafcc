"""Named reads: what a person may see. Views never build a query of other people's data."""
