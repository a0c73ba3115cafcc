"""What the person may take into the own diagnostics: words of visits, agreement in marking.

Nothing is kept until the person takes a fact and says what level it speaks of. Nobody else is
asked about or told of these facts, and no number is made of a lesson.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from objektiv.profiles import control_rules
from objektiv.profiles.growth import Block, growth_rules
from objektiv.russian import counted
from objektiv.web.models import Diagnosis, LessonVisit, MarkingRound, Person, ScriptMark

OF_POINTS = ("оценки", "оценок", "оценок")  # «12 из 21 оценки»


@dataclass(frozen=True)
class OwnFact:
    """One fact about one block; `said`: in words."""

    key: str
    block: Block
    source: str
    title: str
    day: date
    said: tuple[str, ...]
    page: str = ""


def facts_for(person: Person, today: date) -> list[OwnFact]:
    """Facts of the last year that the person has not taken yet, the newest first."""
    since = today - timedelta(days=growth_rules().facts.days)
    found = [*_of_visits(person, since), *_of_marking(person, since)]
    if not found:
        return []
    taken = set(
        person.diagnoses.filter(brought_by=None).values_list("source", "block", "day", "title")
    )
    left = [one for one in found if (one.source, one.block.code, one.day, one.title) not in taken]
    return sorted(left, key=lambda one: (one.day, one.key), reverse=True)


def _of_visits(person: Person, since: date) -> Iterator[OwnFact]:
    """Visits that were talked over: what was seen of each block, line by line."""
    rules, growth = control_rules(), growth_rules()
    rows = LessonVisit.objects.filter(
        teacher=person, state=LessonVisit.State.TALKED, day__gte=since
    ).order_by("day", "id")
    for visit in rows:
        for block in growth.blocks:
            lines = [
                (one, visit.seen[one.code])
                for one in rules.sheet
                if one.code in visit.seen and growth.facts.visit.get(one.code) == block.code
            ]
            if lines:
                yield OwnFact(
                    f"visit:{visit.pk}:{block.code}", block, str(Diagnosis.Source.VISIT),
                    str(visit)[:200], visit.day,
                    tuple(f"{one.text} — {rules.levels[level]}" for one, level in lines),
                    reverse("visit", args=[visit.pk]),
                )  # fmt: skip


def _of_marking(person: Person, since: date) -> Iterator[OwnFact]:
    """The own points beside those agreed on, and beside another marker's when all is done."""
    growth = growth_rules()
    mine = list(
        ScriptMark.objects.filter(expert__person=person, points__isnull=False, at__date__gte=since)
        .select_related("script__round__work")
        .order_by("pk")
    )
    others = {
        one.script_id: one.points
        for one in ScriptMark.objects.filter(
            script__in=[one.script_id for one in mine], turn__in=(1, 2), points__isnull=False
        ).exclude(expert__person=person)
    } if mine else {}  # fmt: skip
    counts: dict[tuple[MarkingRound, str], list[int]] = {}
    for one in mine:
        round_ = one.script.round
        if one.turn == 0:
            against, kind = one.script.agreed if round_.discussed_at else None, "agreed"
        else:
            closed = round_.closed_at and one.turn in (1, 2)
            against, kind = others.get(one.script_id) if closed else None, "second"
        if against is not None:
            count = counts.setdefault((round_, kind), [0, 0])
            count[0] += sum(a == b for a, b in zip(one.points, against, strict=False))
            count[1] += min(len(one.points), len(against))
    block = next(one for one in growth.blocks if one.code == growth.facts.marking)
    for (round_, kind), (equal, n) in counts.items():
        if n < growth.facts.marks:
            continue
        agreed = kind == "agreed"
        at = round_.discussed_at if agreed else round_.closed_at
        what = "согласованными баллами эталонных работ" if agreed else "баллами другого эксперта"
        yield OwnFact(
            f"marking:{round_.pk}:{kind}", block, str(Diagnosis.Source.MARKING),
            f"{'Обсуждение критериев' if agreed else 'Проверка'}: {round_.work.title}"[:200],
            timezone.localdate(at),
            (f"С {what} совпало {equal} из {counted(n, *OF_POINTS)} заданий",),
        )  # fmt: skip
