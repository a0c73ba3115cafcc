"""Addresses of assessment inside the school: journals, weights of marks, pupils who need help."""

from django.urls import path

from objektiv.web.views.teaching import journals

addresses = [
    path("o/<int:place>/journals/", journals.index, name="journals"),
]
