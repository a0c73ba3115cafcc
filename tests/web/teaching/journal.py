"""Journals of the class 5А of the first school, as files and as they are after accepting."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from objektiv.web.actions import jobs
from objektiv.web.actions.teaching import journals as act
from objektiv.web.models import JournalUpload
from objektiv.web.tasks import WORK

HEAD = "school,class,pupil,subject,teacher,date,mark,weight,kind\n"
# The worked example: 5×3, 5×1, 4×5.
EXAMPLE = (
    ("12", "2025-09-08", "5", "3", "контрольная работа"),
    ("12", "2025-09-15", "5", "1", "ответ"),
    ("12", "2025-09-22", "4", "5", "зачёт"),
    ("13", "2025-09-08", "2→4", "", "контрольная работа"),
    ("13", "2025-09-15", "н", "", ""),
)


def csv(rows=EXAMPLE, class_="5А", subject="Математика", school="edu900101", name="журнал.csv"):
    lines = [
        f"{school},{class_},{pupil},{subject},У-1,{day},{mark},{weight},{kind}\n"
        for pupil, day, mark, weight, kind in rows
    ]
    return SimpleUploadedFile(name, (HEAD + "".join(lines)).encode())


def brought(world, *files, by="deputy") -> JournalUpload:
    """Brought and read; the decision is still to come."""
    upload = act.bring_journals(files=files or (csv(),), school=world.first, by=world.people[by])
    jobs.carry_out(upload.job_id, WORK["read_journals"])
    upload.refresh_from_db()
    return upload


def accepted(world, *files, by="deputy", reason="") -> JournalUpload:
    upload = brought(world, *files, by=by)
    job = act.accept_journals(upload, reason=reason, by=world.people[by])
    jobs.carry_out(job.pk, WORK["count_journals"])
    upload.refresh_from_db()
    return upload
