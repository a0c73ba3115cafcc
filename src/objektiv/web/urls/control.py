"""Addresses of internal control and of visits of lessons."""

from django.urls import path

from objektiv.web.views.teaching import control, visits

addresses = [
    path("o/<int:place>/control/", control.index, name="control"),
    path("o/<int:place>/control/add/", control.item_add, name="control_item_add"),
    path("o/<int:place>/control/approve/", control.approve, name="control_approve"),
    path("control/<int:control_item>/", control.item, name="control_item"),
    path("control/<int:control_item>/edit/", control.item_edit, name="control_item_edit"),
    path("control/<int:control_item>/remove/", control.item_remove, name="control_item_remove"),
    path("control/<int:control_item>/done/", control.item_done, name="control_item_done"),
    path("o/<int:place>/visits/", visits.index, name="visits"),
    path("o/<int:place>/visits/add/", visits.add, name="visit_add"),
    path("visits/<int:visit>/", visits.show, name="visit"),
    path("visits/<int:visit>/sheet/", visits.sheet, name="visit_sheet"),
    path("visits/<int:visit>/answer/", visits.answer, name="visit_answer"),
    path("visits/<int:visit>/help/", visits.help_done, name="visit_help"),
    path("visits/<int:visit>/cancel/", visits.cancel, name="visit_cancel"),
]
