"""Tasks of an assessment fund: what they are, their formulas, variants, exchange with others."""
