"""Addresses of criteria and of marks that rest on them."""

from django.urls import path

from objektiv.web.views.teaching import criteria

addresses = [
    path("o/<int:place>/criteria/", criteria.index, name="criteria"),
    path("o/<int:place>/criteria/add/", criteria.add, name="criteria_add"),
    path("o/<int:place>/criteria/coverage/", criteria.coverage, name="criteria_coverage"),
    path(
        "o/<int:place>/criteria/<int:criteria_set>/mark/",
        criteria.mark_add,
        name="criterial_mark_add",
    ),
    path("criteria/<int:criteria_set>/", criteria.show, name="criteria_set"),
    path("criteria/<int:criteria_set>/edit/", criteria.edit, name="criteria_edit"),
    path("criteria/<int:criteria_set>/version/", criteria.version, name="criteria_version"),
    path("criteria/<int:criteria_set>/approve/", criteria.approve, name="criteria_approve"),
    path("criteria/<int:criteria_set>/act/", criteria.act_of, name="criteria_act"),
    path("criteria/<int:criteria_set>/publish/", criteria.publish, name="criteria_publish"),
    path("criteria/<int:criteria_set>/sheet/", criteria.sheet, name="criteria_sheet"),
    path("criterial-marks/<int:criterial_mark>/", criteria.mark, name="criterial_mark"),
    path(
        "criterial-marks/<int:criterial_mark>/correct/",
        criteria.mark_correct,
        name="criterial_mark_correct",
    ),
]
