"""Sealed materials and codes of the demonstration: one parcel waits, one can be opened."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from objektiv.documents.code_sheets import code_sheets
from objektiv.sealing import check_digit, key_of
from objektiv.web.actions.holding.codes import issue_codes
from objektiv.web.actions.holding.sealed import seal_parcel
from objektiv.web.models import (
    Organisation,
    Person,
    PersonalKey,
    Procedure,
    ProcedureDay,
    ProcedureSite,
    Role,
)
from objektiv.web.queries.holding.sealed import usual_opening

HINT = "личный ключ показа: 22223 шесть раз"


def phrase(digit: int) -> str:
    """A key to remember: nobody's but the demonstration's."""
    free = str(digit) * 4
    return " ".join([free + check_digit(free)] * 6)


def carry_out(
    district: Organisation, school: Organisation, *, head: Person, office: Person, by: Person
) -> None:
    """The district seals variants for a day to come; the school has codes for its classes."""
    for digit, person in enumerate((by, head), 1):
        PersonalKey.objects.create(person=person, public=key_of(phrase(digit), "person").public)
    procedure = Procedure.objects.filter(organiser=district, kind="МПР").first()
    if procedure is None:
        return
    today = timezone.localdate()
    day, _ = ProcedureDay.objects.get_or_create(
        procedure=procedure, subject="Математика", grade=7, day=today + timedelta(days=5),
        defaults={"starts": time(10), "minutes": 60},
    )  # fmt: skip
    ProcedureSite.objects.get_or_create(day=day, school=school)
    paper = code_sheets(
        "protocol", {"7А": ["образец"]}, title=str(procedure), school=school.name,
        place=school.title,
    )  # fmt: skip
    sender = {"organisation": district, "day": day, "roles": [Role.HEAD, Role.DEPUTY], "by": by}
    seal_parcel(
        title="Варианты 1 и 2", files={"вариант 1.pdf": paper, "вариант 2.pdf": paper},
        opens_at=usual_opening(day), **sender,
    )  # fmt: skip
    seal_parcel(
        title=f"Памятка организатору ({HINT})", files={"памятка.pdf": paper},
        opens_at=timezone.now(), **sender,
    )  # fmt: skip
    issue_codes(school, procedure, {"7А": 24, "7Б": 22}, by=office)
