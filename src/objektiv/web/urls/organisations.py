"""Addresses of organisations, their classes, bodies and people."""

from django.urls import path

from objektiv.web.views import (
    bodies,
    changes,
    classes,
    lists,
    people,
    places,
)

addresses = [
    path("o/<int:place>/", places.show, name="place"),
    path("o/<int:place>/add/", places.add, name="place_add"),
    path("o/<int:place>/edit/", places.edit, name="place_edit"),
    path("o/<int:place>/close/", changes.close, name="place_close"),
    path("o/<int:place>/list/", lists.organisations, name="places_list"),
    path("o/<int:place>/move/", changes.move, name="place_move"),
    path("o/<int:place>/merge/", changes.merge, name="place_merge"),
    path("changes/<int:change>/withdraw/", changes.withdraw, name="change_withdraw"),
    path("o/<int:place>/history/", places.history, name="history"),
    path("o/<int:place>/classes/", classes.index, name="classes"),
    path("o/<int:place>/classes/add/", classes.add, name="class_add"),
    path("o/<int:place>/classes/roll/", classes.roll, name="class_roll"),
    path("classes/<int:school_class>/", classes.edit, name="class_edit"),
    path("o/<int:place>/terms/", classes.terms, name="terms"),
    path("o/<int:place>/terms/edit/", classes.terms_edit, name="terms_edit"),
    path("subjects/", classes.subject_list, name="subjects"),
    path("subjects/add/", classes.subject_add, name="subject_add"),
    path("subjects/<int:subject>/", classes.subject_edit, name="subject_edit"),
    path("o/<int:place>/bodies/", bodies.index, name="bodies"),
    path("o/<int:place>/bodies/add/", bodies.add, name="body_add"),
    path("bodies/<int:body>/", bodies.show, name="body"),
    path("bodies/<int:body>/edit/", bodies.edit, name="body_edit"),
    path("bodies/<int:body>/member/", bodies.member_add, name="member_add"),
    path("members/<int:member>/end/", bodies.member_end, name="member_end"),
    path("o/<int:place>/people/", people.index, name="people"),
    path("o/<int:place>/people/invite/", people.add, name="invite"),
    path("o/<int:place>/people/<int:person>/role/", people.give_role, name="give_role"),
    path("o/<int:place>/people/invite/list/", lists.people, name="invite_list"),
    path("o/<int:place>/people/<int:person>/", people.person, name="person"),
    path("roles/<int:assignment>/", people.change, name="role_change"),
    path("roles/<int:assignment>/remove/", people.remove_role, name="remove_role"),
    path("invitations/<int:invitation>/withdraw/", people.withdraw, name="withdraw_invitation"),
]
