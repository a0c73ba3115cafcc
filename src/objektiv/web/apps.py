"""The one Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "objektiv.web"
    label = "web"
    verbose_name = "Объектив"
