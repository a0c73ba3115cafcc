"""Addresses of holding procedures: registry, technology, days, steps, the day itself."""

from django.urls import path

from objektiv.web.views.holding import briefings, course, days, pages, papers, registry, site

addresses = [
    path("o/<int:place>/holding/", pages.index, name="holding"),
    path("o/<int:place>/holding/calendar/", pages.calendar, name="holding_calendar"),
    path("o/<int:place>/holding/registry/", registry.index, name="registry"),
    path("o/<int:place>/holding/registry/<str:technology>/", registry.show, name="technology"),
    path(
        "o/<int:place>/holding/registry/<str:technology>/open/",
        registry.open_,
        name="holding_open",
    ),
    path("o/<int:place>/holding/<int:procedure>/", pages.procedure, name="holding_procedure"),
    path(
        "o/<int:place>/holding/<int:procedure>/participation/",
        pages.participation,
        name="holding_participation",
    ),
    path("o/<int:place>/holding/<int:procedure>/days/add/", days.add, name="day_add"),
    path("o/<int:place>/holding/<int:procedure>/days/table/", days.bring, name="days_table"),
    path("o/<int:place>/holding/<int:procedure>/steps/", days.steps, name="holding_steps"),
    path(
        "o/<int:place>/holding/<int:procedure>/steps/<str:step>/leave-out/",
        days.leave_out,
        name="step_leave_out",
    ),
    path(
        "o/<int:place>/holding/<int:procedure>/steps/<str:step>/", site.tick_step, name="step_tick"
    ),
    path(
        "o/<int:place>/holding/<int:procedure>/steps/<str:step>/remind/",
        days.remind,
        name="step_remind",
    ),
    path(
        "o/<int:place>/holding/<int:procedure>/steps/<str:step>/undo/",
        site.untick_step,
        name="step_untick",
    ),
    path("o/<int:place>/briefings/", briefings.index, name="briefings"),
    path(
        "o/<int:place>/holding/<int:procedure>/briefings/<str:brief_role>/",
        briefings.add,
        name="briefing_add",
    ),
    path("briefings/<int:briefing>/", briefings.show, name="briefing"),
    path("briefings/<int:briefing>/sign/", briefings.sign, name="briefing_sign"),
    path("briefings/<int:briefing>/people/", briefings.more, name="briefing_more"),
    path(
        "briefings/<int:briefing>/people/<int:briefed>/paper/",
        briefings.paper,
        name="briefing_paper",
    ),
    path("briefings/<int:briefing>/signatures/", briefings.papers, name="briefing_papers"),
    path("briefings/<int:briefing>/cancel/", briefings.cancel, name="briefing_cancel"),
    path("briefings/<int:briefing>/log/<str:form>/", papers.briefing, name="briefing_sheet"),
    path(
        "sites/<int:procedure_site>/checklist/<str:form>/",
        papers.checklist,
        name="checklist_sheet",
    ),
    path("sites/<int:procedure_site>/protocol/<str:form>/", papers.day, name="day_sheet"),
    path("briefing-files/<int:briefing_file>/", briefings.file, name="briefing_file"),
    path("procedure-days/<int:procedure_day>/move/", days.move, name="day_move"),
    path("procedure-days/<int:procedure_day>/remove/", days.remove, name="day_remove"),
    path("step-files/<int:step_file>/", site.file, name="step_file"),
    path("sites/<int:procedure_site>/", site.show, name="site"),
    path("sites/<int:procedure_site>/participation/", course.participation, name="participation"),
    path("sites/<int:procedure_site>/incidents/add/", course.incident_add, name="incident_add"),
    path("sites/<int:procedure_site>/not-held/", course.not_held, name="site_not_held"),
    path("sites/<int:procedure_site>/planned/", course.held_again, name="site_planned"),
    path("incidents/<int:incident>/", course.incident_complete, name="incident"),
    path("sites/<int:procedure_site>/move/", days.move_site, name="site_move"),
    path("sites/<int:procedure_site>/steps/<str:day_step>/", site.tick_site, name="site_tick"),
    path(
        "sites/<int:procedure_site>/steps/<str:day_step>/undo/",
        site.untick_site,
        name="site_untick",
    ),
]
