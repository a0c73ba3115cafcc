"""Addresses of experts, commissions and marking by code."""

from django.urls import path

from objektiv.web.views.holding import experts, marking

PLACE = "places/<int:place>/experts/"
EXPERT = "experts/<int:expert>/"
COMMISSION = "commissions/<int:commission>/"
ROUND = "marking/<int:marking>/"

addresses = [
    path("me/marking/", marking.mine, name="my_marking"),
    path("me/marking/<int:script_mark>/", marking.task, name="marking_task"),
    path(PLACE, experts.index, name="experts"),
    path(f"{PLACE}add/", experts.expert_add, name="expert_add"),
    path(f"{PLACE}add-many/", experts.experts_add, name="experts_add"),
    path(f"{PLACE}commissions/add/", experts.commission_add, name="commission_add"),
    path(EXPERT, experts.expert_edit, name="expert_edit"),
    path(COMMISSION, experts.commission, name="commission"),
    path(f"{COMMISSION}edit/", experts.commission_edit, name="commission_edit"),
    path(f"{COMMISSION}marking/add/", marking.add, name="marking_add"),
    path(ROUND, marking.show, name="marking"),
    path(f"{ROUND}works/", marking.scripts, name="marking_works"),
    path(f"{ROUND}codes/", marking.codes, name="marking_codes"),
    path(f"{ROUND}reference/", marking.reference, name="marking_reference"),
    path(f"{ROUND}discussion/", marking.discuss, name="marking_discuss"),
    path(f"{ROUND}unbriefed/", marking.unbriefed, name="marking_unbriefed"),
    path(f"{ROUND}distribute/", marking.distribute, name="marking_distribute"),
    path(f"{ROUND}close/", marking.close, name="marking_close"),
]
