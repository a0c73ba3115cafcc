"""Statistics of the field: arrays in, frozen dataclasses out.

responses, sufficient      what a cell means; counts that a Rasch fit needs
items, reliability         classical item analysis, distractors, alpha, omega, marks
rasch_cml, rasch_mml       Rasch, PCM, RSM, facets from counts
marginal, irt, model_fit   2PL, 3PL, GPCM, GRM; curves and information; M2
persons, patterns          WLE, EAP, infit, outfit, lz, lz*; G, U3, ZU3, HT
similarity                 agreement of two answer vectors
dif                        Mantel–Haenszel, generalised, logistic
linking, equating          years and forms on one scale
raters                     agreement, severity, third marker
multilevel, shrinkage      nested effects; between-unit variance and empirical Bayes
comparison, school_gaps    internal against external; subjects, years, medals
value_added, deficits      what a school adds; skills with zones
suppression                which cells of public tables stay hidden (_tables: margins and linked
                           tables, _ranges: how far a hidden cell may move, _audit: what an
                           outsider can compute back)
"""
