"""A request to distribute works by code between markers of other schools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from objektiv.analysis.columns import read_columns
from objektiv.analysis.refusal import Refused
from objektiv.analysis.request_tables import Request, text
from objektiv.analysis.schedule_tables import write_rows
from objektiv.analysis.staff_request import known_schools, read_people
from objektiv.planning.assignment import Marking, Work, distribute, third_markings
from objektiv.planning.assignment.crossing import barred
from objektiv.profiles import load_profile
from objektiv.russian import counted, enumeration

TOP = ("seed", "schools", "people", "works", "second", "difference", "distributed", "scores")
COLUMNS = ("code", "turn", "expert")
_WORKS = ("работа", "работы", "работ")


@dataclass(frozen=True, slots=True)
class Distributed:
    """Who marks what, and the sentences about it."""

    markings: tuple[Marking, ...]
    sentences: tuple[str, ...]


def distribute_works(request: Request, folder: Path, out: Path, seed: int) -> Distributed:
    """First and second markings; or the third ones, where `distributed` and `scores` say what
    the first two gave. The written table names no school. Raises `Refused`."""
    request.only(TOP)
    raw, profile = request.raw, load_profile()
    school = known_schools(request)
    experts = [one for one in read_people(request, school) if "expert" in one.roles]
    share = request.take(raw, "second", _share, default=profile.value("recheck.share"))
    difference = request.take(
        raw, "difference", _difference, default=profile.value("recheck.clear_difference")
    )
    works = []
    for place, row in _rows(request, folder, "works", ("code", "school")):
        try:
            works.append(Work(row[0], school(row[1])))
        except ValueError as error:
            request.complain(f"«works», {place}: {error}")
    if len({one.code for one in works}) < len(works):
        request.complain("«works»: коды повторяются, у каждой работы нужен свой.")
    again = "scores" in raw or "distributed" in raw
    done, scores = (
        _done(request, folder, works, {one.name for one in experts}) if again else ([], {})
    )
    if request.wrong:
        raise Refused("\n".join(request.wrong))
    if again:
        third, without = third_markings(done, scores, works, experts, difference=difference)
        said = [f"Третья проверка: {counted(len(third), *_WORKS)}."]
        if without:
            said.append(f"Некому отдать на третью проверку: {enumeration(without, 5)}.")
        write_rows(out, COLUMNS, _written(third))
        return Distributed(third, tuple(said))
    found = distribute(works, experts, share=share, seed=seed)
    if found is None:
        least = 2 if share else 1
        homes = sorted({one.school for one in works})
        few = [home for home in homes if sum(not barred(one, home) for one in experts) < least]
        if few:
            who = counted(least, "эксперта", "экспертов", "экспертов")
            raise Refused(
                f"{request.file}: распределить работы нельзя, потому что для работ организаций "
                f"{enumeration(few, 5)} нет {who} без связи с ними. Добавьте экспертов из других "
                "организаций."
            )
        raise Refused(
            f"{request.file}: распределить работы нельзя, потому что при {len(experts)} "
            "экспертах нельзя сразу соблюсти правила: никто не проверяет работы своей школы, школы "
            "своего ребёнка или школы с заявленной связью; две школы не проверяют друг друга; "
            "вторую проверку ведёт другой человек. Помогло бы: эксперты ещё из одной школы или "
            "меньшая доля второй проверки (second)."
        )
    second = sum(one.turn == 2 for one in found.markings)
    loads = found.loads.values()
    said = [
        f"Распределено: {counted(len(works), *_WORKS)}, на вторую проверку — {second}.",
        f"На эксперта — от {min(loads, default=0)} до {max(loads, default=0)} проверок.",
    ]
    if not found.proven:
        said.append("Лучшее из найденного: что равномернее нельзя, не доказано.")
    write_rows(out, COLUMNS, _written(found.markings))
    return Distributed(found.markings, tuple(said))


def _written(markings: tuple[Marking, ...]) -> list[tuple[object, ...]]:
    return [(one.code, one.turn, one.expert) for one in markings]


def _done(
    request: Request, folder: Path, works: list[Work], experts: set[str]
) -> tuple[list[Marking], dict[tuple[str, int], int]]:
    codes = {one.code for one in works}
    done, scores = [], {}
    for place, (code, turn, expert) in _rows(request, folder, "distributed", COLUMNS):
        if code not in codes or turn not in ("1", "2") or expert not in experts:
            request.complain(f"«distributed», {place}: нет такой работы, проверки или эксперта.")
        else:
            done.append(Marking(code, int(turn), expert))
    for place, (code, turn, score) in _rows(request, folder, "scores", ("code", "turn", "score")):
        if code not in codes or turn not in ("1", "2") or not score.isdecimal():
            request.complain(f"«scores», {place}: нет такой работы или балл не целый.")
        else:
            scores[code, int(turn)] = int(score)
    return done, scores


def _rows(
    request: Request, folder: Path, key: str, columns: tuple[str, ...]
) -> list[tuple[str, list[str]]]:
    """Rows of a table the request names, each with its place in words."""
    name = request.take(request.raw, key, text, needed=True)
    if name is None:
        return []
    if not (folder / name).is_file():
        request.complain(f"«{key}»: файла «{name}» нет рядом с запросом.")
        return []
    table = read_columns(folder / name)
    try:
        found = [table.texts(one).tolist() for one in columns]
    except Refused as refusal:
        request.complain(str(refusal))
        return []
    return [
        (f"строка {number + 1}", list(row))
        for number, row in enumerate(zip(*found, strict=True), start=table.first_row)
    ]


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("нужна доля от 0 до 1, например 0.07.")
    return float(value)


def _difference(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ValueError("нужно число баллов больше 0.")
    return float(value)
