"""Addresses for families: what is ahead, what to read, when to talk."""

from django.urls import path

from objektiv.web.views.openness import parents

addresses = [
    path("guide/", parents.guide, name="guide"),
    path("me/school/", parents.own, name="my_school"),
    path("acquaint/<str:secret>/", parents.slip, name="slip"),
    path("acquaint/<str:secret>/file/", parents.paper, name="acquaint_file"),
    path("acquaintances/<int:acquaintance>/confirm/", parents.confirm, name="acquaint_confirm"),
    path("o/<int:place>/parents/", parents.index, name="parents"),
    path("o/<int:place>/parents/acquaint/", parents.add, name="acquaint_add"),
    path("acquaintances/<int:acquaintance>/", parents.show, name="acquaintance"),
    path("o/<int:place>/talks/", parents.talks, name="talks_add"),
    path("talks/<int:talk>/book/", parents.book, name="talk_book"),
    path("talks/<int:talk>/leave/", parents.leave, name="talk_leave"),
]
