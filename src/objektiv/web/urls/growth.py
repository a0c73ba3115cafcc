"""Addresses of teachers' growth: one's own page, courses, what a place sees."""

from django.urls import path

from objektiv.web.views.growth import own, place

addresses = [
    path("me/growth/", own.index, name="my_growth"),
    path("me/growth/self/", own.assess, name="self_assessment"),
    path("me/growth/facts/", own.take, name="fact_take"),
    path("me/growth/<int:diagnosis>/share/", own.share, name="diagnosis_share"),
    path("me/growth/<int:diagnosis>/drop/", own.drop, name="fact_drop"),
    path("me/mentoring/<int:mentoring>/agree/", own.agree, name="mentoring_agree"),
    path("me/mentoring/<int:mentoring>/end/", own.outcome, name="mentoring_end"),
    path("me/courses/<int:course>/", own.enrol, name="enrol"),
    path("me/training/<int:enrolment>/", own.learn, name="training"),
    path("me/training/<int:enrolment>/certificate/", own.certificate, name="certificate_add"),
    path("me/training/<int:enrolment>/applied/", own.applied, name="applied"),
    path("o/<int:place>/growth/", place.index, name="growth"),
    path("o/<int:place>/growth/bring/", place.bring, name="diagnostics_bring"),
    path("o/<int:place>/growth/pair/", place.pair, name="mentoring_add"),
    path("o/<int:place>/courses/", place.courses, name="courses"),
    path("o/<int:place>/courses/add/", place.course_add, name="course_add"),
    path("courses/<int:course>/", place.course, name="course"),
    path("certificates/<int:certificate>/", place.certificate_file, name="certificate_file"),
    path("certificates/<int:certificate>/check/", place.check, name="certificate_check"),
]
