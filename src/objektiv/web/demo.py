"""The demonstration: an invented district with its schools, people and results.

Everything goes the ordinary way: files are brought, read, accepted and analysed by the same
actions that pages call.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from objektiv.schema import Sittings
from objektiv.simulation import Campaign
from objektiv.simulation.demo import MUNICIPALITY, REGION, YEAR, demo_region
from objektiv.simulation.files import wide, work_toml, write_campaign
from objektiv.web.actions import jobs, reviews, uploads
from objektiv.web.actions.organisations import create_organisation, school_year_at
from objektiv.web.actions.people import assign_role
from objektiv.web.actions.procedures import create_procedure
from objektiv.web.models import Finding, Job, Organisation, Person, Role, RoleAssignment
from objektiv.web.tasks import WORK

LOGINS = "demo-logins.txt"


@dataclass(frozen=True)
class Login:
    """Who signs in, as what, with which password."""

    who: str
    email: str
    password: str

    def __str__(self) -> str:
        return f"{self.email:<28} {self.password}   {self.who}"


_PEOPLE = (
    ("region@demo.example", "Ясенева", "Вера", "Павловна"),
    ("district@demo.example", "Рощина", "Анна", "Игоревна"),
    ("head6@demo.example", "Полянский", "Олег", "Андреевич"),
    ("deputy6@demo.example", "Лугова", "Мария", "Сергеевна"),
    ("teacher6@demo.example", "Ветрова", "Нина", "Олеговна"),
    ("head1@demo.example", "Озерова", "Ольга", "Дмитриевна"),
)


def load_demo(data: Path, *, seed: int = 2026, progress=lambda *_: None) -> list[Login]:
    """Fill an empty installation; on a filled one only return the logins."""
    kept = data / LOGINS
    if Person.objects.exists():
        return _kept(kept)
    password = f"demo-{secrets.token_hex(4)}"
    progress("Организации и люди", 0, 4)
    with transaction.atomic():
        region = Organisation.objects.create(kind=Organisation.Kind.REGION, name=REGION)
        people = [_person(*one, password) for one in _PEOPLE]
        coordinator, district_coordinator, *staff = people
        RoleAssignment.objects.create(
            person=coordinator,
            organisation=region,
            role=Role.REGIONAL_COORDINATOR,
            starts=timezone.localdate() - timedelta(days=400),
        )
        district = create_organisation(parent=region, name=MUNICIPALITY, by=coordinator)
        coordinator._assigned = None
        assign_role(
            district_coordinator,
            role=Role.MUNICIPAL_COORDINATOR,
            organisation=district,
            by=coordinator,
        )
        school_year_at(timezone.localdate())
        campaign = demo_region(seed)
        schools = _schools(campaign, region, district, coordinator)
        sixth, first = _numbered(schools, "СОШ № 6"), _numbered(schools, "Лицей № 1")
        for person, role, school in (
            (staff[0], Role.HEAD, sixth),
            (staff[1], Role.DEPUTY, sixth),
            (staff[2], Role.TEACHER, sixth),
            (staff[3], Role.HEAD, first),
        ):
            assign_role(person, role=role, organisation=school, by=coordinator)
        create_procedure(
            organiser=region,
            kind="ВПР",
            year=YEAR,
            due=timezone.localdate() + timedelta(days=10),
            note="Форма Ф1 из ФИС ОКО по каждому предмету",
            by=coordinator,
        )
        create_procedure(
            organiser=district,
            kind="МПР",
            year=YEAR,
            due=timezone.localdate() + timedelta(days=5),
            note="Муниципальная проверочная работа, 7 класс",
            by=coordinator,
        )
    progress("Файлы школ", 1, 4)
    uploads_ = [
        uploads.bring(
            files=_protocols(campaign, part), organisation=district, by=district_coordinator
        )
        for part in _parts(campaign, own=True)
    ]
    uploads_ += [
        uploads.bring(files=_table(part), organisation=region, by=coordinator)
        for part in _parts(campaign, own=False)
    ]
    progress("Чтение и приём", 2, 4)
    waiting = {}
    for upload in uploads_:
        _carry_out(upload.job)
        upload.refresh_from_db()
        for job in uploads.accept(upload, by=upload.brought_by):
            waiting[job.params["work"]] = job
    Job.objects.filter(state=Job.State.QUEUED).exclude(
        pk__in=[job.pk for job in waiting.values()]
    ).delete()  # each work is analysed once, when everything is there
    progress("Разбор", 3, 4)
    for job in waiting.values():
        _carry_out(job)
    _begin_review(sixth, district_coordinator)
    progress("Готово", 4, 4)
    logins = [Login(_roles(person), person.email, password) for person in people]
    kept.touch(mode=0o600)
    kept.write_text("\n".join("\t".join((x.who, x.email, x.password)) for x in logins))
    return logins


def _schools(
    campaign: Campaign, region: Organisation, district: Organisation, by: Person
) -> dict[str, Organisation]:
    """Organisations of all schools; other districts of the region are made on the way."""
    districts = {district.name: district}
    made = {}
    for one in campaign.sittings[0].schools.values():
        if one.municipality not in districts:
            districts[one.municipality] = create_organisation(
                parent=region, name=one.municipality, by=by
            )
        made[one.id] = create_organisation(
            parent=districts[one.municipality], name=one.name, code=one.id, by=by
        )
    return made


def _parts(campaign: Campaign, *, own: bool) -> list[Sittings]:
    """The works with the schools of the district, or with all the others."""
    parts = []
    for work in campaign.sittings:
        mine = work.frame["municipality"] == MUNICIPALITY
        frame = work.frame.filter(mine if own else ~mine)
        schools = {one: work.schools[one] for one in frame["school"].unique()}
        parts.append(Sittings(work.work, frame, schools))
    return parts


def _protocols(campaign: Campaign, part: Sittings) -> list[SimpleUploadedFile]:
    """What schools export: a file of the form Ф1 each, with the description of the work."""
    with TemporaryDirectory(prefix="objektiv-demo-") as folder:
        write_campaign(replace(campaign, sittings=(part,)), Path(folder), "f1")
        return [
            SimpleUploadedFile(path.name, path.read_bytes())
            for path in sorted(Path(folder).glob("**/*"))
            if path.suffix in (".xlsx", ".toml")
        ]


def _table(part: Sittings) -> list[SimpleUploadedFile]:
    """A wide table with the description of its work."""
    return [
        SimpleUploadedFile("результаты.csv", wide(part).write_csv().encode()),
        SimpleUploadedFile("work.toml", work_toml(part.work).encode()),
    ]


def _kept(path: Path) -> list[Login]:
    if not path.exists():
        return []
    return [Login(*line.split("\t")) for line in path.read_text().splitlines()]


def _person(email: str, surname: str, name: str, patronymic: str, password: str) -> Person:
    person = Person.objects.create_user(
        email, password, surname=surname, name=name, patronymic=patronymic
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def _roles(person: Person) -> str:
    return "; ".join(
        f"{one.get_role_display()}, {one.organisation}"
        for one in person.assignments.select_related("organisation")
    )


def _numbered(schools: dict[str, Organisation], words: str) -> Organisation:
    return next(one for one in schools.values() if words in one.name)


def _carry_out(job: Job) -> None:
    jobs.carry_out(job.pk, WORK[job.kind])
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"{job.title}: {job.error}")


def _begin_review(school: Organisation, by: Person) -> None:
    """One school is already asked, so that both sides of a review have something to see."""
    finding = (
        Finding.objects.filter(
            school=school, analysis__current=True, class_name="", verdict="verify"
        )
        .select_related("analysis__work", "school")
        .first()
    )
    if finding:
        reviews.ask_school(finding, reply_by=timezone.localdate() + timedelta(days=14), by=by)
