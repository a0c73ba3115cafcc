"""Pages of the person who asks, and pages open to everybody."""

ALLOWED = {
    "notice": {"office"},
    "notice_change": {"office"},
    "job": {"office"},
    "job_cancel": {"office"},
    "job_retry": {"office"},
    "token_revoke": {"office"},
}
# What has no page of its own: it can only be sent.
ONLY_SENT = {
    "job_cancel",
    "job_retry",
    "notice_change",
    "notices_read",
    "token_revoke",
}
LEADS_ON = {"notice"}  # opens another page
# Pages of the person who asks; their content is tested where it is made.
OWN = {
    "account", "calendar", "calendar_change", "calendar_event", "columns", "jobs", "my_results",
    "my_watch", "notice_ways", "notices", "notices_read", "search", "today", "token_add", "tokens",
}  # fmt: skip
# Keys of the HTTP API are another door: test_api_refusals.py.
OPEN = {"api", "calendar_feed", "health", "join", "letter_settings", "look", "unsubscribe"}
