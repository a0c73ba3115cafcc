"""Terms as Russian plans write them: «в течение учебного года», «октябрь, апрель», «не
позднее 1 рабочего дня до проведения», «в соответствии с графиком», «до 01.09.2024 г.».

`read_due` turns the words into a `schema.Due` bound to a school year, `say_due` says it in
the usual words, `resolve_due` gives its days once the dates of the procedures are known,
`reminders` the days on which to remind. What is not understood stays as it is.
"""

from objektiv.russian.due.reading import find_due, read_due, say_due
from objektiv.russian.due.resolving import Event, Occurrence, Resolved, reminders, resolve_due

__all__ = [
    "Event",
    "Occurrence",
    "Resolved",
    "find_due",
    "read_due",
    "reminders",
    "resolve_due",
    "say_due",
]
