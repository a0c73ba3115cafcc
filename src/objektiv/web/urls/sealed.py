"""Addresses of sealed parcels and personal keys."""

from django.urls import path

from objektiv.web.views.holding import own_sealed, sealed, sealing_orders

addresses = [
    path("me/sealed/", own_sealed.index, name="my_sealed"),
    path("me/sealed/key/", own_sealed.key, name="sealed_key"),
    path("o/<int:place>/sealed/", sealed.index, name="sealed"),
    path("o/<int:place>/sealed/add/", sealed.add, name="sealed_add"),
    path("o/<int:place>/sealed/bring/", sealing_orders.bring, name="sealed_bring"),
    path(
        "o/<int:place>/sealed/<int:procedure_day>/recipients.toml",
        sealed.recipients,
        name="sealed_recipients",
    ),
    path("sealed/orders/<int:order>/", sealing_orders.show, name="sealing_order"),
    path("sealed/orders/<int:order>/drop/", sealing_orders.drop, name="sealing_order_drop"),
    path("sealed/<int:parcel>/", sealed.show, name="sealed_parcel"),
    path("sealed/<int:parcel>/file/", sealed.file, name="sealed_file"),
    path("sealed/<int:parcel>/key/", sealed.key, name="sealed_release"),
    path("sealed/<int:parcel>/open/", sealed.open_, name="sealed_open"),
    path("sealed/<int:parcel>/confirm/", sealed.confirm, name="sealed_confirm"),
    path("sealed/<int:parcel>/move/", sealed.move, name="sealed_move"),
    path("sealed/<int:parcel>/cancel/", sealed.cancel, name="sealed_cancel"),
    path("sealed/recipients/<int:recipient>/envelope/", sealed.envelope, name="sealed_envelope"),
    path("sealed/recipients/<int:recipient>/end/", sealed.end, name="sealed_end"),
]
