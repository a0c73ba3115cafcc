"""The schedule of one school of the demonstration: in force, and its next version in work."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from objektiv import schema
from objektiv.planning.schedule import Entry, grade_of
from objektiv.planning.schedule.days import Days
from objektiv.web.actions.holding import schedule as act
from objektiv.web.actions.holding.schedule_solving import save_work
from objektiv.web.actions.organisations import school_year_at
from objektiv.web.models import Organisation, Person, ScheduleEntry
from objektiv.web.queries.holding import schedule as query

# Subject, weekly hours, works a year; they begin on different days of lessons.
SUBJECTS = (
    ("Русский язык", 5, 5),
    ("Математика", 5, 5),
    ("Иностранный язык", 3, 4),
    ("История", 2, 3),
)
FIRST, APART, STEP = 12, 38, 6  # days of lessons: first work, between works, between subjects


def carry_out(school: Organisation, *, head: Person, deputy: Person) -> None:
    """Publish a schedule that keeps the rules; in the next version one work stands wrong."""
    year = school_year_at(timezone.localdate())
    version = act.start_version(school, year, by=deputy)
    schedule = version.schedule
    names = query.classes_of(school, year)
    schedule.hours = [[name, subject, str(n)] for name in names for subject, n, _ in SUBJECTS]
    schedule.save()
    days = Days(schema.SchoolYear(year.start), query.rules_of(school, year))
    busy = {(row.class_name, row.day) for row in version.entries.all()}
    entries = []
    for name in names:
        open_days = days.of_grade(grade_of(name))
        for i, (subject, _, count) in enumerate(SUBJECTS):
            for n in range(count):
                at = FIRST + i * STEP + n * APART
                if grade_of(name) < 2 or at >= len(open_days) or (name, open_days[at]) in busy:
                    continue
                entries.append(
                    Entry(open_days[at], 2 + (i + n) % 3, 6, name, subject,
                          f"Контрольная работа № {n + 1}", "school")
                )  # fmt: skip
    ScheduleEntry.objects.bulk_create(act.row_of(one, version) for one in entries)
    act.approve_version(version, order_number="118", order_date=year.starts, by=head)
    act.publish_version(version, by=deputy)
    following = act.start_version(school, year, by=deputy)
    row = following.entries.filter(
        level="school", day__gt=timezone.localdate() + timedelta(days=30)
    ).first()
    if row is not None:  # moved to a Sunday by mistake: the page says so and what to do
        sunday = row.day + timedelta(days=6 - row.day.weekday())
        act.save_entry(following, row, day=sunday, by=deputy)
    grades = ", ".join(str(one) for one in sorted({grade_of(name) for name in names})[:2])
    save_work(
        schedule, None, procedure="Читательская грамотность", subject="Литература",
        classes=grades, count=2, lessons=1, by=deputy,
    )  # fmt: skip
