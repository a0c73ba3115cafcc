"""Addresses of local acts and of the indicators of the internal system of assessment."""

from django.urls import path

from objektiv.web.views.teaching import acts, indicators

addresses = [
    path("o/<int:place>/indicators/", indicators.index, name="indicators"),
    path("o/<int:place>/indicators/edit/", indicators.edit, name="indicators_edit"),
    path("o/<int:place>/acts/", acts.index, name="acts"),
    path("o/<int:place>/acts/add/", acts.add, name="act_add"),
    path("o/<int:place>/acts/<slug:act_code>/take/", acts.take, name="act_take"),
    path("o/<int:place>/acts/<slug:act_code>.docx", acts.sample, name="act_sample"),
    path("acts/<int:local_act>/", acts.show, name="act"),
    path("act-versions/<int:act_version>/", acts.file, name="act_file"),
    path("act-versions/<int:act_version>/approve/", acts.approve, name="act_approve"),
    path("act-versions/<int:act_version>/end/", acts.end, name="act_end"),
    path("act-versions/<int:act_version>/publish/", acts.publish, name="act_publish"),
]
