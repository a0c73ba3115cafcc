"""Addresses of observers: application, register, assignments, sheets, remarks, coverage."""

from django.urls import path

from objektiv.web.views.holding import observers, own

addresses = [
    path("observers/apply/", observers.apply, name="observer_apply"),
    path("observers/applied/", observers.applied, name="observer_applied"),
    path("observers/check/<str:badge>/", observers.check, name="observer_check"),
    path("o/<int:place>/observers/", observers.index, name="observers"),
    path("o/<int:place>/observers/add/", observers.add, name="observer_add"),
    path("observers/<int:observer>/", observers.show, name="observer"),
    path("observers/<int:observer>/accept/", observers.accept, name="observer_accept"),
    path("observers/<int:observer>/decline/", observers.decline, name="observer_decline"),
    path("observers/<int:observer>/identity/", observers.identity, name="observer_identity"),
    path("observers/<int:observer>/ties/", observers.declare, name="observer_ties"),
    path("observers/<int:observer>/accredit/", observers.accredit, name="observer_accredit"),
    path("accreditations/<int:accreditation>/revoke/", observers.revoke,
         name="accreditation_revoke"),
    path("accreditations/<int:accreditation>/badge/", observers.badge, name="observer_badge"),
    path("me/watch/<int:observer>/training/", own.training, name="watch_training"),
    path("me/watch/<int:observer>/ties/", own.declare, name="watch_ties"),
    path("me/watch/<int:observer>/withdraw/", own.withdraw, name="watch_withdraw"),
]  # fmt: skip
