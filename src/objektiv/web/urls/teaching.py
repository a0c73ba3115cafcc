"""Addresses of assessment inside the school: journals, weights of marks, pupils who need help."""

from django.urls import path

from objektiv.web.views.teaching import (
    class_journals,
    family,
    helping,
    journals,
    marks,
    programmes,
    routes,
)

addresses = [
    path("o/<int:place>/journals/", journals.index, name="journals"),
    path("o/<int:place>/journals/bring/", journals.bring, name="journal_bring"),
    path("o/<int:place>/journals/groups/", class_journals.groups, name="journal_groups"),
    path("journal-uploads/<int:journal_upload>/", journals.upload, name="journal_upload"),
    path("journal-uploads/<int:journal_upload>/accept/", journals.accept, name="journal_accept"),
    path("journal-uploads/<int:journal_upload>/cancel/", journals.cancel, name="journal_cancel"),
    path(
        "journal-uploads/<int:journal_upload>/withdraw/",
        journals.withdraw,
        name="journal_withdraw",
    ),
    path("journal-files/<int:journal_file>/", journals.original, name="journal_file"),
    path("journals/<int:class_journal>/", class_journals.show, name="journal"),
    path(
        "journals/<int:class_journal>/pupils/<str:pupil>/",
        class_journals.pupil,
        name="journal_pupil",
    ),
    path("o/<int:place>/marks/", marks.index, name="marks"),
    path("o/<int:place>/marks/edit/", marks.edit, name="marks_edit"),
    path("o/<int:place>/marks/schemes/add/", marks.scheme_add, name="mark_scheme_add"),
    path(
        "mark-schemes/<int:mark_scheme>/publish/", marks.scheme_publish, name="mark_scheme_publish"
    ),
    path("o/<int:place>/help/", helping.index, name="help"),
    path("o/<int:place>/help/begin/", helping.begin, name="help_begin"),
    path("help/<int:help_case>/", helping.show, name="help_case"),
    path("help/<int:help_case>/notice/", helping.notice, name="help_notice"),
    path("help/<int:help_case>/route/", routes.add, name="route_add"),
    path("help/<int:help_case>/route/begin/", routes.begin, name="route_begin"),
    path("help/<int:help_case>/route/print/", routes.printed, name="route_print"),
    path(
        "help/<int:help_case>/route/print/<str:part>.<str:form>", routes.paper, name="route_paper"
    ),
    path("help/<int:help_case>/<str:step_kind>/", helping.step, name="help_step"),
    path("help-notices/<int:family_notice>/paper/", helping.paper, name="help_notice_paper"),
    path("help-notices/<int:family_notice>/confirm/", helping.confirm, name="help_notice_confirm"),
    path("route-tasks/<int:route_task>/tasks/", routes.tasks, name="route_tasks"),
    path("route-tasks/<int:route_task>/points/", routes.points, name="route_points"),
    path("route-tasks/<int:route_task>/done/", routes.done, name="route_done"),
    path("given-tasks/<int:given_task>/back/", routes.take_back, name="given_back"),
    path("me/help/", helping.mine, name="my_help"),
    path("me/help/<int:help_case>/route.pdf", routes.own_paper, name="my_route"),
    path("o/<int:place>/programmes/", programmes.index, name="programmes"),
    path("o/<int:place>/programmes/add/", programmes.add, name="programme_add"),
    path("programmes/<int:programme>/", programmes.show, name="programme"),
    path("programmes/<int:programme>/print/", programmes.printed, name="programme_print"),
    path("programmes/<int:programme>/sheet.<str:form>", programmes.sheet, name="programme_sheet"),
    path("programmes/<int:programme>/take/", programmes.take, name="programme_take"),
    path("programmes/<int:programme>/lines/add/", programmes.line_add, name="programme_line_add"),
    path("programmes/<int:programme>/approve/", programmes.approve, name="programme_approve"),
    path(
        "programme-lines/<int:programme_line>/edit/",
        programmes.line_edit,
        name="programme_line_edit",
    ),
    path(
        "programme-lines/<int:programme_line>/remove/",
        programmes.line_remove,
        name="programme_line_remove",
    ),
    path(
        "programme-lines/<int:programme_line>/done/",
        programmes.line_done,
        name="programme_line_done",
    ),
    path("me/marks/", family.index, name="my_marks"),
    path("me/marks/<int:class_journal>/", family.explain, name="my_mark"),
    path(
        "me/criterial-marks/<int:criterial_mark>/",
        family.criterial_mark,
        name="my_criterial_mark",
    ),
]
