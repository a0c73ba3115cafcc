"""Who marks what: the able members, the distribution as a job, marks, the third expert."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.planning import assignment
from objektiv.profiles.marking_rules import marking_rules
from objektiv.russian import counted, enumeration
from objektiv.web.actions.holding.marking import WORKS, S, checked_points, noted, require_leader
from objektiv.web.actions.jobs import Refusal, create_job
from objektiv.web.actions.letters import write
from objektiv.web.models import Expert, Job, MarkingRound, Person, Script, ScriptMark
from objektiv.web.models.notifications import Kind
from objektiv.web.permissions import require
from objektiv.web.queries.holding.briefings import unbriefed
from objektiv.web.queries.holding.experts import confirmed_on, ties_of
from objektiv.web.queries.holding.marking import needs_third

NOT_BRIEFED = "нет подписи об инструктаже."


def able(round_: MarkingRound) -> tuple[list[Expert], list[str]]:
    """Members who may mark today, and sentences about those who may not."""
    commission = round_.commission
    today = timezone.localdate()
    members = list(commission.members.select_related("person"))
    confirmed = set(
        confirmed_on(commission.organisation, commission.subject, today).values_list(
            "pk", flat=True
        )
    )
    said = [
        f"{one}: не подтверждён экспертом по предмету «{commission.subject}» на сегодня."
        for one in members
        if one.pk not in confirmed
    ]
    fit = [one for one in members if one.pk in confirmed]
    if round_.day is not None and not round_.unbriefed_because:
        without = {one.pk for one in unbriefed([one.person for one in fit], round_.day, "expert")}
        said += [f"{one}: {NOT_BRIEFED}" for one in fit if one.person_id in without]
        fit = [one for one in fit if one.person_id not in without]
    return fit, said


@transaction.atomic
def allow_unbriefed(round_: MarkingRound, *, because: str, by: Person) -> MarkingRound:
    """Experts mark without the briefing; why stays with the round and in the journal."""
    require(by, "experts.manage", round_.commission.organisation)
    if round_.state == S.CLOSED:
        raise ValidationError("Проверка окончена.")
    if not because.strip():
        raise ValidationError({"because": "Напишите, почему проверяют без инструктажа."})
    round_.unbriefed_because = because.strip()
    round_.save(update_fields=["unbriefed_because"])
    noted(round_, "unbriefed", "Разрешено проверять без инструктажа", by,
          because=round_.unbriefed_because)  # fmt: skip
    return round_


@transaction.atomic
def ask_distribution(round_: MarkingRound, *, by: Person) -> Job:
    """Have the works given out; refused with every reason at once."""
    require_leader(round_, by)
    wrong = []
    if round_.state != S.PREPARING:
        raise ValidationError("Работы уже распределены.")
    if not round_.scripts.filter(reference=False).exists():
        wrong.append("Списка работ нет: внесите его.")
    if round_.discussed_at is None:
        least = marking_rules().references
        wrong.append(
            "Критерии ещё не обсуждены: оцените вместе "
            f"{counted(least, 'эталонную работу', 'эталонные работы', 'эталонных работ')} и "
            "запишите решение."
        )
    experts, said = able(round_)
    if not experts:
        wrong += [*said, "Распределять некому."]
    if wrong:
        raise ValidationError(wrong)
    return create_job(
        "distribute_works", f"Распределение работ: {round_.work.title}", by=by, round=round_.pk
    )


def distribute(job: Job, beat: Callable[[str, int, int], None], round: int) -> None:  # noqa: A002
    """The job: who marks what, blind and even; nobody marks works of the own school."""
    found = MarkingRound.objects.select_related("commission__organisation", "work").get(pk=round)
    beat("Распределяем работы", 0, 1)
    scripts = list(found.scripts.filter(reference=False).select_related("school"))
    experts, _ = able(found)
    answer = assignment.distribute(
        [_work(found, one) for one in scripts],
        _people(found, experts),
        share=found.share,
        seed=found.seed,
    )
    if answer is None:
        raise Refusal(_why_not(found, scripts, experts))
    with transaction.atomic():
        found = MarkingRound.objects.select_for_update().get(pk=round)
        if found.state != S.PREPARING:
            raise Refusal("Работы уже распределены.")
        by_code = {one.code: one for one in scripts}
        by_pk = {str(one.pk): one for one in experts}
        ScriptMark.objects.bulk_create(
            ScriptMark(script=by_code[one.code], turn=one.turn, expert=by_pk[one.expert])
            for one in answer.markings
        )
        found.state = S.MARKING
        found.balanced = {"loads": answer.loads, "proven": answer.proven}
        found.save()
        noted(found, "distributed", f"Распределено: {counted(len(scripts), *WORKS)}",
             job.started_by, seed=answer.seed, loads=answer.loads)  # fmt: skip
        write(
            [one.person for one in experts if answer.loads.get(str(one.pk))],
            "работы ждут проверки",
            f"{found.commission}: {found.work.title}, срок {found.due:%d.%m.%Y}.",
            reverse("my_marking"),
            kind=Kind.TERM,
        )


def _home(round_: MarkingRound, script: Script) -> str:
    """Where a work comes from for the rules: its school; inside a school its class."""
    if round_.commission.organisation.is_school:
        return script.class_name
    return str(script.school_id)


def _work(round_: MarkingRound, script: Script) -> assignment.Work:
    return assignment.Work(script.code, _home(round_, script))


def _people(round_: MarkingRound, experts: Sequence[Expert]) -> list[assignment.Person]:
    inside = round_.commission.organisation.is_school
    ties = ties_of(experts)
    found = []
    for one in experts:
        schools, classes = ties[one.pk]
        barred = sorted(classes) if inside else [str(pk) for pk in sorted(schools)]
        home = "" if inside or not one.school_id else str(one.school_id)
        if not inside and not home and barred:
            home = barred[0]
        found.append(
            assignment.Person(
                str(one.pk),
                frozenset({"expert"}),
                school=home,
                relations=tuple(assignment.Relation(name, "связь") for name in barred),
            )
        )
    return found


def _why_not(round_: MarkingRound, scripts: Sequence[Script], experts: Sequence[Expert]) -> str:
    from objektiv.planning.assignment.crossing import barred

    people = _people(round_, experts)
    least = 2 if round_.share else 1
    inside = round_.commission.organisation.is_school
    names = {_home(round_, one): one.class_name if inside else str(one.school) for one in scripts}
    few = [
        name
        for home, name in sorted(names.items())
        if sum(not barred(one, home) for one in people) < least
    ]
    if few:
        who = counted(least, "эксперта", "экспертов", "экспертов")
        return (
            f"Распределить работы нельзя: для работ {enumeration(few, 5)} нет {who} без связи с "
            "ними. Добавьте в комиссию экспертов из других организаций."
        )
    return (
        f"Распределить работы нельзя: при {len(experts)} экспертах не соблюсти сразу правила — "
        "никто не проверяет работы своей школы, две школы не проверяют друг друга, вторую "
        "проверку ведёт другой человек. Помогут эксперты ещё из одной школы или меньшая доля "
        "второй проверки."
    )


# --- Marks --------------------------------------------------------------------------------


@transaction.atomic
def enter_points(task: ScriptMark, *, points: Sequence[int], by: Person) -> ScriptMark:
    """Points of one work by the expert it was given to; until the end they may be corrected."""
    round_ = task.script.round
    if task.expert.person_id != by.pk:
        raise ValidationError("Эта работа дана другому эксперту.")
    if round_.state == S.CLOSED or (task.turn and round_.state != S.MARKING):
        raise ValidationError("Проверка окончена, баллы больше не меняют.")
    if task.turn == 0 and round_.state != S.PREPARING:
        raise ValidationError("Эталонные работы оценивают до начала проверки.")
    if task.turn in (1, 2) and task.script.marks.filter(turn=3).exists():
        raise ValidationError("Работу уже смотрит третий эксперт: ваши баллы записаны и стоят.")
    before = task.points
    task.points, task.at = checked_points(round_, points), timezone.now()
    task.save(update_fields=["points", "at"])
    noted(round_, "marked", f"Оценена работа {task.script.code}", by, turn=task.turn, before=before)
    if task.turn in (1, 2) and needs_third(round_, task.script):
        call_third(round_, task.script)
    return task


@transaction.atomic
def call_third(round_: MarkingRound, script: Script) -> None:
    """A third expert for a work whose two markings differ clearly; the least loaded of the able."""
    experts, _ = able(round_)
    marks = ScriptMark.objects.filter(script__round=round_, turn__gt=0).select_related("script")
    people = _people(round_, experts)
    known = {one.name for one in people}
    done = [
        assignment.Marking(one.script.code, one.turn, str(one.expert_id))
        for one in marks
        if str(one.expert_id) in known or one.script_id == script.pk
    ]
    away = [one for one in done if one.expert not in known]
    people += [assignment.Person(one.expert, frozenset({"expert"})) for one in away]
    scripts = list(round_.scripts.filter(reference=False))
    wanted = {(script.code, 1): 0, (script.code, 2): int(round_.difference) + 1}
    found, _ = assignment.third_markings(
        done, wanted, [_work(round_, one) for one in scripts], people,
        difference=round_.difference,
    )  # fmt: skip
    for one in found:
        if one.expert not in known:
            continue
        expert = next(it for it in experts if str(it.pk) == one.expert)
        ScriptMark.objects.create(script=script, turn=3, expert=expert)
        write([expert.person], "нужна третья проверка работы", f"{round_.commission}: код "
              f"{script.code}.", reverse("my_marking"), kind=Kind.TERM)  # fmt: skip
        noted(round_, "third", f"Назначена третья проверка работы {script.code}", None)
