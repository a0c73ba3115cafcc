"""The WSGI application: `gunicorn objektiv.web.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from objektiv import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "objektiv.web.settings")
application = get_wsgi_application()

# The engine of the charts takes a second to start; no reader should wait for it.
charts.svg({"mark": "point", "data": {"values": []}})
