"""Addresses of openness: what everybody may read, and where it is put there."""

from django.urls import path

from objektiv.web.views.openness import managing, public

addresses = [
    path("open/", public.index, name="open_index"),
    path("open/<slug:address>/", public.show, name="open_page"),
    path("open/<slug:address>/embed/", public.embed, name="open_embed"),
    path("open/<slug:address>/results.csv", public.results_csv, name="open_csv"),
    path("open/<slug:address>/data.jsonld", public.data, name="open_data"),
    path("open/<slug:address>/files/<int:public_item>/", public.file, name="open_file"),
    path("o/<int:place>/open/", managing.index, name="open_manage"),
    path("o/<int:place>/open/page/", managing.arrange, name="open_arrange"),
    path("o/<int:place>/open/add/", managing.add, name="open_add"),
    path("o/<int:place>/open/tables/", managing.prepare, name="open_prepare"),
    path("open-items/<int:public_item>/withdraw/", managing.withdraw, name="open_withdraw"),
    path("open-tables/<int:release>/", managing.release, name="open_release"),
    path("open-tables/<int:release>/show/", managing.publish, name="open_publish"),
    path("open-tables/<int:release>/drop/", managing.drop, name="open_drop"),
]
