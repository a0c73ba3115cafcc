"""The end of marking: final points, and their way back into results."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from objektiv.planning.marking import resolved
from objektiv.russian import counted
from objektiv.schema import Item
from objektiv.simulation.files import work_toml
from objektiv.web.actions.holding.marking import WORKS, S, noted, require_leader
from objektiv.web.actions.holding.marking_distribution import call_third
from objektiv.web.actions.rechecks import enter_marks
from objektiv.web.actions.uploads import bring
from objektiv.web.models import MarkingRound, Person, Script
from objektiv.web.permissions import may
from objektiv.web.queries.holding.marking import needs_third
from objektiv.web.queries.results import described_work


def left_in(round_: MarkingRound) -> list[str]:
    """What keeps marking from being closed: Russian sentences."""
    scripts = list(round_.scripts.filter(reference=False).prefetch_related("marks"))
    open_ = sum(any(mark.points is None for mark in one.marks.all()) for one in scripts)
    without = [one.code for one in scripts if _lacks_third(round_, one)]
    said = []
    if open_:
        said.append(f"Не проверено: {counted(open_, *WORKS)}.")
    if without:
        said.append(
            "Третью проверку отдать некому: "
            + ", ".join(without)
            + ". Добавьте в комиссию эксперта, который эти работы не видел."
        )
    return said


def _lacks_third(round_: MarkingRound, script: Script) -> bool:
    given = any(mark.turn == 3 for mark in script.marks.all())
    return not given and needs_third(round_, script)


def may_close(round_: MarkingRound, person: Person) -> bool:
    """Marks go on as results, or into a re-check: who may bring those closes."""
    if round_.recheck is not None:
        return may(person, "findings.mark_again", round_.recheck.review.school)
    return may(person, "results.bring", round_.commission.organisation)


def _may_close(round_: MarkingRound, by: Person) -> None:
    require_leader(round_, by)
    if round_.state != S.MARKING:
        raise ValidationError("Оканчивают проверку, которая идёт.")
    if not may_close(round_, by):
        raise ValidationError(
            "Результаты вносит школьный или муниципальный координатор."
            if round_.recheck is None
            else "Баллы перепроверки передаёт координатор или эксперт сверху."
        )


def close_round(round_: MarkingRound, *, by: Person) -> MarkingRound:
    """Final points by the rule, and where they go: to the re-check, or as a table of results
    that is read, checked and accepted as any other."""
    _may_close(round_, by)
    place = round_.commission.organisation
    for one in round_.scripts.filter(reference=False).prefetch_related("marks"):
        if _lacks_third(round_, one):  # somebody may have come into the commission since
            call_third(round_, one)
    if wrong := left_in(round_):
        raise ValidationError(wrong)
    with transaction.atomic():
        scripts = list(
            round_.scripts.filter(reference=False)
            .select_related("school")
            .prefetch_related("marks")
        )
        for one in scripts:
            one.final = list(resolved({mark.turn: mark.points for mark in one.marks.all()}))
        Script.objects.bulk_update(scripts, ["final"])
        if round_.recheck is not None:
            marks = {one.paper_id: sum(one.final) for one in scripts if one.paper_id}
            enter_marks(round_.recheck, marks, by=by)
        else:
            known = described_work(round_.work) is not None
            files = [SimpleUploadedFile("проверка.csv", _table(round_, scripts))]
            if not known:
                files.append(SimpleUploadedFile("work.toml", _description(round_)))
            round_.upload = bring(
                files=files, organisation=place, by=by, work=round_.work if known else None
            )
        round_.state, round_.closed_at = S.CLOSED, timezone.now()
        round_.save()
        noted(round_, "closed", f"Проверка окончена, {counted(len(scripts), *WORKS)}", by)
    return round_


def _table(round_: MarkingRound, scripts: list[Script]) -> bytes:
    """Final points as the wide table of results."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["school", "class", "pupil", *(code for code, _ in round_.columns)])
    for one in scripts:
        school = one.school.key if one.school else ""
        writer.writerow([school, one.class_name, one.pupil, *one.final])
    return out.getvalue().encode()


def _description(round_: MarkingRound) -> bytes:
    """The description of a work that has no results yet."""
    items = tuple(Item(code, int(most), open=True) for code, most in round_.columns)
    return work_toml(replace(round_.work.description, items=items)).encode()
