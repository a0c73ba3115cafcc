"""Russian as people write it: numbers, plurals, lists, dates, names of schools.

One place for all outputs, so a number reads the same on a page, in a table, on a chart
and in a document. Conventions follow CLDR for `ru`: decimal comma, a non-breaking space
(U+00A0) between thousands, between a number and its unit and before «%», the minus sign
U+2212. Rounding is half away from zero on the decimal value, as spreadsheets show it.
"""

from objektiv.russian.calendar import (
    add_working_days,
    is_day_off,
    is_working_day,
    working_days_before,
    working_days_between,
)
from objektiv.russian.cases import Case, Declined
from objektiv.russian.cells import EMPTY, ZONES, Zone, cell, few
from objektiv.russian.dates import long_date, period, short_date
from objektiv.russian.declension import addressed, decline_person
from objektiv.russian.lists import enumeration, quoted, sentence
from objektiv.russian.names import Person, gender_of, read_person
from objektiv.russian.numbers import (
    MINUS,
    NBSP,
    integer,
    interval,
    number,
    probability,
    quantity,
    share,
    signed,
)
from objektiv.russian.phrases import decline_organisation, decline_position
from objektiv.russian.plurals import counted, plural
from objektiv.russian.schools import file_names, settlement, short_school

__all__ = [
    "EMPTY",
    "MINUS",
    "NBSP",
    "ZONES",
    "Case",
    "Declined",
    "Person",
    "Zone",
    "add_working_days",
    "addressed",
    "cell",
    "counted",
    "decline_organisation",
    "decline_person",
    "decline_position",
    "enumeration",
    "few",
    "file_names",
    "gender_of",
    "integer",
    "interval",
    "is_day_off",
    "is_working_day",
    "long_date",
    "number",
    "period",
    "plural",
    "probability",
    "quantity",
    "quoted",
    "read_person",
    "sentence",
    "settlement",
    "share",
    "short_date",
    "short_school",
    "signed",
    "working_days_before",
    "working_days_between",
]
