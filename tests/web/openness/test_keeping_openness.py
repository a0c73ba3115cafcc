"""Answers in own words go by rule; numbers stay."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from objektiv.web.actions.openness import surveys as act
from objektiv.web.models import Removal, Survey, SurveyAnswer
from objektiv.web.queries.openness.surveys import told

from ..test_keeping import changed, due, everything, remove
from .test_surveys import answered, running  # noqa: F401


def test_own_words_go_after_their_term_and_numbers_stay(world, running):  # noqa: F811
    survey, first, second = running
    answered(first, 12, change="Больше разбора работ, спасибо Ивановой")
    code, _ = act.make_codes(second, 2, by=world.people["north"])
    act.answer(second, {"known": 4}, code=code)
    Survey.objects.update(state="closed", closes=timezone.localdate() - timedelta(days=365))
    assert due(world.region)["keep_words_days"] == 0
    Survey.objects.update(closes=timezone.localdate() - timedelta(days=366))
    survey.refresh_from_db()
    shares = [one.rows for one in told(survey, world.north).questions if one.kind == "scale"]
    before = everything()

    remove(world)

    assert changed(before) == {"SurveyCode": 2}
    assert not any("change" in one.values for one in SurveyAnswer.objects.all())
    survey.refresh_from_db()
    assert survey.words_removed_at
    told_ = told(survey, world.north, words=True)
    assert [one.rows for one in told_.questions if one.kind == "scale"] == shares
    assert any(shares)
    kept = Removal.objects.get(rule="keep_words_days")
    assert (kept.counts["answers"], kept.counts["words"]) == (13, 12)
    assert due(world.region)["keep_words_days"] == 0
