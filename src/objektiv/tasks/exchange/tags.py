"""Level, minutes and skills as tags, for systems that know only tags: «уровень: П»."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from objektiv.tasks.model import LEVELS, Task

_TAG = re.compile(r"^(уровень|минут|умение)\s*:\s*(.+)$", re.IGNORECASE)


def tags_of(task: Task) -> list[str]:
    return [
        f"уровень: {task.level}",
        f"минут: {task.minutes}",
        *(f"умение: {one}" for one in task.skills),
    ]


def read_tags(task: Task, tags: Iterable[str]) -> Task:
    """The task with what its tags say; tags that say nothing to us are left out.

    >>> read_tags(Task("?", "open"), ["уровень: П", "прочее", "умение: 5.1"]).skills
    ('5.1',)
    """
    skills = []
    for one in tags:
        found = _TAG.match(one.strip())
        if not found:
            continue
        name, value = found.group(1).lower(), found.group(2).strip()
        if name == "уровень" and value.upper() in LEVELS:
            task = replace(task, level=value.upper())
        elif name == "минут" and value.isdigit() and 1 <= int(value) <= 180:
            task = replace(task, minutes=int(value))
        elif name == "умение":
            skills.append(value[:60])
    return replace(task, skills=tuple(skills) or task.skills)
