"""Addresses of the schedule of assessment procedures."""

from django.urls import path

from objektiv.web.views.holding import schedule as page
from objektiv.web.views.holding import schedule_edit as edit
from objektiv.web.views.holding import schedule_solving as solving

PLACE = "places/<int:place>/schedule/"
YEAR = "schedules/<int:schedule>/"
WORK = "schedules/works/<int:schedule_work>/"
VERSION = "schedules/versions/<int:schedule_version>/"
ENTRY = "schedules/entries/<int:schedule_entry>/"
SOLUTION = "schedules/solutions/<int:schedule_solution>/"

addresses = [
    path("me/schedule/", page.mine, name="my_schedule"),
    path("me/schedule/calendar.ics", page.my_calendar, name="my_schedule_calendar"),
    path(PLACE, page.index, name="schedule"),
    path(f"{PLACE}start/", page.start, name="schedule_start"),
    path(f"{PLACE}calendar.ics", page.calendar, name="schedule_calendar"),
    path(f"{PLACE}rules/", solving.rules, name="schedule_rules"),
    path(f"{PLACE}rules/apply/", solving.rules_apply, name="schedule_rules_apply"),
    path(f"{PLACE}rules/drop/", solving.rules_drop, name="schedule_rules_drop"),
    path(f"{YEAR}lessons/", edit.lessons, name="schedule_lessons"),
    path(f"{YEAR}works/", solving.works, name="schedule_works"),
    path(f"{YEAR}works/add/", solving.work_add, name="schedule_work_add"),
    path(WORK, solving.work_edit, name="schedule_work_edit"),
    path(f"{WORK}remove/", solving.work_remove, name="schedule_work_remove"),
    path(VERSION, page.show, name="schedule_version"),
    path(f"{VERSION}bring/", edit.bring, name="schedule_bring"),
    path(f"{VERSION}take/", edit.take, name="schedule_take"),
    path(f"{VERSION}add/", edit.entry_add, name="schedule_entry_add"),
    path(f"{VERSION}solve/", solving.solve, name="schedule_solve"),
    path(f"{VERSION}approve/", edit.approve, name="schedule_approve"),
    path(f"{VERSION}return/", edit.take_back, name="schedule_return"),
    path(f"{VERSION}publish/", edit.publish, name="schedule_publish"),
    path(f"{VERSION}drop/", edit.drop, name="schedule_drop"),
    path(f"{VERSION}file.<str:form>", edit.file, name="schedule_file"),
    path(ENTRY, edit.entry, name="schedule_entry"),
    path(f"{ENTRY}remove/", edit.entry_remove, name="schedule_entry_remove"),
    path(SOLUTION, solving.solution, name="schedule_solution"),
    path(f"{SOLUTION}accept/", solving.accept, name="schedule_accept"),
]
