"""The demonstration: an invented district with its schools, people and three years of results.

Everything goes the ordinary way: files are brought, read, accepted and analysed by the same
actions that pages call. Each work is analysed once, the earliest year first. Grade 4 of this
year comes as schools export it, a file of the form Ф1 each; everything else as wide tables.
What people then said and decided stands in `demo_story`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from objektiv.schema import Sittings
from objektiv.simulation import Campaign
from objektiv.simulation.demo import MUNICIPALITY, REGION, YEAR, demo_region
from objektiv.simulation.files import wide, work_toml, write_campaign
from objektiv.web import (
    demo_acts,
    demo_experts,
    demo_growth,
    demo_holding,
    demo_measures,
    demo_observers,
    demo_openness,
    demo_schedule,
    demo_sealed,
    demo_tasks,
    demo_teaching,
)
from objektiv.web import demo_story as story
from objektiv.web.actions import jobs, uploads
from objektiv.web.actions.organisations import create_organisation, school_year_at
from objektiv.web.actions.people import assign_role
from objektiv.web.actions.procedures import create_procedure
from objektiv.web.demo_people import near_pupils, sign_up
from objektiv.web.models import (
    Job,
    Notice,
    Organisation,
    Person,
    Review,
    Role,
    RoleAssignment,
    Upload,
)
from objektiv.web.tasks import WORK

LOGINS = "demo-logins.txt"
YEARS = 3


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
    ("classteacher6@demo.example", "Ключева", "Инна", "Юрьевна"),
    ("parent6@demo.example", "Тропинин", "Сергей", "Ильич"),
    ("observer6@demo.example", "Берегова", "Алла", "Петровна"),
    ("head1@demo.example", "Озерова", "Ольга", "Дмитриевна"),
)
_LEADER = ("gmo@demo.example", "Орлова", "Тамара", "Николаевна")
# Heads of other schools: they have answered; nobody needs to sign in as them.
_HEADS = {
    story.STOPPED: ("head3@demo.example", "Ручьёва", "Елена", "Борисовна"),
    story.ONCE: ("head5@demo.example", "Крутов", "Андрей", "Ильич"),
    story.JOURNAL: ("head8@demo.example", "Садовая", "Лидия", "Петровна"),
}


def load_demo(data: Path, *, seed: int = 2026, progress=lambda *_: None) -> list[Login]:
    """Fill an empty installation; on a filled one only return the logins."""
    kept = data / LOGINS
    if Person.objects.exists():
        return _kept(kept)
    password = f"demo-{secrets.token_hex(4)}"
    progress("Организации и люди", 0, 4)
    with transaction.atomic():
        region = Organisation.objects.create(kind=Organisation.Kind.REGION, name=REGION)
        people = [sign_up(*one, password) for one in _PEOPLE]
        coordinator, district_coordinator, head, deputy, *near, first_head = people
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
        campaign = demo_region(seed, years=YEARS)
        schools = _schools(campaign, region, district, coordinator)
        sixth, first = _numbered(schools, story.PERSISTENT), _numbered(schools, story.STRONG)
        heads = {words: sign_up(*one, password) for words, one in _HEADS.items()}
        for words, person in heads.items():
            school = _numbered(schools, words)
            assign_role(person, role=Role.HEAD, organisation=school, by=coordinator)
        for person, role, school in (
            (head, Role.HEAD, sixth),
            (deputy, Role.DEPUTY, sixth),
            (first_head, Role.HEAD, first),
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
    missing = _numbered(schools, story.MISSING)
    uploads_ = []
    for work in campaign.sittings:
        others = work
        if work.work.year == YEAR:
            own, others = _district(work, inside=True, but=missing), _district(work, inside=False)
            files = _protocols(campaign, own) if _as_exported(work) else _table(own)
            uploads_.append(
                uploads.bring(files=files, organisation=district, by=district_coordinator)
            )
        uploads_.append(uploads.bring(files=_table(others), organisation=region, by=coordinator))
    _take_in(uploads_, progress)
    progress("Рассмотрения", 3, 4)
    teacher, class_teacher, parent, observer = near
    near_pupils(
        sixth, head=head, deputy=deputy, teacher=teacher, class_teacher=class_teacher,
        parent=parent, observer=observer,
    )  # fmt: skip
    heads[story.PERSISTENT] = head
    named = {words: _numbered(schools, words) for words in heads}
    story.tell(named, heads, district_coordinator)
    _documents(district, schools.values(), coordinator, district_coordinator)
    heads[story.STRONG], named[story.STRONG] = first_head, first
    demo_measures.carry_out(
        district, named, heads, deputy=deputy, own=story.PERSISTENT, strong=story.STRONG,
        by=district_coordinator,
    )  # fmt: skip
    _held(
        district, sixth, schools=schools.values(), head=head, deputy=deputy, teacher=teacher,
        organiser=class_teacher, observer=observer, by=district_coordinator,
    )  # fmt: skip
    people.append(
        demo_tasks.fill_bank(
            district, sixth, leader=sign_up(*_LEADER, password), teacher=teacher,
            by=district_coordinator,
        )
    )  # fmt: skip
    _school_life(
        district, sixth, head=head, deputy=deputy, teacher=teacher, class_teacher=class_teacher,
        parent=parent, by=district_coordinator,
    )  # fmt: skip
    demo_tasks.carry_out(sixth, head=head, deputy=deputy, teacher=teacher)
    _read_what_is_over()
    progress("Готово", 4, 4)
    logins = [Login(_roles(person), person.email, password) for person in people]
    _keep(kept, logins)
    return logins


def _keep(path: Path, logins: list[Login]) -> None:
    path.touch(mode=0o600)
    path.write_text("\n".join("\t".join((x.who, x.email, x.password)) for x in logins))


def _school_life(
    district: Organisation,
    school: Organisation,
    *,
    head: Person,
    deputy: Person,
    teacher: Person,
    class_teacher: Person,
    parent: Person,
    by: Person,
) -> None:
    """Open pages, journals, and what stands on both: families, the yearly report, growth, acts."""
    demo_openness.carry_out(district, school, head=head, by=by)
    demo_acts.carry_out(school, head=head)
    demo_teaching.carry_out(school, head=head, deputy=deputy, teacher=teacher, parent=parent)
    demo_openness.go_on(district, school, head=head, deputy=deputy, teacher=teacher, by=by)
    demo_growth.carry_out(
        district, school, deputy=deputy, teacher=teacher, class_teacher=class_teacher,
        by=by,
    )  # fmt: skip


def _take_in(uploads_: list[Upload], progress) -> None:
    """Read and accept what was brought; each work is analysed once, when everything is there."""
    waiting = {}
    for number, upload in enumerate(uploads_):
        progress("Чтение и приём", number, len(uploads_))
        _carry_out(upload.job)
        upload.refresh_from_db()
        for job in uploads.accept(upload, by=upload.brought_by):
            waiting[job.params["work"]] = job
    Job.objects.filter(state=Job.State.QUEUED).exclude(
        pk__in=[job.pk for job in waiting.values()]
    ).delete()
    for number, job in enumerate(waiting.values()):
        progress("Разбор", number, len(waiting))
        _carry_out(job)


def _held(
    district: Organisation,
    school: Organisation,
    *,
    schools: Iterable[Organisation],
    head: Person,
    deputy: Person,
    teacher: Person,
    organiser: Person,
    observer: Person,
    by: Person,
) -> None:
    """How procedures are held: days, the schedule, experts, observers, sealed materials."""
    demo_holding.carry_out(
        district, schools, school, deputy=deputy, organiser=organiser, technician=teacher, by=by
    )
    demo_schedule.carry_out(school, head=head, deputy=deputy)
    demo_experts.carry_out(district, school, teacher=teacher, by=by)
    demo_observers.carry_out(district, school, observer=observer, by=by)
    demo_sealed.carry_out(district, school, head=head, office=deputy, by=by)


def _documents(
    district: Organisation, schools: Iterable[Organisation], by: Person, brings: Person
) -> None:
    """A procedure that asks for documents; every third school of the district has brought."""
    procedure = create_procedure(
        organiser=district.parent,
        kind="НОКО",
        year=YEAR,
        due=timezone.localdate() + timedelta(days=12),
        note="План по устранению недостатков и отчёт о его исполнении",
        source="noko",
        expects="documents",
        by=by,
    )
    for school in [one for one in schools if one.parent_id == district.pk][::3]:
        uploads.bring_documents(
            procedure=procedure,
            files=[SimpleUploadedFile("План НОКО.docx", f"Пример: {school}".encode())],
            note="",
            organisation=school,
            by=brings,
        )


def _read_what_is_over() -> None:
    """Notices of what was decided long ago are not new any more."""
    open_ = Review.objects.exclude(state=Review.State.CLOSED)
    paths = [reverse("review", args=[one.pk]) for one in open_]
    Notice.objects.exclude(path__in=paths).update(read_at=timezone.now())


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


def _district(work: Sittings, *, inside: bool, but: Organisation | None = None) -> Sittings:
    """A work with the schools of the district (but one), or with all the others."""
    mine = work.frame["municipality"] == MUNICIPALITY
    frame = work.frame.filter(mine if inside else ~mine)
    if but is not None:
        frame = frame.filter(frame["school"] != but.code)
    schools = {one: work.schools[one] for one in frame["school"].unique()}
    return Sittings(work.work, frame, schools)


def _as_exported(part: Sittings) -> bool:
    return (part.work.year, part.work.grade) == (YEAR, 4)


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
    table = wide(part)
    if _as_exported(part):  # protocols of ФИС ОКО hold no prior scores; then nobody has them
        table = table.drop("prior_score")
    return [
        SimpleUploadedFile("результаты.csv", table.write_csv().encode()),
        SimpleUploadedFile("work.toml", work_toml(part.work).encode()),
    ]


def _kept(path: Path) -> list[Login]:
    if not path.exists():
        return []
    return [Login(*line.split("\t")) for line in path.read_text().splitlines()]


def _roles(person: Person) -> str:
    return "; ".join(
        ", ".join(filter(None, (str(one), one.of)))
        for one in person.assignments.select_related(
            "organisation", "school_class__school_year", "subject"
        )
    )


def _numbered(schools: dict[str, Organisation], words: str) -> Organisation:
    return next(one for one in schools.values() if words in one.name)


def _carry_out(job: Job) -> None:
    jobs.carry_out(job.pk, WORK[job.kind])
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(f"{job.title}: {job.error}")
