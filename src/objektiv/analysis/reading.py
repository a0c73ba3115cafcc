"""Files of results in: what the command line and the web ask before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from objektiv.analysis.refusal import Refused

if TYPE_CHECKING:
    from objektiv.protocols import Reading


def read(
    files: Iterable[Path | str], works: Sequence[Path | str] = (), same: Sequence[str] = ()
) -> Reading:
    """Read files of results; raises `Refused` when a description of a work is at fault.

    `works`: descriptions, `work.toml` each.
    `same`: answers to doubtful school matches, «name in the file=login or name».
    """
    from objektiv import protocols

    described, wrong = [], []
    for path in works:
        try:
            described.append(protocols.read_work(path))
        except protocols.Refused as refusal:
            wrong.append(str(refusal))
    if wrong:
        raise Refused("\n".join(wrong))
    return protocols.read_results(files, described, decisions(same))


def read_accepted(
    files: Iterable[Path | str], works: Sequence[Path | str] = (), same: Sequence[str] = ()
) -> Reading:
    """The same; raises `Refused` with every complaint unless all files are accepted."""
    from objektiv.protocols import report_check

    reading = read(files, works, same)
    if reading.refused or not reading.sittings:
        raise Refused(report_check(reading))
    return reading


def check_files(
    files: Iterable[Path | str], works: Sequence[Path | str] = (), same: Sequence[str] = ()
) -> tuple[str, bool]:
    """What `objektiv check` prints, and whether everything was accepted."""
    from objektiv.protocols import report_check

    reading = read(files, works, same)
    return report_check(reading), not reading.refused


def decisions(same: Sequence[str]) -> dict[str, str]:
    """Answers «name=login or name» as a mapping; raises `Refused` for any other text.

    >>> decisions(["СОШ № 6=edu900006"])
    {'СОШ № 6': 'edu900006'}
    """
    answers = {}
    for text in same:
        name, sign, school = text.partition("=")
        if not (sign and name.strip() and school.strip()):
            raise Refused(
                f"Ответ о школе «{text}» не понят. Пишите так: "
                '--same "название в файле=логин или название школы".'
            )
        answers[name.strip()] = school.strip()
    return answers
