"""Addresses of assessment inside the school: journals, weights of marks, pupils who need help."""

from django.urls import path

from objektiv.web.views.teaching import class_journals, family, journals, marks

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
    path("me/marks/", family.index, name="my_marks"),
    path("me/marks/<int:class_journal>/", family.explain, name="my_mark"),
]
