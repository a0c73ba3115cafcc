"""Addresses of participant codes and of the vault of names."""

from django.urls import path

from objektiv.web.views.holding import codes, names

addresses = [
    path("o/<int:place>/codes/", codes.index, name="codes"),
    path("o/<int:place>/codes/issue/", codes.issue, name="codes_issue"),
    path("o/<int:place>/codes/results/", codes.results, name="codes_results"),
    path("o/<int:place>/codes/<int:batch>/<str:paper>.pdf", codes.sheet, name="code_sheet"),
    path("o/<int:place>/vault/", names.index, name="vault"),
    path("o/<int:place>/vault/key/", names.key, name="vault_key"),
    path("o/<int:place>/vault/lost/", names.lost, name="vault_lost"),
    path("o/<int:place>/vault/<int:batch>/fill/", names.fill, name="names_fill"),
    path("o/<int:place>/vault/<int:batch>/read/", names.read, name="names_read"),
    path("o/<int:place>/vault/<int:batch>/remove/", names.remove, name="names_remove"),
    path("o/<int:place>/vault/requests/add/", names.ask, name="names_ask"),
    path("o/<int:place>/vault/requests/<int:name_request>/", names.answer, name="names_answer"),
]
