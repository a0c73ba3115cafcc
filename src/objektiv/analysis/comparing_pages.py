"""The page of `objektiv compare --report`: do internal and external results say the same."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import objektiv
from objektiv import charts, russian
from objektiv.analysis.comparing import Compared
from objektiv.documents.question_page import (
    QuestionPage,
    Section,
    question_html,
    source_lines,
    threshold_lines,
)
from objektiv.profiles import Profile, load_profile
from objektiv.russian import NBSP
from objektiv.schema import Verdict

NAMES = 12


def compare_html(
    found: Compared,
    *,
    title: str = "Внутренняя и внешняя оценка",
    internal: str = "внутренний результат",
    external: str = "внешний результат",
    files: Sequence[str] = (),
    profile: Profile | None = None,
) -> str:
    """The page of a comparison; internal, external: what the columns are, for the axes."""
    return question_html(
        compare_page(
            found, title=title, internal=internal, external=external, files=files, profile=profile
        )
    )


def compare_page(
    found: Compared,
    *,
    title: str = "Внутренняя и внешняя оценка",
    internal: str = "внутренний результат",
    external: str = "внешний результат",
    files: Sequence[str] = (),
    profile: Profile | None = None,
) -> QuestionPage:
    """What the page of a comparison says, before it is a page."""
    profile = profile or load_profile()
    one = found.comparison
    answer, *others = found.sentences
    steps = [line.removeprefix(_DO) for line in others if line.startswith(_DO)]
    return QuestionPage(
        title,
        "внутренняя и внешняя оценка",
        answer,
        tuple(line for line in others if not line.startswith(_DO)),
        (*steps, *_verify_steps(found)),
        _compare_sections(found, internal, external),
        (
            *source_lines(files, profile),
            ("Внутренняя оценка", internal),
            ("Внешняя оценка", external),
            ("Учеников с обоими результатами", russian.integer(one.n)),
            (
                "Как сравнивалось",
                "Разница ученика — внутренний результат без среднего у учеников с тем же внешним. "
                "Разница школы судится против случайности и обычных различий школ, с поправкой на "
                "множественность.",
            ),
            *threshold_lines(
                profile, "compare.", "evidence.verify", "evidence.look", "group.minimum"
            ),
        ),
        "Разница оценок — повод сверить критерии, а не вывод о школе, учителе или ученике. Школы "
        "стоят по алфавиту; страница не предназначена для их сравнения.",
        objektiv.__version__,
    )


_DO = "Что делать: "


def _verify_steps(found: Compared) -> tuple[str, ...]:
    asked = [
        name
        for name, verdict in zip(found.comparison.schools.names, found.verdicts, strict=True)
        if verdict is Verdict.VERIFY
    ]
    if not asked:
        return ()
    named = russian.enumeration(sorted(asked), NAMES, ("школа", "школы", "школ"))
    return (
        f"Требует проверки: {named}. Сверьте критерии отметок на одних и тех же работах вместе с "
        "учителями школы; спросите об особенностях набора и программы.",
    )


def _compare_sections(found: Compared, internal: str, external: str) -> tuple[Section, ...]:
    one = found.comparison
    sections = []
    if len(one.schools.names) > 1:
        means = charts.school_means(one, found.verdicts, internal=internal, external=external)
        tau = one.schools.effects.tau
        hint = f"Полый кружок — до поправки на размер школы; отрезок — 95{NBSP}%."
        if isfinite(tau) and tau > 0:
            hint += " Полоса — обычные различия школ."
        sections.append(
            Section(
                "schools",
                "По школам",
                charts=(
                    (means, "Линия — как обычно при таком внешнем результате."),
                    (
                        charts.gaps(one.schools, found.verdicts),
                        hint + _drawn_only(one.schools.names),
                    ),
                ),
            )
        )
    if one.groups is not None:
        gaps = charts.gaps(one.groups, found.group_verdicts)
        hint = "Группы одной школы: размер группы учтён. Полый кружок — до поправки."
        sections.append(
            Section(
                "groups",
                "По группам внутри школ",
                charts=((gaps, hint + _drawn_only(one.groups.names)),),
            )
        )
    return tuple(sections)


def _drawn_only(names: Sequence[str]) -> str:
    if len(names) <= charts.MOST:
        return ""
    return " Показаны только те, о которых есть вопрос; все — в таблице."
