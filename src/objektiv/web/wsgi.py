"""The WSGI application: `gunicorn objektiv.web.wsgi`."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import reverse

from objektiv import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "objektiv.web.settings")
application = get_wsgi_application()

# What a process does once takes three seconds together; no reader should wait for it.
reverse("today")  # every view with its forms, queries and operations of the API
TEMPLATES = Path(__file__).parent / "templates"
for template in TEMPLATES.rglob("*.html"):
    get_template(template.relative_to(TEMPLATES).as_posix())
charts.svg({"mark": "point", "data": {"values": []}})
