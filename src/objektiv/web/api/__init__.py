"""The HTTP API: everything a person may see, for the person's own programs.

One small module per subject, each with a `router`; `service.SUBJECTS` lists them. An operation
asks for a key with a scope (`auth=Key(Scope.…)`), calls the same queries, forms and actions as
the pages, and says in Russian what it is for. `tests/web/test_api_refusals.py` fails for an
operation without a rule.
"""
