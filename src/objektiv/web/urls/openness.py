"""Addresses of openness: what everybody may read, and where it is put there."""

from django.urls import path

from objektiv.web.views.openness import managing, open_data, public, report, surveys

addresses = [
    path("open/", public.index, name="open_index"),
    path("open/<slug:address>/", public.show, name="open_page"),
    path("open/<slug:address>/embed/", public.embed, name="open_embed"),
    path("open/<slug:address>/results.csv", public.results_csv, name="open_csv"),
    path("open/<slug:address>/data.jsonld", public.data, name="open_data"),
    path("open/<slug:address>/opendata/meta.csv", open_data.passport, name="open_passport"),
    path("open/<slug:address>/opendata/data.csv", open_data.table, name="open_set"),
    path("open/<slug:address>/opendata/structure.csv", open_data.structure, name="open_structure"),
    path("open/<slug:address>/opendata/data.json", open_data.as_json, name="open_json"),
    path("open/<slug:address>/files/<int:public_item>/", public.file, name="open_file"),
    path("o/<int:place>/open/", managing.index, name="open_manage"),
    path("o/<int:place>/open/page/", managing.arrange, name="open_arrange"),
    path("o/<int:place>/open/add/", managing.add, name="open_add"),
    path("o/<int:place>/open/tables/", managing.prepare, name="open_prepare"),
    path("open-items/<int:public_item>/withdraw/", managing.withdraw, name="open_withdraw"),
    path("open-tables/<int:release>/", managing.release, name="open_release"),
    path("open-tables/<int:release>/show/", managing.publish, name="open_publish"),
    path("open-tables/<int:release>/drop/", managing.drop, name="open_drop"),
    # the yearly public report
    path("open/<slug:address>/reports/<int:year_report>/", report.public, name="open_report"),
    path("o/<int:place>/open/reports/", report.index, name="year_reports"),
    path("year-reports/<int:year_report>/", report.show, name="year_report"),
    path("year-reports/<int:year_report>/write/", report.write, name="year_report_write"),
    path("year-reports/<int:year_report>/take/", report.take, name="year_report_take"),
    path("year-reports/<int:year_report>/publish/", report.publish, name="year_report_publish"),
    path("year-reports/<int:year_report>/pdf/", report.pdf, name="year_report_pdf"),
    # what people are asked
    path("survey/<str:secret>/", surveys.fill, name="survey_fill"),
    path("survey/<str:secret>/thanks/", surveys.thanks, name="survey_thanks"),
    path("o/<int:place>/surveys/", surveys.index, name="surveys"),
    path("o/<int:place>/surveys/add/", surveys.prepare, name="survey_add"),
    path("o/<int:place>/surveys/<int:survey>/", surveys.show, name="survey"),
    path("o/<int:place>/surveys/<int:survey>/export/", surveys.export, name="survey_export"),
    path("surveys/<int:survey>/questions/", surveys.questions, name="survey_questions"),
    path("surveys/<int:survey>/ask/", surveys.ask, name="survey_ask"),
    path("surveys/<int:survey>/sample/", surveys.sample, name="survey_sample"),
    path("surveys/<int:survey>/open/", surveys.start, name="survey_open"),
    path("surveys/<int:survey>/close/", surveys.close, name="survey_close"),
    path("survey-groups/<int:survey_group>/", surveys.group, name="survey_group"),
    path("survey-groups/<int:survey_group>/drop/", surveys.drop, name="survey_group_drop"),
    path("survey-groups/<int:survey_group>/codes/", surveys.codes, name="survey_codes"),
]
