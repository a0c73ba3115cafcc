"""Papers of the bank: assemble variants by a blueprint, feed results back into the tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from objektiv.profiles import task_rules
from objektiv.tasks.assembly import Blueprint, Cell, Variants, assemble
from objektiv.tasks.statistics import task_statistics
from objektiv.web.actions.audit import log
from objektiv.web.actions.jobs import create_job
from objektiv.web.models import (
    BankTask,
    Job,
    Organisation,
    PaperTask,
    Person,
    Subject,
    TaskFigures,
    TestPaper,
    Work,
)
from objektiv.web.permissions import require
from objektiv.web.queries.results import sittings_of
from objektiv.web.queries.teaching.bank import candidates

S = TestPaper.State
SEED = 2026


def blueprint_of(raw: dict[str, Any]) -> Blueprint:
    """The blueprint as JSON keeps it."""
    rules = task_rules()
    return Blueprint(
        tuple(
            Cell(
                one["tasks"],
                frozenset(one.get("skills", ())),
                frozenset(one.get("levels", ())),
                frozenset(one.get("kinds", ())),
                one.get("points"),
            )
            for one in raw["cells"]
        ),
        variants=raw["variants"],
        minutes=raw.get("minutes"),
        points=raw.get("points"),
        common=raw.get("common", 0),
        most_uses=raw.get("most_uses"),
        spread=rules.spread,
    )


@transaction.atomic
def order_paper(
    place: Organisation,
    *,
    subject: Subject,
    grade: int,
    title: str,
    blueprint: dict[str, Any],
    minutes: int,
    demo: bool = False,
    secret_until: date | None = None,
    by: Person,
) -> TestPaper:
    """Have variants assembled; the job fills the paper."""
    require(by, "tasks.review", place)
    if wrong := blueprint_of(blueprint).complaints():
        raise ValidationError(wrong)
    if demo and secret_until:
        raise ValidationError({"secret_until": "Демонстрационный вариант открыт всем."})
    paper = TestPaper.objects.create(
        organisation=place, subject=subject, grade=grade, title=title.strip(), demo=demo,
        blueprint=blueprint, minutes=minutes, secret_until=secret_until, made_by=by,
    )  # fmt: skip
    paper.job = create_job("assemble_paper", f"Сборка вариантов: {paper}", by=by, paper=paper.pk)
    paper.save(update_fields=["job"])
    log("paper.ordered", paper, f"Сборка вариантов: {paper}", by=by, at=place,
        blueprint=blueprint)  # fmt: skip
    return paper


def assemble_paper(job: Job, tell, *, paper: int) -> None:
    """The job: variants, or why there are none; both stay with the paper."""
    found = TestPaper.objects.select_related("organisation").get(pk=paper)
    by = job.started_by
    require(by, "tasks.review", found.organisation)
    tell("задания банка", 0, 2)
    bank = candidates(found.organisation, by, found.subject_id, found.grade)
    tell("сборка вариантов", 1, 2)
    made = assemble(bank, blueprint_of(found.blueprint), seed=SEED)
    with transaction.atomic():
        found.places.all().delete()
        if not isinstance(made, Variants):
            found.state, found.said = S.IMPOSSIBLE, {"sentences": list(made.sentences),
                                                     "bank": len(bank)}  # fmt: skip
            found.save()
            log("paper.impossible", found, f"Варианты не собраны: {found}", by=by,
                at=found.organisation)  # fmt: skip
            return
        rows = BankTask.objects.in_bulk({int(one.code) for v in made.variants for one in v})
        PaperTask.objects.bulk_create(
            PaperTask(
                paper=found, variant=v, place=n, task=rows[int(one.code)],
                version=rows[int(one.code)].version, content=rows[int(one.code)].content,
            )
            for v, variant in enumerate(made.variants, 1)
            for n, one in enumerate(variant, 1)
        )  # fmt: skip
        found.state = S.READY
        found.said = {
            "bank": len(bank),
            "shares": list(made.shares),
            "points": list(made.points),
            "minutes": list(made.minutes),
            "spread": round(made.spread, 6),
            "equivalent": made.equivalent,
            "proven": made.proven,
            "seed": made.seed,
            "measured": len({one.code for v in made.variants for one in v}
                            & {str(one) for one in TaskFigures.objects.values_list(
                                "task_id", flat=True)}),
        }  # fmt: skip
        found.save()
        log("paper.assembled", found, f"Собраны варианты: {found}", by=by, at=found.organisation,
            tasks=sorted(rows), seed=made.seed)  # fmt: skip


@transaction.atomic
def feed_back(paper: TestPaper, work: Work, *, by: Person) -> int:
    """Statistics of every task of the paper out of the results of a work.

    The items of the work stand in the order of the places; with several variants results name
    them («1», «2», …). Returns the number of tasks that got numbers.
    """
    require(by, "tasks.review", paper.organisation)
    if paper.state != S.READY:
        raise ValidationError("Сначала соберите варианты.")
    found = sittings_of(work, paper.organisation)
    if found is None:
        raise ValidationError("Результатов этой работы у вас нет. Примите протоколы.")
    by_variant: dict[int, list[PaperTask]] = {}
    for one in paper.places.all():
        by_variant.setdefault(one.variant, []).append(one)
    items = [one.code for one in found.work.items]
    if len(items) != len(by_variant[1]):
        raise ValidationError(
            f"В работе {len(items)} заданий, в варианте {len(by_variant[1])}: это другая работа."
        )
    made = 0
    for variant, places in by_variant.items():
        made += _feed(paper, places, variant, found, many=len(by_variant) > 1)
    if not made:
        raise ValidationError(
            "В результатах не назван вариант ученика: сопоставить с заданиями нельзя."
        )
    paper.work = work
    paper.save(update_fields=["work"])
    log("paper.fed", paper, f"Статистика заданий по работе «{work.title}»: {made}", by=by,
        at=paper.organisation)  # fmt: skip
    return made


def _feed(
    paper: TestPaper, places: list[PaperTask], variant: int, found: Any, *, many: bool
) -> int:
    """Statistics of one variant; its pupils are those whose variant is its number."""
    import polars as pl

    frame = found.frame.filter(pl.col("participated"))
    if many:
        digits = pl.col("variant").cast(pl.String).str.extract(r"(\d+)").cast(pl.Int64)
        frame = frame.filter(digits == variant)
    if not frame.height:
        return 0
    columns = [frame[f"item:{one.code}"].to_numpy() for one in found.work.items]
    top = [one.max for one in found.work.items]
    x = _points(columns, top)
    groups = frame["sex"].to_numpy() if "sex" in frame.columns else None
    if groups is not None and (frame["sex"].fill_null("") == "").any():
        groups = None
    known = task_statistics(x, top, group=groups, least=task_rules().least)
    for place, statistics in zip(places, known, strict=True):
        TaskFigures.objects.update_or_create(
            task_id=place.task_id, paper=paper, variant=variant,
            defaults={"version": place.version, "statistics": statistics.plain(),
                      "data_hash": _hash(found)},
        )  # fmt: skip
    return len(places)


def _points(columns: list[Any], top: list[int]) -> Any:
    """(N, I) with −1 for what was not presented; «X» is no points."""
    import numpy as np

    from objektiv.schema import NOT_ATTEMPTED

    made = np.stack([np.asarray(one, dtype=np.int64) for one in columns], axis=1)
    made[made == NOT_ATTEMPTED] = 0
    return np.where(made > np.asarray(top), -1, made)


def _hash(found: Any) -> str:
    from objektiv.analysis.campaign import data_hash

    return data_hash([found])
