"""Addresses of observers: application, register, assignments, sheets, remarks, coverage."""

from django.urls import path

from objektiv.web.views.holding import observation, observers, own, remarks, sheet

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
    path("o/<int:place>/observation/", observation.index, name="observation"),
    path("o/<int:place>/observation/<int:procedure>/assign/", observation.assign,
         name="observation_assign"),
    path("o/<int:place>/observation/coverage/", observation.coverage, name="coverage"),
    path("sites/<int:procedure_site>/observer/", observation.site, name="site_observer"),
    path("observations/<int:observation>/absent/", observation.absent, name="observer_absent"),
    path("observations/<int:observation>/", sheet.show, name="observation_sheet"),
    path("observations/<int:observation>/act.<str:form>", sheet.act_sheet,
         name="observation_act"),
    path("observations/<int:observation>/refuse/", sheet.refuse, name="watch_refuse"),
    path("watch/worker.js", sheet.worker, name="watch_worker"),
    path("watch/<int:observation>/", sheet.fill, name="watch_sheet"),
    path("watch/<int:observation>/sync/", sheet.sync, name="watch_sync"),
    path("o/<int:place>/remarks/", remarks.index, name="remarks"),
    path("remarks/<int:remark>/", remarks.show, name="remark"),
    path("remarks/<int:remark>/reply/", remarks.reply, name="remark_reply"),
    path("remarks/<int:remark>/decide/", remarks.decide, name="remark_decide"),
    path("remarks/<int:remark>/take/", remarks.take, name="remark_take"),
    path("remarks/<int:remark>/decline/", remarks.decline, name="remark_decline"),
]  # fmt: skip
