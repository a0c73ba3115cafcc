"""Own goals and indicators of an organisation: keep a set, go back to the one above."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.planning.indicators import Wrong, read_indicators
from objektiv.web.actions.audit import log
from objektiv.web.models import IndicatorText, Organisation, Person
from objektiv.web.permissions import require
from objektiv.web.queries.teaching.indicator_facts import NAMES


@transaction.atomic
def keep_indicators(place: Organisation, text: str, *, by: Person) -> IndicatorText:
    """From now on these goals; an empty text goes back to the set of the one above."""
    require(by, "indicators.manage", place)
    if text.strip():
        try:
            read_indicators(text, NAMES)
        except Wrong as wrong:
            raise ValidationError(list(wrong.complaints)) from None
    kept = IndicatorText.objects.create(organisation=place, text=text.strip(), made_by=by)
    said = "Утверждены свои показатели" if text.strip() else "Показатели — как у вышестоящей"
    log("indicators.kept", kept, said, by=by, at=place)
    return kept
