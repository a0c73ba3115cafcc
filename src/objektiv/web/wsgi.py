"""The WSGI application: `gunicorn objektiv.web.wsgi`."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from objektiv import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "objektiv.web.settings")
application = get_wsgi_application()

# The engine of the charts takes a second to start; the first reader should not wait for it.
Thread(target=charts.svg, args=({"mark": "point", "data": {"values": []}},), daemon=True).start()
