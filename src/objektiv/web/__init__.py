"""The web system: the only package that knows Django; one app, one migration history."""
